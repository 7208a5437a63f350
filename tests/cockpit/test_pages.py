"""The cockpit's pages: who may open them, what they say, and how few statements they send."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests import world
from tests.desk.pages import MOST_STATEMENTS, statements, text
from tests.devolution import county, gated
from tests.register.lists import listing
from zhenzhi.devolution import use_acts
from zhenzhi.kernel.identity import clock as by_clock
from zhenzhi.register.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]
LISTS = (
    "/cockpit/", "/cockpit/grants", "/cockpit/proposals", "/cockpit/batches", "/cockpit/lists", "/cockpit/lists/gaps",
    "/cockpit/gate", "/cockpit/idle",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_pages_are_for_officers_with_a_part_in_it(signed_in: SignIn, address: str) -> None:
    assert signed_in("dev-staff").get(address).status_code == 200
    assert signed_in("dev-mayor").get(address).status_code == 200
    assert signed_in("li").get(address).status_code == 403
    assert signed_in("wang").get(address).status_code == 302
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", LISTS)
def test_empty_and_in_few_statements(signed_in: SignIn, address: str) -> None:
    assert statements(signed_in("dev-staff"), address) <= MOST_STATEMENTS


def _made() -> dict[str, str]:
    """A page of each kind with something on it."""
    proposal = county.reviewed()
    work = gated.work()
    version = listing.published()
    grant = Grant.objects.known().get(code="G-EAST")
    idle = use_acts.flag_idle(grant, last_used=None, by=by_clock("idle"))
    told = use_acts.evaluate(county.body(world.EAST_GOV), start=date(2026, 1, 1), end=county.T, by=county.STAFF)
    batch = county.papered(county.gathered([proposal]))
    return {
        "proposals": f"{proposal.pk}", "batches": f"{batch.pk}", "works": f"{work.pk}", "versions": f"{version.pk}",
        "idle": f"{idle.pk}", "evaluations": f"{told.pk}", "burdens": f"{gated.burden().pk}",
        "instruments": batch.instrument,
    }  # fmt: skip


def test_one_page_of_each_kind(signed_in: SignIn) -> None:
    made, client = _made(), signed_in("dev-staff")
    head = signed_in("dev-gate")
    for kind, key in made.items():
        who = head if kind in ("works", "burdens") else client
        address = f"/cockpit/{kind}/{key}"
        assert statements(who, address) <= MOST_STATEMENTS + (3 if kind in ("batches",) else 0), address
        assert "办理经过" in text(who.get(address))
    for address in LISTS:
        assert statements(client, address) <= MOST_STATEMENTS, address


def test_the_figures_are_sums_over_the_lines_of_their_lists(signed_in: SignIn) -> None:
    client = signed_in("dev-staff")
    page = client.get("/cockpit/").context
    for (name, count, _tone, href), state in zip(
        page["figures"], ("given", "open", "used", "idle", "fresh", "stopped", "returned"), strict=True
    ):
        shown = client.get(href).context["page"].paginator.count
        assert (count, state) == (shown, state), name
    whole = page["whole"]
    assert whole.given == whole.open + whole.stopped + whole.returned >= 1
    assert sum(counts[0][1] for _name, counts in page["towns"]) == whole.given


def test_a_town_sees_its_own_only(signed_in: SignIn) -> None:
    proposal = county.asked()
    address = f"/cockpit/proposals/{proposal.pk}"
    assert signed_in("dev-mayor").get(address).status_code == 200
    assert signed_in("zhou").get(address).status_code == 404
    assert signed_in("dev-staff").get(address).status_code == 200
    assert signed_in("dev-staff").get("/cockpit/proposals/nonsense").status_code == 404
    assert signed_in("dev-staff").get("/cockpit/nonsense/x").status_code == 404
    assert "G-EAST" not in text(signed_in("dev-mayor").get("/cockpit/grants"))


def test_legal_review_names_who_answers_and_shows_reasons(signed_in: SignIn) -> None:
    page = text(signed_in("dev-lawyer2").get(f"/cockpit/proposals/{county.planned().pk}"))
    for said in ("会商轮次", "下放评估", "法律允许委托，双方自愿", "法制审核通过", "今天由谁承担责任"):
        assert said in page
    assert "devolution.agree" not in page


def test_what_waits_for_me(signed_in: SignIn) -> None:
    row = county.reviewed()
    staff, mayor = signed_in("dev-staff"), signed_in("dev-mayor")
    assert [one[0].pk for one in staff.get("/cockpit/proposals", {"mine": "1"}).context["rows"]] == [row.pk]
    assert mayor.get("/cockpit/proposals").context["waiting"] == 0
    county.gathered([row])
    assert staff.get("/cockpit/proposals").context["waiting"] == 0
    assert staff.get("/cockpit/proposals").context["whole"] == 1


def test_two_versions_are_compared_in_words(signed_in: SignIn) -> None:
    first = listing.published()
    rows = [listing.duty("B1"), listing.duty("A1", "taken", name="改了名"), listing.duty("N9")]
    second = listing.drafted([], number="2026-2", source="empty")
    second = listing.acts.put_rows(second, rows=rows, by=listing.HE)
    page = text(signed_in("he").get(f"/cockpit/lists/{second.pk}/since/{first.pk}"))
    for said in ("事项N9", "事项B2", "配合履职 → 上级收回", "改了名", "牵头查处"):
        assert said in page
    other = listing.drafted(number="2026-1", town=world.WEST_GOV)
    assert signed_in("he").get(f"/cockpit/lists/{other.pk}/since/{first.pk}").status_code == 404


def test_a_day_and_a_day_known(signed_in: SignIn) -> None:
    listing.published()
    client = signed_in("he")
    assert "东镇履行职责事项清单" in text(client.get("/cockpit/lists"))
    assert "这一天没有有效的清单" in text(client.get("/cockpit/lists", {"day": "2026-03-03"}))
    assert "这一天没有有效的清单" in text(client.get("/cockpit/lists", {"known": "2026-03-03"}))
    assert client.get("/cockpit/lists", {"day": "nonsense"}).status_code == 200


