"""Who and where (机构与人员): every fact on two time axes, overlaps refused by the database."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Dated, no_overlap
from zhenzhi.org import flow


class Fact(Dated):
    """A dated fact of the organisation book."""

    BOOK = "org"
    STAGES = flow.STAGES
    KEEPS_HANDS = False  # an account opened for a person is no new fact about the person

    class Meta:
        abstract = True


class Place(Fact):
    """A place (区划), from province down to the grid cell. `code` is the division code (GB/T 2260 and below)."""

    name = models.CharField(max_length=80)
    level = models.CharField(
        max_length=8,
        choices=[
            ("province", "省"), ("city", "市"), ("county", "县"), ("town", "乡镇"), ("village", "村"),
            ("hamlet", "屯"), ("cell", "网格"),
        ],
    )  # fmt: skip
    parent = models.CharField(max_length=64, blank=True)
    population = models.IntegerField(null=True)

    class Meta:
        constraints = [no_overlap("place_once", "code")]


class Body(Fact):
    """A body (机构): government, department, institution or office. `code` is the county's own short code.

    `government` is the government whose organ this is; `acts_for` the body in whose name its staff work (a town's
    service centre works for the town government: 许可法 24 lets only an organ hold licensing power).
    """

    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(
        max_length=12,
        choices=[
            ("government", "人民政府"), ("department", "政府部门"), ("institution", "事业单位"), ("office", "内设机构"),
            ("committee", "村（居）民委员会"),
        ],
    )  # fmt: skip
    level = models.CharField(max_length=8)
    place = models.CharField(max_length=64)
    parent = models.CharField(max_length=64, blank=True)
    government = models.CharField(max_length=64, blank=True)
    acts_for = models.CharField(max_length=64, blank=True)
    uscc = models.CharField(max_length=18, blank=True)

    class Meta:
        constraints = [no_overlap("body_once", "code"), no_overlap("body_name_once", "name")]


class Post(Fact):
    """A post (岗位) at a body and the rights it holds."""

    body = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=32)
    rights = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [no_overlap("post_once", "code")]


class Person(Fact):
    """A person (人员): an official, a warden, a resident, or a firm as a party. `code` is a key without meaning.

    `staff` is the kind of employment; auxiliary, grid and contract people may not enforce (处罚法 42, LAW-6).
    """

    name = models.CharField(max_length=200)
    staff = models.CharField(
        max_length=12,
        choices=[
            ("civil", "公务员"), ("institution", "事业编制"), ("auxiliary", "辅助人员"), ("grid", "网格员"),
            ("contract", "合同制"), ("party", "群众"), ("firm", "企业"),
        ],
    )  # fmt: skip
    id_kind = models.CharField(max_length=12, blank=True)
    id_number = models.CharField(max_length=32, blank=True)
    phone = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [no_overlap("person_once", "code")]


class Appointment(Fact):
    """A person in a post for a time (任职); nobody sits twice in one post on a day."""

    person = models.CharField(max_length=64)
    post = models.CharField(max_length=64)
    kind = models.CharField(
        max_length=10,
        choices=[("formal", "任职"), ("acting", "代理"), ("seconded", "借调")],
        default="formal",
    )

    class Meta:
        constraints = [
            no_overlap("appointment_once", "code"),
            no_overlap("appointment_person_post", "person", "post"),
        ]


class Credential(Fact):
    """A credential (执法证等) with its number; one number belongs to one person on a day (T55)."""

    person = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        constraints = [
            no_overlap("credential_once", "code"),
            no_overlap("credential_number", "kind", "number"),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts for signing in."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """An account (账号): how a person signs in. Rights come from appointments, never from the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=80, unique=True)
    email = models.EmailField(blank=True)
    person = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)  # the password was given by an administrator
    # The body whose keeper opened it; empty if it was founded.
    opened_at = models.CharField(max_length=64, blank=True, default="")
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    # Django's admin and permission framework are not used: nobody is staff, nobody has model permissions.
    is_staff = False
    is_superuser = False


class Token(models.Model):
    """A key for programs (接口令牌). Only its SHA-256 is kept."""

    digest = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class Webhook(models.Model):
    """A subscription to events (事件订阅) of a body: where they go, and which; no types means all.

    Its secret is derived from the installation's own (`kernel.events.secret`); a new `generation` is a new secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    body = models.CharField(max_length=64)
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=400)
    types = ArrayField(models.CharField(max_length=64), default=list)
    generation = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Sending(models.Model):
    """One event owed to one subscription (待发事件): due while `next_at` is set; given up when neither sent nor due."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT)
    event = models.UUIDField()
    type = models.CharField(max_length=64)
    content = models.JSONField()
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    status = models.IntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="sending_once")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="sending_due")]
