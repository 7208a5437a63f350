"""What can go wrong with an act, in words for the person who pressed the button (错误).

Every problem carries a code, the article it rests on, and a sentence in Chinese and in English that says what is
missing and what to do next. Faces show the sentence as it is; the API sends it as problem+json.
"""


class Problem(Exception):
    """Base of all answers that are not a success. `zh` and `en` are whole sentences."""

    status = 400

    def __init__(self, code: str, zh: str, en: str, *, article: str = "", detail: object = None) -> None:
        super().__init__(f"{code}: {zh}")
        self.code = code
        self.zh = zh
        self.en = en
        self.article = article
        self.detail = detail


class Refused(Problem):
    """The law or the register does not allow it (不予准许)."""

    status = 403


class Conflict(Problem):
    """Somebody was quicker, or the matter is at another stage (状态冲突)."""

    status = 409


class Invalid(Problem):
    """What was entered is wrong or incomplete (输入有误). `detail` may map a field to its message."""

    status = 422


class NotFound(Problem):
    """No such thing, or none that this person may see (未找到): the two look alike on purpose."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "not_found",
            "没有找到该记录，或您无权查看。请核对编号。",
            "Nothing found under this number that you may see. Please check the number.",
        )
