"""Addresses of what is open to everybody (公开网址)."""

from django.urls import path

from zhenzhi.opendata.views import decisions, verify

urlpatterns = [
    path("open", decisions.decisions, name="open"),
    path("verify", verify.verify, name="verify"),
    path("verify/trust.json", verify.trust, name="trust"),
    path("verify/<str:code>", verify.paper, name="verify_paper"),
    path("verify/<str:code>/proof.json", verify.bundle, name="bundle"),
]
