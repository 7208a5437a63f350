"""Pinyin order (拼音排序) of Chinese names, with the readings that names of people and places have.

By sound first, then by tone, then by character (GB/T 13418). A dictionary alone reads 单 as dān and 重 as zhòng; the
family is Shàn and the city Chóngqìng. Letters and digits stand before characters, as in the printed lists.
"""

from functools import lru_cache

from pypinyin import Style, pinyin

from zhenzhi.kernel.names import family

SURNAMES = {
    "万俟": "mò qí", "尉迟": "yù chí", "长孙": "zhǎng sūn", "澹台": "tán tái", "单于": "chán yú",
    "令狐": "líng hú", "宰父": "zǎi fǔ", "夏侯": "xià hóu", "皇甫": "huáng fǔ", "鲜于": "xiān yú", "单": "shàn",
    "曾": "zēng", "仇": "qiú", "区": "ōu", "解": "xiè", "查": "zhā", "任": "rén", "盖": "gě", "朴": "piáo",
    "翟": "zhái", "乐": "yuè", "尉": "wèi", "华": "huà", "纪": "jǐ", "宁": "nìng", "员": "yùn", "种": "chóng",
    "缪": "miào", "牟": "mù", "秘": "bì", "冼": "xiǎn", "覃": "qín", "黑": "hè", "折": "shé", "燕": "yān",
    "葛": "gě", "洗": "xiǎn", "幺": "yāo", "过": "guō", "召": "shào", "应": "yīng", "訾": "zī", "阚": "kàn",
    "郇": "xún", "逄": "páng", "芮": "ruì", "佘": "shé", "乜": "niè", "那": "nā", "哈": "hǎ", "戴": "dài",
    "晁": "cháo", "隗": "wěi", "繁": "pó", "祭": "zhài", "钭": "tǒu", "厍": "shè", "桓": "huán", "鲍": "bào",
    "卜": "bǔ", "柏": "bǎi", "谌": "chén", "车": "chē", "重": "chóng", "都": "dū", "句": "gōu", "干": "gān",
    "阿": "ā", "贾": "jiǎ", "俞": "yú", "於": "yū", "沈": "shěn", "石": "shí", "盛": "shèng", "相": "xiàng",
    "兴": "xīng", "行": "xíng", "臧": "zāng", "洪": "hóng", "柳": "liǔ", "教": "jiào", "曲": "qū", "艾": "ài",
    "齐": "qí", "强": "qiáng", "莘": "shēn", "难": "nìng", "适": "kuò", "炅": "guì", "眭": "suī", "不": "fōu",
    "撒": "sǎ", "洼": "wā", "褚": "chǔ",
}  # fmt: skip
"""Family names whose reading differs from the character's commonest one, or might."""

PLACES = {
    "长寿": "cháng shòu", "长兴": "cháng xīng", "长宁": "cháng níng", "重庆": "chóng qìng",
    "六安": "lù ān", "六合": "lù hé", "台州": "tāi zhōu", "天台": "tiān tāi",
    "丽水": "lí shuǐ", "蚌埠": "bèng bù", "亳州": "bó zhōu", "洪洞": "hóng tóng", "莘县": "shēn xiàn",
    "莘庄": "xīn zhuāng", "铅山": "yán shān", "乐清": "yuè qīng", "乐亭": "lào tíng", "番禺": "pān yú",
    "东阿": "dōng ē", "浚县": "xùn xiàn", "大城": "dài chéng", "井陉": "jǐng xíng", "蔚县": "yù xiàn",
    "荥阳": "xíng yáng", "荥经": "yíng jīng", "枞阳": "zōng yáng", "歙县": "shè xiàn", "黟县": "yī xiàn",
    "盱眙": "xū yí", "犍为": "qián wéi", "单县": "shàn xiàn", "任县": "rén xiàn", "任丘": "rén qiū",
    "解州": "hài zhōu", "尉犁": "yù lí", "尉氏": "wèi shì", "长子县": "zhǎng zǐ xiàn", "行唐": "xíng táng",
    "会稽": "kuài jī", "厦门": "xià mén", "牟平": "mù píng", "中牟": "zhōng mù", "阿城": "ā chéng",
    "曲阜": "qū fù", "涡阳": "guō yáng", "泌阳": "bì yáng", "秘鲁": "bì lǔ", "渑池": "miǎn chí",
    "郫都": "pí dū", "儋州": "dān zhōu", "百色": "bǎi sè", "柏乡": "bǎi xiāng", "燕山": "yān shān",
    "朝阳": "cháo yáng", "浍河": "huì hé", "氾水": "fàn shuǐ", "济南": "jǐ nán", "济宁": "jǐ níng",
    "济源": "jǐ yuán", "句容": "jù róng", "高要": "gāo yāo", "石家庄": "shí jiā zhuāng", "吐鲁番": "tǔ lǔ fān",
    "拉萨": "lā sà", "浏阳": "liú yáng", "长汀": "cháng tīng", "长垣": "cháng yuán", "重阳": "chóng yáng",
    "重坊": "chóng fāng", "车辋": "chē wǎng", "大埔": "dà bù", "黄陂": "huáng pí",
}  # fmt: skip
"""Places whose reading a dictionary of single characters gets wrong."""

Key = tuple[tuple[str, int, str], ...]


@lru_cache(maxsize=65536)
def person(name: str) -> Key:
    """Sort key of a person's name, its family name read as a family name."""
    own = "" if "·" in name else family(name)
    return (*_read(own, SURNAMES), *_read(name[len(own) :], {}))


@lru_cache(maxsize=65536)
def place(name: str) -> Key:
    """Sort key of a place, a body, a power, or any other name."""
    at = next((start for start in range(len(name)) for length in (3, 2) if name[start : start + length] in PLACES), -1)
    if at < 0:
        return _read(name, {})
    length = 3 if name[at : at + 3] in PLACES else 2
    return (*_read(name[:at], {}), *_read(name[at : at + length], PLACES), *place(name[at + length :]))


def _read(text: str, known: dict[str, str]) -> Key:
    sounds = known[text].split() if text in known else None
    if sounds is None:
        sounds = [one[0] for one in pinyin(text, style=Style.TONE, errors=_letters)]  # type: ignore[arg-type]
    return tuple((*_parted(sound), letter) for sound, letter in zip(sounds, text, strict=True))


def _letters(text: str) -> list[str]:
    """What is no Chinese character, one by one; the library takes a list here though its types do not say so."""
    return list(text)


_TONES = {letter: (plain, tone) for plain, marked in {
    "a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "v": "ǖǘǚǜ", "n": "-ńňǹ", "m": "-ḿ",
}.items() for tone, letter in enumerate(marked, 1)}  # fmt: skip


def _parted(sound: str) -> tuple[str, int]:
    """The syllable and its tone, 1 to 4; 5 for none. ü is written v, which sorts behind u."""
    tone, letters = 5, ""
    for letter in sound.lower():
        plain, found = _TONES.get(letter, (letter.replace("ü", "v"), 0))
        tone, letters = found or tone, letters + plain
    return letters, tone
