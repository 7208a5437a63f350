"""What every page knows of its reader's wishes (显示偏好): theme and size of print, from their cookies."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

THEME, SIZE = "theme", "size"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Display:
    """`theme` light | dark | "" (as the system says); `large` print."""

    theme: str
    large: bool


def language(request: HttpRequest) -> str:
    """Chinese unless the visitor chose another with the switch; the browser's own wishes are not asked."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def display(request: HttpRequest) -> dict[str, object]:
    """For the templates."""
    theme = request.COOKIES.get(THEME, "")
    large = request.COOKIES.get(SIZE) == "large"
    return {"display": Display(theme if theme in THEMES else "", large)}
