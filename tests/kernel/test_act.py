"""The one way to act (行为): lock, ground, move, rules, body, entry; all of it or nothing."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from tests import world
from zhenzhi.kernel import clock, question
from zhenzhi.kernel.doing import doing, together
from zhenzhi.kernel.identity import Actor, Who, officer, party
from zhenzhi.kernel.models import Delivery, Entry, GroundText
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Problem, Refused
from zhenzhi.kernel.registry import REGISTRY, Move, enter
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Deadline, Matter, Note
from zhenzhi.register import gate
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def application() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def _entries(application: Application) -> list[str]:
    return list(Entry.objects.filter(subject=application.pk).order_by("id").values_list("act", flat=True))


def test_an_act_changes_its_subject_and_writes_one_entry_with_its_ground(application: Application) -> None:
    done = acts.accept(application, by=world.who("li"))
    entry = Entry.objects.get(subject=application.pk, act="services.accept")
    assert (done.stage, entry.stage_from, entry.stage_to) == ("accepted", "submitted", "accepted")
    assert (entry.actor_kind, entry.actor, entry.appointment) == ("officer", "li", "app-li")
    assert entry.move == ["service.accept", "officer", "行政许可法 32(1)(5)"]
    assert entry.at == world.NOW
    assert GroundText.objects.get(digest=entry.ground).content["grant"] == "G-EAST"
    assert Application.objects.get(pk=application.pk).hands == {"service.accept": ["li"]}


@pytest.mark.parametrize("name", ["zhao", "feng", "warden", "keeper", "zheng", "liu", "wang"])
def test_LAW_1_whoever_lacks_the_right_or_the_body_is_refused_and_nothing_stands(
    application: Application, name: str
) -> None:
    before = _entries(application)
    with pytest.raises(Refused) as told:
        acts.accept(application, by=world.who(name))
    assert all([told.value.zh, told.value.en, told.value.code])
    assert _entries(application) == before
    assert Application.objects.get(pk=application.pk).stage == "submitted"


def test_T40_who_accepted_does_not_decide(application: Application) -> None:
    acts.accept(application, by=world.who("sun"))
    acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    with pytest.raises(Refused) as told:
        acts.grant(application, by=world.who("sun"))
    assert "T40" in told.value.article


def test_a_second_click_meets_another_stage(application: Application) -> None:
    acts.accept(application, by=world.who("li"))
    with pytest.raises(Conflict) as told:
        acts.accept(application, by=world.who("li"))
    assert told.value.code == "wrong_stage"
    assert "“已受理”，不能办理“受理”" in told.value.zh
    assert "“Accepted”" in told.value.en
    assert _entries(application).count("services.accept") == 1


def test_the_same_key_is_carried_out_once(application: Application) -> None:
    by = world.who("li").once("k1")
    matter_acts.add_note(application, text="一", by=by)
    with pytest.raises((IntegrityError, Conflict)):
        matter_acts.add_note(application, text="一", by=by)
    assert Note.objects.filter(matter_id=application.pk).count() == 1
    matter_acts.add_note(application, text="二", by=world.who("li").once("k2"))


def test_a_body_that_raises_leaves_nothing(application: Application) -> None:
    before = Delivery.objects.count(), Entry.objects.count(), Deadline.objects.count()
    with pytest.raises(Invalid):
        acts.ask_correction(application, lines=["  "], by=world.who("li"))
    assert (Delivery.objects.count(), Entry.objects.count(), Deadline.objects.count()) == before


def test_acts_together_stand_or_fall_together(application: Application) -> None:

    def both() -> None:
        with together():
            acts.accept(application, by=world.who("li"))
            acts.accept(application, by=world.who("li"))

    with pytest.raises(Conflict):
        both()
    assert Application.objects.get(pk=application.pk).stage == "submitted"
    assert "services.accept" not in _entries(application)


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        acts.accept(Application(pk=uuid.uuid4()), by=world.who("li"))


def test_nobody_acts_as_the_clock_and_the_clock_not_as_an_officer(application: Application) -> None:
    for kind in (Who.CLOCK, Who.FOUNDER, Who.PARTY):
        with pytest.raises(Refused):
            acts.accept(application, by=Actor(kind, "li"))
    with pytest.raises(Refused):
        acts.deem_accepted(application, by=officer("li"))


def test_a_party_acts_in_its_own_matter_only(application: Application) -> None:
    with pytest.raises(Refused):
        acts.withdraw(application, by=party("liu"))
    acts.withdraw(application, by=party("wang"))


def test_without_an_installed_register_everything_is_refused(application: Application) -> None:
    question._Port.answer = staticmethod(question._nobody)
    try:
        with pytest.raises(Refused) as told:
            acts.accept(application, by=world.who("li"))
        assert told.value.code == "no_authority"
    finally:
        question.install(gate.answer)


def test_doing_is_only_inside_an_act() -> None:
    with pytest.raises(RuntimeError):
        doing()


def test_a_subject_changes_by_an_act_only(application: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', '', true)")
    with pytest.raises(ProgrammingError, match="only by an act"), transaction.atomic():
        Matter.objects.filter(pk=application.pk).update(stage="granted")


def test_a_plain_exception_is_no_answer_for_people() -> None:
    problem = Problem("x", "甲", "a", article="法 1")
    assert str(problem) == "x: 甲"


def test_an_act_needs_a_docstring_an_article_an_actor_and_a_name_of_its_own() -> None:
    move = Move(set(), None, "x", "officer", "法 1")

    def silent(matter: Matter, *, by: Actor) -> None: ...

    def actorless(matter: Matter) -> None:
        """说: something."""

    def lawless(matter: Matter, *, by: Actor) -> None:
        """说: something."""

    for body, wrong in [(silent, move), (actorless, move), (lawless, Move(set(), None, "x", "officer", ""))]:
        with pytest.raises(ValueError, match="needs"):
            enter(body, wrong, "act")
    with pytest.raises(ValueError, match="twice"):
        enter(REGISTRY["matter.rate"].body, move, "act")


def test_every_act_has_a_chinese_term_and_an_article() -> None:
    for spec in REGISTRY.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in spec.title), spec.name
        assert spec.move.law, spec.name


def test_the_clock_of_an_act_is_one_instant(application: Application) -> None:
    with clock.frozen(clock.at_beijing(world.TODAY, 23, 59)):
        acts.accept(application, by=world.who("li"))
    assert Deadline.objects.get(matter_id=application.pk, kind="promise").start == world.TODAY
