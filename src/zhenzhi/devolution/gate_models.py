"""What the gate of duties leaves behind (职责准入、负担台账): proposed work, and what was refused or contested."""

from django.db import models

from zhenzhi.devolution import gate_flow
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.matter.models import Matter


class Work(Matter):
    """Work that a department proposes for a town (新增工作): `body` is the department, `row` the line it would be.

    `people` is the number of posts and `money` the sum in fen a year that come with it, `funds` says from where;
    `until` is the first day on which temporary work is over (None: it is meant for the list). `lacks` are the codes of
    what the gate found missing; `decision` is the number of the county's approval (LAW-56).
    """

    STAGES = gate_flow.STAGES

    town = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    row = models.JSONField()
    people = models.IntegerField()
    money = models.BigIntegerField()
    funds = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    lacks = models.JSONField(default=list)
    decision = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    version = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["town", "item"], name="work_item")]

    def power_ask(self, right: str) -> PowerAsk | None:
        return None

    def is_party(self, actor: Actor) -> bool:
        return False

    def home(self, act: str) -> str | None:
        return self.body if act == "devolution.propose_work" else None


class Burden(Subject):
    """A row of the burden ledger (负担台账): what came to a town past the gate or was refused there, by whom, and why.

    `kind` says what it is: work, an indicator of an evaluation, a veto. A refusal at the gate is only on record; what
    the town contests is answered.
    """

    STAGES = gate_flow.STAGES

    kind = models.CharField(
        max_length=10, choices=[("work", "工作任务"), ("indicator", "考核指标"), ("veto", "一票否决")]
    )
    town = models.CharField(max_length=64)
    by_body = models.CharField(max_length=64)
    item = models.CharField(max_length=64, blank=True)
    what = models.CharField(max_length=300)
    why = models.TextField()
    lacks = models.JSONField(default=list)
    on = models.DateField()
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="burdens")
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["town", "-on"], name="burden_town")]

    def home(self, act: str) -> str | None:
        return self.town if act == "devolution.contest" else None
