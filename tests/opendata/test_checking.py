"""Checking a paper as somebody does who has never heard of a hash: seven answers, and what to compare."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from zhenzhi.kernel import files, reactions
from zhenzhi.kernel.proof import Check
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.opendata import checked
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _decided() -> Paper:
    """A granted decision that awaits its seal."""
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合。", by=world.who("zhao"))
    acts.grant(application, by=world.who("sun"))
    return Paper.objects.get(kind="granted")


def _sealed(decision: Paper) -> Paper:
    """The same with its seal and its proof."""
    matter_acts.approve_seal(decision, by=world.who("keeper"))
    reactions.drain()
    proofs.publish()
    return Paper.objects.get(pk=decision.pk)


@pytest.fixture
def paper() -> Paper:
    """A granted and sealed decision with its proof."""
    return _sealed(_decided())


def _page(code: str) -> str:
    return Client().get(f"/verify/{code}").content.decode()


def test_a_genuine_paper_is_told_in_seven_green_answers(paper: Paper) -> None:
    page = _page(paper.verify_code)
    assert "这份文书是真的" in page
    for name in ("seal", "digest", "person", "power", "instrument", "article", "ledger"):
        assert f'class="ok" id="{name}"' in page
    assert "山规委〔2025〕1号" in page
    assert "城乡规划法" in page


def test_what_is_compared_shows_no_name(paper: Paper) -> None:
    page = _page(paper.verify_code)
    assert paper.number in page
    assert "王*" in page
    assert "2026年3月4日" in page
    assert "王强" not in page
    for officer in ("孙悦", "李敏", "赵刚", "吴平"):
        assert officer not in page


def test_a_code_typed_in_small_letters_with_spaces_is_understood(paper: Paper) -> None:
    code = paper.verify_code.lower()
    assert "这份文书是真的" in _page(f"{code[:5]} {code[5:]}")


def test_an_unknown_code_says_what_to_do() -> None:
    answer = Client().get("/verify/AAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 404
    assert "本县没有出具过带这个核验码的文书" in answer.content.decode()


def test_an_altered_file_turns_red_with_what_to_do(paper: Paper) -> None:
    held = files.read(settings.FILES, paper.sha256)
    found = checked.checks(proofs.bundle_for(paper), held + b" ", proofs.trust())
    told = {one.name: one for one in checked.tell(found, {"chain": [{"kind": "basis", "zh": "x", "en": "x"}]})}
    assert not told["digest"].ok
    assert "PDF" in str(told["digest"].then)


def test_a_void_paper_leads_to_the_one_in_its_place() -> None:
    void = matter_acts.void(_decided(), reason="文字有误", by=world.who("keeper"))
    assert "这份文书已经作废" in _page(void.verify_code)
    acts.reissue(Application.objects.get(pk=void.matter_id), by=world.who("sun"))
    again = Paper.objects.get(kind="granted", stage="numbered")
    assert again.number not in _page(void.verify_code), "what has no seal yet is no successor"
    _sealed(again)
    page = _page(void.verify_code)
    assert again.number in page
    assert f"/verify/{again.verify_code}" in page


@pytest.mark.parametrize(
    ("checks", "red"),
    [
        ({}, set()), ({"ground"}, {"person", "power", "instrument", "article"}), ({"seal"}, {"seal"}),
        ({"entry.issue"}, {"ledger"}), ({"checkpoint"}, {"ledger"}), ({"links"}, {"ledger"}), ({"digest"}, {"digest"}),
    ],
)  # fmt: skip
def test_each_finding_reddens_its_own_answer(checks: set[str], red: set[str]) -> None:
    names = ("checkpoint", "entry.issue", "links", "ground", "digest", "seal")
    found = [Check(name, name not in checks, name, name) for name in names]
    kinds = ("basis", "power", "instrument", "grant", "body", "appointment", "post", "person")
    told = checked.tell(found, {"chain": [{"kind": kind, "zh": kind, "en": kind} for kind in kinds]})
    assert {one.name for one in told if not one.ok} == red


def test_a_ground_without_a_post_proves_no_person() -> None:
    found = [Check(name, True, name, name) for name in ("checkpoint", "links", "ground", "digest", "seal")]
    told = checked.tell(found, {"chain": [{"kind": "basis", "zh": "x", "en": "x"}]})
    assert {one.name for one in told if not one.ok} == {"person", "power", "instrument"}


def test_checkpoints_are_published_with_their_notes(paper: Paper) -> None:
    page = Client().get("/open/checkpoints").content.decode()
    assert "/open/checkpoints/" in page
    size = int(page.partition("/open/checkpoints/")[2].partition(".txt")[0])
    note = Client().get(f"/open/checkpoints/{size}.txt").content.decode()
    assert note.startswith("zhenzhi/990101\n")
    assert Client().get("/open/checkpoints/999999.txt").status_code == 404


def test_a_look_takes_few_statements(paper: Paper) -> None:
    _page(paper.verify_code)  # the register is read once
    with CaptureQueriesContext(connection) as queries:
        _page(paper.verify_code)
    assert len(queries) <= 12, len(queries)
