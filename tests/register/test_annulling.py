"""Facts recorded by mistake (LAW-63): out of today's knowledge, never of yesterday's; not where acts rest on them."""

from datetime import timedelta
from typing import Any

import pytest

from tests import world
from tests.register.test_entries import HE, draft, item, power
from tests.register.test_life import body
from zhenzhi.kernel import sealer
from zhenzhi.kernel.models import EntryRow
from zhenzhi.kernel.problem import Conflict, Invalid, Problem, Refused
from zhenzhi.org import acts as org_acts
from zhenzhi.org import annulling as org_annulling
from zhenzhi.org import people
from zhenzhi.org.models import Appointment, Fact, Person, Place, Post
from zhenzhi.register import annulling, grants, holdings, procedures
from zhenzhi.register.models import Cell, Duty, Entered, Grant, Instrument, Parameter, Power, ServiceItem
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

T = world.TODAY


def newcomer() -> tuple[Person, Appointment, Any]:
    """A person typed in by mistake, with a post and a credential."""
    person = people.register_person(body(world.EAST_HALL), name="张山", staff="civil", start=T, code="zhang", by=HE)
    post = Post.objects.on(T).get(code="post-li")
    held = people.appoint(post, person="zhang", start=T, by=HE)
    return person, held, people.issue_credential(person, kind="provincial", number="7", start=T, by=HE)


def test_LAW_63_a_wrong_person_is_unknown_today_and_known_as_of_before() -> None:
    person, held, credential = newcomer()
    sealer.seal_all()
    size = sealer.size()
    rows = org_annulling.annul([person, held, credential], reason="同名录错", by=HE)
    sealer.seal_all()
    assert {row.stage for row in rows} == {"annulled"}
    for model in (Person, Appointment, type(credential)):
        found = [row.code for row in rows if isinstance(row, model)]
        assert not model.objects.known().filter(code__in=found).exists()
        assert model.objects.known(size).filter(code__in=found).count() == 1
    assert holdings.load(size).appointments["zhang"]
    assert "zhang" not in holdings.load().appointments
    assert EntryRow.objects.filter(code="zhang", stage_to="annulled").count() == 1
    with pytest.raises(Conflict) as conflict:
        org_annulling.annul([person], reason="再次", by=HE)
    assert conflict.value.code == "superseded"
    assert people.register_person(body(world.EAST_HALL), name="章杉", staff="civil", start=T, code="zhang", by=HE)


def test_LAW_63_what_refers_to_a_fact_goes_with_it_or_keeps_it() -> None:
    person, held, credential = newcomer()
    with pytest.raises(Conflict) as conflict:
        org_annulling.annul([person, held], reason="录错", by=HE)
    assert (conflict.value.code, conflict.value.detail) == ("still_used", [credential.code])


def test_LAW_63_nobody_annuls_what_an_act_rests_on() -> None:
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    acts.accept(application, by=world.who("li"))
    facts: list[Fact | Entered] = [
        Appointment.objects.on(T).get(code="app-li"),
        Post.objects.on(T).get(code="post-li"),
        Person.objects.on(T).get(code="li"),
        Grant.objects.on(T).get(code="G-EAST"),
        Instrument.objects.on(T).get(code=world.AGREEMENT),
        power(),
        world.item(),
    ]
    for fact in facts:
        call: Any = org_annulling.annul if isinstance(fact, Fact) else annulling.annul
        with pytest.raises(Conflict) as conflict:
            call([fact], reason="录错", by=HE)
        assert conflict.value.code == "acts_rest_on_it", fact.code
        assert type(fact).objects.on(T).filter(code=fact.code).exists()  # type: ignore[attr-defined]


def test_LAW_63_a_wrong_place_is_annulled_unless_something_lies_there() -> None:
    east = Place.objects.on(T).get(code=world.EAST)
    made = org_acts.enter_place(east, code=world.EAST + "299", name="误录村", level="village", start=T, by=HE)
    assert org_annulling.annul([made], reason="不存在", by=HE)[0].stage == "annulled"
    with pytest.raises(Conflict) as conflict:
        org_annulling.annul([east], reason="x", by=HE)
    assert conflict.value.code == "still_used"


def test_LAW_63_T05_a_wrong_grant_returns_what_it_took() -> None:
    def board() -> set[tuple[Any, ...]]:
        return {
            (row.place, row.act_type, row.body, row.grant, row.start, row.end)
            for row in Cell.objects.known().filter(power=world.BUILD)
        }

    before = board()
    paper = Instrument.objects.on(T).get(code=world.AGREEMENT)
    order = grants.Order("G-EAST-2", world.BUILD, world.EAST_GOV, "entrusted", paper.start, under="G-PLAN")
    with pytest.raises(Problem):
        grants.open_grant(paper, order=order, by=HE)  # the town has it already, until the first grant is annulled
    (gone,) = annulling.annul([Grant.objects.on(T).get(code="G-EAST")], reason="录错", by=HE)
    assert gone.code == "G-EAST"
    assert {row[2] for row in board()} == {world.PLAN}
    holdings.current()
    grants.open_grant(paper, order=order, by=HE)
    assert {row[:3] for row in board()} == {row[:3] for row in before}


def test_LAW_63_a_wrong_draft_goes_with_its_duty_and_procedure() -> None:
    row = draft()
    duty = Duty.objects.known().get(power=row.code)
    steps = [procedures.Step("受理", "Accept", "service.accept", 1, "wd")]
    order = procedures.enter_procedure(row, code="R-9", steps=steps, start=T, by=HE)
    with pytest.raises(Conflict) as conflict:
        annulling.annul([row, duty], reason="录错", by=HE)
    assert conflict.value.detail == ["R-9"]
    annulling.annul([row, duty, order], reason="录错", by=HE)
    assert not Power.objects.known().filter(code=row.code).exists()


def test_LAW_63_an_item_that_nobody_applied_for_is_annulled() -> None:
    annulling.annul([item()], reason="录错", by=HE)
    assert not ServiceItem.objects.known().filter(code="I-NEW").exists()


def test_a_number_of_law_is_set_anew_and_not_annulled() -> None:
    with pytest.raises(Invalid) as invalid:
        annulling.annul([Parameter.objects.on(T).get(code="request.reply")], reason="x", by=HE)
    assert invalid.value.code == "not_annulled"


def test_LAW_63_annulling_needs_a_reason_and_something_to_annul() -> None:
    person, held, credential = newcomer()
    for facts, reason in (([], "x"), ([person, held, credential], " ")):
        with pytest.raises(Invalid):
            org_annulling.annul(facts, reason=reason, by=HE)


def test_LAW_1_who_lacks_the_right_annuls_nothing() -> None:
    person, held, credential = newcomer()
    made = item(code="I-NEW", start=T + timedelta(days=1))
    for name in ("li", "zhou", "chen", "wang"):
        by = world.who(name)
        with pytest.raises(Refused):
            org_annulling.annul([person, held, credential], reason="x", by=by)
        with pytest.raises(Refused):
            annulling.annul([made], reason="x", by=by)
    assert Person.objects.known().filter(code="zhang").exists()
