"""What the law and the document ask of a profile (规则包的内容核验): codes, figures, limits, papers, grants.

Each check reads rows whose form is known to be right and yields one line for each problem, with the
article. Numbers of law are not compared here: they stand in the profile's own parameters.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from zhenzhi.app.profile_tables import Profile, Row, several
from zhenzhi.kernel.codes import check_id, check_place, check_uscc
from zhenzhi.register.limits import measure

_MATERIAL_NEED = frozenset({"必要", "非必要", "容缺"})
_STATES = ("enforced", "by_schema")


def say(where: str, zh: str, en: str) -> str:
    """One line for people: place, Chinese sentence, English sentence."""
    return f"[{where}] {zh}。 / {en}."


def content_problems(profile: Profile) -> Iterator[str]:
    """All problems of law and figures, check by check."""
    for check in CHECKS:
        yield from check(profile)


def _codes(profile: Profile) -> Iterator[str]:
    """Credit codes, identity numbers and place codes have the right form and check digit (LAW 7)."""
    for body in profile.rows("bodies"):
        for finding in check_uscc(body["uscc"]).findings:
            yield say(f"bodies {body['code']}", finding.zh.rstrip("。"), finding.en.rstrip("."))
    newest = max((date.fromisoformat(row["from"]) for row in profile.rows("appointments")), default=date.max)
    for party in profile.rows("parties"):
        checked = check_uscc(party["id_number"]) if party["kind"] == "firm" else check_id(party["id_number"], newest)
        for finding in checked.findings:
            yield say(f"parties {party['code']}", finding.zh.rstrip("。"), finding.en.rstrip("."))
    for place in profile.rows("places"):
        # No standard gives a hamlet a code: it is the village's code and two digits of our own.
        code = place["parent"] if place["level"] == "hamlet" else place["code"]
        if place["level"] in ("county", "town", "village", "hamlet") and not check_place(code).ok:
            yield say(f"places {place['code']}", "区划代码格式不对", "the place code is malformed")


def _figures(profile: Profile) -> Iterator[str]:
    """The lists hold what the document states, and people add up from hamlet to town (000; N01–N40)."""
    for name, actual in figures(profile).items():
        stated = profile.setting("figures", name)
        if stated is not None and stated != actual:
            yield say(
                f"profile.toml figures.{name}",
                f"文件写 {stated}，清单是 {actual}",
                f"stated {stated}, listed {actual}",
            )
    over = profile.setting("figures", "agents_over")
    if isinstance(over, int) and len(profile.rows("agents")) <= over:
        yield say("agents", f"代办员应多于 {over} 名", f"there must be more than {over} agents")
    sums: defaultdict[str, int] = defaultdict(int)
    for place in profile.rows("places"):
        if place["level"] in ("village", "hamlet"):
            sums[place["parent"]] += int(place["population"] or 0)
    for place in profile.rows("places"):
        if place["code"] in sums and place["population"] and int(place["population"]) != sums[place["code"]]:
            yield say(
                f"places {place['code']}",
                f"人口 {place['population']} 与下级合计 {sums[place['code']]} 不符",
                f"population {place['population']} differs from the sum {sums[place['code']]} below",
            )


def figures(profile: Profile) -> dict[str, int]:
    """The figures of the profile as counted from its lists, by the names used in profile.toml."""
    town = profile.setting("town", "code")
    villages = [p for p in profile.rows("places") if p["level"] == "village" and p["parent"] == town]
    inside = {village["code"] for village in villages}
    powers = profile.rows("powers")
    stations = Counter(station["kind"] for station in profile.rows("stations"))
    return {
        "villages": len(villages),
        "hamlets": sum(p["level"] == "hamlet" and p["parent"] in inside for p in profile.rows("places")),
        "population": sum(int(village["population"] or 0) for village in villages),
        "departments": len({power["department"] for power in powers}),
        "powers": len(powers),
        "enforcement": sum(power["package"] == "enforcement" for power in powers),
        "packages": len(profile.rows("packages")),
        "windows": len(profile.rows("hall")),
        "stations": stations["station"],
        "points": stations["point"],
        "agents": len(profile.rows("agents")),
    }


def _powers(profile: Profile) -> Iterator[str]:
    """Every power has law, article and version (T02); the packages hold the counts they state."""
    counted = Counter(power["package"] for power in profile.rows("powers"))
    for package in profile.rows("packages"):
        if int(package["powers"]) != counted[package["code"]]:
            yield say(f"packages {package['code']}", "事项数与清单不符", "the count differs from the list")
    seen: set[str] = set()
    for power in (*profile.rows("powers"), *profile.rows("own_powers")):
        if not (power["law"] and power["article"].isdigit() and power["law_version"]):
            yield say(f"powers {power['code']}", "缺少依据条款（T02）", "law, article or version is missing (T02)")
        if power["code"] in seen:
            yield say(f"powers {power['code']}", "两张清单编号相同", "both lists use this code")
        seen.add(power["code"])


def _limits(profile: Profile) -> Iterator[str]:
    """A promise is given, not longer than the statute allows (T49); no fee without a basis row (LAW-47)."""
    fees = profile.index("fees")
    for item in profile.rows("service_items"):
        where = f"service_items {item['code']}"
        promised = _limit(item, "promised")
        statutory = _limit(item, "statutory")
        if promised is None:
            yield say(where, "缺少承诺时限（T49）", "the promised limit is missing (T49)")
        elif statutory is not None and promised > statutory:
            yield say(where, "承诺时限长于法定时限（T49）", "the promise is longer than the statutory limit (T49)")
        if item["fee"] != "none" and item["fee"] not in fees:
            yield say(where, "收费没有依据（行政许可法58）", "a fee without basis (行政许可法 58)")


def _centre(profile: Profile) -> Iterator[str]:
    """Each service item is done at a window of the town's centre (T43)."""
    windows = {row["window"] for row in profile.rows("hall")}
    for item in profile.rows("service_items"):
        if item["window"] not in windows:
            yield say(f"service_items {item['code']}", "没有中心窗口（T43）", "no window of the centre (T43)")


def _limit(item: Row, which: str) -> Fraction | None:
    length = item[f"{which}_limit"]
    return measure(int(length) if length else None, item[f"{which}_unit"])


def _materials(profile: Profile) -> Iterator[str]:
    """Each item asks for something, for nothing twice and nothing obtainable by sharing (LAW-46)."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in profile.rows("materials"):
        where = f"materials {row['item']} {row['seq']}"
        names[row["item"]].append(row["name"])
        if row["necessity"] not in _MATERIAL_NEED:
            yield say(where, "必要性只能是必要、非必要、容缺", "necessity must be one of 必要, 非必要, 容缺")
        if (row["source"] == "部门共享") == (row["may_ask"] == "yes"):
            yield say(where, "可共享取得的材料不得索要", "what can be had by sharing may not be asked for")
    for item in profile.rows("service_items"):
        listed = names[item["code"]]
        if not listed or len(set(listed)) != len(listed):
            yield say(f"materials {item['code']}", "材料没有或者重复", "materials are missing or listed twice")


def _instruments(profile: Profile) -> Iterator[str]:
    """Agreements are signed, filed and announced by both not later than they begin (T15–T17; 处罚法 20)."""
    both = ("signed_principal_on", "signed_agent_on", "filed_on", "announced_on")
    for row in profile.rows("instruments"):
        where = f"instruments {row['code']}"
        needed = {
            "agreement": both,
            "county_list": ("announced_on",),
            "provincial_decision": ("announced_on",),
        }
        for column in needed.get(row["kind"], ()):
            if not row[column] or row[column] > row["from"]:
                yield say(
                    where,
                    f"{column} 缺少或者晚于生效日（T15–T17）",
                    f"{column} is missing or after the start (T15–T17)",
                )
        if row["kind"] == "agreement" and not (row["announced_at_principal"] and row["announced_at_agent"]):
            yield say(where, "双方都要公告（处罚法20）", "both sides must announce it (处罚法 20)")


def _grants(profile: Profile) -> Iterator[str]:
    """Grants lie inside their instrument, come from a statutory one, in a lawful mode (LAW-2, 4; T14)."""
    bodies, instruments, grants = (
        profile.index("bodies"),
        profile.index("instruments"),
        profile.index("grants"),
    )
    powers = {**profile.index("powers"), **profile.index("own_powers")}
    entrustees = {row["power_type"]: several(row["body_kinds"]) for row in profile.rows("entrustees")}
    coercive = {row["code"] for row in profile.rows("act_types") if row["coercive"] == "yes"}
    for grant in grants.values():
        where, power = f"grants {grant['code']}", powers[grant["power"]]
        instrument, under = instruments[grant["instrument"]], grants.get(grant["under"])
        if not _inside(grant, instrument):
            yield say(where, "超出依据文书的期间", "outside the span of its instrument")
        if grant["mode"] != "statutory" and (under is None or under["mode"] != "statutory"):
            yield say(
                where,
                "没有法定权力作来源，或者再委托（T14）",
                "not taken from a statutory grant, or entrusted on (T14)",
            )
        if (
            grant["mode"] == "granted"
            and instruments.get(instrument["parent"], {}).get("kind") != "provincial_decision"
        ):
            yield say(where, "交由须有省级决定（处罚法24）", "handing over needs a provincial decision (处罚法 24)")
        if grant["mode"] == "entrusted":
            kinds = entrustees.get(power["type"], entrustees.get("*", ()))
            if bodies[grant["body"]]["kind"] not in kinds or power["entrustable"] != "yes":
                yield say(
                    where,
                    "该类权力不得委托给该机构",
                    "a power of this type may not be entrusted to this body",
                )
            if power["type"] == "行政强制" or coercive & set(several(grant["act_types"])):
                yield say(where, "行政强制不得委托（强制法17）", "coercion may not be entrusted (强制法 17)")
            if instrument["kind"] != "agreement" or instrument["principal"] != grant["principal"]:
                yield say(
                    where,
                    "委托须有该机关的协议（T15）",
                    "entrusting needs an agreement with that organ (T15)",
                )


def _inside(inner: Row, outer: Row) -> bool:
    ends = not outer["to"] or (inner["to"] != "" and inner["to"] <= outer["to"])
    return inner["from"] >= outer["from"] and ends


def _memos(profile: Profile) -> Iterator[str]:
    """A handover memo, signed by both, lists the same powers as the list of the giving department (T33)."""
    given: defaultdict[str, set[str]] = defaultdict(set)
    for power in profile.rows("powers"):
        given[power["department"]].add(power["code"])
    listed: defaultdict[str, set[str]] = defaultdict(set)
    for row in profile.rows("memo_items"):
        listed[row["memo"]].add(row["power"])
    for memo in profile.rows("instruments"):
        if memo["kind"] != "handover_memo":
            continue
        signed = memo["signed_principal_on"] and memo["signed_agent_on"]
        if not signed or listed[memo["code"]] != given[memo["principal"]]:
            yield say(
                f"instruments {memo['code']}",
                "备忘录未签全或者事项不一致（T33）",
                "memo unsigned or items differ (T33)",
            )


def _people(profile: Profile) -> Iterator[str]:
    """Only staff who may be officers hold enforcement cards (处罚法 42); each right is on some post."""
    allowed = {kind for row in profile.rows("act_types") for kind in several(row["person_kinds"])}
    people = profile.index("people")
    for card in profile.rows("credentials"):
        if people[card["person"]]["kind"] not in allowed:
            yield say(
                f"credentials {card['code']}",
                "该类人员不得持执法证（处罚法42）",
                "no enforcement card for this person",
            )
    held = {row["right"] for row in profile.rows("post_rights")}
    for right in profile.index("rights").keys() - held:
        yield say(f"rights {right}", "没有岗位承担该项权利", "no kind of post carries this right")


def _rules(profile: Profile) -> Iterator[str]:
    """Every rule is in a state, with a known verdict and a known day whose law it reads (DESIGN 6)."""
    for rule in profile.rows("rules"):
        state = rule["state"] in _STATES or rule["state"].removeprefix("awaiting:") not in ("", rule["state"])
        if (
            not state
            or rule["verdict"] not in ("block", "warn", "auto", "model")
            or rule["reads"] not in ("start", "act")
        ):
            yield say(
                f"rules {rule['id']}",
                "状态、结论或者适用日不在清单内",
                "state, verdict or day of law is unknown",
            )


CHECKS: tuple[Callable[[Profile], Iterator[str]], ...] = (
    _codes,
    _figures,
    _powers,
    _limits,
    _centre,
    _materials,
    _instruments,
    _grants,
    _memos,
    _people,
    _rules,
)
