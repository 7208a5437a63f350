"""What an application has beyond a matter (办件), its draft (草稿), the licence it may end in (许可证件), and its
publication (公开)."""

from django.db import models

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.matter.models import Matter
from zhenzhi.register import holdings
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import flow


class Licence(Subject):
    """A licence (许可证件). Its ends are different things with different papers, never one "cancelled" (LAW-48):
    valid 有效 → renewed 已延续, expired 到期失效, withdrawn 撤回 (许可法 8), revoked 撤销 (69), cancelled 注销 (70),
    struck 吊销 (处罚法 9). `valid_until` is the last day; None where the item names no period.
    """

    STAGES = flow.STAGES

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    holder = models.CharField(max_length=64, blank=True, db_index=True)
    granted_in = models.OneToOneField("Application", on_delete=models.PROTECT, related_name="licence")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def power_ask(self, right: str) -> PowerAsk | None:
        return PowerAsk(self.power, self.body, self.place, holdings.act_type(right))

    def is_party(self, actor: Actor) -> bool:
        return actor.id != "" and actor.id == self.holder

    def home(self, act: str) -> str | None:
        return self.body


class Application(Matter):
    """An application (办件). Stages: submitted 待受理 → correcting 待补正 → accepted 已受理 → reviewed 已审查 →
    granted 准予 / denied 不予 → delivered 已送达; or not_accepted 不予受理, not_needed 无需许可, withdrawn 已撤回.

    `item` is the version of the item it began under and keeps (LAW-49). `form` holds the applicant's answers.
    """

    STAGES = flow.STAGES

    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT)
    channel = models.CharField(
        max_length=8, choices=[("portal", "网上"), ("window", "窗口"), ("station", "村站"), ("agent", "代办")]
    )
    form = models.JSONField(default=dict)
    received_on = models.DateField()
    corrections = models.IntegerField(default=0)
    correction_list = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)
    deemed = models.BooleanField(default=False)
    review_opinion = models.TextField(blank=True)
    review_agrees = models.BooleanField(null=True)
    site_checkers = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)
    extension_reasons = models.TextField(blank=True)
    renews = models.ForeignKey("Licence", on_delete=models.PROTECT, null=True, related_name="renewals")
    other_organ = models.CharField(max_length=120, blank=True)


class Publication(Subject):
    """A public entry of one decision (决定公开条目): first and last day, and a holder's name as it may be shown."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="publication")
    number = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    organ = models.CharField(max_length=200)
    body = models.CharField(max_length=64)
    holder = models.CharField(max_length=200)
    decided_on = models.DateField()
    shown_from = models.DateField()
    shown_until = models.DateField(db_index=True)

    def home(self, act: str) -> str | None:
        return self.body


class Draft(models.Model):
    """An application that is still being written (申请草稿): nothing has been filed, so it is no subject of an act.

    Private to its owner: `person` is the key in the book, `item` the item's code. `content` holds what was typed, by
    field; `files` what was handed in, by number of the item's list: {digest, kind, name}. Its key is also the mark of
    the one filing it may end in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="draft_one_an_item")]
