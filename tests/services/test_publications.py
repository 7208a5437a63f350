"""Publication of licences: only what is granted and sealed, masked, and gone by itself on its day (LAW-37)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests import world
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Refused
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts, publications
from zhenzhi.services.models import Application, Publication

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def decided(*, grant: bool = True, item: str = world.HOME_ITEM) -> Application:
    """An application decided upon; nothing is sealed yet."""
    application = acts.apply(world.item(item), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=grant, opinion="属实。", by=world.who("zhao"))
    if grant:
        return acts.grant(application, by=world.who("sun"))
    return acts.deny(application, reasons="不符合规划。", by=world.who("sun"))


def sealed(application: Application) -> Application:
    """The seal is set as the clock does it; the file itself is made in other tests."""
    paper = Paper.objects.get(matter_id=application.id, kind__in=["granted", "refused"])
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    matter_acts.affix(paper, sha256="0" * 64, approved="", issued="", by=by_clock("seal"))
    for delivery in reactions.Delivery.objects.filter(reaction="services.publish_licence", done_at=None):
        assert reactions.deliver(delivery.id)
        assert not reactions.deliver(delivery.id), "a second delivery finds nothing to do"
    return application


@pytest.mark.parametrize(
    ("item", "organ"), [(world.HOME_ITEM, "山县东镇人民政府"), (world.BUILD_ITEM, "山县自然资源和规划局")]
)
def test_LAW_37_a_sealed_licence_is_published_with_its_days_and_a_masked_name(item: str, organ: str) -> None:
    application = sealed(decided(item=item))
    row = Publication.objects.get(application=application)
    assert (row.stage, row.holder, row.organ, row.shown_from) == ("shown", "王*", organ, world.TODAY)
    assert row.shown_until == world.TODAY.replace(year=world.TODAY.year + 1) - timedelta(days=1)
    page = Client().get("/open/decisions").content.decode()
    assert row.number in page
    assert "王*" in page
    assert world.filing().applicant.name not in page
    assert world.filing().applicant.id_number not in page
    entry = Entry.objects.get(subject=row.pk)
    assert (entry.act, entry.actor_kind) == ("services.publish_decision", "clock")


def test_LAW_37_it_stops_by_itself_after_its_last_day() -> None:
    row = Publication.objects.get(application=sealed(decided()))
    with clock.frozen(clock.at_beijing(row.shown_until, 23)):
        assert list(publications.shown()) == [row]
        assert [one["number"] for one in Client().get("/api/v1/publications").json()["rows"]] == [row.number]
    with clock.frozen(clock.at_beijing(row.shown_until + timedelta(days=1), 0)):
        assert not publications.shown().exists()
        assert Client().get("/api/v1/publications").json() == {"rows": [], "next": None}
        assert row.number not in Client().get("/open/decisions").content.decode()


def test_LAW_37_a_refusal_and_an_unsealed_decision_are_not_published() -> None:
    sealed(decided(grant=False))
    application = decided()
    assert not publications.shown().exists()
    with pytest.raises(Conflict):
        publications.publish_decision(application, by=by_clock("publication"))


@pytest.mark.parametrize("who", ["sun", "wang", "he"])
def test_LAW_37_nobody_publishes_by_hand(who: str) -> None:
    application = sealed(decided())
    before = Entry.objects.count()
    with pytest.raises(Refused):
        publications.publish_decision(application, by=world.who(who))
    with pytest.raises(Refused):
        publications.publish_decision(application, by=replace(officer("zhou"), appointment="app-zhou"))
    assert Entry.objects.count() == before


def test_LAW_37_the_list_is_read_in_pages_and_a_made_up_cursor_is_told() -> None:
    first, second = (Publication.objects.get(application=sealed(decided())) for _ in range(2))
    one = Client().get("/api/v1/publications?limit=1").json()
    two = Client().get("/api/v1/publications", {"limit": 1, "after": one["next"]}).json()
    assert [row["number"] for row in (*one["rows"], *two["rows"])] == [second.number, first.number]
    assert two["next"] is None
    assert Client().get("/api/v1/publications?after=abc").status_code == 422
