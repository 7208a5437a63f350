"""Signing papers (电子签章): PAdES B-B, with ECDSA/RSA or SM2 keys. `seal_check` checks what was signed.

`Signer` is the port; a county plugs its own seal service in behind it. Whether a seal has legal force is said by the
operator (电子签名法 13, 716号令 9); a test certificate never has.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Protocol

import typst
from asn1crypto import pem, x509
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
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhenzhi.kernel import sm2, sm2_pdf
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


class LocalSigner:
    """Signs with a key in files, PAdES B-B: ECDSA P-256 or RSA with SHA-256, or SM2 with SM3."""

    def __init__(self, certificate: Path, key: Path, *, legal_force: bool = False) -> None:
        """Load PEM files. Raises PaperError when a test certificate is declared to have legal force."""
        self._certificate = certificate.read_bytes()
        loaded = x509.Certificate.load(pem.unarmor(self._certificate)[2])
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
            self._cms: CmsSigner = sm2_pdf.Sm2CmsSigner(loaded, sm2.load_private(key.read_bytes()))
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
