"""Addresses of the plain pages (网页地址)."""

from django.urls import path
from django.views.generic import TemplateView

from zhenzhi.portal.views import acting, decisions, home, status, verify, work

_by_administrator = TemplateView.as_view(template_name="account/by_administrator.html")

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<str:username>", home.try_as, name="try_as"),
    path("items", home.items, name="items"),
    path("items/<str:code>", home.item, name="item"),
    path("items/<str:code>/apply", acting.apply, name="apply"),
    path("decisions", decisions.decisions, name="decisions"),
    path("work", work.work, name="work"),
    path("work/<str:number>", work.matter, name="matter"),
    path("work/<str:number>/paper/<uuid:key>", work.paper, name="paper"),
    path("work/<str:number>/material/<int:seq>", work.material, name="material"),
    path("work/<str:number>/<str:name>", acting.act, name="act"),
    path("work/<str:number>/<str:name>/<uuid:key>", acting.act, name="act_on"),
    path("verify", verify.verify, name="verify"),
    path("verify/trust.json", verify.trust, name="trust"),
    path("verify/<str:code>", verify.paper, name="verify_paper"),
    path("verify/<str:code>/proof.json", verify.bundle, name="bundle"),
    path("status", status.status, name="status"),
    # Nobody signs up, keeps an address here or resets a password alone: the administrator does it in person.
    path("account/signup/", _by_administrator, name="account_signup"),
    path("account/email/", _by_administrator, name="account_email"),
    path("account/password/reset/", _by_administrator, name="account_reset_password"),
]
