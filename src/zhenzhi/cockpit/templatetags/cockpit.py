"""Template tags of the cockpit (统筹台标签): words for states, modes and events."""

from datetime import date, datetime

from django import template
from django.utils.translation import gettext_lazy as _

from zhenzhi.cockpit import standing, words
from zhenzhi.kernel.clock import BEIJING
from zhenzhi.ui.words import Text

register = template.Library()
register.filter("mode", words.mode)
_EVENTS: dict[str, Text] = {"opened": _("启用"), "stopped": _("停止"), "returned": _("收回")}


@register.filter
def state(code: str) -> Text:
    """The word for how a power stands."""
    return words.STATES.get(code, code)


@register.simple_tag
def states() -> list[Text]:
    """The words for all states, in the order of the figures."""
    return [words.STATES[code] for code in standing.STATES]


@register.filter
def happened(code: str) -> Text:
    """The word for an event in the life of a power."""
    return _EVENTS[code]


@register.filter
def day_of(value: datetime) -> date:
    """The day in Beijing of an instant."""
    return value.astimezone(BEIJING).date()
