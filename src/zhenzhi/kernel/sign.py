"""Signing papers and checking signed papers (电子签章与验章): PAdES B-B, with ECDSA/RSA or SM2 keys.

`Signer` is the port; a county plugs its own seal service in behind it. Whether a seal has legal force is
said by the operator (电子签名法 13, 716号令 9); a test certificate never has. Checking is strict: one
signature over the whole file, in its one canonical form, from a certificate that the caller trusts. Nothing
is fetched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Protocol

import typst
from asn1crypto import algos, cms, pem, x509
from pyhanko.keys import load_private_key_from_pemder
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhenzhi.kernel import clock, sm2
from zhenzhi.kernel.render import POINTS_PER_MM, PaperError, Position

TEST_MARK = "测试"
FIELD = "Seal"
# The box is larger than the seal: where a box's edge crosses a thin stroke, some readers lose that stroke.
BOX_MARGIN_MM = 3.0


@dataclass(frozen=True)
class SealImage:
    """The seal's picture (SVG) and where its middle goes. `diameter` in millimetres."""

    svg: str
    at: Position
    diameter: float


class Signer(Protocol):
    """Whoever can put a seal on a paper (签章服务).

    `certificate`: the seal's certificate, PEM. `scheme`: algorithm and form in words. `legal_force`: whether
    the operator declares that its seals have legal force; False for every test certificate.
    """

    @property
    def certificate(self) -> bytes: ...
    @property
    def scheme(self) -> str: ...
    @property
    def legal_force(self) -> bool: ...

    def sign(self, pdf: bytes, seal: SealImage | None, reason: str, at: datetime) -> bytes:
        """The signed file. `at` is the aware instant of sealing; without a seal the signature is
        invisible."""
        ...


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


class LocalSigner:
    """Signs with a key in files, PAdES B-B: ECDSA P-256 or RSA with SHA-256, or SM2 with SM3."""

    def __init__(self, certificate: Path, key: Path, *, legal_force: bool = False) -> None:
        """Load PEM files. Raises PaperError when a test certificate is declared to have legal force."""
        self._certificate = certificate.read_bytes()
        loaded = _load(self._certificate)
        if legal_force and TEST_MARK in loaded.issuer.human_friendly + loaded.subject.human_friendly:
            raise PaperError(
                "测试证书没有法律效力，不能设为正式印章；请换用依法设立的电子认证机构签发的证书。",
                "A test certificate has no legal force and cannot be declared a formal seal; use a "
                "certificate from a licensed authority.",
            )
        self._legal_force = legal_force
        self._digest = "sm3" if sm2.is_sm2(loaded) else "sha256"
        kind = "SM2" if self._digest == "sm3" else loaded.public_key.algorithm.upper().replace("EC", "ECDSA")
        self._scheme = f"PAdES B-B {kind}/{self._digest.upper()}"
        if self._digest == "sm3":
            self._cms: CmsSigner = sm2.Sm2CmsSigner(loaded, sm2.load_private(key.read_bytes()))
        else:
            self._cms = SimpleSigner(
                signing_cert=loaded,
                signing_key=load_private_key_from_pemder(str(key), passphrase=None),
                cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
                embed_roots=False,
            )

    @property
    def certificate(self) -> bytes:
        return self._certificate

    @property
    def scheme(self) -> str:
        return self._scheme

    @property
    def legal_force(self) -> bool:
        return self._legal_force

    def sign(self, pdf: bytes, seal: SealImage | None, reason: str, at: datetime) -> bytes:
        """See `Signer.sign`. The first signature certifies: no later change is permitted (DocMDP 1)."""
        if at.tzinfo is None:
            raise ValueError("A paper is sealed at an aware instant.")
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if writer.prev.embedded_signatures:
            raise PaperError(
                "该文书已经盖章，不能再次盖章；如需更正，请另行制作文书。",
                "This paper is sealed already and cannot be sealed again; to correct it, issue another.",
            )
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=self._digest,
            reason=reason,
            name=self._cms.subject_name,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        # A stamp style gathers resources when used, so each signature gets a new one.
        style = StaticStampStyle(background=_SealPage(seal), border_width=0) if seal else None
        signer = _PdfSignerAt(meta, self._cms, stamp_style=style, new_field_spec=_field(seal))
        signer.at = at
        out = signer.sign_pdf(writer, bytes_reserved=_RESERVED)
        return bytes(out.getbuffer())


_RESERVED = 16384  # hexadecimal digits kept for the CMS object


class _PdfSignerAt(PdfSigner):
    """pyHanko reads the machine's clock; here the instant is an argument, as everywhere."""

    at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _SealPage(ImportedPdfPage):
    """The seal as page content, from memory."""

    def __init__(self, seal: SealImage) -> None:
        super().__init__(file_name="seal")  # type: ignore[no-untyped-call]
        self._seal = seal

    def render(self) -> bytes:
        page = PdfFileReader(BytesIO(_seal_pdf(self._seal.svg, self._seal.diameter)))
        imported = self._ensure_writer.import_page_as_xobject(page)
        self.resources.xobject["/SealPicture"] = imported
        x1, y1, x2, y2 = imported.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/SealPicture Do"


@lru_cache(maxsize=64)
def _seal_pdf(svg: str, diameter: float) -> bytes:
    """The seal on a transparent page of its own, margin included."""
    source = (
        "#set page(width: {w}mm, height: {w}mm, margin: {m}mm, fill: none)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: {d}mm, alt: "seal")'
    ).format(w=diameter + 2 * BOX_MARGIN_MM, m=BOX_MARGIN_MM, d=diameter)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    made = typst.Compiler(source.encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"svg": svg}).compile(
        format="pdf", timestamp=0, pdf_tags=False
    )
    assert isinstance(made, bytes)
    return made


def _field(seal: SealImage | None) -> SigFieldSpec:
    if seal is None:
        return SigFieldSpec(FIELD, readable_field_name="电子签名")
    half = (seal.diameter / 2 + BOX_MARGIN_MM) * POINTS_PER_MM
    x, y = seal.at.x, seal.at.y
    box = (round(x - half), round(y - half), round(x + half), round(y + half))
    return SigFieldSpec(FIELD, on_page=seal.at.page - 1, box=box, readable_field_name="电子印章")


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
            signature_validator=sm2.Validator(),
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
