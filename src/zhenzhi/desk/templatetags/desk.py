"""Template tags of the desk (工作台标签)."""

import re
import unicodedata
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from zhenzhi.desk import menu
from zhenzhi.ui.actors import actor_of

register = template.Library()


@register.inclusion_tag("desk/menu.html", takes_context=True)
def desk_menu(context: Any) -> dict[str, object]:
    """The menu of whoever is signed in, with the page they are on marked."""
    request = context["request"]
    actor = actor_of(request)
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {"groups": menu.menu(actor) if actor else [], "here": here}


@register.filter
def marked(text: object, sought: object) -> SafeString:
    """The text with what was sought marked in it, in any case and width; everything in it is escaped."""
    whole, words = str(text), [_plain(word) for word in str(sought or "").split()]
    plain = [_plain(letter) for letter in whole] if words else []
    if not plain or any(len(letter) != 1 for letter in plain):
        return conditional_escape(whole)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    parts, at = [], 0
    for hit in re.finditer(pattern, "".join(plain)):
        parts += [(whole[at : hit.start()], whole[hit.start() : hit.end()])]
        at = hit.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), whole[at:])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
