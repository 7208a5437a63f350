"""Who may have an account (账号): nobody signs up; accounts are opened by an act (X-02)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity service may prove who somebody is; it can't make an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
