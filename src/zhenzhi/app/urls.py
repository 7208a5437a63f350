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
    path("", include("zhenzhi.opendata.urls")),
    path("desk/", include("zhenzhi.desk.urls")),
    path("cockpit/", include("zhenzhi.cockpit.urls")),
    path("", include("zhenzhi.ui.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "zhenzhi.ui.views.errors.bad_request"
handler403 = "zhenzhi.ui.views.errors.forbidden"
handler404 = "zhenzhi.ui.views.errors.not_found"
handler500 = "zhenzhi.ui.views.errors.server_error"
