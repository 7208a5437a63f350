"""What a paper says, as text (文书内容): for whoever is to decide, seal or check it before it is a sealed file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel.problem import Problem
from zhenzhi.matter import papers
from zhenzhi.matter.models import Paper
from zhenzhi.services import forms
from zhenzhi.services.models import Application
from zhenzhi.ui import words

Line = tuple[str, list[str]]
_LABELS: dict[str, words.Text] = {
    "organ": _("文书名义"), "acting_line": _("受托办理"), "applicant": _("申请人"),
    "item": _("事项"), "case_no": _("办件编号"), "received": _("收件日期"),
    "accepted": _("受理日期"), "missing": _("需补正的内容"), "findings": _("审查情况"),
    "granted": _("决定"), "reasons": _("理由"), "right_organ": _("应向哪个机关申请"),
    "basis": _("依据"), "statutory_limit": _("法定期限"), "promised_limit": _("承诺期限"),
    "procedure": _("不计入期限的程序"), "time_needed": _("所需时间"), "begins": _("起算日"),
    "was_due": _("原期限"), "extended_by": _("延长"), "decide_by": _("办结日期"),
    "approved_by": _("批准人"), "valid": _("有效期"), "delivery": _("领取方式"),
    "remedies": _("救济途径"), "date": _("日期"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper not yet made: its title, whose seal it takes, what it will say; `problem` where it can't be made."""

    title: str
    organ: str
    lines: list[Line]
    problem: Problem | None = None


def lines(facts: Mapping[str, object]) -> list[Line]:
    """The contents of a paper in the order in which it prints them, each with its name."""
    return [
        (str(label), told) for name, label in _LABELS.items() if name in facts and (told := list(_told(facts[name])))
    ]


def _told(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if "review_organ" in value or "review_period" in value:
            yield from _remedies(value)
        else:
            shown = ("name", "id_label", "id_no") if value.get("id_no") else ("name",)
            yield " ".join(str(value[part]) for part in shown if value.get(part))
    elif isinstance(value, list):
        for one in value:
            yield from _told(one)
    elif value:
        yield str(value)


def _remedies(value: Mapping[str, object]) -> Iterator[str]:
    organ, period = value.get("review_organ", ""), value["review_period"]
    yield gettext("复议：%(organ)s，%(period)s内") % {"organ": organ, "period": period}
    yield gettext("诉讼：%(court)s，%(period)s内") % {"court": value["court"], "period": value["suit_period"]}


def of_decision(application: Application, *, granted: bool) -> Draft:
    """The paper that granting or refusing would issue today. Nothing is numbered or kept."""
    form = forms.GRANT if granted else forms.DENY
    try:
        ground, row = papers.ground_of(application, form.right), form.row()
        facts = papers.named_facts(forms.decision_facts(application), ground)
    except Problem as problem:
        return Draft("", "", [], problem)
    organ = ground.name_on_paper
    return Draft(
        words.pick(row["zh"], row.get("en", "")), words.pick(organ.name, organ.name_en) if organ else "", lines(facts)
    )


def of_paper(paper: Paper) -> list[Line]:
    """What a numbered paper says."""
    return lines(paper.facts)
