"""Pinyin order, and where a family name ends: tables that a clerk can read and extend."""

import pytest

from zhenzhi.kernel import pinyin
from zhenzhi.kernel.names import family


def _sound(key: pinyin.Key) -> str:
    return " ".join(f"{sound}{tone}" for sound, tone, _ in key)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄", "shan4 xiong2"), ("曾明", "zeng1 ming2"), ("仇英", "qiu2 ying1"), ("区明", "ou1 ming2"),
        ("解晖", "xie4 hui1"), ("查明", "zha1 ming2"), ("任飞", "ren2 fei1"), ("盖明", "ge3 ming2"),
        ("尉迟恭", "yu4 chi2 gong1"), ("万俟明", "mo4 qi2 ming2"), ("朴明", "piao2 ming2"), ("翟明", "zhai2 ming2"),
        ("令狐冲", "ling2 hu2 chong1"), ("长孙明", "zhang3 sun1 ming2"), ("华明", "hua4 ming2"), ("吕明", "lv3 ming2"),
        ("单于明", "chan2 yu2 ming2"), ("繁星", "po2 xing1"),
    ],
)  # fmt: skip
def test_family_names_are_read_as_family_names(name: str, sound: str) -> None:
    assert _sound(pinyin.person(name)) == sound


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("重庆", "chong2 qing4"), ("六安", "lu4 an1"), ("台州", "tai1 zhou1"), ("厦门", "xia4 men2"),
        ("番禺区", "pan1 yu2 qu1"), ("单县", "shan4 xian4"), ("东单村", "dong1 dan1 cun1"), ("蔚县", "yu4 xian4"),
        ("重庆市长寿区", "chong2 qing4 shi4 chang2 shou4 qu1"), ("乐亭县乐亭镇", "lao4 ting2 xian4 lao4 ting2 zhen4"),
    ],
)  # fmt: skip
def test_places_are_read_as_places(name: str, sound: str) -> None:
    assert _sound(pinyin.place(name)) == sound


def test_order_is_by_sound_then_tone_then_character() -> None:
    names = ["张伟", "曾明", "单丹", "安然", "欧阳修", "区一", "A公司", "章伟", "掌柜", "沙明", "尉迟恭", "于明"]
    ordered = ["A公司", "安然", "区一", "欧阳修", "沙明", "单丹", "于明", "尉迟恭", "曾明", "张伟", "章伟", "掌柜"]
    assert sorted(names, key=pinyin.person) == ordered


def test_any_text_has_a_key() -> None:
    odd = ["", " ", "𠮷田", "བཀྲ་ཤིས།", "ئەخمەت", "<b>王</b>", "阿依古丽·买买提", "王" * 200, "1号窗口"]
    assert len(sorted(odd, key=pinyin.person)) == len(sorted(odd, key=pinyin.place)) == len(odd)


@pytest.mark.parametrize(
    ("name", "own"),
    [("欧阳修", "欧阳"), ("欧阳", "欧"), ("王强", "王"), ("万俟卨", "万俟"), ("阿依古丽·买买提", "阿依古丽"), ("", "")],
)
def test_family(name: str, own: str) -> None:
    assert family(name) == own
