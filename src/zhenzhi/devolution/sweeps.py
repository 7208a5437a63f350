"""What time makes happen in the life of a power (到期自动处理); the worker goes round."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from zhenzhi.devolution import cases, menu_acts, patrol_acts, project_acts, use, use_acts
from zhenzhi.devolution.flow import TALKS
from zhenzhi.devolution.models import Consultation, Idle, Patrol, Proposal
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Problem
from zhenzhi.matter.models import Matter

log = logging.getLogger(__name__)


def fall_silent(by: Actor, limit: int = 500) -> int:
    """逾期未答复: talks in which the other side let its limit pass (S06). Returns how many."""
    late = Proposal.objects.filter(
        stage__in=TALKS, deadlines__kind__startswith="answer_", deadlines__met_at__isnull=True,
        deadlines__due__lt=clock.today(),
    )  # fmt: skip
    return _each(partial(menu_acts.fall_silent, row, by=by) for row in late.distinct().order_by("pk")[:limit])


def miss_weeks(by: Actor, limit: int = 500) -> int:
    """巡查缺失预警: patrols without a visit in time (T26). Returns how many."""
    late = Patrol.objects.filter(stage="patrolled", due__lt=clock.today()).order_by("pk")[:limit]
    return _each(partial(patrol_acts.miss_week, row, by=by) for row in late)


def no_views(by: Actor, limit: int = 500) -> int:
    """镇逾期未表态: consultations in which the town was silent past its limit (S62). Returns how many."""
    late = Consultation.objects.filter(stage="told", due__lt=clock.today()).order_by("pk")[:limit]
    return _each(partial(project_acts.record_no_view, row, by=by) for row in late)


def flag_idle(by: Actor, limit: int = 500) -> int:
    """闲置标记: powers handed down that nobody used for the profile's period (T32). Returns how many."""
    told = set(Idle.objects.exclude(stage="settled").values_list("grant", flat=True))
    told |= set(Idle.objects.filter(flagged_on=clock.today()).values_list("grant", flat=True))
    found = [(grant, last) for grant, last in use.idle(clock.today()) if grant.code not in told][:limit]
    return _each(partial(use_acts.flag_idle, grant, last_used=last, by=by) for grant, last in found)


def move_cases(by: Actor, limit: int = 500) -> int:
    """移交在办件: files whose day to move has come (W-16, S13). Returns how many."""
    today = clock.today()
    keys = list(dict.fromkeys([*cases.due(today).values_list("matter_id", flat=True)[:limit], *cases.late(today)]))
    return _each(partial(use_acts.move_case, Matter(pk=key), by=by) for key in keys[:limit])


def _each(deeds: Iterable[Callable[[], object]]) -> int:
    """Do each on its own; one that can't be done (somebody was quicker, say) doesn't hold up the rest."""
    done = 0
    for deed in deeds:
        try:
            deed()
            done += 1
        except Problem as problem:
            log.warning("a sweep left one as it is: %s", problem.code)
    return done
