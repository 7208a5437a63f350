"""What lies beside the form of an act (办理依据材料): whoever reviews, decides or seals sees what it rests on."""

import copy
from functools import cached_property

from zhenzhi.kernel.models import Subject
from zhenzhi.matter.models import Paper, Party
from zhenzhi.services.models import Application
from zhenzhi.ui import casefile, draft
from zhenzhi.ui.draft import Draft

PANELS: dict[str, tuple[str, ...]] = {
    "services.accept": ("answers", "materials"),
    "services.ask_correction": ("answers", "materials"),
    "services.not_accept": ("answers",),
    "services.tell_not_needed": ("answers",),
    "services.fix_on_spot": ("answers",),
    "services.check_site": ("answers", "conditions"),
    "services.review": ("answers", "materials", "talks"),
    "services.grant": ("opinion", "talks", "draft"),
    "services.deny": ("opinion", "talks", "draft"),
    "services.reissue": ("draft",),
    "services.deliver": ("answers", "papers"),
    "matter.approve_seal": ("paper",),
    "matter.void": ("paper",),
}


class Beside:
    """The panels beside one act; each is read only when its page shows it."""

    def __init__(self, matter: Application, act: str, subject: Subject, reasons: str = "") -> None:
        self.matter = matter
        self.act = act
        self.panels = PANELS.get(act, ())
        self.paper = draft.of_paper(subject) if isinstance(subject, Paper) else []
        self._reasons = reasons

    @cached_property
    def parties(self) -> list[Party]:
        """Who applies."""
        return list(self.matter.parties.order_by("role"))

    @cached_property
    def lines(self) -> list[casefile.Line]:
        """The list of materials with what was handed in."""
        return casefile.lines(self.matter, self.matter.materials.order_by("seq"))

    @property
    def conditions(self) -> list[str]:
        """The item's conditions, one a line."""
        return [line.strip() for line in self.matter.item.conditions.splitlines() if line.strip()]

    @cached_property
    def talks(self) -> list[casefile.Talk]:
        """What other bodies were asked, and their answers."""
        return [casefile.talk(row, []) for row in self.matter.requests.order_by("asked_at")]

    @cached_property
    def papers(self) -> list[Paper]:
        """Papers that are to be handed over."""
        return list(self.matter.papers.exclude(stage="void").order_by("issued_at"))

    @cached_property
    def draft(self) -> Draft:
        """The paper that the decision would issue, with the reasons as typed."""
        granted = self.act == "services.grant" or (self.act == "services.reissue" and self.matter.stage == "granted")
        told = copy.copy(self.matter)
        told.reasons = "" if granted else (self._reasons or self.matter.reasons or "……")
        return draft.of_decision(told, granted=granted)
