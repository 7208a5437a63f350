"""What an application has beyond a matter (办件)."""

from django.db import models

from zhenzhi.matter.models import Matter
from zhenzhi.register.models import ServiceItem


class Application(Matter):
    """An application (办件). Stages: submitted 待受理 → correcting 待补正 → accepted 已受理 → reviewed 已审查 →
    granted 准予 / denied 不予 → delivered 已送达; or not_accepted 不予受理, not_needed 无需许可, withdrawn 已撤回.

    `item` is the version of the item it began under and keeps (LAW-49). `form` holds the applicant's answers.
    """

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
    other_organ = models.CharField(max_length=120, blank=True)
