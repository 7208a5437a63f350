"""Recusal (回避): whoever is a party to a matter handles nothing of it, whichever of their names stands in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests import world
from zhenzhi.kernel.identity import officer, party
from zhenzhi.kernel.problem import Refused
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.org import people
from zhenzhi.org.models import Body, Post
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _refused(do: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        do()
    assert caught.value.code == "LAW-68"
    assert "回避" in caught.value.zh
    assert "公务员法 76" in caught.value.article


def _filed_by(name: str) -> Application:
    """An application of an officer, as the resident they are too."""
    own = replace(world.filing(), applicant=replace(world.WANG, key=name))
    return acts.apply(world.item(), filing=own, by=party(name))


def _clerk_with_wangs_number() -> str:
    """A window clerk who is registered with the document number that stands on Wang's application."""
    hall, li = Body.objects.on(world.TODAY).get(code=world.EAST_HALL), Post.objects.on(world.TODAY).get(code="post-li")
    people.register_person(
        hall, name="王强", staff="institution", start=world.TODAY, code="wang-clerk", id_kind="id_card",
        id_number=world.WANG.id_number, by=world.who("he"),
    )  # fmt: skip
    people.appoint(li, person="wang-clerk", start=world.TODAY, by=world.who("he"))
    return "wang-clerk"


def test_LAW_68_an_officer_cannot_accept_their_own_application_and_another_can() -> None:
    application = _filed_by("li")
    _refused(lambda: acts.accept(application, by=world.who("li")))
    assert acts.accept(application, by=world.who("sun")).stage == "accepted"


def test_LAW_68_nor_review_decide_or_seal_it() -> None:
    of_the_reviewer = acts.accept(_filed_by("zhao"), by=world.who("li"))
    _refused(lambda: acts.review(of_the_reviewer, agrees=True, opinion="符合。", by=world.who("zhao")))
    of_the_decider = acts.accept(_filed_by("sun"), by=world.who("li"))
    acts.review(of_the_decider, agrees=True, opinion="符合。", by=world.who("zhao"))
    _refused(lambda: acts.grant(of_the_decider, by=world.who("sun")))
    of_the_keeper = acts.accept(_filed_by("keeper"), by=world.who("li"))
    acts.review(of_the_keeper, agrees=True, opinion="符合。", by=world.who("zhao"))
    acts.grant(of_the_keeper, by=world.who("sun"))
    paper = Paper.objects.get(matter_id=of_the_keeper.pk, kind="granted")
    _refused(lambda: matter_acts.approve_seal(paper, by=world.who("keeper")))


def test_LAW_68_an_agent_does_not_handle_the_matter_either() -> None:
    agent = replace(world.WANG, name="赵刚", key="zhao", mandate="委托书1", id_kind="none", id_number="")
    filing = replace(world.filing(), agent=agent)
    application = acts.apply(world.item(), filing=filing, by=party("zhao"))
    acts.accept(application, by=world.who("li"))
    _refused(lambda: acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao")))


def test_LAW_68_a_clerk_is_known_by_the_document_number_too() -> None:
    clerk = officer(_clerk_with_wangs_number())
    _refused(lambda: acts.receive(world.item(), filing=world.filing(), by=clerk))
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    _refused(lambda: acts.accept(application, by=clerk))
    assert acts.accept(application, by=world.who("li")).stage == "accepted"


def test_LAW_68_the_second_checker_of_a_site_is_no_party() -> None:
    application = acts.accept(_filed_by("li"), by=world.who("sun"))
    _refused(lambda: acts.check_site(application, second="li", findings="属实。", by=world.who("zhao")))
