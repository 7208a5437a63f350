"""The register (登记簿): powers, duties, procedures, rules; instruments and grants. All on two time axes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Dated, Subject, no_overlap
from zhenzhi.register import flow, life_flow
from zhenzhi.register.lists import flow as list_flow
from zhenzhi.register.lists.kinds import KINDS


class Entered(Dated):
    """A dated fact of the register book."""

    BOOK = "register"
    STAGES = flow.STAGES | life_flow.STAGES

    class Meta:
        abstract = True


class LegalText(Entered):
    """A statute in one version (法律文本). Its articles are read from the operator's folder; here stand the facts."""

    title = models.CharField(max_length=160)
    version = models.DateField()
    kind = models.CharField(max_length=20)
    articles = models.IntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [no_overlap("legal_text_once", "code")]


class Power(Entered):
    """A power (权力事项): legal competence, with its basis. `bases` is a list of {law, article, version}."""

    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    type = models.CharField(max_length=20)
    bases = models.JSONField(default=list)
    holder = models.CharField(max_length=64, blank=True)
    list_version = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True)
    package = models.CharField(max_length=40, blank=True)
    entrustable = models.BooleanField(default=False)
    measures_allowed = models.BooleanField(default=False)
    needs_qualification = models.CharField(max_length=20, blank=True)
    act_types = ArrayField(models.CharField(max_length=20), default=list)
    origin = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [no_overlap("power_once", "code")]


class Duty(Entered):
    """A duty (职责事项): an administrative allocation with an owner. It never implies a power (LAW 6.3, T06)."""

    power = models.CharField(max_length=64, blank=True)
    owner = models.CharField(max_length=64)
    kind = models.CharField(
        max_length=10, choices=[("own", "责任"), ("basic", "基本"), ("assist", "配合"), ("taken", "收回")]
    )
    name = models.CharField(max_length=300)
    main_body = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [no_overlap("duty_once", "code")]


class Procedure(Entered):
    """A procedure (流程): the steps of a power and who does each, as published in the process list (S18)."""

    power = models.CharField(max_length=64)
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [no_overlap("procedure_once", "code")]


class ServiceItem(Entered):
    """A service item (政务服务事项 / 办理项), versioned: an application keeps the row it began under (LAW-49).

    Limits are in the units of their law: `statutory_unit` and `promised_unit` are wd, d or h. `materials` is the
    complete list (许可法 30): {seq, name, kind, need, source, copies, basis}; nothing outside it may be asked for.
    """

    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    basic_code = models.CharField(max_length=12, blank=True)
    conditions = models.TextField(blank=True)
    statutory_limit = models.IntegerField(null=True)
    statutory_unit = models.CharField(max_length=6, blank=True)
    statutory_basis = models.CharField(max_length=200, blank=True)
    promised_limit = models.IntegerField()
    promised_unit = models.CharField(max_length=6)
    result_kind = models.CharField(max_length=20)
    result_name = models.CharField(max_length=200, blank=True)
    validity_months = models.IntegerField(null=True)
    fee = models.IntegerField(default=0)
    fee_basis = models.CharField(max_length=160, blank=True)
    visits = models.IntegerField(default=1)
    window = models.CharField(max_length=20, blank=True)
    consult = ArrayField(models.CharField(max_length=64), default=list)
    materials = models.JSONField(default=list)
    guide = models.JSONField(default=dict)

    class Meta:
        constraints = [
            no_overlap("service_item_once", "code"),
            models.CheckConstraint(condition=Q(fee=0) | ~Q(fee_basis=""), name="fee_needs_basis"),  # LAW-47, 许可法 58
        ]


class Parameter(Entered):
    """A number of law (法定参数) with its unit, article and days of force; profiles may tighten, never loosen."""

    value = models.IntegerField()
    unit = models.CharField(max_length=8)
    law = models.CharField(max_length=80)
    article = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [no_overlap("parameter_once", "code")]


class DecisionTable(Entered):
    """A table of law (决定表), such as consequences of modes, units of time, grounds of pause."""

    rows = models.JSONField(default=list)
    law = models.CharField(max_length=160)

    class Meta:
        constraints = [no_overlap("decision_table_once", "code")]


class RuleState(Entered):
    """In which state a rule of the catalogue is here (规则状态): enforced, held by the schema, or awaiting a module."""

    sentence = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=400)
    law = models.CharField(max_length=160)
    state = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10)
    reads = models.CharField(max_length=5, choices=[("start", "立案时"), ("act", "行为时")])

    class Meta:
        constraints = [no_overlap("rule_state_once", "code")]


class Instrument(Entered):
    """An instrument (依据文书): statute, provincial decision, county list, entrusting agreement, decision to stop.

    An agreement takes effect only when both signed, it is filed and announced, all not later than its start (T15–T17).
    `ending` tells how it ended: cause, fault, document, and where each open case goes (T21).
    """

    kind = models.CharField(
        max_length=20,
        choices=[
            ("law", "法律法规"), ("provincial_decision", "省级决定"), ("county_list", "县级清单"),
            ("agreement", "委托协议"), ("decision", "决定"), ("handover_memo", "交接备忘录"),
        ],
    )  # fmt: skip
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80)
    principal = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=64, blank=True)
    signed_principal = models.DateField(null=True)
    signed_agent = models.DateField(null=True)
    filed = models.DateField(null=True)
    announced = models.DateField(null=True)
    announced_at = models.CharField(max_length=120, blank=True)
    parent = models.CharField(max_length=64, blank=True)
    items = ArrayField(models.CharField(max_length=64), default=list)
    ending = models.JSONField(default=dict)

    class Meta:
        constraints = [no_overlap("instrument_once", "code")]

    def home(self, act: str) -> str | None:
        """The party that an act on the instrument belongs to (T17); drafting, filing and announcing are an office's."""
        if act in ("register.sign_for_agent", "register.decline"):
            return self.agent
        if act in ("register.sign_for_principal", "register.end_instrument"):
            return self.principal
        return None


class Grant(Entered):
    """A grant (赋权): power × body × mode × instrument × limits × from–to. `fine_ceiling` is in fen."""

    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    principal = models.CharField(max_length=64, blank=True)
    mode = models.CharField(
        max_length=12,
        choices=[
            ("statutory", "法定"), ("granted", "赋权"), ("entrusted", "委托"), ("stationed", "派驻"),
            ("concentrated", "集中"), ("assistance", "协助"),
        ],
    )  # fmt: skip
    instrument = models.CharField(max_length=64)
    act_types = ArrayField(models.CharField(max_length=20), null=True)
    fine_ceiling = models.BigIntegerField(null=True)
    object_classes = ArrayField(models.CharField(max_length=40), null=True)
    places = ArrayField(models.CharField(max_length=64), null=True)
    under = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [no_overlap("grant_once", "code")]


class Stop(Entered):
    """A stop of exercise (停止行使, T30) with the document that orders it and the government that consented."""

    grant = models.CharField(max_length=64)
    document = models.CharField(max_length=80)
    consent_by = models.CharField(max_length=64)
    finish_running = models.BooleanField(default=False)

    class Meta:
        constraints = [no_overlap("stop_once", "code")]


class Cell(Entered):
    """The smallest piece of competence (权限单元). The database refuses two exercising bodies for one point (T05)."""

    power = models.CharField(max_length=64)
    object_class = models.CharField(max_length=40)
    act_type = models.CharField(max_length=20)
    amount = BigIntegerRangeField()
    place = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    grant = models.CharField(max_length=64)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_exercising_body",
                expressions=[
                    ("power", RangeOperators.EQUAL),
                    ("object_class", RangeOperators.EQUAL),
                    ("act_type", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("amount", RangeOperators.OVERLAPS),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(until__isnull=True),
            )
        ]


class Seal(Entered):
    """A seal (印章) of a body: kind, types of power it serves (T44), text round the star, line below, keeper's post."""

    body = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=[("official", "公章"), ("approval", "行政审批专用章")])
    power_types = ArrayField(models.CharField(max_length=20), default=list)
    text = models.CharField(max_length=60)
    line = models.CharField(max_length=30, blank=True)
    keeper = models.CharField(max_length=64, blank=True)
    diameter_mm = models.IntegerField(default=42)

    class Meta:
        constraints = [no_overlap("seal_once", "code"), no_overlap("seal_kind_once", "body", "kind")]


class Series(Entered):
    """A number series (字号): the 代字 of one body for one kind of paper (LAW-67)."""

    body = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    word = models.CharField(max_length=20)

    class Meta:
        constraints = [no_overlap("series_once", "body", "kind")]


class ListVersion(Subject):
    """A version of a list (清单版本), content included: drafted, reviewed, published; never changed afterwards (T07).

    `body` publishes it, `town` is the town government whose own list it is. `base` is the version it was drafted from:
    it can follow that one only. `digest` is the SHA-256 of its rows since it was handed in for review. `standing` lists
    the grants of powers that stay although their duty left the town: a list changes no competence (LAW 6.3).
    """

    STAGES = list_flow.STAGES

    kind = models.CharField(max_length=16, choices=[(kind.code, kind.zh) for kind in KINDS.values()])
    body = models.CharField(max_length=64)
    town = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next")
    digest = models.CharField(max_length=64, blank=True)
    review = models.TextField(blank=True)
    comment_from = models.DateField(null=True)
    comment_to = models.DateField(null=True)
    comment_at = models.CharField(max_length=120, blank=True)
    comment_result = models.TextField(blank=True)
    document = models.CharField(max_length=80, blank=True)
    published_on = models.DateField(null=True)
    published_at = models.CharField(max_length=120, blank=True)
    standing = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "body", "town", "number"], condition=~Q(stage="dropped"), name="list_number_once"
            )
        ]

    @property
    def series(self) -> str:
        """Code of the list that this is a version of: its kind, and the town or body whose list it is."""
        return f"{self.kind}:{self.town or self.body}"

    @property
    def code(self) -> str:
        """List and number; entries of the ledger name their subject by it."""
        return f"{self.series}:{self.number}"[:64]


class ListRow(models.Model):
    """A row of a list version (清单行): its stable code, and its cells by column."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="rows")
    seq = models.IntegerField()
    code = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="list_row_once")]


class ListInForce(Entered):
    """Which version of a list holds on which days (有效清单): the list read on both time axes. `code` is the series."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="times")

    class Meta:
        constraints = [no_overlap("list_once", "code")]
