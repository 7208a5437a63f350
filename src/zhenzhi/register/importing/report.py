"""What an import found (导入报告): problems by row, of a closed list of kinds, and the ready rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypedDict, TypeVar

from zhenzhi.register.lawbook import ArticleKey


class Severity(StrEnum):
    """What a problem does to its row (影响): keeps it out, asks for a look, or only tells."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


class Kind(StrEnum):
    """The closed list of problems (问题种类)."""

    NOT_A_TABLE = "not_a_table"
    NOT_DATA = "not_data"
    MISSING = "missing"
    DUPLICATE_NAME = "duplicate_name"
    DUPLICATE_CODE = "duplicate_code"
    BAD_CODE = "bad_code"
    BAD_TYPE = "bad_type"
    LAW_UNKNOWN = "law_unknown"
    LAW_REPEALED = "law_repealed"
    LAW_OLD_VERSION = "law_old_version"
    ARTICLE_MISSING = "article_missing"
    ARTICLE_MISMATCH = "article_mismatch"
    CITATION_UNREADABLE = "citation_unreadable"
    SEVERAL_LAWS = "several_laws"
    INTERNAL_PAPER_ONLY = "internal_paper_only"
    BODY_UNKNOWN = "body_unknown"
    BODY_RENAMED = "body_renamed"
    AMOUNT_MISMATCH = "amount_mismatch"
    COUNT_MISMATCH = "count_mismatch"
    CLEANED = "cleaned"


#: Without an entry here a kind blocks its row.
_MILDER: Mapping[Kind, Severity] = {
    Kind.NOT_DATA: Severity.INFORMS,
    Kind.LAW_OLD_VERSION: Severity.WARNS,
    Kind.ARTICLE_MISMATCH: Severity.WARNS,
    Kind.CITATION_UNREADABLE: Severity.WARNS,  # with no readable citation at all a row is `missing` one
    Kind.SEVERAL_LAWS: Severity.INFORMS,
    Kind.BODY_RENAMED: Severity.WARNS,
    Kind.AMOUNT_MISMATCH: Severity.WARNS,
    Kind.COUNT_MISMATCH: Severity.WARNS,
    Kind.CLEANED: Severity.INFORMS,
}


class ProblemDict(TypedDict):
    """A problem as it leaves the program (JSON)."""

    row: int
    column: str
    kind: str
    severity: str
    message: str
    message_en: str
    suggestion: str
    suggestion_en: str


class ReportDict(TypedDict):
    """A report as it leaves the program (JSON)."""

    rows: int
    ready: int
    problems: list[ProblemDict]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `row` is the spreadsheet row (1-based, titles and headers counted; 0: the whole file)."""

    row: int
    column: str
    kind: Kind
    zh: str
    en: str
    suggest_zh: str = ""
    suggest_en: str = ""

    @property
    def severity(self) -> Severity:
        """What the finding does to its row."""
        return _MILDER.get(self.kind, Severity.BLOCKS)

    def as_dict(self) -> ProblemDict:
        """The finding as JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "kind": self.kind.value,
            "severity": self.severity.value,
            "message": self.zh,
            "message_en": self.en,
            "suggestion": self.suggest_zh,
            "suggestion_en": self.suggest_en,
        }


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis of a power (设定依据): place in the law, and digest of the text it was checked against.

    A red-header paper beside a law is kept with `version` None and its document number.
    """

    law: str
    version: date | None
    article: ArticleKey | None
    paragraph: int | None
    item: int | None
    sha256: str
    number: str
    raw: str


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A cleaned row of a power list (权力事项). Amounts are fen; None where the row states none."""

    row: int
    code: str
    name: str
    type: str
    basis: tuple[Basis, ...]
    department: str
    domain: str
    holder_level: str
    authority_text: str
    measures: tuple[str, ...]
    limits: str
    fine_min: int | None
    fine_max: int | None
    fine_unit: str
    fine_text: str
    origin: str
    source: str
    note: str


RowT = TypeVar("RowT")


@dataclass(frozen=True)
class ImportResult(Generic[RowT]):
    """The outcome of reading a list: `rows` data rows, those `ready` to be loaded, and every problem."""

    file: Path
    rows: int
    ready: tuple[RowT, ...]
    problems: tuple[Problem, ...] = field(default=())

    def counts(self) -> dict[str, int]:
        """How often each kind of problem occurs."""
        return dict(Counter(problem.kind.value for problem in self.problems))

    def as_dict(self) -> ReportDict:
        """The report as JSON values: rows, ready, problems in order of row."""
        return {
            "rows": self.rows,
            "ready": len(self.ready),
            "problems": [problem.as_dict() for problem in in_order(self.problems)],
        }


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by row; those of one row stay in the order in which they were found."""
    return sorted(problems, key=lambda problem: problem.row)
