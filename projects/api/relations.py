"""What projects embed from other tables, for a whole page at once: one query per relation."""

from collections import defaultdict
from collections.abc import Collection

from accounts import clock
from accounts.api.contract.rows import RowSerializer, Shaper
from accounts.api.contract.views import Shaped
from accounts.api.rows import DepartmentReference
from indicators.api.rows import IndicatorReference
from projects.api.rows import MilestoneRow
from projects.models import IndicatorLink, Milestone, ProjectSupport

Related = dict[int, list[Shaped]]


def supporting_departments(project_ids: Collection[int]) -> Related:
    """Project id → departments that support it, in the departments' order."""
    columns, shaper = _nested(DepartmentReference, "department__")
    links = ProjectSupport.objects.filter(project__in=project_ids).order_by("department__position", "department_id")
    found: Related = defaultdict(list)
    for link in links.values("project_id", *columns):
        found[link["project_id"]].append(shaper(link))
    return found


def indicator_links(project_ids: Collection[int]) -> Related:
    """Project id → indicators that it contributes to."""
    columns, shaper = _nested(IndicatorReference, "indicator__")
    contributions = ("planned_contribution", "delivered_contribution")
    links = IndicatorLink.objects.filter(project__in=project_ids).order_by("indicator__code", "id")
    found: Related = defaultdict(list)
    for link in links.values("project_id", *contributions, *columns):
        found[link["project_id"]].append({"indicator": shaper(link)} | {name: link[name] for name in contributions})
    return found


def milestones(project_ids: Collection[int]) -> Related:
    """Project id → milestones in order."""
    rows = Milestone.objects.filter(project__in=project_ids).order_by("position", "id")
    found: Related = defaultdict(list)
    for row in rows.values("project_id", *MilestoneRow.columns()):
        shaped = MilestoneRow.shape(row)
        add_days([shaped])
        found[row["project_id"]].append(shaped)
    return found


def add_days(rows: list[Shaped]) -> None:
    """Add to milestones how far they slipped and whether they are late (DOMAIN §3)."""
    today = clock.today()
    for row in rows:
        is_open = row["completed_on"] is None and row["waived_on"] is None
        row["slippage_days"] = (row["due_on"] - row["baseline_due_on"]).days
        row["is_overdue"] = is_open and row["due_on"] < today


EXPANSIONS = {
    "supporting_departments": supporting_departments,
    "indicator_links": indicator_links,
    "milestones": milestones,
}


def expand(name: str, rows: list[Shaped]) -> None:
    """Add a relation to rows of projects."""
    found = EXPANSIONS[name]([row["id"] for row in rows])
    for row in rows:
        row[name] = found.get(row["id"], [])


def _nested(row: type[RowSerializer], prefix: str) -> tuple[list[str], Shaper]:
    return row.columns(prefix), row.shaper(prefix)
