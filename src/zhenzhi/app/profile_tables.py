"""The tables of a profile (地方规则包): which files there are, their columns, keys and references. DESIGN 7.

A profile is a folder of CSV files that open in Excel, with one TOML file of settings. What makes a row wrong
is here (form) and in `profile_checks` (law and figures). Days are whole days of Beijing time, `to` is the
first day no longer covered; money is in fen; limits are wd (working days), d, month or spot; lists in a cell
are parted by `|`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Form of one file. `refs`: column → file (or file.column) that its values must be found in."""

    key: tuple[str, ...]
    columns: str
    refs: Mapping[str, str] = field(default_factory=dict)
    needed: bool = True

    @property
    def required(self) -> tuple[str, ...]:
        """Columns that the file must have."""
        return tuple(self.columns.split())


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with what it inherits (含继承的规则包). Rows keep the order of the files, base first.

    `chain`: folder names from the base to the profile itself.
    """

    name: str
    chain: tuple[str, ...]
    settings: Mapping[str, object]
    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of one file; none when the profile has no such file."""
        return self.tables.get(sheet, ())

    def index(self, sheet: str, column: str = "code") -> dict[str, Row]:
        """Rows by one column that tells them apart."""
        return {row[column]: row for row in self.rows(sheet)}

    def setting(self, *path: str) -> object:
        """A value of profile.toml, for instance setting("town", "code"); None when it is not there."""
        value: object = self.settings
        for step in path:
            if not isinstance(value, Mapping) or step not in value:
                return None
            value = value[step]
        return value


def several(cell: str) -> tuple[str, ...]:
    """The values in a cell that are parted by `|`."""
    return tuple(value for value in cell.split("|") if value)


# Powers may be the town's own or handed down; both lists have one form and share their codes.
_POWER_COLUMNS = (
    "code source_id name name_en type package department field law article citation law_version"
    " entrustable entrust_basis act_types object_classes statutory_limit statutory_unit promised_limit"
    " promised_unit fine_min_fen fine_max_fen handed_on listed_from listed_to origin source note"
)
_POWER_REFS = {"department": "bodies", "act_types": "act_types"}
_POWERS = "powers+own_powers"

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        # common to all places
        "rules": Sheet(("id",), "id zh en basis state verdict reads"),
        "modes": Sheet(
            ("mode",),
            "mode zh en name_on_paper series_of template_of seal_of respondent reviewer_rule"
            " liable_within liable_beyond sub_entrust law",
        ),
        "liability": Sheet(
            ("code",),
            "code role matter mode scope fault gross found handled reported answered cooperated serious who law zh en",
        ),
        "exercise": Sheet(("right",), "right zh en why", {"right": "rights"}),
        "parameters": Sheet(("key", "from"), "key value unit law article from to note mark"),
        "fees": Sheet(
            ("code",),
            "code item name name_en amount_fen unit law article document from to",
            {"item": "service_items"},
        ),
        "act_types": Sheet(("code",), "code zh en group credential person_kinds coercive money article"),
        "apart": Sheet(("one", "other"), "one other rule article", {"one": "rights", "other": "rights"}),
        "entrustees": Sheet(("power_type",), "power_type body_kinds law article"),
        "rights": Sheet(("code",), "code zh en meaning meaning_en act_type ground", {"act_type": "act_types"}),
        "post_kinds": Sheet(("code",), "code zh en"),
        "post_rights": Sheet(("post_kind", "right"), "post_kind right", {"post_kind": "post_kinds", "right": "rights"}),
        "templates": Sheet(
            ("paper",),
            "paper zh en act_type template series seal_kind law article",
            {"act_type": "act_types"},
        ),
        "time_units": Sheet(("law", "from", "side"), "law from to side reading lengths article mark"),
        "pauses": Sheet(("law", "from", "kind"), "law from to kind kind_en article notice mark"),
        "wishes": Sheet(("wish",), "wish wish_en words event event_en"),
        "devolution_tests": Sheet(("code",), "code test zh en bars source"),
        "devolution_limits": Sheet(("kind", "form", "value"), "kind form value rule source"),
        "readiness": Sheet(("code",), "code zh en how forms waivable rule source"),
        # one county
        "places": Sheet(("code",), "code name name_en level parent population origin from to", {"parent": "places"}),
        "bodies": Sheet(
            ("code",),
            "code name name_en kind level place parent government uscc acts_for old_name renamed_on gives"
            " from to origin note",
            {"place": "places", "parent": "bodies", "government": "bodies", "acts_for": "bodies"},
        ),
        "packages": Sheet(("code",), "code name name_en powers content content_en"),
        "powers": Sheet(("code",), _POWER_COLUMNS, {**_POWER_REFS, "package": "packages"}),
        "own_powers": Sheet(("code",), _POWER_COLUMNS, _POWER_REFS),
        "service_items": Sheet(
            ("code",),
            "code power name name_en type conditions conditions_en statutory_limit statutory_unit"
            " statutory_basis promised_limit promised_unit promised_source fee fee_basis result_kind"
            " result_name result_name_en validity_months validity_source visits applicant window group"
            " place place_en hours hours_en contact phone complaint version from to listed origin source",
            {"power": _POWERS, "window": "hall.window"},
        ),
        "materials": Sheet(
            ("item", "seq"),
            "item seq name name_en kind necessity source may_ask copies basis origin",
            {"item": "service_items"},
        ),
        "instruments": Sheet(
            ("code",),
            "code kind number title title_en principal agent signed_principal_on signed_agent_on filed_on"
            " filed_with announced_on announced_at_principal announced_at_agent parent renews from to"
            " origin note",
            {
                "principal": "bodies",
                "agent": "bodies",
                "filed_with": "bodies",
                "parent": "instruments",
                "renews": "instruments",
            },
        ),
        "memo_items": Sheet(("memo", "power"), "memo power", {"memo": "instruments", "power": _POWERS}),
        "grants": Sheet(
            ("code",),
            "code power body principal mode instrument place act_types fine_ceiling_fen from to under origin note",
            {
                "power": _POWERS,
                "body": "bodies",
                "principal": "bodies",
                "mode": "modes.mode",
                "instrument": "instruments",
                "place": "places",
                "act_types": "act_types",
                "under": "grants",
            },
        ),
        "posts": Sheet(
            ("code",),
            "code body name name_en kind place from to",
            {"body": "bodies", "kind": "post_kinds", "place": "places"},
        ),
        "people": Sheet(("code",), "code name kind origin note"),
        "appointments": Sheet(("code",), "code person post kind from to", {"person": "people", "post": "posts"}),
        "credentials": Sheet(
            ("code",),
            "code person kind number issuer fields from to origin note",
            {"person": "people", "issuer": "bodies"},
        ),
        "parties": Sheet(
            ("code",),
            "code kind name id_type id_number representative agent mandate_no mandate_from mandate_to"
            " mandate_scope place origin note",
            {"representative": "parties", "agent": "parties", "place": "places"},
        ),
        "seals": Sheet(
            ("code",),
            "code body name name_en kind keeper_post power_types from to origin note",
            {"body": "bodies", "keeper_post": "posts"},
        ),
        "number_series": Sheet(("code",), "code body paper prefix pattern reset from to origin", {"body": "bodies"}),
        "hall": Sheet(("window",), "window name name_en group post phone hours hours_en origin", {"post": "posts"}),
        "stations": Sheet(
            ("code",),
            "code kind name name_en place hours scope from to origin",
            {"place": "places", "scope": "act_types"},
        ),
        "agents": Sheet(
            ("code",),
            "code name place station kind mandate mandate_en from to origin",
            {"place": "places", "station": "stations"},
        ),
    }
)
