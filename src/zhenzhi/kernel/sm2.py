"""SM2 signatures with SM3 (商用密码: GM/T 0003, 0004): identifiers and keys. `sm2_pdf` has what pyHanko needs.

asn1crypto knows neither; the identifiers are registered once, on import.
"""

import gmssl_pyx
from asn1crypto import algos, core, keys, pem, x509

SM3_OID = "1.2.156.10197.1.401"
SM2_WITH_SM3_OID = "1.2.156.10197.1.501"
SM2_CURVE_OID = "1.2.156.10197.1.301"
SM2_MECHANISM = "sm3_sm2"


def _register(kind: type[core.ObjectIdentifier], oid: str, name: str) -> None:
    """What asn1crypto offers publicly for curves only: a name for an identifier."""
    kind._map[oid] = name
    if kind._reverse_map is not None:
        kind._reverse_map[name] = oid


_register(algos.DigestAlgorithmId, SM3_OID, "sm3")
_register(algos.SignedDigestAlgorithmId, SM2_WITH_SM3_OID, SM2_MECHANISM)
keys.NamedCurve.register("sm2", SM2_CURVE_OID, 32)


def is_sm2(certificate: x509.Certificate) -> bool:
    """Whether the certificate's key lies on the SM2 curve."""
    key = certificate.public_key
    return bool(key.algorithm == "ec" and key.curve == ("named", "sm2"))


def generate_key() -> tuple[bytes, bytes]:
    """A new key pair: 64 bytes of public key (x then y), 32 bytes of private key."""
    public, private = gmssl_pyx.sm2_key_generate()
    return public, private


def sign_raw(private: bytes, public: bytes, message: bytes) -> bytes:
    """SM2 over SM3 with the default signer identity; DER of (r, s)."""
    return bytes(gmssl_pyx.sm2_sign(private, public, message))


def public_info(public: bytes) -> keys.PublicKeyInfo:
    """The 64 bytes of a public key as a certificate holds them."""
    return keys.PublicKeyInfo(
        {
            "algorithm": {"algorithm": "ec", "parameters": keys.ECDomainParameters("named", "sm2")},
            "public_key": keys.ECPointBitString(b"\x04" + public),
        }
    )


def public_bytes(info: keys.PublicKeyInfo) -> bytes:
    """The 64 bytes of an SM2 public key (uncompressed point without its leading 04)."""
    point = bytes(info["public_key"].native)
    if len(point) != 65 or point[0] != 4:
        raise ValueError("An SM2 public key is an uncompressed point of 65 bytes.")
    return point[1:]


def private_pem(private: bytes, public: bytes) -> bytes:
    """PKCS#8 PEM of a private key."""
    inner = keys.ECPrivateKey(
        {"version": 1, "private_key": int.from_bytes(private, "big"), "public_key": b"\x04" + public}
    )
    inner["private_key"].set_encoded_width(32)
    info = keys.PrivateKeyInfo(
        {
            "version": 0,
            "private_key_algorithm": {
                "algorithm": "ec",
                "parameters": keys.ECDomainParameters("named", "sm2"),
            },
            "private_key": inner,
        }
    )
    return bytes(pem.armor("PRIVATE KEY", info.dump()))


def load_private(pem_bytes: bytes) -> bytes:
    """The 32 bytes of a private key from PKCS#8 PEM."""
    info = keys.PrivateKeyInfo.load(pem.unarmor(pem_bytes)[2])
    return bytes(info["private_key"].parsed["private_key"].contents).rjust(32, b"\0")
