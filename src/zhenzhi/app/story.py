"""The story (自动演示): two applications from filing to rating, every step with its ground, clocks and ledger entry.

Once under an entrusting agreement and once under the town's own power; people are chosen from the register by the right
their post carries. Three refusals show what the register does not allow.
"""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from zhenzhi.app import casting
from zhenzhi.kernel import clock, files, proof, reactions
from zhenzhi.kernel.identity import Actor, party
from zhenzhi.kernel.models import Entry, GroundText, Subject
from zhenzhi.kernel.problem import Conflict, Problem
from zhenzhi.kernel.registry import REGISTRY
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import keys, press, proofs, sealing
from zhenzhi.matter.models import Deadline, Matter, Paper, Request
from zhenzhi.org import models as org
from zhenzhi.register import authority, holdings
from zhenzhi.register.ground import Ask, Ground
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts, filings
from zhenzhi.services.models import Application

_PATIENCE = 60.0  # seconds; a running worker may be doing what we wait for
_OTHER = {"party": "当事人权利 a party's right", "clock": "法定期限 the clock, by law", "officer": "", "founder": ""}
_PREFERRED = "231223-XK-001-01"


def tell(out: Path) -> int:
    """Tell it on standard output and write papers, proofs, trust file and checkpoint to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    sealing.install(press.make)
    keys.ledger_key(), keys.authority()  # a county without its keys is told so before anything is done
    entrusted, own = _items()
    _line("一、委托事项", f"First, under an entrusting agreement: {entrusted.name}", mark="\n# ")
    first = _Run(entrusted).under_agreement()
    _line("二、镇本级事项", f"Second, under the town's own power: {own.name}", mark="\n# ")
    second = _Run(own).own_power()
    _write(out, [first, second])
    _line("完成", "Done. Check it offline:", mark="\n# ")
    print(f"  ./zhenzhi verify {out} --trust {out / 'trust.json'}")
    return 0


def _line(zh: str, en: str, mark: str = "  ") -> None:
    print(f"{mark}{zh}  {en}")


def _items() -> tuple[ServiceItem, ServiceItem]:
    """One item that a town body exercises under an agreement, and one of its own; licences with a statutory limit."""
    today = clock.today()
    grounds = [(item, _standing(item)) for item in ServiceItem.objects.on(today).order_by("code")]
    known = [(item, ground.mode.mode) for item, ground in grounds if ground is not None and ground.mode is not None]
    fit = [(item, mode) for item, mode in known if item.statutory_limit and item.result_kind == "licence"] or known
    entrusted = [item for item, mode in fit if mode == "entrusted"]
    own = [item for item, mode in fit if mode in ("statutory", "granted")]
    if not entrusted or not own:
        raise Problem(
            "no_items",
            "登记簿中没有可演示的委托事项和本级事项。请用 --profile 另选规则包。",
            "The register has no entrusted item and no own item to show. Choose another --profile.",
        )
    return next((item for item in entrusted if item.code == _PREFERRED), entrusted[0]), own[0]


def _standing(item: ServiceItem) -> Ground | None:
    facts, today = holdings.current().facts, clock.today()
    found = authority.standing(facts, Ask(item.body, item.power, "", "accept", casting.village(item), today))
    return found if isinstance(found, Ground) else None


class _Run:
    """One application on its way. Each step prints who did what, on which ground, and which clocks it set."""

    def __init__(self, item: ServiceItem) -> None:
        self.item = item
        self.applicant = org.Person.objects.on(clock.today()).filter(staff="party").order_by("code")[0]
        self.application = Application()
        self.seen: set[tuple[str, object]] = set()

    def who(self, right: str, *others: Actor) -> Actor:
        """An officer with this right at the item's body, other than these. Raises Problem if there is none."""
        return self.at(right, self.item.body, *others)

    def at(self, right: str, body: str, *others: Actor) -> Actor:
        """The same, at another body."""
        busy = {one.id for one in others}
        for one in casting.holders(right, body):
            if one.id not in busy:
                return one
        raise Problem("nobody", f"{body} 没有人有权 {right}。", f"Nobody at {body} holds {right}.")

    def filing(self, place: str, *left_out: int) -> filings.Filing:
        """What the applicant files: every material of the list but those left out and those obtained by sharing."""
        who = filings.Person(
            kind="person",
            name=self.applicant.name,
            id_kind=self.applicant.id_kind or "none",
            id_number=self.applicant.id_number,
            key=self.applicant.code,
        )
        given = [filings.Given(seq=seq) for seq in self._listed() if seq not in left_out]
        return filings.Filing(place=place, applicant=who, form={"用途": "自住"}, materials=given)

    def _listed(self) -> list[int]:
        return [line["seq"] for line in self.item.materials if line.get("source") != filings.SHARED]

    def necessary(self) -> list[tuple[int, str]]:
        """Number and name of the materials without which nothing is accepted."""
        listed = self._listed()
        return [(x["seq"], x["name"]) for x in self.item.materials if x["seq"] in listed and x["need"] == "必要"]

    def under_agreement(self) -> Matter:
        """With one correction notice, an opinion of the principal, a pause, and three refusals."""
        by = party(self.applicant.code)
        county = org.Place.objects.on(clock.today()).get(level="county").code
        self.refused("镇外的事项 a place outside the grant", lambda: self._apply(county, by))
        lacking = self.necessary()[-1:]
        self._apply(casting.village(self.item), by, *(seq for seq, _ in lacking))
        clerk = self.who("service.correct")
        if lacking:
            lines = [name for _, name in lacking]
            self.act(lambda: acts.ask_correction(self.application, lines=lines, by=clerk))
            given = [filings.Given(seq=seq) for seq, _ in lacking]
            self.act(lambda: acts.supplement(self.application, materials=given, form={}, by=by))
            self.refused(
                "再次要求补正 a second correction notice",
                lambda: acts.ask_correction(self.application, lines=["户口簿"], by=clerk),
            )
        clerk = self._accept()
        self._opinion(clerk)
        self._pause()
        reviewer = self._review(clerk)
        self.refused("受理人自己作决定 the one who accepted decides", lambda: self._decide_as(clerk))
        self._finish(clerk, reviewer)
        return self.application

    def own_power(self) -> Matter:
        """Straight on, with one extension by the head of the organ."""
        self._apply(casting.village(self.item), party(self.applicant.code))
        clerk = self._accept()
        head = self.who("service.extend")
        self.act(lambda: acts.extend(self.application, reasons="需核实四至界线。", by=head))
        self._finish(clerk, self._review(clerk))
        return self.application

    def _apply(self, place: str, by: Actor, *left_out: int) -> None:
        filing = self.filing(place, *left_out)
        self.act(lambda: acts.apply(self.item, filing=filing, by=by))

    def act(self, do: Callable[[], Application]) -> None:
        """Do one act on the application and tell it."""
        self.application = do()
        self.show(self.application)

    def _accept(self) -> Actor:
        clerk = self.who("service.accept")
        self.act(lambda: acts.accept(self.application, by=clerk))
        return clerk

    def _opinion(self, clerk: Actor) -> None:
        """Ask the body in whose name the paper will go out; it answers through an officer of its own."""
        asked = self.application.principal
        answering = self.at("request.answer", asked)
        request = matter_acts.ask(
            self.application, to_body=asked, content="是否符合村庄规划?", kind="opinion", by=self.who("request.ask")
        )
        self.show(request)
        _line(f"签收期限 {request.receipt_due}，答复期限 {request.reply_due}", "receipt due, reply due", "    ⏱ ")
        self.show(matter_acts.receive_request(request, by=answering))
        self.show(matter_acts.reply(Request(pk=request.pk), agrees=True, words="符合规划。", by=answering))

    def _pause(self) -> None:
        grounds = [row.kind for row in holdings.current().pause_grounds if acts.LICENSING in row.law]
        by = self.who("service.pause")
        self.act(lambda: acts.pause(self.application, ground=grounds[0], notice="所需时间：三日", by=by))
        self.act(lambda: acts.resume(self.application, by=by))

    def _review(self, clerk: Actor) -> Actor:
        reviewer = self.who("service.review", clerk)
        self.act(lambda: acts.review(self.application, agrees=True, opinion="材料齐全，符合条件。", by=reviewer))
        return reviewer

    def _decide_as(self, clerk: Actor) -> None:
        """The clerk tries; and the register is asked about the decider, had the decider accepted (T40)."""
        try:
            acts.grant(self.application, by=clerk)
        except Problem as problem:
            _line(problem.zh, problem.en, "    ✗ ")
        decider, today = self.who("service.decide"), clock.today()
        ask = Ask(
            self.item.body, self.item.power, "service.decide", "decide", self.application.place, today,
            person=decider.id, hands={"service.accept": frozenset([decider.id])},
        )  # fmt: skip
        answer = authority.decide(holdings.current().facts, ask)
        if isinstance(answer, Ground):
            return
        zh, en = answer.missing.zh + answer.next_step.zh, f"{answer.missing.en} {answer.next_step.en}"
        raise Conflict(answer.code.value, zh, en, article=f"{answer.article}({answer.rule})")

    def _finish(self, clerk: Actor, reviewer: Actor) -> None:
        decider = self.who("service.decide", clerk, reviewer)
        self.act(lambda: acts.grant(self.application, by=decider))
        paper = Paper.objects.get(matter_id=self.application.pk, kind="granted")
        _line(f"文书 {paper.number}，名义 {paper.facts['organ']}", "the paper's number and name", "    § ")
        self.show(matter_acts.approve_seal(paper, by=self.who("service.seal")))
        _until(lambda: _sealed(self.application))
        self.show(Paper.objects.get(pk=paper.pk))
        giver = self.who("service.deliver")
        self.act(lambda: acts.deliver(self.application, way="window", receiver=self.applicant.name, by=giver))
        self.show(matter_acts.rate(self.application, level=5, words="办得很快。", by=party(self.applicant.code)))

    def refused(self, what: str, do: Callable[[], object]) -> None:
        """Do what is not allowed, and tell the words of the refusal. Raises RuntimeError if it is allowed after all."""
        print(f"\n- 应被拒绝 to be refused: {what}")
        try:
            do()
        except Problem as problem:
            _line(problem.zh, problem.en, "    ✗ ")
            _line(f"依据 {problem.article}", f"code {problem.code}", "    § ")
            return
        raise RuntimeError(f"{what} was not refused")

    def show(self, subject: Subject) -> None:
        """Tell the last entry of a subject, with its ground and the clocks of the matter."""
        entry = Entry.objects.filter(subject=subject.pk).order_by("-id")[0]
        chain = proof.chain_of(GroundText.objects.get(digest=entry.ground).content)
        print(f"\n- {_title(entry)}  {entry.act}  ({entry.actor_kind} {entry.actor})")
        print(f"    ⚖ {' → '.join(zh for zh, _ in chain) or _OTHER[entry.actor_kind]}")
        if chain:
            print(f"      {' → '.join(en for _, en in chain)}")
        print(f"    § {entry.move[2]}")
        self._clocks()
        print(f"    ▤ {entry.id}  {entry.stage_from or '·'} → {entry.stage_to}")
        reactions.drain()

    def _clocks(self) -> None:
        for row in Deadline.objects.filter(matter_id=self.application.pk).order_by("id"):
            told = (row.kind, (row.due, row.paused, row.met_at))
            if told not in self.seen:
                self.seen.add(told)
                state = "暂停 paused" if row.paused else "已完成 met" if row.met_at else f"至 due {row.due}"
                print(f"    ⏱ {row.kind}: {state}({row.basis})")


def _title(entry: Entry) -> str:
    return REGISTRY[entry.act].title if entry.act in REGISTRY else entry.act


def _sealed(matter: Matter) -> bool:
    """Do what is owed; whether every paper of the matter has its seal now."""
    reactions.drain()
    return not Paper.objects.filter(matter_id=matter.pk).exclude(stage="sealed").exists()


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > end:
            raise Problem("not_done", "后台任务没有按时完成。", "Work in the background was not done in time.")
        time.sleep(0.2)


def _write(out: Path, matters: list[Matter]) -> None:
    """Every sealed paper with its proof; the trust file, and a last checkpoint."""
    _line("文书和证明", "Papers and proofs", mark="\n# ")
    proofs.publish()
    for number, matter in enumerate(matters, 1):
        for paper in Paper.objects.filter(matter_id=matter.pk).order_by("issued_at"):
            name = f"{number}-{paper.kind}"
            (out / f"{name}.pdf").write_bytes(files.read(settings.FILES, paper.sha256))
            (out / f"{name}.proof.json").write_bytes(_bundle(paper))
            print(f"  {out / name}.pdf  {paper.title} {paper.number}")
    (out / "trust.json").write_bytes(proofs.trust().write())
    (out / "checkpoint.txt").write_text(proofs.publish().note, encoding="utf-8")


def _bundle(paper: Paper) -> bytes:
    """The proof; another process may be sealing the ledger just now."""
    made: list[bytes] = []

    def ready() -> bool:
        try:
            made.append(proofs.bundle_for(paper))
        except Conflict:
            return False
        return True

    _until(ready)
    return made[0]
