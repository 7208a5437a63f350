"""Acts on accounts (账号管理). An account lets a person sign in and gives no right; rights come from appointments.

No password and no token comes here, only what `make_password` and SHA-256 leave of them; the ledger veils even that.
The subject of each act is the person whose account it is. Who sets a password can sign in as its owner, so a town keeps
the accounts of its own staff only, and of residents those that were opened there, where the person stood at the window.
All others are the county's.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator

from zhenzhi.kernel import clock
from zhenzhi.kernel.act import act, bulk_act
from zhenzhi.kernel.doing import doing
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.ledger import Plain
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Refused
from zhenzhi.org import account_flow, queries
from zhenzhi.org.models import Account, Fact, Person, Token

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,39}")


def _within_reach(person: Person) -> None:
    """Raises Refused unless the acting office reaches every body where the person holds a post, now or later; of
    somebody without a post, the body that opened the account."""
    current = doing()
    day = current.at.astimezone(clock.BEIJING).date()
    kept = Account.objects.filter(person=person.code).values_list("opened_at", flat=True)
    for body in queries.bodies_from(person.code, day) or kept:
        if not queries.reaches(current.by.id, account_flow.OPEN.right, body, day):
            raise Refused(
                "outside_own_town",
                "只能管理本乡镇人员以及在本乡镇开通的群众账号。请联系县级账号管理员。",
                "You keep the accounts of your own town, and of residents those opened there. Ask the county's keeper.",
                article=account_flow.OPEN.law,
            )


def _own_office() -> str:
    """The body for which the account is opened: that of the post by which the actor acts."""
    current = doing()
    appointment = current.ground.appointment if current.ground is not None else None
    return queries.office(appointment, current.at.astimezone(clock.BEIJING).date())


def _account(person: Person) -> Account:
    _within_reach(person)
    found = Account.objects.filter(person=person.code).first()
    if found is None:
        raise NotFound
    return found


@act(account_flow.OPEN)
def open_account(person: Person, *, username: Plain, password_hash: str, by: Actor) -> None:
    """开通账号 (Open an account): an account with a first password, which its owner must change at the first sign-in.

    `password_hash` is what Django's `make_password` returns. An account that was closed is opened again.
    """
    _within_reach(person)
    if not _USERNAME.fullmatch(username):
        raise Invalid(
            "username",
            "用户名为 2 至 40 个字母、数字或 . _ -,以字母或数字开头。",
            "A username has 2 to 40 letters, digits or . _ - and begins with a letter or digit.",
            detail={"username": "2-40"},
        )
    if Account.objects.filter(username__iexact=username).exclude(person=person.code).exists():
        raise Conflict("username_taken", "该用户名已被使用，请另取。", "This username is taken. Choose another.")
    if Account.objects.filter(person=person.code, is_active=True).exists():
        raise Conflict("has_account", "此人已有账号。", "This person has an account already.")
    Account.objects.update_or_create(
        person=person.code,
        defaults={
            "username": username, "password": password_hash, "is_active": True, "must_change": True,
            "opened_at": _own_office(),
        },
    )  # fmt: skip


@act(account_flow.CLOSE)
def close_account(person: Person, *, reason: str, by: Actor) -> None:
    """停用账号 (Close the account): nobody signs in with it any more, its tokens end; the history keeps its name."""
    account = _account(person)
    Token.objects.filter(account=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.is_active = False
    account.save(update_fields=["is_active"])


@act(account_flow.SET_PASSWORD)
def set_password(person: Person, *, password_hash: str, by: Actor) -> None:
    """重设密码 (Set a new password): a new first password, told to its owner in person, who must change it; sessions
    and passkeys end.
    """
    account = _account(person)
    Authenticator.objects.filter(user=account).delete()  # whoever had got hold of the account may have added their own
    account.password, account.must_change = password_hash, True
    account.save(update_fields=["password", "must_change"])


def new_token() -> tuple[str, bytes]:
    """A token for a program, shown once to its owner, and its SHA-256, which is all that is kept."""
    token = f"zz_{secrets.token_urlsafe(32)}"
    return token, hashlib.sha256(token.encode()).digest()


@act(account_flow.ISSUE_TOKEN)
def issue_token(person: Person, *, digest: bytes, label: Plain, ends_at: datetime, by: Actor) -> None:
    """签发接口令牌 (Issue a token): a program may act as this person until `ends_at`; `digest` is its SHA-256."""
    if ends_at <= doing().at:
        raise Invalid("ends_at", "截止时间须在将来。", "The end must be in the future.", detail={"ends_at": "future"})
    Token.objects.create(digest=digest, account=_account(person), label=label[:80], made_at=doing().at, ends_at=ends_at)


@act(account_flow.REVOKE_TOKEN)
def revoke_token(person: Person, *, digest: bytes, by: Actor) -> None:
    """吊销接口令牌 (Revoke the token): the token ends at once."""
    if not Token.objects.filter(account=_account(person), digest=digest).delete()[0]:
        raise NotFound


@bulk_act(account_flow.FOUND)
def found_accounts(accounts: Sequence[Account], *, by: Actor) -> list[Fact]:
    """装载账号 (Load the first accounts): the first accounts of a county, before the founding is closed."""
    Account.objects.bulk_create(accounts, batch_size=1000)
    return []
