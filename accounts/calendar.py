"""The working-day calendar as the ``Holiday`` table has it."""

from datetime import date

from accounts import clock
from accounts.choices import HolidayKind
from accounts.models import Holiday
from accounts.rules.workdays import WorkdayCalendar, china_calendar, unannounced_years

LAST_MONTH = 12


def workday_calendar() -> WorkdayCalendar:
    """The State Council calendar with the overrides entered by the administrator (one query)."""
    rows = Holiday.objects.values_list("day", "kind")
    return china_calendar({day: kind == HolidayKind.WORKDAY for day, kind in rows})


def years_to_know(today: date) -> list[int]:
    """The years that deadlines of the coming weeks fall into: this one, in December also the next."""
    return [today.year, today.year + 1] if today.month == LAST_MONTH else [today.year]


def years_without_holidays() -> list[int]:
    """Years to know whose public holidays neither the library knows nor the administrator has entered."""
    unknown = unannounced_years(years_to_know(clock.today()))
    entered = set(Holiday.objects.filter(day__year__in=unknown).values_list("day__year", flat=True)) if unknown else ()
    return [year for year in unknown if year not in entered]
