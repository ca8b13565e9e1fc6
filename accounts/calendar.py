"""The working-day calendar as the ``Holiday`` table has it."""

from accounts.choices import HolidayKind
from accounts.models import Holiday
from accounts.rules.workdays import WorkdayCalendar, china_calendar


def workday_calendar() -> WorkdayCalendar:
    """The State Council calendar with the overrides entered by the administrator (one query)."""
    rows = Holiday.objects.values_list("day", "kind")
    return china_calendar({day: kind == HolidayKind.WORKDAY for day, kind in rows})
