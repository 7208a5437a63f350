"""What the life of a power leaves behind (赋权事项、批次、巡查、闲置、评估、会商、承继).

Powers, instruments and grants stand in the register; nothing here gives a right to act.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhenzhi.devolution import flow
from zhenzhi.devolution.gate_models import Burden as Burden
from zhenzhi.devolution.gate_models import Work as Work
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.matter.models import Matter

FORMS = [
    ("entrusted", "委托"), ("granted", "依法交由"), ("concentrated", "相对集中"), ("stationed", "派驻"),
    ("coordinated", "协调巡查"),
]  # fmt: skip
OVER = ("withdrawn", "dropped", "barred", "settled")
"""Stages in which a proposal has come to its end without a grant."""

_TOWNS_ACTS = frozenset({
    "devolution.ask_for", "devolution.take", "devolution.insist", "devolution.turn_down", "devolution.withdraw",
    "devolution.ask_for_all",
})  # fmt: skip
_DEPARTMENTS_ACTS = frozenset({
    "devolution.offer", "devolution.agree", "devolution.refuse", "devolution.counter", "devolution.guide",
    "devolution.agree_all",
})  # fmt: skip


class _Inner(Matter):
    """A matter of internal administration: its acts rest on a right at the body concerned, and on no power."""

    STAGES = flow.STAGES

    class Meta:
        abstract = True

    def power_ask(self, right: str) -> PowerAsk | None:
        return None

    def is_party(self, actor: Actor) -> bool:
        return False


class Proposal(_Inner):
    """A power proposed for a town (拟赋权事项): one power × one town × the department that gives it (`principal`).

    `source` tells the higher level and its document (S65). What both sides mean stands in `act_types` (None: all),
    `fine_ceiling` (fen; None: none) and `form`. `tests` maps a question to {yes, reason, by}; `ladder` is the list of
    rungs tried with {rung, possible, reason}; `review` holds the legal office's opinion, `settlement` how it was
    settled without a transfer.
    """

    origin = models.CharField(
        max_length=12, choices=[("asked", "镇点单"), ("offered", "部门拟放"), ("passed_down", "上级下放")]
    )
    reason = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    package = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40, blank=True)
    act_types = ArrayField(models.CharField(max_length=20), null=True)
    fine_ceiling = models.BigIntegerField(null=True)
    form = models.CharField(max_length=12, choices=FORMS, blank=True)
    tests = models.JSONField(default=dict)
    ladder = models.JSONField(default=list)
    review = models.JSONField(default=dict)
    settlement = models.JSONField(default=dict)
    open_for = models.CharField(max_length=140, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["open_for"], name="proposal_once")]

    def home(self, act: str) -> str | None:
        if act in _TOWNS_ACTS:
            return self.body
        return self.principal if act in _DEPARTMENTS_ACTS else None


class Round(models.Model):
    """One round of the talks (会商轮次), kept for ever: who said what, with the limits then proposed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rounds")
    side = models.CharField(max_length=12)
    said = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    act_types = ArrayField(models.CharField(max_length=20), null=True)
    fine_ceiling = models.BigIntegerField(null=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()


class Batch(_Inner):
    """A batch (批次, S55): proposals of one town in one form that open together under one instrument on `start`.

    `attested` maps a requirement to {evidence, by, on, items}, `waived` one to {reason, document, by}; `memos` a
    department to the code of its handover memo. `principal` is the department, or the government of a county list.
    """

    name = models.CharField(max_length=80)
    package = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=12, choices=FORMS)
    start = models.DateField()
    instrument = models.CharField(max_length=64, blank=True)
    attested = models.JSONField(default=dict)
    waived = models.JSONField(default=dict)
    memos = models.JSONField(default=dict)
    result = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="batch_named_once")]

    def home(self, act: str) -> str | None:
        if act == "devolution.attest":
            return self.body
        return self.principal if act in _DEPARTMENTS_ACTS else None


class BatchItem(models.Model):
    """A proposal's place in a batch; `dropped` when the batch was dissolved, so that it may go into another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="places")
    grant = models.CharField(max_length=64)
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(dropped=False), name="batch_item_once")
        ]


class Guidance(models.Model):
    """Training or guidance by the giving department (放后培训指导, S61, T35)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="guidance")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    words = models.TextField()
    people = models.IntegerField(default=0)
    by = models.CharField(max_length=64)


class Patrol(Subject):
    """An officer named for a town where a power is neither entrusted nor stationed (协调巡查, T26).

    `due` is the last day by which the next visit must be made; `missed` counts the weeks without one.
    """

    STAGES = flow.STAGES

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="patrol")
    town = models.CharField(max_length=64)
    department = models.CharField(max_length=64)
    officer = models.CharField(max_length=64)
    due = models.DateField(db_index=True)
    missed = models.IntegerField(default=0)
    alerted_on = models.DateField(null=True)

    def home(self, act: str) -> str | None:
        return self.department


class Visit(models.Model):
    """A visit of the named officer to the town (巡查记录)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    found = models.TextField()
    by = models.CharField(max_length=64)


class Idle(Subject):
    """A power that was not used for the profile's period (闲置事项, T32): the town is asked why.

    `grant` is the grant's code; `last_used` None where it never was. `outcome` is what the staffing office proposes.
    """

    STAGES = flow.STAGES

    grant = models.CharField(max_length=64)
    power = models.CharField(max_length=64)
    town = models.CharField(max_length=64)
    last_used = models.DateField(null=True)
    flagged_on = models.DateField()
    reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, choices=[("stop_review", "提请停止评估"), ("keep", "保留")], blank=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant"], condition=~Q(stage="settled"), name="idle_once")]

    def home(self, act: str) -> str | None:
        return self.town if act == "devolution.explain_idle" else None


class Evaluation(Subject):
    """An evaluation of what a town was given (赋权评估, W-17) and what the county decides on it (S58, T30).

    `facts` maps a grant's code to its counts over [start, end); `entered` holds what no ledger knows: {grant, kind,
    value, evidence, by}. `decisions` maps a grant to {power, what, reason}.
    """

    STAGES = flow.STAGES

    town = models.CharField(max_length=64)
    start = models.DateField()
    end = models.DateField()
    facts = models.JSONField(default=dict)
    entered = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    document = models.CharField(max_length=80, blank=True)
    consent_by = models.CharField(max_length=64, blank=True)
    day = models.DateField(null=True)
    published_on = models.DateField(null=True)
    published_at = models.CharField(max_length=120, blank=True)


class CaseDecision(models.Model):
    """Where an open case goes (在办件去向): it is finished where it is, or its file moves to `to` on the day (W-16)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="case_decisions")
    grant = models.CharField(max_length=64)
    way = models.CharField(max_length=12, choices=[("finish_here", "原处办结"), ("hand_over", "移交")])
    to = models.CharField(max_length=64)
    day = models.DateField()
    document = models.CharField(max_length=80)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "grant"], name="case_once")]
        indexes = [
            models.Index(fields=["day"], condition=Q(way="hand_over", moved_at__isnull=True), name="case_to_move")
        ]


class Consultation(Subject):
    """A department's talk with a pilot town about a project there (项目会商, S62, S63): told, viewed, treated, placed.

    `matter` is the number of the application it is about, where there is one. `view` is the town's; None in `supports`
    means that it was silent past `due`.
    """

    STAGES = flow.STAGES

    project = models.CharField(max_length=200)
    matter = models.CharField(max_length=64, blank=True, db_index=True)
    department = models.CharField(max_length=64)
    town = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    due = models.DateField()
    view = models.TextField(blank=True)
    supports = models.BooleanField(null=True)
    treatment = models.TextField(blank=True)
    candidates = ArrayField(models.CharField(max_length=64), default=list)
    placed_in = models.CharField(max_length=64, blank=True)
    equal = models.BooleanField(null=True)
    why = models.TextField(blank=True)

    def home(self, act: str) -> str | None:
        return self.town if act == "devolution.give_view" else self.department


class Succession(Subject):
    """A town's powers, posts and open cases pass to its successor on a day (区划调整承继, S13)."""

    STAGES = flow.STAGES

    town = models.CharField(max_length=64)
    successor = models.CharField(max_length=64)
    day = models.DateField()
    document = models.CharField(max_length=80)
    grants = models.IntegerField()
    posts = models.IntegerField()
    cases = models.IntegerField()
