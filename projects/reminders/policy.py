"""When a rule speaks: pure functions over dates and the working-day calendar (DOMAIN §5)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.rules.workdays import WorkdayCalendar


@dataclass(frozen=True, slots=True)
class Timing:
    """A rule as this page sees it: ``offset`` and ``repeat`` in working days; ``family`` is who is told of what."""

    rule_id: int
    family: Hashable
    offset: int
    repeat: int | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A rule has something to say about what is due on ``due_on``, since ``on``."""

    rule_id: int
    due_on: date
    on: date


def newest_occasion(timing: Timing, due_on: date, today: date, calendar: WorkdayCalendar) -> date | None:
    """The last working day, up to today, on which the rule speaks; None if it has not come yet.

    Occasions that nobody served collapse into this one, so an outage makes neither a hole nor a pile.
    """
    first = calendar.add_workdays(due_on, timing.offset)
    if first > today:
        return None
    if timing.repeat is None:
        return first
    times = calendar.workdays_between(first, today) // timing.repeat
    return calendar.add_workdays(first, times * timing.repeat) if times else first


def occasions(
    timings: Iterable[Timing], due_dates: Iterable[date], today: date, calendar: WorkdayCalendar
) -> list[Occasion]:
    """For each date and family the one newest occasion; of two on one day, that of the later offset."""
    rules = list(timings)
    found = []
    for due_on in due_dates:
        newest: dict[Hashable, tuple[date, int, int]] = {}
        for timing in rules:
            on = newest_occasion(timing, due_on, today, calendar)
            if on is not None:
                candidate = (on, timing.offset, timing.rule_id)
                newest[timing.family] = max(candidate, newest.get(timing.family, candidate))
        found += [Occasion(rule_id, due_on, on) for on, _offset, rule_id in newest.values()]
    return found
