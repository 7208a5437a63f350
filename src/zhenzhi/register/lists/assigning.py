"""May this work be given to this town? (派件把关, LAW-55, LAW-56). Whoever assigns work asks here before."""

from collections.abc import Collection
from datetime import date

from zhenzhi.kernel.problem import Refused
from zhenzhi.org.models import Body
from zhenzhi.register.lists import queries
from zhenzhi.register.lists.kinds import TAKEN
from zhenzhi.register.models import ListInForce, ListRow


def may_assign(town: str, item: str, day: date, admitted: Collection[str] = frozenset()) -> Refused | None:
    """None if an item of the town duty list may be given to the town on a day; else the refusal, to raise or to tell.

    `item` is its code. A taken-back item never may (LAW-55); the refusal cites the version of the list (T07). What
    stands in no list needs to be among `admitted`: work that passed the duty gate or has a temporary approval for the
    day (LAW-56).
    """
    version = queries.in_force("town_duties", town, day)
    row = None if version is None else queries.row(version, item)
    if version is not None and row is not None and row["list"] == TAKEN:
        taking = _name(row["taking"], day)
        return Refused(
            "LAW-55",
            f"“{row['name']}”已由上级收回，不能派给镇，请交{taking}办理（{row['work_mode']}）。",
            f"“{row['name']}” was taken back from the towns. Send it to {taking}, not to the town.",
            article="LAW-55",
            detail={"item": item, "route_to": row["taking"], "list": version.code},
        )
    if row is None and item not in admitted:
        return Refused(
            "LAW-56",
            "该事项不在镇的履职事项清单内，又没有准入决定或者临时交办批准，不能派给镇。请先办理职责准入。",
            "This stands in no list of the town, and no admission or temporary approval covers it. Go through the duty "
            "gate first.",
            article="LAW-56",
            detail={"item": item},
        )
    return None


def owner(town: str, item: str, day: date) -> str:
    """Who answers for an item: the town for a basic one, else the main or taking department; "" if unlisted."""
    row = queries.row_on("town_duties", town, item, day)
    return "" if row is None else row["main"] or row["taking"] or town


def may_score(town: str, item: str, day: date) -> Refused | None:
    """None if an indicator of the town's evaluation maps to a duty of its list on the day (T109); else the refusal."""
    row = queries.row_on("town_duties", town, item, day)
    if row is not None and row["list"] != TAKEN:
        return None
    return Refused(
        "T109",
        "该考核指标没有对应镇履职清单内的职责，不得计分。",
        "This indicator maps to no duty of the town's list and cannot be scored.",
        article="文件001-8、001-9；T109",
        detail={"item": item},
    )


def may_veto(code: str, issuer: str, day: date) -> Refused | None:
    """None if a matter is on a published veto whitelist, as set by this issuer (T110); else the refusal.

    A whitelist is published by a body above the departments; the issuer named there may not be another one.
    """
    held = ListInForce.objects.on(day).filter(code__startswith="veto_whitelist:").values("version")
    if ListRow.objects.filter(version__in=held, code=code, content__issuer=issuer).exists():
        return None
    return Refused(
        "T110",
        "该事项不在一票否决事项清单内，或者不是由清单所列机关设定，不得一票否决。",
        "This matter is not on the veto whitelist, or its issuer is another body. It may carry no veto.",
        article="文件001-8、001-10；T110",
        detail={"item": code, "issuer": issuer},
    )


def _name(code: str, day: date) -> str:
    return Body.objects.on(day).filter(code=code).values_list("name", flat=True).first() or code
