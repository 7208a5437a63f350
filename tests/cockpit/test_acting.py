"""Acts done from the cockpit's pages: forms made from signatures, sent once, refused with words."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import world
from tests.desk.pages import text
from tests.devolution import county, gated
from tests.register.lists import listing
from zhenzhi.devolution import tables
from zhenzhi.devolution.models import Batch, Evaluation, Proposal, Work
from zhenzhi.matter.models import Request
from zhenzhi.register.models import ListVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]


def _do(client: Client, address: str, **entered: Any) -> Any:
    """Open the form, send it with what is entered, and follow."""
    assert client.get(address).status_code == 200, address
    once = re.sub(r"[^0-9a-z]", "", address)[-36:]
    return client.post(address, {"once": once, **entered}, follow=True)


def _on(kind: str, row: Any, act: str) -> str:
    return f"/cockpit/{kind}/{row.pk}/devolution.{act}"


def test_a_proposal_goes_from_the_towns_wish_to_a_batch(signed_in: SignIn) -> None:
    mayor, dept, staff, lawyer = (signed_in(f"dev-{name}") for name in ("mayor", "dept", "staff", "lawyer2"))
    page = _do(mayor, "/cockpit/begin/devolution.ask_for", power=world.BUILD, wish_reason="群众办证须往返县城")
    row = Proposal.objects.get()
    assert "会商轮次" in text(page)
    assert (row.stage, row.body, row.principal) == ("asked", world.WEST_GOV, world.PLAN)
    _do(dept, _on("proposals", row, "agree"))
    answers = {f"yes_{q.code}": str(q.bars != "yes") for q in tables.questions()}
    _do(staff, _on("proposals", row, "screen"), **answers, **{f"why_{q.code}": q.zh for q in tables.questions()})
    _do(staff, _on("proposals", row, "choose_form"), form="entrusted", rung_entrusted="True", rung_why_entrusted="可行")
    _do(lawyer, _on("proposals", row, "pass_review"), opinion="合法")
    row.refresh_from_db()
    assert row.stage == "reviewed"
    assert row.ladder == [{"form": "entrusted", "possible": True, "reason": "可行"}]
    _do(
        staff, f"/cockpit/begin/devolution.gather?body={world.WEST_GOV}", name="第一批", form="entrusted",
        principal=world.PLAN, start=f"{world.TODAY}", items=[row.number],
    )  # fmt: skip
    batch = Batch.objects.get()
    _do(mayor, _on("batches", batch, "attest"), requirement="room", evidence="已核实")
    batch.refresh_from_db()
    assert batch.attested["room"]["items"] == []


def test_sent_twice_is_done_once(signed_in: SignIn) -> None:
    client = signed_in("dev-mayor")
    sent = {"once": "abc1", "power": world.BUILD, "wish_reason": "x"}
    for _time in range(2):
        assert client.post("/cockpit/begin/devolution.ask_for", sent).status_code == 302
    assert Proposal.objects.count() == 1


def test_what_is_missing_is_said_at_its_field(signed_in: SignIn) -> None:
    row = county.asked()
    page = signed_in("dev-dept").post(_on("proposals", row, "refuse"), {"once": "r1"})
    assert page.status_code == 422
    assert "请填写。" in text(page)
    row.refresh_from_db()
    assert row.stage == "asked"


def test_an_act_that_is_somebody_elses_is_not_offered(signed_in: SignIn) -> None:
    row = county.asked()
    client = signed_in("dev-mayor")
    assert "devolution.agree" not in text(client.get(f"/cockpit/proposals/{row.pk}"))
    assert "现在不能办理" in text(client.get(_on("proposals", row, "agree"), follow=True))
    assert "现在不能办理" in text(client.post(_on("proposals", row, "agree"), {"once": "q"}, follow=True))
    row.refresh_from_db()
    assert row.stage == "asked"


def test_an_evaluation_is_begun_and_decided_on(signed_in: SignIn) -> None:
    staff = signed_in("dev-staff")
    start, end = world.TODAY - timedelta(days=60), world.TODAY
    _do(staff, f"/cockpit/begin/devolution.evaluate?body={world.EAST_GOV}", start=f"{start}", end=f"{end}")
    row = Evaluation.objects.get()
    grant = next(iter(row.facts))
    _do(staff, _on("evaluations", row, "propose"), **{f"what_{grant}": "stop", f"why_{grant}": "六个月未用"})
    row.refresh_from_db()
    assert row.decisions[grant]["what"] == "stop"


def test_a_list_is_drafted_filled_and_handed_in(signed_in: SignIn) -> None:
    client = signed_in("he")
    _do(
        client, f"/cockpit/begin/register.draft_list?body={world.GOV}", kind="town_duties", town=world.EAST_GOV,
        number="2026-1", title="东镇履行职责事项清单", source="empty",
    )  # fmt: skip
    version = ListVersion.objects.get()
    entered = {f"cell_{name}": value for name, value in listing.duty("B1").items()}
    _do(client, f"/cockpit/versions/{version.pk}/register.put_rows", **entered)
    _do(client, f"/cockpit/versions/{version.pk}/register.submit_list")
    version.refresh_from_db()
    assert (version.stage, version.rows.count()) == ("submitted", 1)


def test_numbers_of_our_own_documents_are_not_told_as_articles(signed_in: SignIn) -> None:
    row = county.asked()
    page = text(signed_in("dev-dept").get(_on("proposals", row, "refuse")))
    assert "文件第" not in page
    assert "文件0" not in page


def test_work_is_proposed_with_its_row_people_and_money(signed_in: SignIn) -> None:
    row = listing.duty("N1", "assist", basis="城乡规划法 45")
    _do(
        signed_in("chen"), f"/cockpit/begin/devolution.propose_work?body={world.PLAN}", town=world.EAST_GOV,
        people="1", money="120000.50", funds="县财政", reason="新增巡查", **{f"cell_{k}": v for k, v in row.items()},
    )  # fmt: skip
    work = Work.objects.get()
    assert (work.people, work.money, work.row["name"]) == (1, 12_000_050, "事项N1")


def test_the_gate_asks_the_town_before_anything_is_decided(signed_in: SignIn) -> None:
    listing.give("chen", "request.ask")
    work, client = gated.work(), signed_in("chen")
    assert "还没有" in text(client.get(f"/cockpit/works/{work.pk}"))
    entered = {"to_body": world.EAST_GOV, "kind": "opinion", "content": "请说明能否承担"}
    _do(client, f"/cockpit/works/{work.pk}/matter.ask", **entered)
    request = Request.objects.get(matter=work.pk)
    assert request.to_body == world.EAST_GOV
    assert "请说明能否承担" in text(signed_in("zhou").get(f"/cockpit/requests/{request.pk}"))
    assert signed_in("dev-mayor").get(f"/cockpit/requests/{request.pk}").status_code == 404
