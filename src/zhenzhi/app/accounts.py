"""Who may have an account (账号): nobody signs up; accounts are opened by an act (X-02)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from zhenzhi.org.models import Account


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The name under which failed attempts are counted: as accounts are found, whatever the case it was typed in."""
    named = (credentials or {}).get("username") or request.POST.get("login")
    return str(named).strip().upper().lower()[:150] if named else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up; an own password ends the duty to change the first one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Says what was done, but not that somebody signed in: the page itself shows it."""
        if not (message_template or "").endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user: Account, password: str) -> None:
        """Called when somebody changes their own password."""
        user.set_password(password)
        user.must_change = False
        user.save(update_fields=["password", "must_change"])


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity service may prove who somebody is; it can't make an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
