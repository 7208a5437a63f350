"""What follows an act on an application (办件反应): vouchers are issued, papers rendered, sealed and kept."""

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.reactions import reaction
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import sealing
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts, items, licences, publications
from zhenzhi.services.models import Application

_VOUCHER_OF = {
    "services.ask_correction": "correction",
    "services.accept": "accepted",
    "services.deem_accepted": "accepted",
    "services.not_accept": "not_accepted",
    "services.pause": "paused",
    "services.extend": "extended",
}


@reaction(*_VOUCHER_OF)
def give_voucher(entry: Entry) -> None:
    """出具凭证: issue the voucher that this act owes, once (LAW-40)."""
    kind = _VOUCHER_OF[entry.act]
    acts.issue_voucher(Application(pk=entry.subject), kind=kind, by=by_clock("voucher").once(f"voucher:{entry.id}"))


@reaction("services.issue_voucher")
def seal_voucher(entry: Entry) -> None:
    """凭证用印: let the acceptance seal be set on a voucher just issued."""
    for paper in Paper.objects.filter(issued_by=entry.id, stage="numbered"):
        matter_acts.approve_voucher(paper, by=by_clock("voucher-seal"))


@reaction("services.grant", "services.renew_by_silence")
def open_licence(entry: Entry) -> None:
    """生成证件 (Make the licence): a granted licence begins; the one it renews has done its time."""
    application = Application.objects.get(pk=entry.subject)
    if items.of(application).result_kind != "licence":
        return
    licences.open_licence(application, by=by_clock("licence").once(f"licence:{entry.id}"))
    if application.renews is not None and application.renews.stage == "valid":
        licences.renewed(application.renews, by=by_clock("licence"))


@reaction("matter.approve_seal", "matter.approve_voucher")
def make_sealed_file(entry: Entry) -> None:
    """制作用印文书: render and sign the approved paper, keep the file, and enter its digest."""
    paper = Paper.objects.select_related("matter").get(pk=entry.subject)
    if paper.stage != "approved":
        return
    digest = sealing.keep(sealing.make(paper, clock.now()))
    issued = str(paper.issued_by)
    matter_acts.affix(paper, sha256=digest, approved=str(entry.id), issued=issued, by=by_clock("seal"))


@reaction("matter.affix")
def publish_licence(entry: Entry) -> None:
    """公开许可决定: a licence granted and sealed stands on the public page from now on, once (LAW-37)."""
    paper = Paper.objects.select_related("matter").get(pk=entry.subject)
    if publications.owed(paper):
        by = by_clock("publication").once(f"publication:{entry.id}")
        publications.publish_decision(Application.objects.get(pk=paper.matter_id), by=by)
