"""The flow tables: every move has article, right and actor; every stage is reached and, unless it ends things, left."""

import importlib

import pytest

from tests.house.paths import ROOT, rows
from zhenzhi.kernel import ledger, reactions
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.reactions import HANDLERS
from zhenzhi.kernel.registry import REGISTRY, Move
from zhenzhi.kernel.rule import GUARDS

OFFICER_ACTS = sorted(name for name, spec in REGISTRY.items() if spec.move.who == Who.OFFICER)
ADVERSE = ("deny", "not_accept", "tell_not_needed", "ask_correction", "pause", "extend", "void")
CHINESE = range(0x4E00, 0x9FFF)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_act_has_article_actor_and_a_chinese_title(name: str) -> None:
    spec = REGISTRY[name]
    assert spec.move.law.strip()
    assert spec.move.right.count(".") == 1
    assert Who(spec.move.who) in Who
    assert ":" in spec.title
    assert ord(spec.title[0]) in CHINESE, f"{name}: the docstring begins with the Chinese term"


def test_every_right_of_an_officer_is_in_the_profile_and_some_post_has_it() -> None:
    known = {row["code"] for row in rows("profiles/common/rights.csv")}
    held = {row["right"] for row in rows("profiles/common/post_rights.csv")}
    wanted = {REGISTRY[name].move.right for name in OFFICER_ACTS}
    assert wanted - known == set()
    assert wanted - held == set()


@pytest.mark.parametrize("path", sorted((ROOT / "src/zhenzhi").glob("*/*flow.py")), ids=lambda path: path.parent.name)
def test_every_move_of_a_flow_table_is_an_act(path: object) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))  # type: ignore[attr-defined]
    used = [id(spec.move) for spec in REGISTRY.values()]
    unused = [name for name, value in vars(module).items() if isinstance(value, Move) and id(value) not in used]
    assert unused == []


@pytest.mark.parametrize("capability", ["services", "matter"])
def test_every_stage_can_be_reached_and_left(capability: str) -> None:
    moves = [(spec.subject, spec.move) for name, spec in REGISTRY.items() if name.startswith(capability + ".")]
    reached = {move.end for _, move in moves if move.end}
    left = {stage for _, move in moves for stage in move.start}
    # Papers start as numbered, written beside the deciding act.
    assert left - reached - {"numbered"} == set(), "a move starts at a stage that nothing leads to"
    ends = {"not_needed", "not_accepted", "withdrawn", "delivered", "rated", "sealed", "void",
            "expired", "renewed", "shown"}  # fmt: skip
    assert reached - left == ends & reached, "a stage that is no end cannot be left"


def test_LAW_65_whatever_burdens_somebody_is_done_by_a_named_officer() -> None:
    burdens = [spec for name, spec in REGISTRY.items() if name.split(".")[1] in ADVERSE]
    assert len(burdens) >= len(ADVERSE)
    assert {spec.move.who for spec in burdens} == {Who.OFFICER}
    decided = [
        spec for spec in REGISTRY.values() if spec.move.end in ("denied", "not_accepted", "not_needed", "correcting")
    ]
    assert {spec.move.who for spec in decided} == {Who.OFFICER}


def test_reactions_and_rules_listen_to_acts_that_exist() -> None:
    assert reactions.unknown_acts() == []
    assert sorted(set(GUARDS) - set(REGISTRY)) == []
    assert {name for names in ledger.REACTIONS.values() for name in names} == set(HANDLERS)


def test_reactions_do_not_run_in_a_ring() -> None:
    """A reaction of an act starts acts whose reactions come to an end: the clock's acts owe ever less."""
    starts = {"services.give_voucher": ["services.issue_voucher"], "services.seal_voucher": ["matter.approve_voucher"],
              "services.open_licence": ["services.open_licence", "services.renewed"],
              "services.make_sealed_file": ["matter.affix"], "matter.recompute_deadlines": [],
              "services.publish_licence": ["services.publish_decision"],
              "register.announce_grants": [], "register.announce_list": [],
              "devolution.turn_away_incomplete": ["devolution.turn_away"]}  # fmt: skip
    assert set(starts) == set(HANDLERS), "tell this test which acts the new reaction starts"
    for reaction in HANDLERS:
        seen, todo = set[str](), [reaction]
        while todo:
            current = todo.pop()
            assert current not in seen, f"{reaction} leads to itself"
            seen.add(current)
            todo += [then for act in starts.get(current, []) for then in ledger.REACTIONS.get(act, [])]
