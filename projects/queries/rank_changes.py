"""Where each department ranks by the last month that is closed, and how far it has moved (DOMAIN §3)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import User
from indicators.models import WorkReport
from projects.models import DepartmentRecord
from projects.queries.filings import department_records_visible_to, reporting_periods_visible_to


@dataclass(frozen=True, slots=True)
class RankChange:
    """A department's rank in the last closed month; ``before`` is that of the month before, None without one."""

    reporting_period_id: int
    period: date
    rank: int
    before: int | None

    @property
    def places_gained(self) -> int | None:
        """Positive for a rise, negative for a fall; None where there is nothing to compare with."""
        return None if self.before is None else self.before - self.rank


def rank_changes(user: User, report: WorkReport, as_of: date) -> dict[int, RankChange]:
    """Department id → rank and change, of the departments whose records the user sees. One query.

    A month is closed, and its ranking stands, once the next one has opened.
    """
    opened = reporting_periods_visible_to(user).filter(report=report, opened_on__lte=as_of)
    newer = opened.filter(period__gt=OuterRef("period"))
    closed = opened.filter(Exists(newer)).order_by("-period")
    records = department_records_visible_to(user).filter(reporting_period__in=closed.values("pk")[:2])
    changes: dict[int, RankChange] = {}
    for row in records.select_related("reporting_period").order_by("reporting_period__period"):
        before = changes.get(row.department_id)
        month = row.reporting_period
        changes[row.department_id] = RankChange(month.pk, month.period, row.rank, before.rank if before else None)
    newest = max((change.period for change in changes.values()), default=None)
    return {department: change for department, change in changes.items() if change.period == newest}


def ranks_by_month(user: User, report: WorkReport, department_id: int, months: int) -> list[DepartmentRecord]:
    """The newest records of a department, with their months, the oldest first. One query."""
    records = department_records_visible_to(user).filter(department=department_id, reporting_period__report=report)
    newest = records.select_related("reporting_period").order_by("-reporting_period__period")[:months]
    return list(newest)[::-1]
