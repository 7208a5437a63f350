"""People and their accounts (人员与账号), for keepers of accounts: find, open, set a password, close, tokens.

A first password and a token are made here, shown once to whoever stands at the desk, and kept nowhere.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from zhenzhi.desk.views import lists
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import NotFound, Problem, Refused
from zhenzhi.matter import access
from zhenzhi.org import account_acts, account_flow
from zhenzhi.org.models import Account, Appointment, Person, Post, Token
from zhenzhi.register import holdings
from zhenzhi.register.facts import on_day
from zhenzhi.ui import words
from zhenzhi.ui.acting import done_before, once_of, place_faults
from zhenzhi.ui.forms import PlainForm
from zhenzhi.ui.kept import at_desk

MOST = 50
SHORTEST = 2
"""Characters of a name from which residents are looked for too: their list is nobody's reading."""
_PARTIES = ("party", "firm")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class OpenForm(PlainForm):
    """开通账号."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=40,
        help_text=gettext_lazy("2至40个字母、数字或 . _ -，以字母或数字开头。"),
    )


class PasswordForm(PlainForm):
    """重设密码."""


class CloseForm(PlainForm):
    """停用账号."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class IssueForm(PlainForm):
    """签发接口令牌."""

    label = forms.CharField(
        label=gettext_lazy("用途"), max_length=80, help_text=gettext_lazy("哪个系统用它，例如“县级数据平台”。")
    )
    days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=366, initial=90)


class RevokeForm(PlainForm):
    """吊销接口令牌."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput())


FORMS: dict[str, tuple[type[PlainForm], bool]] = {
    "open_account": (OpenForm, False), "set_password": (PasswordForm, True), "close_account": (CloseForm, True),
    "issue_token": (IssueForm, True), "revoke_token": (RevokeForm, True),
}  # fmt: skip
"""Each act with its form, and whether it needs an account that is open."""


def _keeper(actor: Actor) -> None:
    if not access.holds(actor, account_flow.OPEN.right):
        raise Refused(
            "keepers_only",
            "人员与账号只供账号管理员使用。请联系本机构的账号管理员。",
            "People and accounts are for keepers of accounts. Ask the keeper of your office.",
            article=account_flow.OPEN.law,
        )


@require_GET
@at_desk
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Staff by name, number or user name; residents only for a name of two characters and more."""
    _keeper(actor)
    text = " ".join(request.GET.get("q", "").split())[:60]
    rows = Person.objects.on(clock.today())
    if text:
        holders = Account.objects.filter(username__istartswith=text).values_list("person", flat=True)
        rows = rows.filter(Q(name__contains=text) | Q(code__iexact=text) | Q(code__in=[*holders[:MOST]]))
    if len(text) < SHORTEST:
        rows = rows.exclude(staff__in=_PARTIES)
    shown = list(rows.order_by("code")[: MOST + 1])
    told = {"rows": _rows(shown[:MOST]), "q": text, "more": len(shown) > MOST, "most": MOST}
    return render(request, "desk/people.html", told)


def _rows(people: list[Person]) -> list[dict[str, object]]:
    accounts = {row.person: row for row in Account.objects.filter(person__in=[one.code for one in people])}
    return [{"person": one, "account": accounts.get(one.code), "posts": _posts(one.code)} for one in people]


def _posts(person: str) -> list[str]:
    """The posts somebody holds today, each with its body, from the register in memory."""
    facts, today, found = holdings.recent().facts, clock.today(), []
    for appointment in facts.appointments.get(person, ()):
        post = on_day(facts.posts.get(appointment.post, ()), today) if appointment.span.covers(today) else None
        if post is not None:
            found.append(f"{lists.body_name(post.body)} · {post.name}")
    return found


def _person(code: str) -> Person:
    found = Person.objects.on(clock.today()).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


@require_GET
@at_desk
def person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One person: posts, account, tokens, and what may be done."""
    _keeper(actor)
    return render(request, "desk/person.html", _facts(_person(code)))


def _facts(one: Person) -> dict[str, object]:
    account = Account.objects.filter(person=one.code).first()
    posts = Post.objects.known().filter(code__in=Appointment.objects.known().filter(person=one.code).values("post"))
    held = {row.code: row for row in posts.order_by("valid")}
    appointments = Appointment.objects.known().filter(person=one.code).order_by("-valid")
    tokens = Token.objects.filter(account=account).order_by("-made_at") if account else Token.objects.none()
    return {
        "person": one,
        "account": account,
        "open": account is not None and account.is_active,
        "party": one.staff in _PARTIES,
        "appointments": [_held(row, held.get(row.post)) for row in appointments],
        "tokens": [
            {"row": row, "digest": bytes(row.digest).hex(), "ended": row.ends_at <= clock.now()} for row in tokens
        ],
    }


def _held(row: Appointment, post: Post | None) -> dict[str, object]:
    return {"row": row, "post": post, "body": lists.body_name(post.body) if post else ""}


@require_http_methods(["GET", "POST"])
@at_desk
def act(request: HttpRequest, actor: Actor, code: str, name: str) -> HttpResponse:
    """One act on somebody's account: GET shows its form, POST does it; sent twice, it is done once."""
    _keeper(actor)
    one = _person(code)
    if name not in FORMS:
        raise NotFound
    facts = _facts(one)
    form_class, needs_account = FORMS[name]
    if facts["open"] is not needs_account:
        messages.warning(request, _("这一步现在不能办理。下面是最新情况。"))
        return redirect("desk_person", code=code)
    once = once_of(request)
    if request.method == "POST" and done_before(actor, once, f"org.{name}"):
        messages.info(request, _("已经办理过，没有重复办理。初始密码和令牌只显示一次；没有记下的，请重设。"))
        return redirect("desk_person", code=code)
    form = form_class(request.POST) if request.method == "POST" else form_class(initial=_proposed(one, request))
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            secret = DEEDS[name](one, form.cleaned_data, actor.once(once or uuid4().hex))
        except Problem as caught:
            problem = caught
            place_faults(form, caught)
        else:
            told = facts | {"name": name, "secret": secret, "account": Account.objects.filter(person=code).first()}
            return render(request, "desk/person_done.html", told) if secret else _after(request, code, name)
    told = facts | {
        "name": f"org.{name}",
        "act": name,
        "form": form,
        "once": once or uuid4().hex,
        "problem": problem,
        "files": False,
        "law": account_flow.OPEN.law,
        "danger": name in ("close_account", "revoke_token"),
    }
    return render(request, "desk/person_act.html", told, status=422 if form.errors else 200)


def _after(request: HttpRequest, code: str, name: str) -> HttpResponse:
    messages.success(request, _("已办理：%(act)s。") % {"act": words.act_label(f"org.{name}")})
    return redirect("desk_person", code=code)


def _proposed(one: Person, request: HttpRequest) -> dict[str, str]:
    return {"username": one.code.lower() if len(one.code) <= 40 else "", "digest": request.GET.get("digest", "")[:64]}


def _password() -> str:
    """A first password that can be read out: four groups of four letters and digits that don't look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for letter in range(4)) for group in range(4))


def _open(one: Person, entered: dict[str, Any], by: Actor) -> str:
    secret = _password()
    account_acts.open_account(one, username=entered["username"], password_hash=make_password(secret), by=by)
    return secret


def _set_password(one: Person, entered: dict[str, Any], by: Actor) -> str:
    secret = _password()
    account_acts.set_password(one, password_hash=make_password(secret), by=by)
    return secret


def _close(one: Person, entered: dict[str, Any], by: Actor) -> str:
    account_acts.close_account(one, reason=entered["reason"], by=by)
    return ""


def _issue(one: Person, entered: dict[str, Any], by: Actor) -> str:
    token, digest = account_acts.new_token()
    ends = clock.now() + timedelta(days=entered["days"])
    account_acts.issue_token(one, digest=digest, label=entered["label"], ends_at=ends, by=by)
    return token


def _revoke(one: Person, entered: dict[str, Any], by: Actor) -> str:
    account_acts.revoke_token(one, digest=bytes.fromhex(entered["digest"]), by=by)
    return ""


DEEDS: dict[str, Callable[[Person, dict[str, Any], Actor], str]] = {
    "open_account": _open, "set_password": _set_password, "close_account": _close, "issue_token": _issue,
    "revoke_token": _revoke,
}  # fmt: skip
"""Each act as it is done; what it returns is shown once."""
