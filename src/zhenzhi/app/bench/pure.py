"""What needs no server (纯计算测量): decisions of authority, the matrix, the import of a list."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from zhenzhi.app.bench.county import Scene
from zhenzhi.app.bench.figures import Figure, spread, timed
from zhenzhi.app.profile_files import PROFILES
from zhenzhi.kernel import clock
from zhenzhi.register import authority, holdings
from zhenzhi.register.facts import Cell, Facts, Place, Records, Span
from zhenzhi.register.ground import Ask
from zhenzhi.register.importing.powers import Known, import_powers
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook
from zhenzhi.register.matrix import matrix

_DECISIONS = 2000


def decision(scene: Scene) -> Figure:
    """One decision over the loaded facts of the county."""
    facts = holdings.current().facts
    ask = Ask(
        scene.item.body, scene.item.power, "service.accept", "accept", scene.place, clock.today(),
        person=scene.people["service.accept"],
    )  # fmt: skip

    def many() -> None:
        for _ in range(_DECISIONS):
            authority.decide(facts, ask)

    samples = [seconds * 1e6 / _DECISIONS for seconds in timed(many, 9)]
    return spread("one authority decision", "µs", samples, aim=10)


def big_matrix(scene: Scene, powers: int = 900, towns: int = 20) -> Figure:
    """The matrix of 900 powers × 20 towns × 365 days, on facts made from one real power of the county."""
    facts = holdings.current().facts
    power = facts.powers[scene.item.power][-1]
    grant = next(g for g in facts.grants_of[power.id, scene.item.body] if g.span.covers(clock.today()))
    own = facts.grants[grant.under] if grant.under else grant
    town = facts.places[holdings.current().facts.bodies[scene.item.body][-1].place][-1]
    county = facts.places[town.parent or ""][-1]
    places = [county, *(Place(f"t{n}", f"镇{n}", "town", county.id) for n in range(towns))]
    made, grants, cells = [], [], []
    start = Span(date(2020, 1, 1))
    for n in range(powers):
        one = replace(power, id=f"p{n}", act_types=frozenset({"*"}))
        made.append(one)
        statutory = replace(own, id=f"g{n}", power=one.id, act_types=None, places=None, span=start)
        grants.append(statutory)
        for place in places:
            cells.append(Cell(one.id, "*", "*", 0, None, place.id, statutory.body, statutory.id, start))
    records = Records(
        places=tuple(places), bodies=tuple(row for rows in facts.bodies.values() for row in rows),
        powers=tuple(made), instruments=tuple(facts.instruments.values()), grants=tuple(grants), cells=tuple(cells),
    )  # fmt: skip
    big = Facts(records, facts.tables)
    first = clock.today()

    def whole() -> None:
        matrix(
            big, [one.id for one in made], [place.id for place in places[1:]], first, first + timedelta(days=364), "*"
        )

    return spread(f"matrix of {powers} powers × {towns} towns × 365 days", "s", timed(whole, 3), aim=3)


def import_of_a_list(rows: int = 5000) -> Figure:
    """Reading and checking a list of 5,000 powers."""
    with tempfile.TemporaryDirectory() as folder:
        laws, sheet = Path(folder) / "laws", Path(folder) / "list.csv"
        laws.mkdir()
        articles = "\n\n".join(f"第{number}条 违反本条第{number}款的,责令改正。" for number in NUMERALS)
        (laws / "示例县管理条例(2020-01-01).md").write_text(f"# 示例县管理条例\n\n{articles}\n", encoding="utf-8")
        lines = ["事项编码,事项名称,事项类型,设定依据,实施主体"]
        lines += [
            f"C{n:05d},对第{n}类行为的处罚,行政处罚,《示例县管理条例》第{NUMERALS[n % 9]}条,示例局"
            for n in range(rows)
        ]
        sheet.write_text("\n".join(lines), encoding="utf-8")
        vocabulary = Vocabulary.read(PROFILES / "common")
        book = LawBook.read(laws)

        def read() -> None:
            known = Known(bodies={"示例局": "示例局"}, codes=set(), names=set(), laws=book, on=clock.today())
            import_powers(sheet, known, vocabulary)

        return spread(f"import of {rows} rows", "s", timed(read, 3), aim=5)


NUMERALS = "一二三四五六七八九"
