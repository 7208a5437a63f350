"""Shapes of the data that each paper of a licence matter takes (行政许可文书的数据结构).

All words of law (basis lines, periods, organs of remedy) come in these shapes, from the ground of the act
and the profile, never from the template. Days are ISO strings ("2026-03-02"); the template prints
2026年3月2日. Under entrustment `organ` is the entrusting organ and `acting_line` names who acts for it
(行政许可法 24, LAW L-21).
"""

from typing import NotRequired, TypedDict


class Verify(TypedDict):
    """Where anyone checks the paper: code, address, and the address as a QR code (`kernel.render.qr_svg`)."""

    code: str
    url: str
    qr_svg: str


class Applicant(TypedDict):
    """申请人. `id_label` is 居民身份证号码 or 统一社会信用代码; the number may be masked by the caller."""

    name: str
    id_label: str
    id_no: str
    address: NotRequired[str]
    representative: NotRequired[str]
    agent: NotRequired[str]
    phone: NotRequired[str]


class Contact(TypedDict):
    """联系人 at the organ."""

    name: str
    phone: str
    address: str


class Remedies(TypedDict):
    """救济途径: 行政复议机关 and 期限, 法院 and 期限, as words ("60日", "6个月")."""

    review_organ: str
    review_period: str
    court: str
    suit_period: str


class Material(TypedDict):
    """One paper handed in or still missing (材料)."""

    name: str
    form: NotRequired[str]
    copies: NotRequired[int]
    note: NotRequired[str]


class Paper(TypedDict):
    """What every paper has: organ in whose name, number (文号), applicant, item (事项), case number
    (办件编号)."""

    organ: str
    number: str
    applicant: Applicant
    item: str
    case_no: str
    date: str
    verify: Verify
    test_mark: bool
    acting_line: NotRequired[str]
    contact: NotRequired[Contact]


class Receipt(Paper):
    """receipt.typ 收件凭证 (行政许可法 32 II): what was received, when, by whom, through which channel."""

    item_code: str
    received_at: str
    channel: str
    receiver: str
    materials: list[Material]
    notes: list[str]


class Correction(Paper):
    """correction.typ 补正告知书 (行政许可法 32 I (4)): everything missing, told once. `due` is the organ's
    suggested day, if any; a late notice means acceptance as of the day of receipt, so `received` is
    printed."""

    received: str
    missing: list[Material]
    basis: list[str]
    paragraphs: NotRequired[list[str]]
    due: NotRequired[str]


class Accepted(Paper):
    """accepted.typ 受理通知书 (行政许可法 32 I (5), 42): day of acceptance and statutory and promised
    periods."""

    accepted: str
    basis: list[str]
    statutory_limit: str
    decide_by: str
    promised_limit: NotRequired[str]
    paragraphs: NotRequired[list[str]]


class NotAccepted(Paper):
    """not_accepted.typ 不予受理决定书 (行政许可法 32 I (2)): reasons, and the organ that is competent."""

    received: str
    reasons: list[str]
    basis: list[str]
    right_organ: NotRequired[str]
    remedies: Remedies


class Extended(Paper):
    """extended.typ 延期通知书 (行政许可法 42): approved by the head, reasons told, old and new last day."""

    accepted: str
    was_due: str
    extended_by: str
    decide_by: str
    reasons: list[str]
    basis: list[str]
    approved_by: str


class Paused(Paper):
    """paused.typ 特别程序（除外时间）告知书 (行政许可法 45): which procedure, how long, not counted."""

    accepted: str
    procedure: str
    time_needed: str
    begins: str
    basis: list[str]
    paragraphs: NotRequired[list[str]]


class DecisionGrant(Paper):
    """decision_grant.typ 准予行政许可决定书 (行政许可法 38 I, 40, 44). `delivery` tells how the licence
    comes."""

    accepted: str
    basis: list[str]
    findings: list[str]
    granted: list[str]
    valid: NotRequired[str]
    delivery: str
    duties: NotRequired[list[str]]
    copies: NotRequired[str]
    remedies: NotRequired[Remedies]


class DecisionRefuse(Paper):
    """decision_refuse.typ 不予行政许可决定书 (行政许可法 38 II): reasons and remedies, both required."""

    accepted: str
    basis: list[str]
    findings: list[str]
    reasons: list[str]
    remedies: Remedies
    copies: NotRequired[str]


class Field(TypedDict):
    """One line of a certificate; a wide one takes the whole width."""

    label: str
    value: str
    wide: NotRequired[bool]


class Licence(Paper):
    """licence.typ 许可证件 (行政许可法 39). `orientation` is "landscape" or "portrait"."""

    title: str
    orientation: str
    fields: list[Field]
    statement: str
    valid: str


class Delivery(TypedDict):
    """One paper that is served (送达文书)."""

    title: str
    number: str
    pages: int


class Delivered(Paper):
    """delivered.typ 送达回证 (行政许可法 44; 民事诉讼法 送达). Empty lines are signed by hand."""

    served: list[Delivery]
    recipient: str
    place: str
    manner: str
    servers: list[str]
    received: NotRequired[str]
    receiver: NotRequired[str]
    relation: NotRequired[str]
    refusal: NotRequired[str]
    witness: NotRequired[str]
    remark: NotRequired[str]
