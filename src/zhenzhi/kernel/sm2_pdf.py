"""SM2 signatures in PDF files: a signer and a validator for pyHanko, which knows only foreign algorithms.

Ordinary CMS is used, so ordinary PDF readers and openssl's cms cannot check the signature; GB/T 35275 is a second form
not made here.
"""

import gmssl_pyx
from asn1crypto import algos, keys, x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)

from zhenzhi.kernel import sm2


class Sm2CmsSigner(CmsSigner):
    """pyHanko signer with an SM2 key in memory."""

    def __init__(self, certificate: x509.Certificate, private: bytes) -> None:
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": sm2.SM2_MECHANISM}),
            embed_roots=False,
        )
        self._private = private
        self._public = sm2.public_bytes(certificate.public_key)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(72) if dry_run else sm2.sign_raw(self._private, self._public, data)


class Validator(DefaultSignatureValidator):
    """pyHanko's own checks, and SM2 beside them."""

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: keys.PublicKeyInfo,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Raises InvalidSignature."""
        if signature_algorithm["algorithm"].native != sm2.SM2_MECHANISM:
            super().validate_signature(signature, signed_data, public_key_info, signature_algorithm, context)
            return
        try:
            good = gmssl_pyx.sm2_verify(sm2.public_bytes(public_key_info), signed_data, signature)
        except (gmssl_pyx.GmsslInnerError, ValueError) as fault:
            raise InvalidSignature from fault
        if not good:
            raise InvalidSignature
