"""Codes of persons, organisations, places and service items (代码): read, check, build. LAW 7 and 5.1.

A check never raises: it returns the cleaned value with its findings, so that a form can show them all. An
unknown place is a warning only (places change every year, people keep their number), and check digits come
from python-stdnum's `calc_check_digit`; its `validate` is not used, because it refuses real people and rural
collectives.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc

from zhenzhi.kernel.finding import Finding
from zhenzhi.kernel.problem import Invalid

FIRST_BIRTH = date(1900, 1, 1)
USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
# First two characters of the credit code (GB 32100-2015): who registered it, and as what.
USCC_KINDS = {
    "11": "机关",
    "12": "事业单位",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "54": "村民委员会",
    "55": "居民委员会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N": "农村集体经济组织",
    "Y": "其他",
}
ID_KINDS = {
    "81": "港澳台居民居住证",
    "82": "港澳台居民居住证",
    "83": "港澳台居民居住证",
    "9": "外国人永久居留身份证",
}
PLACE_LEVELS = {6: "county", 9: "town", 12: "village"}
# Levels of exercise in the item code (行使层级), GB/T 39554.1.
ITEM_LEVELS = {"1": "国家", "2": "省", "3": "市", "4": "县", "5": "镇（街道）", "6": "村（社区）"}

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u200b\u200c\u200d\ufeff]+")
_COUNTRY = re.compile(r"(?:\+86|0086)0?(?=[1-9])", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Area codes: 010, 02x, then four digits (03xx to 09xx).
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})(\d{7,8})", re.ASCII)
_SERVICE_LINE = re.compile(r"(?:400|800)\d{7}|(?:12|95|96)\d{3,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checked:
    """A cleaned value (规范值) and what was found wrong with it."""

    value: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the value may be used: nothing was found, or warnings only."""
        return all(finding.warning for finding in self.findings)


@dataclass(frozen=True, slots=True)
class IdNumber(Checked):
    """A citizen's number or a residence permit of that form; `male` is None for foreigners' permits."""

    kind: str
    place: str
    birth: date | None
    male: bool | None


@dataclass(frozen=True, slots=True)
class CreditCode(Checked):
    """A unified social credit code (统一社会信用代码); `kind` is empty for an unknown prefix."""

    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class PlaceCode(Checked):
    """A place code (行政区划代码); `level`: province, city, county, town, village; `parent`: code above."""

    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class ItemCode(Checked):
    """An implementation code (实施编码, 31): credit code 18 + level of exercise 1 + basic code 12."""

    uscc: str
    level: str
    basic: str


def clean(text: str) -> str:
    """Half-width, upper case, without spaces, hyphens and invisible characters."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_id(text: str, today: date, places: Container[str] | None = None) -> IdNumber:
    """Check a citizen's identity number (居民身份证号, GB 11643-1999) or a residence permit in that form.

    `today` bounds the birth date; `places` are the known six-digit codes (None: not checked). 81…, 82…, 83…
    are permits of residents of Hong Kong, Macao and Taiwan, 9… of foreigners; their first six characters are
    no county.
    """
    value = clean(text)
    if not re.fullmatch(r"\d{17}[\dX]", value, re.ASCII):
        return IdNumber(value, (_id_form(value),), "", "", None, None)
    kind = next((kind for prefix, kind in ID_KINDS.items() if value.startswith(prefix)), "居民身份证")
    findings: list[Finding] = []
    birth = _birth(value[6:14], today, findings)
    if ric.calc_check_digit(value) != value[17]:
        findings.append(
            Finding(
                "id_check",
                "证件号码校验不通过，可能有一位写错，请对照证件逐位核对。",
                "The check digit does not match: a digit may be wrong. Compare it with the document.",
            )
        )
    if kind == "居民身份证" and places is not None and value[:6] not in places:
        findings.append(_unknown_place(value[:6]))
    male = None if value.startswith("9") else int(value[16]) % 2 == 1
    return IdNumber(value, tuple(findings), kind, value[:6], birth, male)


def check_uscc(text: str, places: Container[str] | None = None) -> CreditCode:
    """Check a unified social credit code (GB 32100-2015). Codes beginning with N or Y are as good."""
    value = clean(text)
    if len(value) != 18 or not USCC_ALPHABET.issuperset(value):
        return CreditCode(value, (_uscc_form(value),), "", "")
    findings: list[Finding] = []
    if uscc.calc_check_digit(value) != value[17]:
        findings.append(
            Finding(
                "uscc_check",
                "统一社会信用代码校验不通过，可能有一位写错，请对照证书逐位核对。",
                "The check character does not match: a character may be wrong. Compare it with the certificate.",
            )
        )
    if places is not None and value[2:8] not in places:
        findings.append(_unknown_place(value[2:8]))
    kind = USCC_KINDS.get(value[:2]) or USCC_KINDS.get(value[0], "")
    return CreditCode(value, tuple(findings), kind, value[2:8])


def check_place(text: str, known: Container[str] | None = None) -> PlaceCode:
    """Check a place code: 6 digits (GB/T 2260), 9 (town, GB/T 10114) or 12 (village, statistics bureau).

    Trailing 000 groups are dropped, so 231223001000 is the town 231223001. An unknown code is a warning.
    """
    value = clean(text)
    if len(value) not in PLACE_LEVELS or not re.fullmatch(r"[1-9]\d+", value, re.ASCII):
        finding = Finding(
            "place_form",
            "区划代码应为6位（县及以上）、9位（乡镇、街道）或12位（村、社区）数字，请核对。",
            "A place code has 6 digits (county and above), 9 (town) or 12 (village). Please check.",
        )
        return PlaceCode(value, (finding,), "", "")
    while len(value) > 6 and value.endswith("000"):
        value = value[:-3]
    findings = () if known is None or value in known else (_unknown_place(value),)
    if len(value) > 6:
        return PlaceCode(value, findings, PLACE_LEVELS[len(value)], value[:-3])
    if value.endswith("0000"):
        return PlaceCode(value, findings, "province", "")
    if value.endswith("00"):
        return PlaceCode(value, findings, "city", value[:2] + "0000")
    return PlaceCode(value, findings, "county", value[:4] + "00")


def build_item_code(body: str, level: str, basic: str) -> str:
    """An implementation code from its parts (GB/T 39554.1-2020). Raises Invalid with the first finding."""
    checked = check_item_code(f"{clean(body)}{clean(level)}{clean(basic)}")
    if not checked.ok:
        wrong = next(finding for finding in checked.findings if not finding.warning)
        raise Invalid(wrong.code, wrong.zh, wrong.en, article="GB/T 39554.1-2020")
    return checked.value


def check_item_code(text: str) -> ItemCode:
    """Take an implementation code (实施编码) apart and check each part."""
    value = clean(text)
    if not re.fullmatch(r"[0-9A-Z]{31}", value):
        finding = Finding(
            "item_form",
            f"实施编码应为31位数字或字母（信用代码18位＋行使层级1位＋基本编码12位），现为{len(value)}位，请核对。",
            "An implementation code has 31 characters (credit code 18, level 1, basic code 12);"
            f" this one has {len(value)}. Please check.",
        )
        return ItemCode(value, (finding,), "", "", "")
    body, level, basic = value[:18], value[18], value[19:]
    findings = check_uscc(body).findings
    if level not in ITEM_LEVELS:
        finding = Finding(
            "item_level",
            f"行使层级“{level}”无效，应为1（国家）至6（村社）。",
            f"Level of exercise “{level}” is unknown; use 1 (state) to 6 (village).",
        )
        findings = (*findings, finding)
    return ItemCode(value, findings, body, level, basic)


def check_phone(text: str) -> Checked:
    """Check a telephone number; the value is 13912345678, 0455-3221234 or a service number like 12345.

    Mobile (11 digits), landline with area code, 400/800 and short public numbers; +86 is dropped.
    """
    value = clean(text).replace("(", "").replace(")", "")
    national = _COUNTRY.sub("", value)
    if _MOBILE.fullmatch(national):
        return Checked(national, ())
    if national != value:
        national = "0" + national
    if landline := _LANDLINE.fullmatch(national):
        return Checked(f"0{landline[1]}-{landline[2]}", ())
    if _SERVICE_LINE.fullmatch(value):
        return Checked(value, ())
    finding = Finding(
        "phone_form",
        "电话号码不正确：手机号为11位，座机请加区号（如0455-3221234）。",
        "Not a telephone number: a mobile has 11 digits; give a landline with its area code (0455-3221234).",
    )
    return Checked(value, (finding,))


def _birth(digits: str, today: date, findings: list[Finding]) -> date | None:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth = None
    if birth is not None and FIRST_BIRTH <= birth <= today:
        return birth
    findings.append(
        Finding(
            "id_birth",
            f"证件号码中的出生日期“{digits}”不正确（不存在、早于1900年或晚于今天），请对照证件核对。",
            f"The birth date “{digits}” in the number is wrong (no such day, before 1900 or after today)."
            " Compare it with the document.",
        )
    )
    return None


def _id_form(value: str) -> Finding:
    if re.fullmatch(r"\d{15}", value, re.ASCII):
        return Finding(
            "id_old",
            "15位的第一代身份证号已停止使用，请填写18位号码。",
            "Fifteen-digit numbers are no longer in use. Please enter the 18-character number.",
        )
    return Finding(
        "id_form",
        f"证件号码应为18位：前17位数字，末位数字或X；现为{len(value)}位，请核对。",
        f"The number has 18 characters: 17 digits, then a digit or X; this one has {len(value)}. Please check.",
    )


def _uscc_form(value: str) -> Finding:
    strange = "".join(sorted(set(value) - USCC_ALPHABET))
    if strange:
        return Finding(
            "uscc_form",
            f"统一社会信用代码中不会出现“{strange}”。字母I、O、S、V、Z不使用，请核对是否应为1、0、5、U、2。",
            f"“{strange}” does not occur in a credit code. I, O, S, V, Z are not used: look for 1, 0, 5, U, 2 instead.",
        )
    return Finding(
        "uscc_form",
        f"统一社会信用代码应为18位，现为{len(value)}位，请核对。",
        f"A credit code has 18 characters; this one has {len(value)}. Please check.",
    )


def _unknown_place(code: str) -> Finding:
    return Finding(
        "place_unknown",
        f"区划代码{code}不在现行区划表中（可能是旧代码），请留意核对。",
        f"Place code {code} is not in the present table (it may be an old one). Please have a look.",
        warning=True,
    )
