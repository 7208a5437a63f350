"""The living page (部件总览): every component of the design language on one page, as builders and testers see it."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhenzhi.kernel import clock
from zhenzhi.matter.models import Deadline
from zhenzhi.register.models import ServiceItem
from zhenzhi.ui import charts, flowchart
from zhenzhi.ui.clocks import clock_of
from zhenzhi.ui.right import Ring


class _Sample(forms.Form):
    name = forms.CharField(label="姓名 Name", help_text="与证件一致。As on the document.")
    agrees = forms.ChoiceField(
        label="是否同意 Agreed", choices=[("1", "同意 Yes"), ("0", "不同意 No")], widget=forms.RadioSelect
    )
    file = forms.FileField(label="材料 Paper", required=False, widget=forms.FileInput())


def _clocks() -> list[object]:
    today = clock.today()
    rows = [
        Deadline(kind="promise", start=today - timedelta(days=4), due=today + timedelta(days=6)),
        Deadline(kind="decide", start=today - timedelta(days=9), due=today, warn=today - timedelta(days=1)),
        Deadline(kind="receipt", start=today - timedelta(days=9), due=today - timedelta(days=3)),
        Deadline(
            kind="decide", start=today - timedelta(days=6), due=today + timedelta(days=9), paused=True,
            pauses=[{"start": (today - timedelta(days=3)).isoformat(), "end": None}],
        ),
        Deadline(kind="deliver", start=today - timedelta(days=5), due=today, met_at=clock.now()),
    ]  # fmt: skip
    return [clock_of(row) for row in rows]


@require_GET
def living(request: HttpRequest) -> HttpResponse:
    """All components, with made-up contents."""
    bars = [charts.Bar(_("受理"), 34), charts.Bar(_("审查"), 21), charts.Bar(_("逾期"), 4, "bad")]
    item = ServiceItem.objects.on(clock.today()).order_by("code").first()
    told = {
        "clocks": _clocks(),
        "form": _Sample({"agrees": "1"}),
        "clean": _Sample(),
        "steps": [
            SimpleNamespace(state="done", name=_("待受理"), entry=SimpleNamespace(at=clock.now())),
            SimpleNamespace(state="now", name=_("已受理"), entry=SimpleNamespace(at=clock.now())),
            SimpleNamespace(state="ahead", name=_("准予"), entry=None),
        ],
        "links": [
            {"zh": "法律依据：《土地管理法》第六十二条（2019版）", "en": "Legal basis: 土地管理法, article 62"},
            {"zh": "机构：东镇人民政府", "en": "Body: government of the town"},
        ],
        "rings": [
            Ring(_("哪部法律"), "《土地管理法》第六十二条", ("2019",)),
            Ring(_("由谁办理"), "东镇人民政府"),
            Ring(_("什么证件"), "—", broken=True),
        ],
        "flow": flowchart.of_item(item) if item is not None else "",
        "bars": charts.bars(bars, _("在办件数")),
        "line": charts.line([3, 5, 4, 8, 7, 9], [str(n) for n in range(1, 7)], _("每月办结")),
        "tones": ("plain", "run", "wait", "good", "bad"),
    }
    return render(request, "ui/living.html", told)
