"""Lists whose rows are facts of the register already (权力、责任、流程、服务事项): drawn from the facts, held to them.

The register says what holds; the list is its published picture. So such a list is drafted from the register, and a
version that would say something else than the facts of its first day is refused. See docs/decisions.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Conflict
from zhenzhi.register import entries
from zhenzhi.register.lists.diff import difference
from zhenzhi.register.lists.kinds import KINDS
from zhenzhi.register.models import Duty, Grant, ListVersion, Power, Procedure, ServiceItem

Content = dict[str, str]


def rows_from_register(kind: str, town: str, day: date) -> list[Content]:
    """What the register holds on a day, as rows of a list, in order of code. Drafts of powers are in it.

    A town's list of powers holds what is granted to it, its list of items what it handles; empty for other kinds.
    """
    found: Iterable[Content] = ()
    match kind:
        case "powers":
            found = (_power(row) for row in _powers(town, day))
        case "duties":
            found = (
                {"code": row.code, "name": row.name, "power": row.power, "owner": row.owner}
                for row in Duty.objects.on(day).filter(kind="own", **({"owner": town} if town else {}))
            )
        case "procedures":
            found = (
                {"code": row.code, "power": row.power, "steps": _steps(row.steps)} for row in Procedure.objects.on(day)
            )
        case "items":
            found = (
                {"code": row.code, "name": row.name, "power": row.power, "body": row.body, "window": row.window}
                for row in ServiceItem.objects.on(day).filter(**({"body": town} if town else {}))
            )
    return sorted(found, key=lambda row: row["code"])


def _powers(town: str, day: date) -> Iterable[Power]:
    rows = Power.objects.on(day)
    if not town:
        return rows
    return rows.filter(~Q(list_version=""), code__in=Grant.objects.on(day).filter(body=town).values("power"))


def _power(row: Power) -> Content:
    basis = "；".join(f"《{one['law']}》第{one['article']}条" for one in row.bases)
    return {
        "code": row.code, "name": row.name, "type": row.type, "basis": basis, "holder": row.holder, "field": row.field,
        "origin": row.origin,
    }  # fmt: skip


def _steps(steps: Iterable[Mapping[str, object]]) -> str:
    return "；".join(f"{step['name']}（{step['limit']}{step['unit']}）" for step in steps)


def carry(version: ListVersion, rows: Mapping[str, Content], start: date, by: Actor) -> None:
    """Inside a publication: powers that this list names and that are drafts are put in force by the register's own act.

    It asks its own rules (T02, T06).
    """
    if version.kind != "powers" or version.town:
        return
    drafts = list(Power.objects.on(start).filter(code__in=list(rows), list_version=""))
    if drafts:
        entries.publish_powers(drafts, list_version=version.number, start=start, by=by)


def agree(version: ListVersion, rows: Mapping[str, Content], start: date) -> None:
    """Raises Conflict where the version says something else than the register does for its first day."""
    kind = KINDS[version.kind]
    if not kind.mirrors:
        return
    facts = {row["code"]: row for row in rows_from_register(kind.code, version.town, start)}
    drafts = set(Power.objects.on(start).filter(list_version="").values_list("code", flat=True))
    facts = {code: row for code, row in facts.items() if code not in drafts}
    found = difference(kind, facts, rows)
    if found:
        listed = [row["code"] for row in (*found.added, *found.removed)] + [change.code for change in found.changed]
        raise Conflict(
            "differs_from_register",
            f"清单与登记簿在{start}的内容有{len(listed)}项不一致：{'、'.join(listed[:10])}。"
            "请先在登记簿办理变更或取消，再从登记簿重新生成清单。",
            f"{len(listed)} rows differ from the register on {start}, such as {', '.join(listed[:10])}. "
            "Change or withdraw them in the register first, then draft the list from it again.",
            article="T07",
            detail=listed,
        )
