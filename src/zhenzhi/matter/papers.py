"""Papers of a matter (文书): issued with a number inside an act; name, series, template and seal follow the ground.

Rendering and signing are reactions, done when no number is locked. A paper that could not be signed keeps its number.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.doing import doing, later
from zhenzhi.kernel.problem import Refused
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.matter import numbers
from zhenzhi.matter.models import Matter, Paper
from zhenzhi.register import gate, holdings
from zhenzhi.register.ground import Ask, Ground, Kind
from zhenzhi.register.holdings import Stamps
from zhenzhi.register.lawbook import article_name
from zhenzhi.register.models import Seal

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of paper (文书种类) and the right it rests on. Title, template and series are profile data."""

    kind: str
    right: str

    def row(self) -> dict[str, str]:
        """The register's row of this kind: title (zh, en), template, number series. Raises Refused if none."""
        for row in holdings.table("templates"):
            if row["paper"] == self.kind:
                return row
        raise Refused(
            "no_template",
            f"登记簿中没有“{self.kind}”文书的模板，请先登记。",
            f"The register has no template for “{self.kind}”. Enter one first.",
        )


def verify_code() -> str:
    """A code that nobody can guess (100 bits), for the page behind the QR code."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


def _of(body: object, what: str) -> str:
    code = getattr(body, "id", None)
    if not isinstance(code, str):
        raise Refused(
            "no_ground_for_paper",
            f"依据链中没有{what}，不能制作文书。请联系权责清单管理员。",
            f"The ground names no {what}, so no paper can be made. Call the keeper of the register.",
            article="行政许可法 24",
        )
    return code


def ground_of(matter: Matter, right: str, seen: holdings.Stamps | None = None) -> Ground:
    """The ground of the matter's power today; papers take their names from it, whoever acts (T18). `seen`: as in
    `gate.names`.
    """
    asked = matter.power_ask(right)
    if asked is None:
        raise Refused("no_power", "该事项没有权力依据。", "This matter rests on no power.")
    return gate.names(asked, clock.today(), matter.begun(), seen)


def _held_ground(matter: Matter, right: str) -> Ground:
    """The same inside an act: where the act itself rests on this very power, its own ground, asked and held already."""
    asked, given = matter.power_ask(right), doing().ground
    if asked is not None and isinstance(given, gate.Given) and _same(given.ground.ask, asked, matter.begun()):
        return given.ground
    return ground_of(matter, right)


def _same(ask: Ask, asked: PowerAsk, begun: date | None) -> bool:
    """Whether authority was asked about the same part of the same power."""
    part = (asked.power, asked.body, asked.place, asked.act_type, asked.amount, asked.object_class, begun)
    return ask.kind is Kind.POWER and part == (
        ask.power, ask.body, ask.place, ask.act_type, ask.amount, ask.object_class, ask.begun
    )  # fmt: skip


def issue(matter: Matter, form: Form, facts: Mapping[str, object]) -> Paper:
    """Make a numbered paper inside the act being done. `facts` are what the template prints beside the names."""
    current, ground, row = doing(), _held_ground(matter, form.right), form.row()
    named, sealed = _of(ground.name_on_paper, "文书名义机关"), _of(ground.seal, "用印机关")
    paper = Paper(
        stage="numbered",
        matter=matter,
        kind=form.kind,
        title=row["zh"],
        number=numbers.paper_number(_of(ground.series, "字号机关"), row["series"]),
        template=row["template"],
        name_body=named,
        seal=_seal(sealed, ground.found.power.type),
        keeper_body=matter.body,
        facts=named_facts(facts, ground),
        issued_by=current.entry,
        issued_at=current.at,
        verify_code=verify_code(),
    )
    later(*rows.inserts([paper]))
    return paper


@lru_cache(maxsize=1024)
def _seals(stamps: Stamps, day: date, body: str) -> list[Seal]:
    """The seals of a body on a day; read once for as long as the register bears these stamps."""
    return list(Seal.objects.on(day).filter(body=body))


def _seal(body: str, power_type: str) -> str:
    """The body's seal for papers of this type of power: the approval seal for licences, else the official one (T44)."""
    seals = _seals(holdings.current(holdings.remembered()).stamps, clock.today(), body)
    fitting = [seal for seal in seals if power_type in seal.power_types]
    official = [seal for seal in seals if seal.kind == "official"]
    if not (fitting or official):
        raise Refused(
            "no_seal",
            "该文书的名义机关没有登记可用的印章，不能制作文书。请先登记印章。",
            "The organ in whose name the paper goes out has no seal registered. Register one first.",
            article="行政许可法 32(2)",
        )
    return (fitting or official)[0].code


def named_facts(facts: Mapping[str, object], ground: Ground) -> dict[str, object]:
    """The facts with what follows from the ground: organ, who acts for it, basis lines, organ of review (T18, P-06)."""
    acting, named, basis = ground.body, ground.name_on_paper, ground.found.basis
    line = f"《{basis.law}》{article_name(basis.article)}"
    found: dict[str, object] = {**facts, "organ": named.name if named else ""}
    lines = facts.get("basis", [])
    found["basis"] = [line, *lines] if isinstance(lines, list) and line not in lines else lines
    if acting and named and acting.id != named.id and ground.instrument:
        found["acting_line"] = f"受{named.name}委托，由{acting.name}办理（{ground.instrument.number}）。"
    remedies = facts.get("remedies")
    if isinstance(remedies, dict):
        found["remedies"] = {**remedies, "review_organ": ground.reviewer.name if ground.reviewer else ""}
    return found
