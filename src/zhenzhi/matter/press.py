"""Making the sealed file of a paper (制作与用印): render and sign.

It stands behind the port in `sealing`; only a process that works loads it, for its libraries take a second to start.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhenzhi.kernel import clock
from zhenzhi.kernel.render import FontSet, Rendered, load_fonts, qr_svg, render
from zhenzhi.kernel.seal_picture import SealDesign, seal_svg
from zhenzhi.kernel.sign import LocalSigner, SealImage, Signer
from zhenzhi.kernel.test_ca import SealFiles
from zhenzhi.matter import keys
from zhenzhi.matter.models import Paper
from zhenzhi.register.models import Seal


def fonts() -> FontSet:
    """The county's own fonts first, then those of the installation."""
    return load_fonts(Path(settings.FONTS) if settings.FONTS else None)


def signer(seal: Seal) -> Signer:
    """The signer of a seal; its test certificate is issued by the county's authority when the seal is first used.

    Raises Conflict where the authority's own key is missing.
    """
    folder = keys.authority_folder()
    own = SealFiles(folder / f"{seal.code}.crt", folder / f"{seal.code}.key")
    if not own.certificate.exists():
        own = keys.authority().issue(seal.code, f"{seal.text}{seal.line}", at=clock.now())
    return LocalSigner(own.certificate, own.key)


def verify_url(paper: Paper) -> str:
    """Address of the page where anyone checks the paper."""
    return f"{settings.PUBLIC_URL}/verify/{paper.verify_code}"


def printed(paper: Paper, legal_force: bool) -> dict[str, object]:
    """What the template prints: the paper's facts, its number, and where to check it."""
    url = verify_url(paper)
    return {
        **paper.facts,
        "number": paper.number,
        "verify": {"code": paper.verify_code, "url": url, "qr_svg": qr_svg(url)},
        "test_mark": not legal_force,
    }


def make(paper: Paper, at: datetime) -> bytes:
    """The signed PDF of a paper. Raises PaperError where a character has no glyph in the fonts."""
    seal = Seal.objects.known().filter(code=paper.seal).order_by("-valid").first()
    if seal is None:
        raise LookupError(f"seal {paper.seal} is not registered")
    own = signer(seal)
    made = render(template(paper), printed(paper, own.legal_force), timestamp=paper.issued_at, fonts=fonts())
    return own.sign(made.pdf, _image(seal, made, own.legal_force), paper.title, at)


def template(paper: Paper) -> Path:
    """The template's file, in the papers folder of the capability that the paper names (services/decision_grant)."""
    capability, name = paper.template.split("/")
    return Path(__file__).resolve().parent.parent / capability / "papers" / f"{name}.typ"


def _image(seal: Seal, made: Rendered, legal_force: bool) -> SealImage | None:
    if made.seal_at is None:
        return None
    diameter = float(seal.diameter_mm)
    design = SealDesign(name=seal.text, line=seal.line or None, diameter=diameter, test=not legal_force)
    return SealImage(seal_svg(design, _serif()), made.seal_at, diameter)


def _serif() -> Path:
    """The font file of seals (宋体 by custom)."""
    return next(file for file in fonts().files if "Serif" in file.name)
