"""Loading a profile (装载地方规则包): its rows become dated facts by founding acts, all or nothing."""

from collections.abc import Iterable
from datetime import date

from zhenzhi.app import demo_people
from zhenzhi.app.profile_files import problems, read
from zhenzhi.app.profile_tables import Profile, Row, several
from zhenzhi.kernel.calendar_seed import seed_days
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.identity import FOUNDER
from zhenzhi.kernel.models import CalendarDay
from zhenzhi.kernel.problem import Invalid
from zhenzhi.matter import keys
from zhenzhi.org import acts as org_acts
from zhenzhi.org import models as org
from zhenzhi.org.acts import days
from zhenzhi.register import acts as register_acts
from zhenzhi.register import competence, holdings
from zhenzhi.register import models as register
from zhenzhi.register.facts import Grant as GrantFact
from zhenzhi.register.facts import Power as PowerFact

ALWAYS = date(1949, 10, 1)
"""First day of facts for which the profile names none."""


def load(name: str, *, demo: bool = False) -> None:
    """Load a profile into an empty database by founding acts; `demo` opens an account for everybody.

    The county's keys are made here and nowhere else. Raises Invalid, with every fault found, before any row.
    """
    profile = read(name)
    faults = problems(profile)
    if faults:
        listed = "\n".join(faults[:50])
        raise Invalid("profile_faults", f"规则包有误:\n{listed}", f"The profile has faults:\n{listed}", detail=faults)
    keys.found()
    with together():
        org_acts.found(rows=[*_places(profile), *_bodies(profile), *_people(profile)], by=FOUNDER)
        org_acts.found_calendar(days=_calendar(), by=FOUNDER)
        register_acts.found(rows=[*_tables(profile), *_powers(profile), *_instruments(profile)], by=FOUNDER)
        grants = _grants(profile)
        register_acts.found(rows=[*grants, *_items(profile), *_seals(profile)], by=FOUNDER)
        register_acts.found(rows=_cells(grants), by=FOUNDER)
        if demo:
            demo_people.found()
        register_acts.close_founding(org.Place.objects.known().get(level="county"), by=FOUNDER)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _valid(row: Row, start: str = "from", end: str = "to") -> object:
    return days(_day(row.get(start, "")) or ALWAYS, _day(row.get(end, "")))


def _int(text: str) -> int | None:
    return int(text) if text else None


def _places(profile: Profile) -> Iterable[org.Fact]:
    for row in profile.rows("places"):
        yield org.Place(
            code=row["code"], name=row["name"], level=row["level"], parent=row["parent"],
            population=_int(row["population"]), valid=_valid(row),
        )  # fmt: skip


def _bodies(profile: Profile) -> Iterable[org.Fact]:
    for row in profile.rows("bodies"):
        start, renamed = _day(row["from"]) or ALWAYS, _day(row["renamed_on"])
        told = {
            "code": row["code"], "name_en": row["name_en"], "kind": row["kind"], "level": row["level"],
            "place": row["place"], "parent": row["parent"], "government": row["government"], "uscc": row["uscc"],
            "acts_for": row["acts_for"],
        }  # fmt: skip
        if renamed and renamed > start:
            yield org.Body(**told, name=row["old_name"], valid=days(start, renamed))
            yield org.Body(**told, name=row["name"], valid=days(renamed, _day(row["to"])))
        else:
            yield org.Body(**told, name=row["name"], valid=_valid(row))


def _people(profile: Profile) -> Iterable[org.Fact]:
    rights: dict[str, list[str]] = {}
    for row in profile.rows("post_rights"):
        rights.setdefault(row["post_kind"], []).append(row["right"])
    for row in profile.rows("posts"):
        held = rights.get(row["kind"], [])
        yield org.Post(
            code=row["code"],
            body=row["body"],
            name=row["name"],
            kind=row["kind"],
            rights=held,
            valid=_valid(row),
        )
    for row in profile.rows("people"):
        yield org.Person(code=row["code"], name=row["name"], staff=row["kind"], valid=days(ALWAYS))
    for row in profile.rows("parties"):
        kind = "firm" if row["kind"] == "firm" else "party"
        yield org.Person(
            code=row["code"], name=row["name"], staff=kind, id_kind="uscc" if kind == "firm" else "id_card",
            id_number=row["id_number"], valid=days(ALWAYS),
        )  # fmt: skip
    for row in profile.rows("appointments"):
        yield org.Appointment(
            code=row["code"], person=row["person"], post=row["post"], kind=row["kind"], valid=_valid(row)
        )
    for row in profile.rows("credentials"):
        yield org.Credential(
            code=row["code"], person=row["person"], kind=row["kind"], number=row["number"],
            fields=list(several(row["fields"])), valid=_valid(row),
        )  # fmt: skip


def _calendar() -> list[CalendarDay]:
    source = "国务院办公厅节假日安排通知（由程序库装载）"
    return [CalendarDay(day=d.date, working=d.is_working, name=d.name, source=source) for d in seed_days()]


_TABLES = (
    "modes", "act_types", "apart", "entrustees", "rights", "templates", "time_units", "pauses", "wishes",
    "devolution_tests", "devolution_limits", "readiness", "liability", "exercise",
)  # fmt: skip


def _tables(profile: Profile) -> Iterable[register.Entered]:
    for name in _TABLES:
        rows = [dict(row) for row in profile.rows(name)]
        yield register.DecisionTable(code=name, rows=rows, law="profile", valid=days(ALWAYS))
    for row in profile.rows("parameters"):
        yield register.Parameter(
            code=row["key"], value=int(row["value"]), unit=row["unit"], law=row["law"], article=row["article"],
            note=row["note"], valid=_valid(row),
        )  # fmt: skip
    for row in profile.rows("rules"):
        yield register.RuleState(
            code=row["id"], sentence=row["zh"], sentence_en=row["en"], law=row["basis"], state=row["state"],
            verdict=row["verdict"], reads=row["reads"], valid=days(ALWAYS),
        )  # fmt: skip


def _powers(profile: Profile) -> Iterable[register.Entered]:
    for row in [*profile.rows("powers"), *profile.rows("own_powers")]:
        yield register.Power(
            code=row["code"], name=row["name"], name_en=row["name_en"], type=row["type"], holder=row["department"],
            bases=[{"law": row["law"], "article": row["article"], "version": row["law_version"]}],
            list_version=row["listed_from"], field=row["field"], package=row["package"],
            entrustable=row["entrustable"] == "yes", act_types=list(several(row["act_types"])),
            origin=row["origin"], source=row["source"], valid=_valid(row, "listed_from", "listed_to"),
        )  # fmt: skip
        yield register.Duty(
            code=f"{row['code']}-D", power=row["code"], owner=row["department"], kind="own",
            name=f"依法履行“{row['name']}”的受理、审查、决定和监管责任", valid=_valid(row, "listed_from", "listed_to"),
        )  # fmt: skip


def _instruments(profile: Profile) -> Iterable[register.Entered]:
    items: dict[str, list[str]] = {}
    for row in profile.rows("memo_items"):
        items.setdefault(row["memo"], []).append(row["power"])
    for row in profile.rows("instruments"):
        yield register.Instrument(
            code=row["code"], kind=row["kind"], title=row["title"], number=row["number"], principal=row["principal"],
            agent=row["agent"], signed_principal=_day(row["signed_principal_on"]),
            signed_agent=_day(row["signed_agent_on"]), filed=_day(row["filed_on"]),
            announced=_day(row["announced_on"]), announced_at=row["announced_at_principal"], parent=row["parent"],
            items=items.get(row["code"], []), stage="announced" if row["announced_on"] else "signed", valid=_valid(row),
        )  # fmt: skip


def _grants(profile: Profile) -> list[register.Grant]:
    return [
        register.Grant(
            code=row["code"], power=row["power"], body=row["body"], principal=row["principal"], mode=row["mode"],
            instrument=row["instrument"], places=_given_places(row),
            act_types=list(several(row["act_types"])) or None, fine_ceiling=_int(row["fine_ceiling_fen"]),
            under=row["under"], stage="open", valid=_valid(row),
        )
        for row in profile.rows("grants")
    ]  # fmt: skip


def _given_places(row: Row) -> list[str] | None:
    """The places a grant was given for; a statutory one holds in the body's whole area."""
    return [row["place"]] if row["place"] and row["mode"] != "statutory" else None


def _items(profile: Profile) -> Iterable[register.Entered]:
    materials: dict[str, list[dict[str, object]]] = {}
    for row in profile.rows("materials"):
        materials.setdefault(row["item"], []).append(
            {
                "seq": int(row["seq"]), "name": row["name"], "name_en": row["name_en"], "kind": row["kind"],
                "need": row["necessity"], "source": row["source"], "copies": row["copies"], "basis": row["basis"],
            }
        )  # fmt: skip
    town = str(profile.setting("town", "government") or "")
    for row in profile.rows("service_items"):
        yield _item(row, materials.get(row["code"], []), town)


_GUIDE = (
    "conditions", "conditions_en", "applicant", "place", "place_en", "hours", "hours_en", "contact", "phone",
    "complaint", "group", "origin", "source",
)  # fmt: skip


def _item(row: Row, materials: list[dict[str, object]], body: str) -> register.ServiceItem:
    return register.ServiceItem(
        code=row["code"], power=row["power"], body=body, name=row["name"], name_en=row["name_en"],
        conditions=row["conditions"], statutory_limit=_int(row["statutory_limit"]),
        statutory_unit=row["statutory_unit"], statutory_basis=row["statutory_basis"],
        promised_limit=int(row["promised_limit"] or 0), promised_unit=row["promised_unit"],
        result_kind=row["result_kind"], result_name=row["result_name"],
        validity_months=_int(row["validity_months"]), fee_basis=row["fee_basis"], visits=int(row["visits"]),
        window=row["window"], materials=materials, guide={key: row[key] for key in _GUIDE}, valid=_valid(row),
    )  # fmt: skip


def _seals(profile: Profile) -> Iterable[register.Entered]:
    for row in profile.rows("seals"):
        text, line = _seal_words(row["name"])
        yield register.Seal(
            code=row["code"], body=row["body"], kind=row["kind"], power_types=list(several(row["power_types"])),
            text=text, line=line, keeper=row["keeper_post"], valid=_valid(row),
        )  # fmt: skip
    for row in profile.rows("number_series"):
        yield register.Series(
            code=row["code"], body=row["body"], kind=row["paper"], word=row["prefix"], valid=_valid(row)
        )


def _seal_words(name: str) -> tuple[str, str]:
    """A seal's name parted into the words round the star and the straight line below it."""
    plain = name.split("(")[0].split("（")[0]
    for line in ("行政审批专用章", "行政许可专用章"):
        if plain.endswith(line):
            return plain.removesuffix(line), line
    return plain, ""


def _cells(grants: list[register.Grant]) -> list[register.Cell]:
    """Competence of all grants: the statutory ones first, so that those handed down cut them."""
    facts, tables = holdings.load(), holdings.tables()
    ordered = sorted(grants, key=lambda row: (row.mode != "statutory", row.start))
    wanted: list[tuple[GrantFact, PowerFact, list[str]]] = []
    areas: dict[str, list[str]] = {}
    for row in ordered:
        if row.body not in areas:
            body = org.Body.objects.known().filter(code=row.body).first()
            areas[row.body] = competence.area(body, row.start) if body else []
        power = facts.powers[row.power][-1]
        wanted.append((facts.grants[row.code], power, areas[row.body]))
    return competence.lay_anew(wanted, tables.money_acts)
