"""Proof bundles (证明包): a genuine paper passes; nothing that was altered, forged or left out does."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests import sealed_paper, world
from tests.sealed_paper import SealedPaper
from zhenzhi.kernel import canonical, clock, merkle, note, proof
from zhenzhi.kernel.problem import Conflict, Invalid
from zhenzhi.kernel.test_ca import CountyTestAuthority
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def paper() -> SealedPaper:
    return sealed_paper.make()


def _failed(checks: list[proof.Check]) -> set[str]:
    return {one.name for one in checks if not one.ok}


def _changed(raw: bytes, change: Change) -> bytes:
    """The bundle altered, and written as the program writes it."""
    found = orjson.loads(raw)
    change(found)
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def test_a_genuine_paper_passes_every_check(paper: SealedPaper) -> None:
    checks = proof.check(paper.bundle, paper.pdf, paper.trust)
    assert _failed(checks) == set()
    assert {one.name for one in checks} == {
        "checkpoint", "entry.issue", "entry.approval", "entry.affix", "links", "ground", "digest", "seal",
    }  # fmt: skip
    assert all(one.zh and one.en for one in checks)


def test_T18_the_ground_names_the_principal_and_the_chain(paper: SealedPaper) -> None:
    bundle = proof.read(paper.bundle)
    assert bundle.organ == "山县自然资源和规划局"
    assert bundle.number == paper.number
    chain = " ".join(zh for zh, _ in proof.chain_of(bundle.grounded.ground))
    assert "城乡规划法" in chain
    assert "山规委〔2025〕1号" in chain


def test_LAW_40_a_voucher_proves_the_act_that_called_for_it(paper: SealedPaper) -> None:
    checks = proof.check(paper.voucher_bundle, paper.voucher_pdf, paper.trust)
    assert _failed(checks) == set()
    bundle = proof.read(paper.voucher_bundle)
    assert bundle.entries["cause"].text("act") == "services.accept"
    assert bundle.organ == "山县自然资源和规划局"


def test_no_personal_text_in_a_bundle(paper: SealedPaper) -> None:
    for raw in (paper.bundle, paper.voucher_bundle):
        assert "王强" not in raw.decode()
        assert "990101199003070015" not in raw.decode()


def test_no_byte_of_a_bundle_goes_unchecked(paper: SealedPaper) -> None:
    step = 7  # every seventh byte, each with another bit: some eight hundred places
    for place in range(0, len(paper.bundle), step):
        forged = bytearray(paper.bundle)
        forged[place] ^= 1 << (place // step % 8)
        failed = _failed(proof.check(bytes(forged), None, paper.trust))
        assert failed == {"format"} or failed > {"digest", "seal"}, place


def test_no_byte_of_the_paper_goes_unchecked(paper: SealedPaper) -> None:
    for place in range(0, len(paper.pdf), len(paper.pdf) // 9):
        forged = bytearray(paper.pdf)
        forged[place] ^= 1
        assert "digest" in _failed(proof.check(paper.bundle, bytes(forged), paper.trust))
    assert {"digest", "seal"} <= _failed(proof.check(paper.bundle, paper.pdf + b"\n", paper.trust))
    assert _failed(proof.check(paper.bundle, None, paper.trust)) == {"digest", "seal"}


def test_another_countys_key_is_not_trusted(paper: SealedPaper) -> None:
    foreign = note.public_text(Ed25519PrivateKey.generate())
    checks = proof.check(paper.bundle, paper.pdf, dataclasses.replace(paper.trust, ledger_key=foreign))
    assert "checkpoint" in _failed(checks)
    other = proof.check(paper.bundle, paper.pdf, dataclasses.replace(paper.trust, origin="zhenzhi/990102"))
    assert _failed(other) == {"checkpoint"}


def test_another_authoritys_seal_is_not_trusted(paper: SealedPaper, tmp_path: Any) -> None:
    foreign = CountyTestAuthority(tmp_path, "山县", at=clock.now()).certificate.decode()
    checks = proof.check(paper.bundle, paper.pdf, dataclasses.replace(paper.trust, ca_certificates=(foreign,)))
    assert _failed(checks) == {"seal"}
    broken = dataclasses.replace(paper.trust, ca_certificates=("no certificate",))
    assert _failed(proof.check(paper.bundle, paper.pdf, broken)) == {"seal"}


def test_a_whole_ledger_forged_with_ones_own_key_fails_by_the_key_alone(paper: SealedPaper) -> None:
    """Everything in the bundle fits together again; only the key is not the county's."""
    key = Ed25519PrivateKey.generate()

    def forge(found: dict[str, Any]) -> None:
        found["paper"]["number"] = found["entries"]["affix"]["content"]["code"] = "山规许〔2026〕99号"
        found["entries"]["approval"]["content"]["code"] = "山规许〔2026〕99号"
        entries = sorted(found["entries"].values(), key=lambda one: int(one["seq"]))
        nodes, size = merkle.MemoryNodes(), 0
        for place, entry in enumerate(entries):
            size = merkle.append(nodes, size, canonical.encode(entry["content"]))
            entry["seq"] = place
        for entry in entries:
            entry["proof"] = [part.hex() for part in merkle.inclusion_proof(nodes, entry["seq"], size)]
        found["checkpoint"] = note.sign(note.Head(found["origin"], size, merkle.root(nodes, size)), key)

    forged = _changed(paper.bundle, forge)
    own = dataclasses.replace(paper.trust, ledger_key=note.public_text(key))
    assert _failed(proof.check(forged, paper.pdf, own)) == set(), "the forgery is perfect but for the key"
    assert "checkpoint" in _failed(proof.check(forged, paper.pdf, paper.trust))


def _content(role: str, name: str, value: object) -> Change:
    return lambda found: found["entries"][role]["content"].__setitem__(name, value)


def _ground(name: str, value: object) -> Change:
    return lambda found: found["entries"]["issue"]["ground"].__setitem__(name, value)


def _param(name: str, value: object) -> Change:
    return lambda found: found["entries"]["affix"]["content"]["params"].__setitem__(name, value)


def _swap(found: dict[str, Any]) -> None:
    entries = found["entries"]
    entries["issue"], entries["approval"] = entries["approval"], entries["issue"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (_content("issue", "actor", "feng"), "entry.issue"),
        (_content("approval", "at", "2026-01-01T00:00:00.000000Z"), "entry.approval"),
        (_param("sha256", "0" * 64), "entry.affix"),
        (_param("approved", "00000000-0000-0000-0000-000000000000"), "links"),
        (_ground("allowed", False), "ground"),
        (_ground("grant", "G-OTHER"), "ground"),
        (lambda found: found["paper"].__setitem__("organ", "山县东镇人民政府"), "ground"),
        (lambda found: found["paper"].__setitem__("number", "山规许〔2026〕2号"), "links"),
        (lambda found: found["paper"].__setitem__("sha256", "0" * 64), "links"),
        (lambda found: found["entries"]["issue"].__setitem__("seq", 0), "entry.issue"),
        (lambda found: found["entries"]["issue"]["proof"].pop(), "entry.issue"),
        (lambda found: found.__setitem__("origin", "zhenzhi/990102"), "checkpoint"),
        (lambda found: found.__setitem__("checkpoint", ""), "checkpoint"),
        (_swap, "links"),
    ],
)
def test_an_altered_bundle_fails_at_what_was_altered(paper: SealedPaper, change: Change, check: str) -> None:
    assert check in _failed(proof.check(_changed(paper.bundle, change), paper.pdf, paper.trust))


def test_entries_of_another_paper_do_not_prove_this_one(paper: SealedPaper) -> None:
    other = orjson.loads(paper.voucher_bundle)["entries"]

    def borrow(found: dict[str, Any]) -> None:
        found["entries"]["approval"] = other["approval"]

    checks = proof.check(_changed(paper.bundle, borrow), paper.pdf, paper.trust)
    assert _failed(checks) == {"links"}, "each entry is genuine, and yet"


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"format": 1}', b"[" * 5000, b'{"format":"zhenzhi-proof/2"}'],
)
def test_what_is_no_bundle_is_told_in_words(paper: SealedPaper, raw: bytes) -> None:
    checks = proof.check(raw, paper.pdf, paper.trust)
    assert _failed(checks) == {"format"}
    assert checks[0].zh


def test_a_truncated_bundle_is_no_bundle(paper: SealedPaper) -> None:
    for end in range(0, len(paper.bundle), len(paper.bundle) // 11):
        assert _failed(proof.check(paper.bundle[:end], paper.pdf, paper.trust)) == {"format"}


def test_wrong_shapes_inside_a_bundle_are_no_bundle(paper: SealedPaper) -> None:
    shapes: list[Change] = [
        lambda found: found["entries"].pop("affix"),
        lambda found: found.__setitem__("key", "my own"),
        lambda found: found["entries"]["issue"].__setitem__("seq", 1.0),
        lambda found: found["entries"]["issue"].__setitem__("seq", True),
        lambda found: found["entries"]["issue"].__setitem__("proof", ["AB" * 32]),
        lambda found: found["entries"]["issue"]["content"].__setitem__("at", 1.5),
        lambda found: found.__setitem__("paper", []),
    ]
    for change in shapes:
        assert _failed(proof.check(_changed(paper.bundle, change), paper.pdf, paper.trust)) == {"format"}


def test_trust_file_reads_back_and_rejects_anything_else(paper: SealedPaper) -> None:
    assert proof.Trust.read(paper.trust.write()) == paper.trust
    good = orjson.loads(paper.trust.write())
    for broken in (b"", b"{}", b"[]", orjson.dumps(good | {"ledger_key": 1}), orjson.dumps(good | {"more": 1})):
        with pytest.raises(Invalid):
            proof.Trust.read(broken)


def test_an_unsealed_paper_has_no_proof() -> None:
    application = acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="符合条件。", by=world.who("zhao"))
    acts.grant(application, by=world.who("sun"))
    with pytest.raises(Conflict):
        proofs.bundle_for(Paper.objects.get(matter_id=application.pk, kind="granted"))


def test_the_proof_holds_long_after_and_uses_one_checkpoint(paper: SealedPaper) -> None:
    """A later checkpoint does not change the bundle; the seal is judged at the instant it was set."""
    found = Paper.objects.get(number=paper.number)
    with clock.frozen(world.NOW + timedelta(days=400)):
        matter_acts.add_note(found.matter, text="以后", by=world.who("li"))
        proofs.publish()
        assert proofs.bundle_for(found) == paper.bundle
    with clock.frozen(world.NOW + timedelta(days=9000)):
        assert _failed(proof.check(paper.bundle, paper.pdf, paper.trust)) == set()


def test_a_note_in_any_other_form_is_not_accepted(paper: SealedPaper) -> None:
    good = proof.read(paper.bundle).checkpoint
    assert note.read(good, paper.trust.ledger_key) is not None
    altered = [good + "\n", good.replace("\n", "\r\n"), good[:-1], " " + good, good.replace("\n\n", "\n"), ""]
    for text in altered:
        assert note.read(text, paper.trust.ledger_key) is None
    # Of the last character of base64 some bits say nothing; they may not vary either.
    letters = good.rstrip("=\n")
    other = {"A": "B", "Q": "R", "g": "h", "w": "x"}.get(letters[-1])
    if other is not None and letters != good.rstrip("\n"):
        forged = letters[:-1] + other + good[len(letters) :]
        assert note.read(forged, paper.trust.ledger_key) is None
