"""Checking sealed papers (验章). Strict: one signature over the whole file, in its one canonical form, from a
certificate that the caller trusts. Nothing is fetched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import algos, cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from zhenzhi.kernel import clock, sm2_pdf


@dataclass(frozen=True)
class Problem:
    """One reason why a file is not accepted."""

    zh: str
    en: str


@dataclass(frozen=True)
class SignatureReport:
    """What checking found (验章结果). Show people `ok` and `problems` only.

    `signer`: the certificate's common name; `at`: the instant the signer claims; `whole_file`: nothing stands
    outside the signature.
    """

    ok: bool
    signer: str | None
    at: datetime | None
    whole_file: bool
    problems: tuple[Problem, ...]


_UNREADABLE = Problem(
    "文件不是可以读取的PDF，请取得原文件后重新核验。",
    "The file is not a readable PDF; obtain the original file and check again.",
)
_UNSIGNED = Problem(
    "文件上没有电子签章，请取得盖章后的原文件。",
    "The file carries no electronic seal; obtain the sealed original.",
)
_SEVERAL = Problem(
    "文件上有多个签名，本系统的文书只有一个；请取得原文件。",
    "The file carries several signatures, a paper of this system exactly one; obtain the original.",
)
_NOT_WHOLE = Problem(
    "签章之后文件又有增加或改动，签章不覆盖整个文件；请勿采信。",
    "Content was added or altered after sealing; do not rely on this file.",
)
_ALTERED = Problem(
    "文件内容或签名数据被改动，与盖章时不一致；请勿采信。",
    "Content or signature data differ from what was sealed; do not rely on this file.",
)
_UNTRUSTED = Problem(
    "签章证书不在受信任的范围内，或在核验时点无效；请向发文机关核实。",
    "The seal's certificate is not trusted, or was not valid at the time asked; ask the issuing organ.",
)


def verify_pdf(pdf: bytes, trust: Sequence[bytes], *, at: datetime | None = None) -> SignatureReport:
    """Check a sealed paper offline (验章).

    `trust`: PEM certificates the caller trusts; nothing in the file adds to them. `at`: the instant at which
    the certificate must be valid; give the ledger's instant of sealing for old papers, the default is now.
    Never raises for what a file contains: any fault is a problem in the report.
    Raises ValueError for an unusable PEM in `trust`. Call it from synchronous code (pyHanko runs a loop).
    """
    roots = [_load(one) for one in trust]
    try:
        signatures = list(PdfFileReader(BytesIO(pdf)).embedded_signatures)
        if len(signatures) != 1:
            return _refused(_SEVERAL if signatures else _UNSIGNED)
        return _judge(pdf, signatures[0], roots, at or clock.now())
    except Exception:  # a hostile file may break any parser; the answer is the same: not accepted
        return _refused(_ALTERED if b"/ByteRange" in pdf else _UNREADABLE)


def _load(certificate: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(certificate)[2])


def _refused(problem: Problem) -> SignatureReport:
    return SignatureReport(False, None, None, False, (problem,))


def _judge(pdf: bytes, found: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime) -> SignatureReport:
    whole = _covers_whole_file(pdf, found)
    problems = [] if whole else [_NOT_WHOLE]
    if not _is_canonical(found):
        problems.append(_ALTERED)
    # Without roots pyHanko would fall back to those of the operating system, so an empty trust stops here.
    if not roots:
        problems.append(_UNTRUSTED)
    else:
        context = ValidationContext(
            trust_roots=roots,
            moment=at,
            allow_fetching=False,
            revocation_mode="soft-fail",
            signature_validator=sm2_pdf.Validator(),
        )
        status = validate_pdf_signature(found, context)
        # `intact` and `valid` stay true after an incremental update; only the bottom line counts.
        if not status.bottom_line:
            problems.append(_ALTERED if not (status.intact and status.valid) or status.trusted else _UNTRUSTED)
    name = found.signer_cert.subject.native.get("common_name")
    return SignatureReport(not problems, name, found.self_reported_timestamp, whole, tuple(dict.fromkeys(problems)))


def _covers_whole_file(pdf: bytes, found: EmbeddedPdfSignature) -> bool:
    """The signed ranges are everything but the signature's own digits, to the last byte of the file.

    Those digits must stand as pyHanko writes them, in capitals, so that not even their case can change.
    """
    start, before, behind, after = (int(n) for n in found.byte_range)
    gap = b"<" + found.pkcs7_content.hex().upper().encode() + b">"
    return start == 0 and behind + after == len(pdf) and pdf[before:behind] == gap


def _is_canonical(found: EmbeddedPdfSignature) -> bool:
    """Rebuild the CMS object from its signed parts and compare.

    The signature itself protects only the signed attributes and, through them, document and certificate.
    Versions, algorithm parameters, extra certificates, unsigned attributes and the padding are unprotected,
    so they must not vary: one signer, one certificate, zeros, nothing else.
    """
    info = found.signer_info
    digest = {"algorithm": info["digest_algorithm"]["algorithm"].native}
    certificate = found.signer_cert
    rebuilt = cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices("certificate", certificate)],
            "signer_infos": [{
                "version": "v1",
                "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number})),
                "digest_algorithm": digest,
                "signature_algorithm": algos.SignedDigestAlgorithm(
                    {"algorithm": info["signature_algorithm"]["algorithm"].native}),
                "signed_attrs": info["signed_attrs"],
                "signature": info["signature"],
            }],
        }),
    })  # fmt: skip
    content = bytes(found.pkcs7_content)
    return bytes(rebuilt.dump()).ljust(len(content), b"\0") == content
