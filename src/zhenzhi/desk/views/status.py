"""The state of the installation (运行状态), for auditors: each line green or red, and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from procrastinate.contrib.django.models import ProcrastinateWorker

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.models import Delivery, Sealed, Unsealed
from zhenzhi.kernel.problem import Refused
from zhenzhi.kernel.reactions import PATIENCE
from zhenzhi.matter import access
from zhenzhi.register import holdings
from zhenzhi.ui.kept import signed_in

BEAT = timedelta(minutes=2)
DRIFT = 5.0
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at."""

    name: str
    good: bool
    found: str
    then: str = ""


def _database() -> Line:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))")
        version, size = cursor.fetchone()
    return Line(_("数据库"), True, f"PostgreSQL {version} · {size}")


def _clock() -> Line:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
    told = _("与数据库相差 %(seconds).1f 秒") % {"seconds": drift}
    return Line(_("时钟"), drift <= DRIFT, told, _("请校准服务器时间。"))


def _worker() -> Line:
    beat = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    good = beat is not None and clock.now() - beat < BEAT
    told = (
        _("最近心跳 %(at)s") % {"at": beat.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M:%S")}
        if beat
        else _("没有在运行")
    )
    return Line(_("后台任务"), good, told, _("请启动后台任务；停止期间文书不会用印，通知不会发出。"))


def _calendar() -> Line:
    until = holdings.current().calendar.covered_until
    good = until - clock.today() > AHEAD
    return Line(
        _("工作日历"), good, _("已装载至 %(day)s") % {"day": until}, _("国务院办公厅公布下一年安排后，请及时装载。")
    )


def _unsealed() -> Line:
    count, sealed = Unsealed.objects.count(), Sealed.objects.count()
    told = _("已封存 %(sealed)d 条，待封存 %(count)d 条") % {"sealed": sealed, "count": count}
    return Line(_("台账封存"), count < 1000, told, _("请检查后台任务是否在运行。"))


def _deliveries() -> Line:
    failed = Delivery.objects.filter(done_at__isnull=True, attempts__gte=PATIENCE.attempts).count()
    waiting = Delivery.objects.filter(done_at__isnull=True, attempts__lt=PATIENCE.attempts).count()
    told = _("待办 %(waiting)d 项，多次失败 %(failed)d 项") % {"waiting": waiting, "failed": failed}
    return Line(_("后续动作"), not failed, told, _("请查看日志中的原因，排除后重新投递。"))


def _certificates() -> Iterator[Line]:
    for file in sorted((Path(settings.DATA) / "ca").glob("*.crt")):
        ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc.astimezone(clock.BEIJING)
        told = _("%(name)s 有效至 %(day)s") % {"name": file.stem, "day": ends.date()}
        yield Line(_("印章证书"), ends - clock.now() > AHEAD, told, _("请在到期前换发证书。"))


LOOKS: tuple[Callable[[], Line], ...] = (_database, _clock, _worker, _calendar, _unsealed, _deliveries)


def lines() -> list[Line]:
    """Everything looked at, in order."""
    return [*(one() for one in LOOKS), *_certificates()]


@require_GET
@signed_in
def status(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page, for those who may read the ledger."""
    if not access.holds(actor, access.AUDIT):
        raise Refused(
            "auditors_only",
            "运行状态只供有查阅留痕职责的人员查看。",
            "The state of the installation is shown only to those who may read the record of acts.",
            article="网络安全法 21",
        )
    found = lines()
    return render(request, "desk/status.html", {"lines": found, "bad": sum(not one.good for one in found)})
