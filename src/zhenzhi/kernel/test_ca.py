"""A county's test authority (县测试CA) and one certificate for each seal, for trying the system out.

Every name says 测试 and 无法律效力: such a seal has no legal force (电子签名法 16 asks for a licensed
authority). Keys are files that only their owner may read.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import core, keys, pem, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from zhenzhi.kernel import sm2

NO_FORCE = "测试 无法律效力"
AUTHORITY_LIFE = timedelta(days=3650)
SEAL_LIFE = timedelta(days=1825)


@dataclass(frozen=True)
class SealFiles:
    """Where a seal's certificate and key lie."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class _KeyPair:
    """A key in the form a certificate needs: its public part, how it signs, its PKCS#8 PEM."""

    public: keys.PublicKeyInfo
    sign: Callable[[bytes], bytes]
    secret: bytes
    mechanism: str


class CountyTestAuthority:
    """A self-signed authority in a folder: `ca.crt`, `ca.key`, and a pair of files for each seal.

    Made when the folder holds none, else loaded. `scheme` is "ecdsa" or "sm2".
    """

    def __init__(self, folder: Path, county: str, *, at: datetime, scheme: str = "ecdsa") -> None:
        if scheme not in {"ecdsa", "sm2"}:
            raise ValueError(f"Unknown scheme {scheme!r}: ecdsa or sm2.")
        self._folder = folder
        self._new_key, self._load_key = (_new_sm2, _load_sm2) if scheme == "sm2" else (_new_ecdsa, _load_ecdsa)
        self._files = SealFiles(folder / "ca.crt", folder / "ca.key")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._files.certificate.exists():
            own = self._new_key()
            name = _name(f"{county}电子印章测试CA（{NO_FORCE}）")
            _write(
                self._files,
                own,
                _certificate(name, own.public, name, own, at, AUTHORITY_LIFE, authority=True),
            )

    @property
    def certificate(self) -> bytes:
        """The authority's certificate as PEM: what a checker is given as trust."""
        return self._files.certificate.read_bytes()

    def issue(self, code: str, seal_name: str, *, at: datetime) -> SealFiles:
        """A new key and certificate for one seal, in files named after `code` (letters, digits, hyphens).

        Raises FileExistsError when the seal has them already: a seal's key is never replaced silently.
        """
        if not code.replace("-", "").isalnum() or not code.isascii():
            raise ValueError("A seal's code has ASCII letters, digits and hyphens only.")
        files = SealFiles(self._folder / f"{code}.crt", self._folder / f"{code}.key")
        issuer = x509.Certificate.load(pem.unarmor(self.certificate)[2])
        own, parent = self._new_key(), self._load_key(self._files.key.read_bytes(), issuer.public_key)
        subject = _name(f"{seal_name}（{NO_FORCE}）")
        made = _certificate(subject, own.public, issuer.subject, parent, at, SEAL_LIFE, authority=False)
        _write(files, own, made)
        return files


def _name(common: str) -> x509.Name:
    return x509.Name.build({"country_name": "CN", "common_name": common})


def _certificate(
    subject: x509.Name,
    public: keys.PublicKeyInfo,
    issuer: x509.Name,
    parent: _KeyPair,
    start: datetime,
    life: timedelta,
    *,
    authority: bool,
) -> bytes:
    """An X.509 certificate as PEM. An authority may sign certificates, a seal may sign papers."""
    usage = {"key_cert_sign", "crl_sign"} if authority else {"digital_signature", "non_repudiation"}
    mechanism = {"algorithm": parent.mechanism}
    body = x509.TbsCertificate({
        "version": "v3",
        "serial_number": secrets.randbits(127) + 1,
        "signature": mechanism,
        "issuer": issuer,
        "validity": {
            "not_before": x509.Time("utc_time", start.replace(microsecond=0)),
            "not_after": x509.Time("utc_time", (start + life).replace(microsecond=0)),
        },
        "subject": subject,
        "subject_public_key_info": public,
        "extensions": [
            {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": authority}},
            {"extn_id": "key_usage", "critical": True, "extn_value": usage},
            {"extn_id": "key_identifier", "extn_value": public.sha1},
            {"extn_id": "authority_key_identifier", "extn_value": {"key_identifier": parent.public.sha1}},
        ],
    })  # fmt: skip
    whole = x509.Certificate({
        "tbs_certificate": body,
        "signature_algorithm": mechanism,
        "signature_value": core.OctetBitString(parent.sign(body.dump())),
    })  # fmt: skip
    return bytes(pem.armor("CERTIFICATE", whole.dump()))


def _new_ecdsa() -> _KeyPair:
    return _ecdsa(ec.generate_private_key(ec.SECP256R1()))


def _load_ecdsa(secret: bytes, public: keys.PublicKeyInfo) -> _KeyPair:
    key = serialization.load_pem_private_key(secret, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return _ecdsa(key)


def _ecdsa(key: ec.EllipticCurvePrivateKey) -> _KeyPair:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _KeyPair(
        keys.PublicKeyInfo.load(public),
        lambda m: key.sign(m, ec.ECDSA(hashes.SHA256())),
        secret,
        "sha256_ecdsa",
    )


def _new_sm2() -> _KeyPair:
    public, private = sm2.generate_key()
    return _sm2(private, public)


def _load_sm2(secret: bytes, public: keys.PublicKeyInfo) -> _KeyPair:
    return _sm2(sm2.load_private(secret), sm2.public_bytes(public))


def _sm2(private: bytes, public: bytes) -> _KeyPair:
    return _KeyPair(
        sm2.public_info(public),
        lambda m: sm2.sign_raw(private, public, m),
        sm2.private_pem(private, public),
        sm2.SM2_MECHANISM,
    )


def _write(files: SealFiles, pair: _KeyPair, certificate: bytes) -> None:
    """Create the key readable by its owner only, from the first moment; never overwrite."""
    descriptor = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(pair.secret)
    files.certificate.write_bytes(certificate)
