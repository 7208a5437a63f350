"""Addresses that belong to no single face (共用网址)."""

from django.urls import path
from django.views.generic import TemplateView

from zhenzhi.ui.views import display, living

_by_administrator = TemplateView.as_view(template_name="account/by_administrator.html")

urlpatterns = [
    path("display", display.display, name="display"),
    path("design", living.living, name="design"),
    # Nobody signs up, keeps an address here or resets a password alone: the administrator does it in person.
    path("account/signup/", _by_administrator, name="account_signup"),
    path("account/email/", _by_administrator, name="account_email"),
    path("account/password/reset/", _by_administrator, name="account_reset_password"),
]
