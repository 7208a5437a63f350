"""Codes of persons, organisations, places, items. All numbers are made up, check digits by a second way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenzhi.kernel.codes import (
    build_item_code,
    check_id,
    check_item_code,
    check_phone,
    check_place,
    check_uscc,
)
from zhenzhi.kernel.mask import mask_id, mask_name, mask_phone
from zhenzhi.kernel.problem import Invalid

TODAY = date(2026, 11, 22)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _id(first_17: str) -> str:
    """GB 11643 by the table of weights."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first_17, weights, strict=True))
    return first_17 + "10X98765432"[total % 11]


def _uscc(first_17: str) -> str:
    """GB 32100 by powers of 3."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first_17))
    return first_17 + USCC_ALPHABET[-total % 31]


def _codes(findings: tuple[object, ...]) -> list[str]:
    return [getattr(finding, "code", "") for finding in findings]


def test_id_number_is_taken_apart() -> None:
    got = check_id(_id("23122319800229001"), TODAY, places={"231223"})
    assert (got.ok, got.findings, got.kind, got.place) == (True, (), "居民身份证", "231223")
    assert (got.birth, got.male) == (date(1980, 2, 29), True)


def test_id_number_is_normalised() -> None:
    number = next(n for n in (_id(f"2312231980022900{i}") for i in range(10)) if n.endswith("X"))
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number.lower())
    for typed in (number.lower(), f" {number[:6]} {number[6:14]}-{number[14:]}\u200b", wide):
        assert check_id(typed, TODAY) == check_id(number, TODAY)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("2312231980022900", "id_form"),
        ("23122319800229001A", "id_form"),
        ("2312231980022900X1", "id_form"),
        ("231223800229001", "id_old"),
        (_id("23122319810229001"), "id_birth"),
        (_id("23122320261123001"), "id_birth"),
        (_id("23122318991231001"), "id_birth"),
        (_id("23122319801301001"), "id_birth"),
        ("２３１２２３一九800229001", "id_form"),
        ("", "id_form"),
    ],
)
def test_wrong_id_numbers_say_what_is_wrong(number: str, code: str) -> None:
    got = check_id(number, TODAY)
    assert not got.ok
    assert _codes(got.findings) == [code]


def test_child_born_today_passes() -> None:
    assert check_id(_id("23122320261122001"), TODAY).ok


def test_LAW_7_person_whose_county_code_is_younger_passes_with_a_warning() -> None:
    """Born 1960, code of a county made a city in 1989: a real person, whatever the table says."""
    got = check_id(_id("23128119600101002"), TODAY, places={"231223"})
    assert got.ok
    assert _codes(got.findings) == ["place_unknown"]


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("810000", "港澳台居民居住证"),
        ("820000", "港澳台居民居住证"),
        ("830000", "港澳台居民居住证"),
        ("911392", "外国人永久居留身份证"),
    ],
)
def test_LAW_7_residence_permits_pass(prefix: str, kind: str) -> None:
    got = check_id(_id(f"{prefix}19900101002"), TODAY, places={"231223"})
    assert got.ok
    assert got.findings == ()
    assert got.kind == kind


@given(position=st.integers(0, 16), step=st.integers(1, 9))
def test_one_wrong_digit_of_an_id_number_is_noticed(position: int, step: int) -> None:
    number = _id("23122319800229001")
    wrong = str((int(number[position]) + step) % 10)
    assert not check_id(number[:position] + wrong + number[position + 1 :], TODAY).ok


@pytest.mark.parametrize(
    ("first_17", "kind"),
    [
        ("11231223MB0000001", "机关"),
        ("12231223MB0000002", "事业单位"),
        ("54231223ME0000003", "村民委员会"),
        ("91231223MA0000004", "企业"),
        ("N2231223MF0000005", "农村集体经济组织"),
        ("Y1231223MG0000006", "其他"),
        ("A1231223MH0000007", ""),
    ],
)
def test_LAW_7_credit_codes_of_every_register_pass(first_17: str, kind: str) -> None:
    got = check_uscc(_uscc(first_17).lower(), places={"231223"})
    assert got.ok
    assert (got.kind, got.place, got.findings) == (kind, "231223", ())


@pytest.mark.parametrize("letter", "IOSVZ")
def test_credit_code_names_letters_that_do_not_occur(letter: str) -> None:
    got = check_uscc("91231223MA000000" + letter + "4")
    assert _codes(got.findings) == ["uscc_form"]
    assert letter in got.findings[0].zh


def test_credit_code_of_wrong_length_or_check_digit() -> None:
    right = _uscc("91231223MA0000004")
    assert _codes(check_uscc(right[:-1]).findings) == ["uscc_form"]
    assert _codes(check_uscc(right[:-2] + "5" + right[-1]).findings) == ["uscc_check"]


@given(st.text(alphabet=USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_noticed(first_17: str, position: int, step: int) -> None:
    right = _uscc(first_17)
    assert check_uscc(right).ok
    wrong = USCC_ALPHABET[(USCC_ALPHABET.index(right[position]) + step) % 31]
    assert not check_uscc(right[:position] + wrong + right[position + 1 :]).ok


@pytest.mark.parametrize(
    ("code", "value", "level", "parent"),
    [
        ("230000", "230000", "province", ""),
        ("231200", "231200", "city", "230000"),
        ("231223", "231223", "county", "231200"),
        ("231223101", "231223101", "town", "231223"),
        ("231223101000", "231223101", "town", "231223"),
        ("231223101201", "231223101201", "village", "231223101"),
        ("２３１２２３", "231223", "county", "231200"),
    ],
)
def test_place_codes(code: str, value: str, level: str, parent: str) -> None:
    got = check_place(code)
    assert (got.ok, got.value, got.level, got.parent) == (True, value, level, parent)


def test_place_codes_wrong_or_unknown() -> None:
    assert _codes(check_place("2312").findings) == ["place_form"]
    assert _codes(check_place("23122A").findings) == ["place_form"]
    unknown = check_place("231299", known={"231223"})
    assert unknown.ok
    assert _codes(unknown.findings) == ["place_unknown"]


def test_item_code_is_built_and_taken_apart() -> None:
    body = _uscc("11231223MB0000001")
    code = build_item_code(body, "5", "000123456000")
    assert len(code) == 31
    got = check_item_code(code)
    assert (got.ok, got.uscc, got.level, got.basic) == (True, body, "5", "000123456000")


def test_item_code_errors() -> None:
    body = _uscc("11231223MB0000001")
    with pytest.raises(Invalid, match="item_level"):
        build_item_code(body, "7", "000123456000")
    with pytest.raises(Invalid, match="item_form"):
        build_item_code(body, "5", "00012345600")
    with pytest.raises(Invalid, match="uscc_check"):
        build_item_code(body[:-2] + "9" + body[-1], "5", "000123456000")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("139 0000 1234", "13900001234"),
        ("+86-13900001234", "13900001234"),
        ("０４５５－３２２００００", "0455-3220000"),
        ("(010) 65000000", "010-65000000"),
        ("021-65000000", "021-65000000"),
        ("+86 455 3220000", "0455-3220000"),
        ("400-000-1234", "4000001234"),
        ("12345", "12345"),
    ],
)
def test_telephone_numbers(typed: str, value: str) -> None:
    got = check_phone(typed)
    assert got.ok
    assert got.value == value


@pytest.mark.parametrize("typed", ["", "12900001234", "1390000123", "3220000", "电话", "0455-322", "139000012345"])
def test_wrong_telephone_numbers(typed: str) -> None:
    assert _codes(check_phone(typed).findings) == ["phone_form"]


@given(st.text(max_size=40))
def test_checks_never_raise(text: str) -> None:
    for checked in (
        check_id(text, TODAY),
        check_uscc(text),
        check_place(text),
        check_item_code(text),
        check_phone(text),
    ):
        assert checked.ok or checked.findings
        assert all(finding.zh and finding.en for finding in checked.findings)


def test_masks_the_chinese_way() -> None:
    assert mask_id(_id("32040019800229123"))[:14] == "3204**********"
    assert mask_id("E12345678") == "E1*****78"
    assert mask_id("12345") == "*****"
    assert mask_phone("139 0000 1234") == "139****1234"
    assert mask_phone("0455-3220000") == "0455-****000"
    names = {
        "张明": "张*", "张晓明": "张**", "欧阳晓明": "欧阳**", "欧阳": "欧*", "爱新觉罗溥仪": "爱新觉罗**",
        "阿依古丽·买买提": "阿***·***", "丹增旺堆": "丹***", "张": "*", "": "",
    }  # fmt: skip
    assert {name: mask_name(name) for name in names} == names


@given(st.text(alphabet="0123456789X", min_size=1, max_size=20))
def test_masks_always_hide_something(number: str) -> None:
    for masked in (mask_id(number), mask_phone(number), mask_name(number)):
        assert "*" in masked
        assert len(masked) == len(number)
