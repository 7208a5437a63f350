"""What the law makes happen to applications by itself (到期自动处理); the worker goes round once a minute."""

import logging
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Problem
from zhenzhi.services import acts, flow, licences
from zhenzhi.services.models import Application, Licence

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Model)


def deem_late(by: Actor, limit: int = 500) -> int:
    """逾期视为受理: accept what nobody answered in time (行政许可法 32(1)(4), LAW-39). Returns how many."""
    late = Application.objects.filter(
        stage="submitted",
        deadlines__kind__in=["receipt", "receipt_again"],
        deadlines__met_at__isnull=True,
        deadlines__due__lt=clock.today(),
    )
    return _each(late.distinct(), lambda key: acts.deem_accepted(Application(pk=key), by=by), limit)


def renew_undecided(by: Actor, limit: int = 500) -> int:
    """逾期准予延续: renewals that nobody decided before the licence ran out (行政许可法 50(2), LAW-44)."""
    late = Application.objects.filter(
        stage__in=flow.OFFICE_AT_WORK,
        renews__stage="valid",
        renews__valid_until__lt=clock.today(),
        received_on__lte=F("renews__valid_until"),
    )
    return _each(late, lambda key: licences.renew_by_silence(Application(pk=key), by=by), limit)


def expire_licences(by: Actor, limit: int = 500) -> int:
    """到期失效: licences whose period ran out and that no pending application renews (行政许可法 70(1))."""
    pending = Application.objects.filter(renews=OuterRef("pk"), stage__in=[*flow.OFFICE_AT_WORK, "granted"])
    over = Licence.objects.filter(stage="valid", valid_until__lt=clock.today()).exclude(Exists(pending))
    return _each(over, lambda key: licences.expire(Licence(pk=key), by=by), limit)


def _each(rows: QuerySet[M], do: Callable[[UUID], object], limit: int) -> int:
    done = 0
    for key in rows.order_by("pk").values_list("pk", flat=True)[:limit]:
        try:
            do(key)
            done += 1
        except Problem as problem:  # a stopped power, say, or somebody was quicker; the others go on
            log.warning("%s %s was left as it is: %s", rows.model.__name__, key, problem.code)
    return done
