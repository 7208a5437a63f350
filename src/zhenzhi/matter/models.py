"""What every piece of work has (事项). Capabilities add only what is theirs.

A paper is numbered in the act that decides, rendered and signed by reactions, and never changed once sealed.
"""

from datetime import date
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from zhenzhi.kernel import clock
from zhenzhi.kernel.clock import BEIJING
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Subject
from zhenzhi.kernel.question import PowerAsk
from zhenzhi.matter import draw_flow, flow
from zhenzhi.register import holdings


class Matter(Subject):
    """One piece of work (事项、办件): which power, whose file, where, since when.

    `body` exercises the power here; `principal` is the one in whose name, where it is entrusted; the two are equal
    for a body's own power. `place` is where the thing is. `owner` is the officer first asked (首问负责, T50), and
    `offered_to` the colleague who is asked to take it over and has not yet done so.
    """

    number = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=[("service", "政务服务"), ("devolution", "赋权事项")])
    title = models.CharField(max_length=300)
    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    principal = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    owner = models.CharField(max_length=64, blank=True)
    offered_to = models.CharField(max_length=64, blank=True)
    applicant = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["body", "stage", "-opened_at"], name="matter_worklist"),
            models.Index(fields=["-opened_at"], name="matter_newest"),
            models.Index(fields=["applicant", "-opened_at"], name="matter_applicant"),
            models.Index(fields=["owner"], condition=Q(closed_at__isnull=True), name="matter_owner_open"),
            models.Index(fields=["offered_to"], condition=~Q(offered_to=""), name="matter_offered"),
            models.Index(fields=["-closed_at"], condition=Q(closed_at__isnull=False), name="matter_closed"),
            GinIndex(
                fields=["hands"], opclasses=["jsonb_path_ops"], condition=Q(closed_at__isnull=True),
                name="matter_hands_open",
            ),
        ]  # fmt: skip

    @property
    def code(self) -> str:
        """The number; entries of the ledger name their subject by it."""
        return self.number

    def power_ask(self, right: str) -> PowerAsk | None:
        return PowerAsk(self.power, self.body, self.place, holdings.act_type(right))

    def begun(self) -> date | None:
        return self.opened_at.astimezone(BEIJING).date()

    def is_party(self, actor: Actor) -> bool:
        """The applicant; the agent while the mandate lasts, asked at every act and look (T52)."""
        if actor.id == "":
            return False
        return actor.id == self.applicant or (actor.id == self.agent and Party.mandated(self.id, clock.today()))

    def home(self, act: str) -> str | None:
        return self.body


class Pressing(models.Model):
    """The day that presses most (最紧期限): the earliest end of a running clock of the matter; None while none runs.

    Kept by the database from the deadlines, so that the longest list is read in its order from an index.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="pressing")
    due = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due", "matter"], name="pressing_due")]


class Words(models.Model):
    """What a matter is found by (检索词): number, title and names of parties, as characters and their pairs.

    Kept by the database from the rows themselves; see `matter.search`.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="words")
    plain = models.TextField()
    grams = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="words_grams")]


class Party(models.Model):
    """A party (当事人) as it was told in this matter: applicant, agent or third party. Personal data: read by need."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(
        max_length=10, choices=[("applicant", "申请人"), ("agent", "代理人"), ("third", "利害关系人")]
    )
    kind = models.CharField(max_length=8, choices=[("person", "自然人"), ("firm", "法人或其他组织")])
    name = models.CharField(max_length=200)
    id_kind = models.CharField(max_length=12)
    id_number = models.CharField(max_length=32, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=300, blank=True)
    mandate = models.CharField(max_length=120, blank=True)
    mandate_until = models.DateField(null=True)

    @staticmethod
    def in_force(day: date) -> Q:
        """The condition of a mandate that lasts on this day."""
        return Q(role="agent") & (Q(mandate_until__isnull=True) | Q(mandate_until__gte=day))

    @classmethod
    def mandated(cls, matter: UUID, day: date) -> bool:
        """Whether the agent of a matter has a mandate on this day (T52)."""
        return cls.objects.filter(cls.in_force(day), matter_id=matter).exists()


class Deadline(models.Model):
    """A deadline (期限): start, unit by law, basis, pauses and extensions; the date is derived from them (LAW 0.3).

    `length` counts in `unit` (wd, d, h, m). `due` is the last day for the citizen, `warn` the agency's earlier one;
    `provisional` while the calendar of that year is unpublished. `pauses` and `extensions` are lists as in
    `kernel.calendar`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=24)
    start = models.DateField()
    length = models.IntegerField()
    unit = models.CharField(max_length=6)
    basis = models.CharField(max_length=200)
    pauses = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    due = models.DateField(null=True)
    warn = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due"], condition=Q(met_at__isnull=True, missed_at__isnull=True), name="deadline_open"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["matter", "kind"], name="deadline_one_a_kind")]


class Material(models.Model):
    """A material handed in (申请材料): which line of the item's list it answers, and the file."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="materials")
    seq = models.IntegerField()
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=64, blank=True)
    file_kind = models.CharField(max_length=8, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    shared_from = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="material_given_once")]


class Counter(models.Model):
    """The last number given in one series and year (编号计数器): one series per organ, kind, year (LAW-67)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    body = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "kind", "year"], name="counter_once")]


class Paper(Subject):
    """A paper (文书) with its number. Stages: numbered 待用印 → approved 已批准用印 → sealed 已用印, or void 作废.

    Name, series, template and seal follow the ground of the act that issued it. `facts` is what the template prints;
    `sha256` is that of the whole signed file.
    """

    STAGES = flow.STAGES

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, unique=True)
    template = models.CharField(max_length=60)
    name_body = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    keeper_body = models.CharField(max_length=64)
    facts = models.JSONField()
    issued_by = models.UUIDField()  # the entry of the deciding act
    issued_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    verify_code = models.CharField(max_length=24, unique=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_way = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [models.Index(fields=["matter"], condition=Q(stage="numbered"), name="paper_to_seal")]

    @property
    def code(self) -> str:
        """The number; entries of the ledger name their subject by it."""
        return self.number

    def power_ask(self, right: str) -> PowerAsk | None:
        return self.matter.power_ask(right)

    def begun(self) -> date | None:
        return self.matter.begun()

    def home(self, act: str) -> str | None:
        return self.keeper_body

    def is_party(self, actor: Actor) -> bool:
        return self.matter.is_party(actor)


ANSWERED_BY_THE_ASKED = frozenset({"matter.receive_request", "matter.reply"})


class Request(Subject):
    """One body asks another (协同单): asked → received → replied → rated; urged and escalated in between.

    It carries opinion only; whatever has outward effect is a matter of its own in the competent body's file (LAW-58).
    """

    STAGES = flow.STAGES

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=16, choices=[("opinion", "征求意见"), ("help", "协助"), ("report", "报告")])
    from_body = models.CharField(max_length=64)
    to_body = models.CharField(max_length=64)
    content = models.TextField()
    asked_at = models.DateTimeField()
    receipt_due = models.DateField()
    received_at = models.DateTimeField(null=True)
    reply_due = models.DateField()
    replied_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    agrees = models.BooleanField(null=True)
    urged = models.IntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    score = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["to_body", "stage"], name="request_asked")]

    def home(self, act: str) -> str | None:
        return self.to_body if act in ANSWERED_BY_THE_ASKED else self.from_body


class Rating(models.Model):
    """The rating of a service by the one served (好差评): five levels, given once, read-only for the rated (LAW-59)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="rating")
    level = models.IntegerField()  # 5 非常满意 … 1 非常不满意
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    contacted_by = models.CharField(max_length=64, blank=True)
    mended_at = models.DateTimeField(null=True)
    mended = models.TextField(blank=True)


class Note(models.Model):
    """A note on a matter (备注) among those who work on it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="notes")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    text = models.TextField()


class Look(models.Model):
    """Somebody looked at a person's file (查阅记录, LAW-64). Insert-only; kept at least six months (网络安全法)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    at = models.DateTimeField()
    person = models.CharField(max_length=64)
    matter = models.UUIDField(db_index=True)
    what = models.CharField(max_length=40)
    found = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="look_person"),
            models.Index(fields=["at"], name="look_at"),
        ]


class Draw(Subject):
    """A draw (抽签、摇号、双随机抽取), public as a whole: a list of codes fixed first, entropy, result (T101, LAW-52).

    `commitment` is what `digest` is taken over (`kernel.draw`), fixed by the entry `committed_in`. The entropy comes
    from the signed checkpoint `note`, the first one made `after` the instant, and the `public` figure.
    """

    STAGES = draw_flow.STAGES

    number = models.CharField(max_length=96, unique=True)
    body = models.CharField(max_length=64)
    purpose = models.CharField(max_length=120)
    day = models.DateField()
    title = models.CharField(max_length=300)
    commitment = models.JSONField()
    digest = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    committed_in = models.UUIDField()
    after = models.DateTimeField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    note = models.TextField(blank=True)
    public = models.CharField(max_length=200, blank=True)
    witness = models.CharField(max_length=200, blank=True)
    entropy = models.CharField(max_length=64, blank=True)
    chosen = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "purpose", "day"], condition=~Q(stage="void"), name="draw_once"),
            models.UniqueConstraint(fields=["previous"], name="draw_replaced_once"),
        ]

    @property
    def code(self) -> str:
        """The number; entries of the ledger name their subject by it."""
        return self.number

    def home(self, act: str) -> str | None:
        return self.body


class Exercise(models.Model):
    """How often a body exercised a power in a month (权力行使次数), folded from the ledger by `matter.usage`."""

    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    month = models.DateField()
    count = models.IntegerField()
    last = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["power", "body", "month"], name="exercise_once")]
        indexes = [models.Index(fields=["month"], name="exercise_month")]


class LastUse(models.Model):
    """The last day on which a body exercised a power (最近行使日期), folded with `Exercise`."""

    power = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    last = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["power", "body"], name="last_use_once")]


class UsageMark(models.Model):
    """How far the ledger is folded into `Exercise`, and by which rights; one row."""

    seq = models.BigIntegerField(default=0)
    rights = models.JSONField(default=list)
