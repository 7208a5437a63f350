"""Template tags of the desk (工作台标签)."""

from typing import Any

from django import template

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
