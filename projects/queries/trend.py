"""How many projects were red and amber at the end of each week, from the history (CONSOLE.md "trend")."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from indicators.models import WorkReport
from projects.choices import Rag
from projects.queries.past import end_of, project_then
from projects.queries.projects import visible_to
from projects.queries.tally import Tally

WEEKS = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekEnd:
    """The lights at the end of a day; ``projects`` are all that there were."""

    day: date
    projects: int
    red: int
    amber: int


def trend(user: User, report: WorkReport, day: date, now: Tally, first: datetime | None) -> list[WeekEnd]:
    """The same weekday of up to twelve weeks before ``day``, the oldest first, and ``day`` itself with its tally.

    Begins with ``first``, the first record of the report (``past.first_record``). Of projects that the user may see
    today, as a past dashboard. One query.
    """
    days = [day - WEEK * number for number in range(WEEKS, 0, -1)]
    recorded = [each for each in days if first is not None and first < end_of(each)]
    return [*_past(user, report, recorded), WeekEnd(day, now.projects, now.by_rag[Rag.RED], now.by_rag[Rag.AMBER])]


def _past(user: User, report: WorkReport, days: list[date]) -> list[WeekEnd]:
    if not days:
        return []
    seen = visible_to(user).filter(report=report).order_by()
    lights = {f"light_{number}": project_then(day, "rag") for number, day in enumerate(days)}
    counts: list[Counter[str | None]] = [Counter() for _day in days]
    for row in seen.annotate(**lights).values_list(*lights):
        for counted, rag in zip(counts, row, strict=True):
            counted[rag] += 1
    return [
        WeekEnd(day, counted.total() - counted[None], counted[Rag.RED], counted[Rag.AMBER])
        for day, counted in zip(days, counts, strict=True)
    ]
