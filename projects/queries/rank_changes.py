"""Where each department ranks by the last month that is closed, and how far it has moved (DOMAIN §3)."""

from dataclasses import dataclass
from datetime import date

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
    """Department id → rank and change, of the departments whose records the user sees. Two queries.

    A month is closed, and its ranking stands, once the next one has opened.
    """
    months = reporting_periods_visible_to(user).filter(report=report, opened_on__lte=as_of).order_by("-period")
    closed = list(months.values_list("pk", "period")[1:3])
    if not closed:
        return {}
    records = department_records_visible_to(user).filter(reporting_period__in=[pk for pk, _period in closed])
    ranks = {(row.reporting_period_id, row.department_id): row.rank for row in records}
    last, period = closed[0]
    earlier = closed[1][0] if len(closed) > 1 else None
    return {
        department: RankChange(last, period, rank, ranks.get((earlier, department)) if earlier else None)
        for (month, department), rank in ranks.items()
        if month == last
    }


def ranks_by_month(user: User, report: WorkReport, department_id: int, months: int) -> list[DepartmentRecord]:
    """The newest records of a department, with their months, the oldest first. One query."""
    records = department_records_visible_to(user).filter(department=department_id, reporting_period__report=report)
    newest = records.select_related("reporting_period").order_by("-reporting_period__period")[:months]
    return list(newest)[::-1]
