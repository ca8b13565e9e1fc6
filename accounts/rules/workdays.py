"""Working days by the State Council calendar, make-up workdays included (DOMAIN §5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache

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


def _is_announced_workday(day: date) -> bool:
    announced = _announced(day.year)
    if announced is None:
        return day.weekday() < SATURDAY
    days_off, workdays = announced
    return day in workdays or (day.weekday() < SATURDAY and day not in days_off)


@lru_cache(maxsize=128)
def _workdays_of(year: int, overrides: tuple[tuple[date, bool], ...]) -> Sequence[date]:
    """The working days of a year in order; ``overrides`` are that year's own.

    Calendar values come and go with every request; the years behind them stay.
    """
    overridden = dict(overrides)
    days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))
    return [day for day in days if overridden.get(day, _is_announced_workday(day))]


@dataclass(frozen=True)
class WorkdayCalendar:
    """A calendar value: the announced years, overridden day by day (True = workday).

    A day may be overridden once; what is cached in a value follows from its overrides alone.
    """

    overrides: tuple[tuple[date, bool], ...] = ()

    def is_workday(self, day: date) -> bool:
        """Whether offices are open; an unannounced year has weekends only."""
        overridden = self._overridden.get(day)
        return _is_announced_workday(day) if overridden is None else overridden

    def add_workdays(self, day: date, count: int) -> date:
        """The working day that lies ``count`` working days after ``day`` (before it, if negative).

        Zero gives the day itself, or the next working day if it is none.
        """
        if count == 0:
            return day if self.is_workday(day) else self.add_workdays(day, 1)
        year = day.year
        days = self._workdays(year)
        index = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
        while index >= len(days):
            index -= len(days)
            year += 1
            days = self._workdays(year)
        while index < 0:
            year -= 1
            days = self._workdays(year)
            index += len(days)
        return days[index]

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative if ``end`` lies before."""
        if end < start:
            return -self.workdays_between(end, start)
        years_between = sum(len(self._workdays(year)) for year in range(start.year, end.year))
        return years_between + self._rank(end) - self._rank(start)

    def previous_workday(self, day: date) -> date:
        """The day itself if offices are open, else the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    @cached_property
    def _overridden(self) -> dict[date, bool]:
        return dict(self.overrides)

    @cached_property
    def _years(self) -> dict[int, Sequence[date]]:
        return {}

    def _workdays(self, year: int) -> Sequence[date]:
        if year not in self._years:
            self._years[year] = _workdays_of(year, tuple(row for row in self.overrides if row[0].year == year))
        return self._years[year]

    def _rank(self, day: date) -> int:
        """How many working days of its year have passed when ``day`` ends."""
        return bisect_right(self._workdays(day.year), day)


def china_calendar(overrides: Mapping[date, bool] | None = None) -> WorkdayCalendar:
    """The calendar of the library, with the ``Holiday`` table's days on top."""
    return WorkdayCalendar(tuple(sorted((overrides or {}).items())))


def unannounced_years(years: Iterable[int]) -> list[int]:
    """Years for which only weekends are known; the operator has to enter the notice by hand."""
    return [year for year in years if _announced(year) is None]
