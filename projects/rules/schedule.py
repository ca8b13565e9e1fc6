"""Progress of a project, and what it should be by today (DOMAIN §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the rules see it; a waived one counts as settled, not as work."""

    due_on: date
    weight: Decimal
    completed_on: date | None = None
    is_waived: bool = False
    is_start: bool = False

    @property
    def is_open(self) -> bool:
        """Neither completed nor waived."""
        return self.completed_on is None and not self.is_waived


def progress(steps: Sequence[Step], reported: Decimal | None) -> Decimal:
    """Percent done: what the department reported, else the weight of the completed milestones."""
    if reported is not None:
        return reported
    counted = [step for step in steps if not step.is_waived]
    total = sum((step.weight for step in counted), Decimal(0))
    if not total:
        return HUNDRED if steps else Decimal(0)
    done = sum((step.weight for step in counted if step.completed_on is not None), Decimal(0))
    return _percent(done / total)


def expected_progress(steps: Sequence[Step], today: date, *, assigned_on: date | None, due_on: date | None) -> Decimal:
    """Percent that should be done today.

    The weight of the milestones whose date has passed, interpolated linearly between consecutive ones
    (before the first: from the assignment on); without milestones the elapsed share of the time between
    assignment and due date. 0 without an assignment.
    """
    if assigned_on is None or today <= assigned_on:
        return Decimal(0)
    points = _curve([step for step in steps if not step.is_waived], assigned_on)
    if len(points) == 1 and due_on is not None:
        points.append((due_on, HUNDRED))
    (last_day, last_percent), *rest = points
    for day, percent in rest:
        if today < day:
            share = Decimal((today - last_day).days) / Decimal((day - last_day).days)
            return _percent((last_percent + (percent - last_percent) * share) / HUNDRED)
        last_day, last_percent = max(day, last_day), percent
    return _percent(last_percent / HUNDRED)


def _curve(steps: Sequence[Step], assigned_on: date) -> list[tuple[date, Decimal]]:
    total = sum((step.weight for step in steps), Decimal(0))
    points = [(assigned_on, Decimal(0))]
    done = Decimal(0)
    for day, of_day in groupby(sorted(steps, key=_due_on), key=_due_on):
        done += sum((step.weight for step in of_day), Decimal(0))
        points.append((day, done / total * HUNDRED))
    return points


def _due_on(step: Step) -> date:
    return step.due_on


def _percent(share: Decimal) -> Decimal:
    return min(max(share * HUNDRED, Decimal(0)), HUNDRED).quantize(CENT, ROUND_HALF_UP)
