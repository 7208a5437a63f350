"""The day a public list is asked for (查询日期): today, or any day the register can answer for."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhenzhi.kernel import clock

_FIRST = date(1949, 10, 1)
_AHEAD = timedelta(days=366)


class DayForm(forms.Form):
    """`day` is empty for today."""

    day = forms.DateField(label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_day(self) -> date | None:
        """Days before the Republic or more than a year ahead have no answer."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not _FIRST <= day <= clock.today() + _AHEAD:
            raise forms.ValidationError(_("请选择1949年10月1日以后、一年以内的日期。"))
        return day


def day_of(request: HttpRequest) -> tuple[DayForm, date]:
    """The form, and the day to show: today where none or a wrong one was given."""
    form = DayForm(request.GET)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    return form, day or clock.today()
