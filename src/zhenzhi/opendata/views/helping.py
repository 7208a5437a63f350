"""All help on one page (帮助), a glossary (词语解释), and whom to ask (联系方式)."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.opendata.glossary import TERMS
from zhenzhi.org.models import Body
from zhenzhi.register.models import ServiceItem
from zhenzhi.ui import help as helps
from zhenzhi.ui import words
from zhenzhi.ui.words import Text

FACES: dict[str, Text] = {
    "portal": _("办事"), "opendata": _("公开和核验"), "ui": _("账号和设置"), "desk": _("工作台（工作人员）"),
}  # fmt: skip
"""The groups of help, by the face whose `help.toml` holds it, in this order."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything in one page, so that the browser's own search finds it."""
    lang = "en" if words.english() else "zh"
    groups = [
        (label, [(page["title"], page["lines"]) for page in helps.pages(face, lang)])
        for face, label in FACES.items()
        if apps.is_installed(f"zhenzhi.{face}")
    ]
    told = {
        "groups": [(label, pages) for label, pages in groups if pages],
        "terms": [(words.pick(zh, en), words.pick(zh_text, en_text)) for zh, en, zh_text, en_text in TERMS],
        "contacts": _contacts(),
        "here": "help",
    }
    return render(request, "opendata/help.html", told)


def _contacts() -> list[tuple[str, str, str, str]]:
    """Body, place, hours and telephone of each hall, as the guides of its items name them."""
    names = {row.code: words.pick(row.name, row.name_en) for row in Body.objects.on(clock.today())}
    found: dict[str, tuple[str, str, str, str]] = {}
    for body, guide in ServiceItem.objects.on(clock.today()).order_by("code").values_list("body", "guide"):
        place, hours = guide.get("place", ""), guide.get("hours", "")
        if guide.get("complaint") and body not in found:
            told = words.pick(place, guide.get("place_en", "")), words.pick(hours, guide.get("hours_en", ""))
            found[body] = (names.get(body, body), *told, guide["complaint"])
    return sorted(found.values())
