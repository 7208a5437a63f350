"""The register at its largest (登记簿性能): ten thousand powers in forty towns, and a million entries of the ledger.

The rows are copied by the database from one power that the profile handed down by agreement; every power is handed to
one of the towns in turn, and its department keeps it in all others.
"""

import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from zhenzhi.app.bench.client import Client
from zhenzhi.app.bench.county import Scene
from zhenzhi.app.bench.figures import Figure, spread, timed
from zhenzhi.app.bench.pure import NUMERALS
from zhenzhi.app.profile_files import PROFILES
from zhenzhi.kernel import clock, sealer
from zhenzhi.kernel.identity import officer
from zhenzhi.kernel.models import Sealed
from zhenzhi.matter import usage
from zhenzhi.register import entries, holdings
from zhenzhi.register.importing.powers import Known, import_powers
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook
from zhenzhi.register.lists.diff import difference
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.matrix import matrix

POWERS, TOWNS = 10_000, 40
_TOWN = "'BT' || t.n"
_OWN = "p.n %% %(towns)s + 1 = t.n"

# table, its rows, what they are made from, and the columns that differ from the row that is copied
_COPIES: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("org_place", "s.code = %(place)s", "t", {"code": _TOWN, "name": "'测试镇' || t.n", "valid": "%(always)s"}),
    (
        "org_body", "s.code = %(body)s", "t",
        {"code": "'BG' || t.n", "name": "'测试镇人民政府' || t.n", "place": _TOWN, "valid": "%(always)s"},
    ),
    (
        "register_instrument", "s.code = %(paper)s", "t",
        {"code": "'BA' || t.n", "agent": "'BG' || t.n", "number": "s.number || t.n"},
    ),
    (
        "register_power", "s.code = %(power)s", "p",
        {"code": "'BP' || p.n", "name": "s.name || p.n", "act_types": "ARRAY['decide']", "valid": "%(always)s"},
    ),
    (
        "register_grant", "s.code = %(under)s", "p",
        {"code": "'BS' || p.n", "power": "'BP' || p.n", "act_types": "NULL", "valid": "%(always)s"},
    ),
    (
        "register_grant", "s.code = %(grant)s", "p JOIN t ON " + _OWN,
        {
            "code": "'BE' || p.n", "power": "'BP' || p.n", "body": "'BG' || t.n", "instrument": "'BA' || t.n",
            "under": "'BS' || p.n", "act_types": "NULL", "places": f"ARRAY[{_TOWN}]",
        },
    ),
    (
        "register_cell", 's."grant" = %(grant)s', "p CROSS JOIN t",
        {
            "power": "'BP' || p.n", "place": _TOWN, "act_type": "'decide'", "code": "'BC' || p.n || '-' || t.n",
            "body": f"CASE WHEN {_OWN} THEN 'BG' || t.n ELSE %(giver)s END",
            "grant": f"CASE WHEN {_OWN} THEN 'BE' || p.n ELSE 'BS' || p.n END",
        },
    ),
)  # fmt: skip


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def fill(scene: Scene) -> None:
    """Put the great register beside the county's own."""
    facts, today = holdings.current().facts, clock.today()
    grant = next(g for g in facts.grants_of[scene.item.power, scene.item.body] if g.span.covers(today))
    body = facts.bodies[grant.body][-1]
    values: dict[str, str | int | None] = {
        "towns": TOWNS, "place": body.place, "body": body.id, "paper": grant.instrument, "power": grant.power,
        "under": grant.under, "grant": grant.id, "giver": grant.principal, "always": "[2017-01-01,)",
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'bench', true)")
        cursor.execute(f"CREATE TEMP TABLE p ON COMMIT DROP AS SELECT n FROM generate_series(1, {POWERS}) n")
        cursor.execute(f"CREATE TEMP TABLE t ON COMMIT DROP AS SELECT n FROM generate_series(1, {TOWNS}) n")
        for table, which, made, changed in _COPIES:
            columns = _columns(table)
            told = [changed.get(column, "uuidv7()" if column == "id" else f's."{column}"') for column in columns]
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(told)} FROM (SELECT * FROM {table} s WHERE {which}"
                f" AND until IS NULL LIMIT 1) s CROSS JOIN {made}",
                values,
            )
        cursor.execute("UPDATE kernel_book SET stamp = uuidv7() WHERE name IN ('org', 'register')")
    sealer.seal_all()  # what is known at an instant follows the sealed ledger
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def loading() -> Figure:
    """Reading the whole register into a process, as happens after each change of it."""

    def load() -> None:
        holdings.forget()
        holdings.current()

    return spread(f"register of {POWERS} powers × {TOWNS} towns, loaded", "s", timed(load, 2))


def asking(port: int, scene: Scene) -> list[Figure]:
    """The answer to "may they?" through the API, and the list of a thousand items as of a day."""
    client, token = Client(port), scene.tokens[scene.people["service.accept"]]
    client.call("GET", f"/authority?body=BG1&power=BP{TOWNS}", token)  # the server loads the register
    client.times.clear()
    allowed = 0
    for n in range(400):
        told = client.call("GET", f"/authority?body=BG{n % TOWNS + 1}&power=BP{n * 7 % POWERS + 1}", token)
        allowed += bool(told["allowed"])
    times = [seconds * 1000 for seconds in client.times]
    figures = [spread("ask through the API, great register", "ms", times, aim=5, note=f"{allowed} of 400 allowed")]
    day, known = clock.today() - timedelta(days=1), clock.now().isoformat().replace("+", "%2B")
    for label, query in (("as of a day", ""), ("as of a day, as known now", f"&known={known}")):
        rounds = timed(partial(_thousand, client, token, f"on={day}{query}"), 5, 1000)
        figures.append(spread(f"list of 1000 powers, {label}", "ms", rounds, aim=100))
    client.close()
    return figures


def _thousand(client: Client, token: str, query: str) -> None:
    """A thousand rows, in pages of the greatest length."""
    after = ""
    for _ in range(5):
        told = client.call("GET", f"/powers?{query}&limit=200{after}", token)
        after = f"&after={told['next']}"


def whole_county() -> Figure:
    """Who can do what in the whole county today: every power in every town."""
    facts, today = holdings.current().facts, clock.today()
    powers, places = [f"BP{n}" for n in range(1, POWERS + 1)], [f"BT{n}" for n in range(1, TOWNS + 1)]
    found: dict[str, Any] = {}

    def work() -> None:
        found["table"] = matrix(facts, powers, places, today, today + timedelta(days=1), "decide")

    samples = timed(work, 1)
    held = sum(runs[0].body is not None for runs in found["table"].values())
    return spread("matrix of who can do what in the county", "s", samples, aim=10, note=f"{held} of {POWERS * TOWNS}")


def import_and_enter(rows: int = 10_000) -> Figure:
    """A list of ten thousand powers: read, checked against the law, and entered by one act."""
    facts, today = holdings.current().facts, clock.today()
    holder = next(rows[-1] for rows in facts.bodies.values() if rows[-1].kind == "department")
    by = officer(_who("register.draft"))
    with tempfile.TemporaryDirectory() as folder:
        laws, sheet = Path(folder) / "laws", Path(folder) / "list.csv"
        laws.mkdir()
        articles = "\n\n".join(f"第{number}条 违反本条第{number}款的,责令改正。" for number in NUMERALS)
        (laws / "示例县管理条例(2020-01-01).md").write_text(f"# 示例县管理条例\n\n{articles}\n", encoding="utf-8")
        lines = ["事项编码,事项名称,事项类型,设定依据,实施主体"]
        lines += [
            f"BI{n:05d},对第{n}类行为的处罚,行政处罚,《示例县管理条例》第{NUMERALS[n % 9]}条,{holder.name}"
            for n in range(rows)
        ]
        sheet.write_text("\n".join(lines), encoding="utf-8")
        vocabulary, book = Vocabulary.read(PROFILES / "common"), LawBook.read(laws)

        def work() -> None:
            known = Known(bodies={holder.name: holder.name}, codes=set(), names=set(), laws=book, on=today)
            ready = import_powers(sheet, known, vocabulary).ready
            entries.enter_powers(list(ready), start=today, by=by)

        return spread(f"import of {rows} rows, entered", "s", timed(work, 1), aim=15)


def _who(right: str) -> str:
    """Somebody whose post carries the right today."""
    facts, today = holdings.current().facts, clock.today()
    return next(
        person
        for person, appointments in facts.appointments.items()
        for one in appointments
        if one.span.covers(today)
        for post in facts.posts.get(one.post, ())
        if right in post.rights
    )


def two_versions(rows: int = 5000) -> Figure:
    """What changed between two versions of a list, one row in ten of them."""
    kind = KINDS["town_duties"]
    old = {f"D{n}": dict.fromkeys(kind.names(), f"文字{n}") | {"code": f"D{n}"} for n in range(rows)}
    new = {code: row | ({"name": "改"} if n % 10 == 0 else {}) for n, (code, row) in enumerate(old.items())}
    return spread(
        f"difference of two versions of {rows} rows", "s", timed(lambda: difference(kind, old, new), 5), aim=1
    )


def use(count: int) -> list[Figure]:
    """A leader's page over so many exercises in the ledger: given, open, used, idle, by town and department."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXERCISES, {"count": count, "powers": POWERS, "towns": TOWNS, "first": _size()})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = timed(_fold_all, 1)
    today = clock.today()
    return [
        spread(f"folding {count} exercises", "s", began),
        spread(f"use by town, {count} exercises", "ms", timed(lambda: usage.tallies(today), 7, 1000), aim=100),
        spread(
            f"exercises by month in one town, {count} exercises", "ms",
            timed(lambda: usage.by_month(date(today.year, 1, 1), today, body="BG1"), 7, 1000), aim=100,
        ),
    ]  # fmt: skip


def _fold_all() -> None:
    while usage.fold():
        pass


def _size() -> int:
    last = Sealed.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


# One ground a power and month; entries spread over five years, sealed in order.
_EXERCISES = """
WITH grounds AS (
    INSERT INTO kernel_groundtext (digest, content)
    SELECT sha256(('bench' || n)::bytea), jsonb_build_object('power', 'BP' || n, 'body', 'BG' || (n %% %(towns)s + 1))
    FROM generate_series(1, %(powers)s) n RETURNING 1
), made AS (
    INSERT INTO kernel_entry (id, at, act, move, subject_kind, subject, code, actor_kind, actor, ground, stage_from,
                              stage_to, params, changes, verdicts)
    SELECT uuidv7(), now() - n * interval '150 seconds', 'services.grant', '["service.decide", "officer", "x"]',
           'services.application', uuidv7(), '', 'officer', 'bench', sha256(('bench' || n %% %(powers)s + 1)::bytea),
           'reviewed', 'granted', '{}', '{}', '[]'
    FROM generate_series(1, %(count)s) n RETURNING id, at
)
INSERT INTO kernel_sealed (seq, entry_id, at, leaf)
SELECT %(first)s + row_number() OVER () - 1, id, at, sha256(id::text::bytea) FROM made
"""
