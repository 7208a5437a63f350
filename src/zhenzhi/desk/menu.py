"""The menu of the desk (工作台菜单): groups of pages, each shown to those who have something to do there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel.identity import Actor
from zhenzhi.matter import access
from zhenzhi.ui import offices


def _everybody(actor: Actor) -> bool:
    return True


def _with(right: str) -> Callable[[Actor], bool]:
    return lambda actor: access.holds(actor, right)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its address by name, its title, and who sees it."""

    page: str
    title: Promise
    shown: Callable[[Actor], bool] = _everybody


MENU: tuple[tuple[Promise, tuple[Entry, ...]], ...] = (
    (
        _("办理"),
        (
            Entry("desk", _("我的工作")),
            Entry("desk_receive", _("窗口收件"), _with("service.receive")),
            Entry("desk_handover", _("移交与接收")),
        ),
    ),
    (
        _("监督"),
        (
            Entry("desk_looks", _("查阅留痕"), _with(access.AUDIT)),
            Entry("status", _("运行状态"), _with(access.AUDIT)),
        ),
    ),
    (
        _("统筹"),
        (
            Entry("cockpit", _("一分钟总览"), offices.takes_part),
            Entry("cockpit_proposals", _("权力下放"), offices.takes_part),
            Entry("cockpit_lists", _("清单"), offices.takes_part),
            Entry("cockpit_gate", _("职责准入"), offices.takes_part),
            Entry("cockpit_idle", _("使用与评估"), offices.takes_part),
        ),
    ),
    (_("管理"), (Entry("desk_people", _("人员与账号"), _with("account.manage")),)),
)


def menu(actor: Actor) -> list[tuple[Promise, list[Entry]]]:
    """The groups that this person sees, without empty ones."""
    found = [(title, [entry for entry in entries if entry.shown(actor)]) for title, entries in MENU]
    return [group for group in found if group[1]]
