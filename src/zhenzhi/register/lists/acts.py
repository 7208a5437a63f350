"""Acts on list versions (清单版本): drafted, filled, reviewed, commented on, published, withdrawn."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Literal

from zhenzhi.kernel import canonical, clock
from zhenzhi.kernel import rows as table
from zhenzhi.kernel.act import act, opening_act
from zhenzhi.kernel.doing import later
from zhenzhi.kernel.facts import close, record
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, Refused
from zhenzhi.org.acts import named
from zhenzhi.org.dating import amend, days, refer, renewed, until
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.register.lists import flow, mirror, queries
from zhenzhi.register.lists.checking import Known, faults
from zhenzhi.register.lists.kinds import BASIC, KINDS, SEVERAL, TAKEN
from zhenzhi.register.models import Grant, ListInForce, ListRow, ListVersion, Power

Line = Mapping[str, str]
"""A row as entered: column → cell."""

KindCode = Literal[
    "powers", "duties", "procedures", "rules", "items", "town_duties", "territorial", "assistance", "veto_whitelist",
    "burden_negative", "fees", "services",
]  # fmt: skip


def _latest(series: str) -> ListInForce | None:
    """The last stretch of days on which some version of a list holds."""
    return ListInForce.objects.known().filter(code=series).order_by("-valid").first()


def _write(version: ListVersion, lines: Iterable[tuple[int, Line]]) -> None:
    """Let rows be written with the entry of the act, each with its place in the list."""
    names = KINDS[version.kind].names()
    made = [
        ListRow(
            version=version, seq=seq, code=line["code"].strip(),
            content={name: line.get(name, "").strip() for name in names},
        )
        for seq, line in lines
    ]  # fmt: skip
    later(*table.inserts(made))


@opening_act(flow.DRAFT)
def draft_list(
    body: Body,
    *,
    kind: KindCode,
    town: Plain = "",
    number: Plain,
    title: Plain,
    source: Literal["last", "register", "empty"] = "last",
    by: Actor,
) -> ListVersion:
    """起草清单版本 (Draft a list version): from the version published last, from the register, or empty.

    `body` publishes it. It can follow only the version that was the last one when it was drafted.
    """
    shape = KINDS[kind]
    if shape.town and not town:
        raise Invalid(
            "no_town", f"“{shape.zh}”一镇一单，请选择镇人民政府。", "Each town has its own such list. Choose the town.",
            article="LAW 6.3", detail={"town": "required"},
        )  # fmt: skip
    for code, field in ((body.code, "body"), (town, "town")):
        if code:
            refer(Body, code, days(clock.today()), field, "机构", "body")
    version = ListVersion(
        kind=kind, body=body.code, town=town, number=named(number, "number"), title=named(title, "title")
    )
    last = _latest(version.series)
    version.base = None if last is None else last.version
    if source == "register":
        _write(version, enumerate(mirror.rows_from_register(kind, town, clock.today()), 1))
    elif source == "last" and version.base is not None:
        _write(version, enumerate(queries.rows_of(version.base).values(), 1))
    return version


@act(flow.EDIT)
def put_rows(version: ListVersion, *, rows: Sequence[Line], by: Actor) -> None:
    """填写清单行 (Put rows into the list): new rows are added at the end; a row with a known code is replaced."""
    names = set(KINDS[version.kind].names())
    codes = [row.get("code", "").strip() for row in rows]
    wrong = [f"{at}" for at, row in enumerate(rows, 1) if not codes[at - 1] or set(row) - names]
    if wrong or not rows or len(set(codes)) < len(codes):
        listed = "、".join(wrong[:20]) or "编码重复或空表"
        raise Invalid(
            "rows",
            f"清单行须有编码且编码不重复，列名须属于该清单：第{listed}行有误。",
            f"Rows need a code of their own and only columns of this list; see rows {listed}.",
            detail={"rows": wrong or "codes"},
        )
    ours = ListRow.objects.filter(version_id=version.id)
    standing = dict(ours.filter(code__in=codes).values_list("code", "seq"))
    ours.filter(code__in=codes).delete()
    last = ours.order_by("-seq").values_list("seq", flat=True).first() or 0
    seqs = count(max([last, *standing.values()]) + 1)
    _write(version, [(standing.get(code) or next(seqs), row) for code, row in zip(codes, rows, strict=True)])


@act(flow.EDIT)
def remove_rows(version: ListVersion, *, codes: Sequence[Plain], by: Actor) -> None:
    """移出清单行 (Take rows out of the list): they stay readable in the versions before."""
    gone = ListRow.objects.filter(version_id=version.id, code__in=list(codes))
    if gone.count() != len(set(codes)) or not codes:
        raise Invalid(
            "unknown_rows",
            "草稿中没有这些编码，请刷新后重选。",
            "The draft has no rows with these codes. Reload and choose again.",
            detail={"codes": "unknown"},
        )
    gone.delete()


def known_on(version: ListVersion, day: date) -> Known:
    """What rows of a version may name on a day."""
    return Known(
        bodies=set(Body.objects.on(day).values_list("code", flat=True)),
        powers=set(Power.objects.on(day).values_list("code", flat=True)),
        town=version.town,
    )


def _sound(version: ListVersion, rows: Mapping[str, Line], day: date) -> None:
    """Raises Invalid with every fault of every row at once."""
    found = faults(KINDS[version.kind], list(rows.values()), known_on(version, day))
    if found or not rows:
        listed = "；".join(f"{fault.code}：{fault.zh}" for fault in found[:20]) or "空表。"
        english = "; ".join(f"{fault.code}: {fault.en}" for fault in found[:20]) or "empty."
        raise Invalid(
            "faulty_rows",
            f"清单有{len(found)}处问题：{listed}",
            f"The list has {len(found)} faults: {english}",
            article="LAW 6.3",
            detail=[{"code": one.code, "column": one.column, "zh": one.zh, "en": one.en} for one in found],
        )


@act(flow.SUBMIT)
def submit_list(version: ListVersion, *, by: Actor) -> None:
    """送审 (Hand in for review): the rows are checked as a whole and stand from here on under their digest."""
    rows = queries.rows_of(version)
    _sound(version, rows, clock.today())
    version.digest = hashlib.sha256(canonical.encode([rows[code] for code in sorted(rows)])).hexdigest()


@act(flow.PASS)
def pass_list(version: ListVersion, *, opinion: str, by: Actor) -> None:
    """审核通过 (Pass the review): the legal office finds the list lawful and says why."""
    version.review = named(opinion, "opinion")


@act(flow.RETURN)
def return_list(version: ListVersion, *, reason: str, by: Actor) -> None:
    """退回修改 (Send back for correction): the legal office says what must be changed."""
    version.review = named(reason, "reason")


def comment_days(kind: str, day: date) -> int:
    """For how many days (calendar days) a kind of list is put to public comment before it is published; 0: not due."""
    rows = holdings.current(holdings.remembered()).parameters.get(f"list.comment.{kind}", ())
    return next((row.value for row in rows if row.start <= day and (row.end is None or day < row.end)), 0)


@act(flow.COMMENT)
def open_comment(version: ListVersion, *, where: Plain, by: Actor) -> None:
    """公开征求意见 (Put to public comment): anybody may speak, for as many days as the rule says (S21)."""
    version.comment_from, version.comment_at = clock.today(), named(where, "where")
    version.comment_to = clock.today() + timedelta(days=comment_days(version.kind, clock.today()))


@act(flow.END_COMMENT)
def close_comment(version: ListVersion, *, result: str, by: Actor) -> None:
    """意见采纳情况 (Close the comment): what was said, and what became of it; not before the last day."""
    if version.comment_to is not None and clock.today() < version.comment_to:
        raise Conflict(
            "comment_runs",
            f"公开征求意见到{version.comment_to}才届满。",
            f"The public comment runs until {version.comment_to}.",
            article="S21",
        )
    version.comment_result = named(result, "result")


@act(flow.REVISE)
def revise_list(version: ListVersion, *, reason: str, by: Actor) -> None:
    """退回起草 (Take back to drafting): something said calls for a change; it is reviewed again afterwards."""
    version.review = named(reason, "reason")


@act(flow.PUBLISH)
def publish_list(version: ListVersion, *, start: date, document: Plain, where: Plain, by: Actor) -> None:
    """公布清单版本 (Publish the list version): it holds from `start` in place of the one before, which stays readable
    (T07).
    """
    if start < clock.today():
        raise Invalid(
            "past_start", "清单不能从过去的日期起施行。", "A list cannot hold from a day that has passed.",
            article="T07", detail={"start": "past"},
        )  # fmt: skip
    if comment_days(version.kind, clock.today()) and version.comment_to is None:
        raise Refused(
            "comment_due",
            "该清单须先公开征求意见，届满并说明采纳情况后方可公布。",
            "This kind of list is put to public comment first; publish it once that is closed.",
            article="文件001-6；S21",
        )
    last = _latest(version.series)
    if (None if last is None else last.version_id) != version.base_id:
        raise Conflict(
            "newer_version",
            "起草之后已公布了另一个版本，请在新版本的基础上重新起草。",
            "Another version was published since this one was drafted. Draft anew from that one.",
            article="T07",
        )
    rows = queries.rows_of(version)
    _sound(version, rows, start)
    mirror.carry(version, rows, start, by)
    mirror.agree(version, rows, start)
    version.standing = standing(version, start)
    version.document, version.published_at = named(document, "document"), named(where, "where")
    version.published_on = clock.today()
    ended = last is not None and last.end is not None and last.end <= start
    if last is None or ended:
        fact = ListInForce(code=version.series, version=version, stage="in_force", valid=days(start))
    else:
        fact = amend(last, start, version=version)
    record(fact)


def standing(version: ListVersion, day: date) -> list[dict[str, str]]:
    """Grants that still stand although the town no longer has the duty they go with (LAW 6.3): row, power, grant.

    A list is an allocation and no competence: taking a duty back ends no grant. That needs the act of whoever granted.
    """
    if version.kind != "town_duties":
        return []
    before = {} if version.base is None else queries.rows_of(version.base)
    now = queries.rows_of(version)
    left = [row for code, row in before.items() if row["list"] == BASIC and code not in now]
    left += [row for row in now.values() if row["list"] == TAKEN]
    linked = [(row["code"], power) for row in left for power in row["powers"].split(SEVERAL) if power]
    grants = Grant.objects.on(day).filter(body=version.town, power__in={power for _, power in linked})
    held = dict(grants.values_list("power", "code"))
    return [{"row": row, "power": power, "grant": held[power]} for row, power in linked if power in held]


@act(flow.DROP)
def drop_list(version: ListVersion, *, reason: str, by: Actor) -> None:
    """废弃草稿 (Drop the draft): this version will not be published; its number may be used again."""
    version.review = named(reason, "reason")


@act(flow.WITHDRAW)
def withdraw_list(version: ListVersion, *, day: date, document: Plain, by: Actor) -> None:
    """废止清单 (Withdraw the list): from `day` no version of it holds; all stay readable."""
    named(document, "document")
    last = _latest(version.series)
    if last is None or last.version_id != version.id:
        raise Conflict(
            "replaced_already",
            "该版本已被后一版本替代，只有最后一个版本可以废止。",
            "A later version has replaced this one; only the last one can be withdrawn.",
            article="T07",
        )
    if day < clock.today():
        raise Invalid("past_end", "废止日期不能早于今天。", "It cannot end before today.", detail={"day": "past"})
    ending = renewed(last, until(last, day), stage="in_force")
    close(last)
    record(ending)
