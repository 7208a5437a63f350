"""Tables of the kernel: what can be acted upon, the ledger, what is still owed, the calendar.

The ledger's tables are insert-only: the application's role may select and insert, and triggers stop everybody else
(see migrations/0002_guards). Subjects change only inside an act; a trigger sees to that too.
"""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.question import PowerAsk


class Subject(models.Model):
    """Anything an act is done to (行为对象): it has a stage, and remembers who laid hands on it.

    `hands` maps a right to the persons who used it here; separation of persons (T40, T60) reads it. Stage and hands are
    written by the machinery of acts and by nothing else. `exceptions` maps a rule to who approved leaving it, and why.
    """

    KEEPS_HANDS: ClassVar[bool] = True
    STAGES: ClassVar[dict[str, tuple[str, str]]] = {}
    """The words for its stages, Chinese and English; the table stands beside the flow."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stage = models.CharField(max_length=32, editable=False)
    hands = models.JSONField(default=dict, editable=False)
    exceptions = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def power_ask(self, right: str) -> PowerAsk | None:
        """The legal competence that an act by this right rests on; None for internal administration alone."""
        return None

    def is_party(self, actor: Actor) -> bool:
        """Whether the matter is this person's own."""
        return False

    def begun(self) -> date | None:
        """The day this was taken on; law and stops may look at it (T30)."""
        return None

    def home(self, act: str) -> str | None:
        """Code of the body whose affair this is; internal acts need a post there."""
        return None


T = TypeVar("T", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[T]):
    """Reading of dated facts: always for a day, and as known at a point of the ledger."""

    def on(self, day: date) -> Self:
        """What holds on this day, as known now."""
        return self.filter(valid__contains=day, until__isnull=True)

    def known(self, after: int | None = None) -> Self:
        """What is known now, or what was known when the ledger had `after` entries."""
        if after is None:
            return self.filter(until__isnull=True)
        sealed = Sealed.objects.filter(seq__lt=after).values("entry_id")
        return self.filter(Q(since__in=sealed) & (Q(until__isnull=True) | ~Q(until__in=sealed)))


class Dated(Subject):
    """A fact on two time axes (双时态): valid in whole Beijing days [from, to), known from one ledger entry to another.

    A row is never changed: an act closes it (`until`) and writes its successor under the same `code`. So "who could, on
    day D, as known on day K" stays answerable for ever.
    """

    code = models.CharField(max_length=64)
    valid = DateRangeField()
    since = models.UUIDField(editable=False)
    until = models.UUIDField(null=True, editable=False)

    objects = DatedQuerySet.as_manager()

    BOOK: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def start(self) -> date:
        """First day on which this holds."""
        day = self.valid.lower
        if not isinstance(day, date):
            raise ValueError(f"{self.code} has no first day")
        return day

    @property
    def end(self) -> date | None:
        """First day on which it no longer holds; None while open."""
        return self.valid.upper if isinstance(self.valid.upper, date) else None


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """The database's refusal of two known rows that agree in `fields` and hold on a common day."""
    known = Q(until__isnull=True)
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            ("valid", RangeOperators.OVERLAPS),
        ],
        condition=known & condition if condition else known,
    )


class Book(models.Model):
    """A book of dated facts (簿册). `stamp` is new at every writing in it; caches compare it."""

    name = models.CharField(primary_key=True, max_length=16)
    stamp = models.UUIDField(null=True)


class GroundText(models.Model):
    """A ground (依据链), stored once under its digest and cited by every entry that rests on it."""

    digest = models.BinaryField(primary_key=True)
    content = models.JSONField()


class Entry(models.Model):
    """One row of the ledger (台账): evidence, outbox and statistics in one. Insert-only.

    `params` and `changes` hold no personal text: free text stands there as a salted digest (see `Veil`).
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=64)
    move = models.JSONField()
    subject_kind = models.CharField(max_length=48)
    subject = models.UUIDField()
    code = models.CharField(max_length=64, blank=True)
    actor_kind = models.CharField(max_length=8)
    actor = models.CharField(max_length=64)
    appointment = models.CharField(max_length=64, null=True)
    key = models.CharField(max_length=80, null=True)
    ground = models.BinaryField()
    stage_from = models.CharField(max_length=32)
    stage_to = models.CharField(max_length=32)
    params = models.JSONField()
    changes = models.JSONField()
    verdicts = models.JSONField()
    rows = models.IntegerField(null=True)
    rows_root = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="entry_subject"),
            models.Index(fields=["act", "at"], name="entry_act_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["actor_kind", "actor", "key"], condition=Q(key__isnull=False), name="entry_once_per_key"
            ),
        ]


class EntryRow(models.Model):
    """One subject of a bulk act (批量行为明细), a leaf under the batch entry's `rows_root`. Insert-only."""

    id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="row_set")
    index = models.IntegerField()
    subject_kind = models.CharField(max_length=48)
    subject = models.UUIDField(db_index=True)
    code = models.CharField(max_length=64, blank=True)
    stage_from = models.CharField(max_length=32)
    stage_to = models.CharField(max_length=32)
    content = models.BinaryField()
    ground = models.BinaryField()
    verdicts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "index"], name="entry_row_index")]


class Veil(models.Model):
    """The salt of one veiled text (遮蔽盐值). Erasing it makes the digest in the ledger say nothing (个保法 47)."""

    id = models.UUIDField(primary_key=True)
    entry = models.UUIDField()
    field = models.CharField(max_length=64)
    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="veil_one_salt")]


class Unsealed(models.Model):
    """An entry that is committed but not yet numbered (待封存)."""

    entry = models.UUIDField(primary_key=True)


class Sealed(models.Model):
    """The place of an entry in the ledger (封存序号): its number from 0 and its leaf hash. Insert-only."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    at = models.DateTimeField()
    leaf = models.BinaryField()


class Node(models.Model):
    """A node of the ledger's Merkle tree (RFC 6962), complete subtrees only. Insert-only."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """A signed tree head (签名检查点): so many entries had this root at this time. Insert-only, published."""

    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()  # the signed text as published

    class Meta:
        indexes = [models.Index(fields=["size"], name="checkpoint_size")]


class Delivery(models.Model):
    """One reaction still owed for an entry (待办反应), written in the act's own transaction."""

    id = models.UUIDField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    reaction = models.CharField(max_length=64)
    deferred_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["deferred_at"], condition=Q(done_at__isnull=True), name="delivery_owed"),
        ]


class CalendarDay(models.Model):
    """One published day (工作日历): kept by the county, changed when a notice comes (LAW 0.3)."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120)
    published = models.DateField(null=True)
