"""The year's working days: the State Council's as the library knows them, and what was entered by hand."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts import clock
from accounts.access import Capability, may, require
from accounts.calendar import years_without_holidays
from accounts.choices import HolidayKind
from accounts.console.base import ConsoleModelAdmin
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Holiday
from accounts.rules.workdays import SATURDAY, china_calendar, unannounced_years

READERS = (Capability.SUPERVISE, Capability.CONFIGURE)
FIRST_YEAR, LAST_YEAR = 2000, 2100
FOUR_DIGITS = re.compile("[0-9]{4}")
OFF, MAKE_UP = "off", "make-up"
WEEKDAYS = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)


@admin.register(Holiday, site=site)
class HolidayAdmin(ConsoleModelAdmin):
    """Dates entered by hand; they win over the library's."""

    viewers = (Capability.SUPERVISE,)
    adders = changers = deleters = (Capability.CONFIGURE,)
    list_before_template = "console/holidays_before.html"
    fields = (("day", "kind"), "name")
    list_display = ("day", "kind", "name")
    list_filter = (("kind", ChoicesDropdownFilter),)
    search_fields = ("name",)
    date_hierarchy = "day"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: ``kind`` is off, make-up or empty for an ordinary one; ``entered`` by hand or not."""

    day: date
    kind: str
    entered: Holiday | None

    @property
    def title(self) -> str:
        """What a mouse or a screen reader tells of it."""
        words = {OFF: _("Day off"), MAKE_UP: _("Make-up workday")}.get(
            self.kind, _("Workday") if self.day.weekday() < SATURDAY else _("Weekend")
        )
        source = f"（{_('entered')}：{self.entered.name}）" if self.entered else ""
        return f"{date_format(self.day, 'DATE_FORMAT')} {words}{source}"


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """A year, month by month."""
    user = reader(request)
    require(user, *READERS)
    year, fault = _year(request.GET.get("year", ""))
    entered = {row.day: row for row in Holiday.objects.filter(day__year=year)}
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Working days"),
        "year": year,
        "fault": fault,
        "months": _months(year, entered),
        "weekdays": [str(name) for name in WEEKDAYS],
        "entered": sorted(entered.values(), key=lambda row: row.day),
        "is_unannounced": bool(unannounced_years([year])) and not entered,
        "unknown_years": years_without_holidays(),
        "may_change": may(user, Capability.CONFIGURE),
        "today": clock.today(),
    }
    return TemplateResponse(request, "console/holidays.html", context)


def _year(text: str) -> tuple[int, str]:
    this_year = clock.today().year
    if not text:
        return this_year, ""
    if FOUR_DIGITS.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text), ""
    return this_year, _("This is no year; the present one is shown.")


def _months(year: int, entered: dict[date, Holiday]) -> list[tuple[str, list[list[Day | None]]]]:
    days = china_calendar({day: row.kind == HolidayKind.WORKDAY for day, row in entered.items()})
    weeks_of = calendar.Calendar(firstweekday=0).monthdatescalendar

    def shown(day: date, month: int) -> Day | None:
        if day.month != month:
            return None
        is_weekday = day.weekday() < SATURDAY
        departs = days.is_workday(day) != is_weekday
        kind = (OFF if is_weekday else MAKE_UP) if departs else ""
        return Day(day, kind, entered.get(day))

    return [
        (
            date_format(date(year, month, 1), "F"),
            [[shown(day, month) for day in week] for week in weeks_of(year, month)],
        )
        for month in range(1, 13)
    ]


site.add_page("holidays/", calendar_page, "holidays")
