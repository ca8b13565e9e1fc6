"""Months of the year of work that bulletins tell of: pure functions over dates."""

from datetime import date

from projects.rules.deadlines import months_after


def months_until(first: date, today: date) -> list[date]:
    """First days of the months from the one of ``first`` to the one of ``today``, the newest first."""
    months, period = [], today.replace(day=1)
    while period >= first.replace(day=1):
        months.append(period)
        period = months_after(period, -1)
    return months
