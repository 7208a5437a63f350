"""A sealed decision of the small world with its proof, for tests of proofs and of `verify`."""

from dataclasses import dataclass

from django.conf import settings

from tests import world
from zhenzhi.kernel import files, proof, reactions
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts
from zhenzhi.services.models import Application


@dataclass(frozen=True)
class SealedPaper:
    """The decision on Wang's application, the acceptance voucher's proof, and what the county asks to be trusted."""

    pdf: bytes
    bundle: bytes
    voucher_pdf: bytes
    voucher_bundle: bytes
    trust: proof.Trust
    number: str


def make() -> SealedPaper:
    """Do the main job as far as the seals."""
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合条件。", by=world.who("zhao"))
    application = acts.grant(application, by=world.who("sun"))
    paper = Paper.objects.get(matter_id=application.pk, kind="granted")
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    reactions.drain()
    return of(application)


def of(application: Application) -> SealedPaper:
    """Its sealed papers, with proofs."""
    proofs.publish()
    papers = {paper.kind: paper for paper in Paper.objects.filter(matter_id=application.pk)}
    granted, voucher = papers["granted"], papers["accepted"]
    return SealedPaper(
        files.read(settings.FILES, granted.sha256),
        proofs.bundle_for(granted),
        files.read(settings.FILES, voucher.sha256),
        proofs.bundle_for(voucher),
        proofs.trust(),
        granted.number,
    )
