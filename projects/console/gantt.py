"""Where the marks of a Gantt chart lie: baseline, present date, done, today (CONSOLE.md "Project page").

Pure geometry; ``console/gantt.html`` draws it as SVG. Every mark has a shape of its own, so that colour is
never the only sign, and the table below the chart says the same in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from projects.models import Milestone
from projects.rules.deadlines import months_after

WIDTH = 960
NAMES = 200
ROW = 30
HEAD = 34
MARGIN = 14


@dataclass(frozen=True, slots=True)
class Month:
    """A month on the axis, its first day at ``x``; not every one is named where they are many."""

    x: float
    first: date
    is_named: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A milestone's line: x of its marks, None where there is none; ``moved`` is the bar of the slippage."""

    milestone: Milestone
    y: int
    baseline_x: float
    due_x: float
    done_x: float | None
    moved_x: float
    moved_width: float
    state: str

    @property
    def mark(self) -> str:
        """Points of the baseline's diamond."""
        x, y = self.baseline_x, self.y
        return f"{x - 4:.1f},{y} {x:.1f},{y - 4} {x + 4:.1f},{y} {x:.1f},{y + 4}"


@dataclass(frozen=True, slots=True)
class Gantt:
    """The chart: sizes in SVG units."""

    width: int
    height: int
    names: int
    months: list[Month]
    bars: list[Bar]
    today_x: float | None


def gantt_of(milestones: Sequence[Milestone], *, start: date | None, end: date | None, today: date) -> Gantt | None:
    """The chart of a project's milestones; None without any. The axis covers whole months around all dates."""
    if not milestones:
        return None
    dates = [day for m in milestones for day in (m.baseline_due_on, m.due_on, m.completed_on) if day is not None]
    dates += [day for day in (start, end) if day is not None]
    first = min(dates).replace(day=1)
    last = months_after(max(dates).replace(day=1), 1)
    scale = (WIDTH - NAMES - MARGIN) / (last - first).days

    def x(day: date) -> float:
        return round(NAMES + (day - first).days * scale, 1)

    months = _months(first, last)
    every = 1 + len(months) // 13
    return Gantt(
        width=WIDTH,
        height=HEAD + ROW * len(milestones) + MARGIN,
        names=NAMES,
        months=[Month(x(month), month, index % every == 0) for index, month in enumerate(months)],
        bars=[_bar(milestone, HEAD + ROW * index + ROW // 2, x, today) for index, milestone in enumerate(milestones)],
        today_x=x(today) if first <= today < last else None,
    )


def _months(first: date, last: date) -> list[date]:
    months, month = [], first
    while month < last:
        months.append(month)
        month = months_after(month, 1)
    return months


def _bar(milestone: Milestone, y: int, x: Callable[[date], float], today: date) -> Bar:
    baseline_x, due_x = x(milestone.baseline_due_on), x(milestone.due_on)
    return Bar(
        milestone=milestone,
        y=y,
        baseline_x=baseline_x,
        due_x=due_x,
        done_x=x(milestone.completed_on) if milestone.completed_on else None,
        moved_x=min(baseline_x, due_x),
        moved_width=abs(due_x - baseline_x),
        state=_state(milestone, today),
    )


def _state(milestone: Milestone, today: date) -> str:
    if milestone.completed_on is not None:
        return "done"
    if milestone.waived_on is not None:
        return "waived"
    return "late" if milestone.due_on < today else "open"
