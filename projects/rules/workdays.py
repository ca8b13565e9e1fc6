"""Working days by the State Council calendar, make-up workdays included (DOMAIN §5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@cache
def _announced(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """Days off and make-up workdays of a year; None while the State Council has not announced them.

    The library knows the statutory days of years to come, but a make-up workday only once announced.
    """
    china = holidays.country_holidays("CN", years=year)
    workdays = frozenset(day for day in china.weekend_workdays if day.year == year)
    return (frozenset(china), workdays) if workdays else None


@dataclass(frozen=True)
class WorkdayCalendar:
    """A calendar value: the announced years, overridden day by day (True = workday)."""

    overrides: tuple[tuple[date, bool], ...] = ()

    def is_workday(self, day: date) -> bool:
        """Whether offices are open; an unannounced year has weekends only."""
        for overridden, is_workday in self.overrides:
            if overridden == day:
                return is_workday
        announced = _announced(day.year)
        if announced is None:
            return day.weekday() < SATURDAY
        days_off, workdays = announced
        return day in workdays or (day.weekday() < SATURDAY and day not in days_off)

    def add_workdays(self, day: date, count: int) -> date:
        """The working day that lies ``count`` working days after ``day`` (before it, if negative).

        Zero gives the day itself, or the next working day if it is none.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        if count == 0:
            while not self.is_workday(day):
                day += step
            return day
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative if ``end`` lies before."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def previous_workday(self, day: date) -> date:
        """The day itself if offices are open, else the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day


def china_calendar(overrides: Mapping[date, bool] | None = None) -> WorkdayCalendar:
    """The calendar of the library, with the ``Holiday`` table's days on top."""
    return WorkdayCalendar(tuple(sorted((overrides or {}).items())))


def unannounced_years(years: Iterable[int]) -> list[int]:
    """Years for which only weekends are known; the operator has to enter the notice by hand."""
    return [year for year in years if _announced(year) is None]
