"""Names of people (姓名): where the family name ends."""

DOT = "·"

COMPOUND = frozenset([
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟",
    "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离",
    "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷",
    "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭",
    "南门", "羊舌", "微生", "公户", "公玉", "公仪", "梁丘", "公仲", "公上", "公门", "公山", "公坚", "左丘",
    "公伯", "西门", "公祖", "第五", "公乘", "贯丘", "公皙", "南荣", "东里", "东宫", "仲长", "子书", "子桑",
    "即墨", "达奚", "褚师", "单于", "纳兰", "完颜", "叶赫", "富察", "钮祜禄", "爱新觉罗", "叶赫那拉",
])  # fmt: skip
"""Family names of more than one character (复姓)."""


def family(name: str) -> str:
    """The family name (姓): the longest compound one the name begins with, else its first character.

    A name with a middle dot (阿依古丽·买买提) has none: the part before the dot is given back.
    """
    if DOT in name:
        return name.partition(DOT)[0]
    for length in (4, 3, 2):
        if len(name) > length and name[:length] in COMPOUND:
            return name[:length]
    return name[:1]
