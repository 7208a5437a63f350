"""Language, theme and size of print (显示设置): kept in cookies, so that they work before signing in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhenzhi.ui.context import SIZE, THEME, THEMES

_YEAR = 365 * 24 * 3600
_CHOICES = {
    "language": (settings.LANGUAGE_COOKIE_NAME, tuple(code for code, _ in settings.LANGUAGES)),
    THEME: (THEME, THEMES),
    SIZE: (SIZE, ("large",)),
}


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to the page it was chosen on; an unknown choice means the default."""
    back = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if here else "/")
    for name, (cookie, choices) in _CHOICES.items():
        if name in request.POST:
            chosen = request.POST[name]
            if chosen in choices:
                answer.set_cookie(cookie, chosen, max_age=_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
            else:
                answer.delete_cookie(cookie)
    return answer
