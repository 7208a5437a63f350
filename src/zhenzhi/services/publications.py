"""Publication of licences (行政许可决定公开; 行政许可法 40; LAW-37): what was granted, by whom, shown until when.

An entry names the organ, the decision and its day. A person's name is masked and nothing else of a person is kept; a
firm's name is whole. It stops by itself: lists read only what runs today. Licences carry no grade of severity.
"""

from datetime import timedelta

from django.db.models import QuerySet

from zhenzhi.kernel import clock, mask
from zhenzhi.kernel.act import opening_act
from zhenzhi.kernel.calendar import add_months
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter.models import Paper, Party
from zhenzhi.register import holdings
from zhenzhi.register.models import Power
from zhenzhi.services import flow, forms, items
from zhenzhi.services.models import Application, Publication

LICENCE = "行政许可"


def owed(paper: Paper) -> bool:
    """Whether a sealed paper must be made public: only the granting of a licence is (行政许可法 40)."""
    power = Power.objects.known().filter(code=paper.matter.power, type=LICENCE)
    return paper.kind == forms.GRANT.kind and paper.stage == "sealed" and power.exists()


@opening_act(flow.PUBLISH_DECISION)
def publish_decision(application: Application, *, by: Actor) -> Publication:
    """公开许可决定 (Publish the decision): a dated public entry of the sealed decision, personal data masked
    (行政许可法 40; LAW-37).
    """
    paper = Paper.objects.filter(matter_id=application.id, kind=forms.GRANT.kind, stage="sealed").first()
    if paper is None:
        raise Conflict(
            "not_sealed", "决定文书尚未用印，不能公开。", "The decision has no seal yet.", article="行政许可法 40"
        )
    who = Party.objects.get(matter_id=application.id, role="applicant")
    period, today = holdings.number("publication.licence", clock.today()), clock.today()
    return Publication(
        application=application,
        number=paper.number,
        title=items.of(application).result_name or application.title,
        organ=str(paper.facts["organ"]),
        body=application.body,
        holder=who.name if who.kind == "firm" else mask.mask_name(who.name),
        decided_on=paper.issued_at.astimezone(clock.BEIJING).date(),
        shown_from=today,
        shown_until=add_months(today, period.value) - timedelta(days=1),
    )


def shown() -> QuerySet[Publication]:
    """What is public today, newest first; an entry whose last day is past is not among it (LAW-37)."""
    today = clock.today()
    return Publication.objects.filter(shown_from__lte=today, shown_until__gte=today).order_by("-pk")
