"""Addresses (网址)."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from zhenzhi.api import v1


def healthz(request: HttpRequest) -> HttpResponse:
    """Tells a supervisor that this process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", v1.urls),
    path("", include("zhenzhi.portal.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
]

handler400 = "zhenzhi.portal.views.errors.bad_request"
handler403 = "zhenzhi.portal.views.errors.forbidden"
handler404 = "zhenzhi.portal.views.errors.not_found"
handler500 = "zhenzhi.portal.views.errors.server_error"
