"""The figures of a bulletin (通报), as JSON: what is frozen when it is issued, and shown before.

The counts are those of ``projects.queries.dashboard``, hence of the API; a month that is over is told of as of
its last day where the history knows it, otherwise as of today. Reasons are kept as codes with numbers, so that
each reader gets them in their own language.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts import clock
from accounts.access import Capability, may
from accounts.models import User
from indicators.models import WorkReport
from indicators.wording import as_stored
from projects.choices import Rag
from projects.models import Bulletin, DepartmentRecord
from projects.queries.board_rows import LateMilestone, RedProject, Unreported, board_rows
from projects.queries.dashboard import IndicatorLine, summary
from projects.queries.past import is_on_record
from projects.queries.tally import Tally
from projects.rules.deadlines import months_after

ONE_DECIMAL = Decimal("0.1")
Figures = dict[str, Any]
RECORDED = ("reports_due", "on_time", "late", "returned", "missing", "items", "red", "amber", "green", "slippage_days")


def bulletins_visible_to(user: User) -> QuerySet[Bulletin]:
    """Bulletins of the region for the supervision office; the issued ones for its leaders."""
    if not may(user, Capability.SEE_REGION):
        return Bulletin.objects.none()
    bulletins = Bulletin.objects.filter(report__region=user.region_id)
    return bulletins if may(user, Capability.SUPERVISE) else bulletins.filter(issued_on__isnull=False)


def bulletin_figures(user: User, report: WorkReport, period: date) -> Figures:
    """All figures of a month (its first day) as the user, who sees the region, sees them."""
    ends_on = months_after(period, 1) - timedelta(days=1)
    as_of = ends_on if ends_on < clock.today() and is_on_record(report, ends_on) else clock.today()
    is_past = as_of != clock.today()
    shown = summary(user, report, as_of, month=period, is_past=is_past)
    rows = board_rows(user, report, as_of, is_past=is_past)
    red = rows.all_red()
    return {
        "as_of": as_of.isoformat(),
        "total": _tally(shown.total),
        "closed_percent": _percent(shown.total.by_rag[Rag.BLUE], shown.total.projects),
        "reporting": {
            "due_on": shown.reporting.due_on.isoformat(),
            "expected": shown.reporting.expected,
            "filed": shown.reporting.filed,
            "outstanding": shown.reporting.outstanding,
        },
        "pace_counts": shown.pace_counts,
        "headline": [_headline(line) for line in shown.headline],
        "ranking": _ranking(report, period),
        "red": [_red(project, as_of) for project in red],
        "turned_red": [
            _red(project, as_of) for project in red if project.rag_since and period <= project.rag_since <= ends_on
        ],
        "overdue": [_overdue(milestone, as_of) for milestone in rows.all_overdue()],
        "not_reported": _not_reported(rows.unreported(period)),
        "is_simulated": settings.DEMONSTRATION,
    }


def _tally(tally: Tally) -> Figures:
    return {
        "projects": tally.projects,
        "by_rag": tally.by_rag,
        "projects_overdue": tally.projects_overdue,
        "milestones_total": tally.milestones_total,
        "milestones_done": tally.milestones_done,
        "milestones_overdue": tally.milestones_overdue,
    }


def _percent(part: int, whole: int) -> str:
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return str(share.quantize(ONE_DECIMAL, ROUND_HALF_UP))


def _headline(line: IndicatorLine) -> Figures:
    indicator, judgement = line.indicator, line.judgement
    latest, forecast = judgement.latest, judgement.forecast
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "target_text": indicator.target_text,
        "lead": indicator.lead_department.name if indicator.lead_department else "",
        "latest": str(latest.value) if latest else None,
        "period": latest.period.isoformat() if latest else None,
        "expected": _text(judgement.expected),
        "pace": judgement.pace.value,
        "reason": as_stored(judgement),
        "forecast": _text(forecast.year_end) if forecast else None,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _ranking(report: WorkReport, period: date) -> list[Figures]:
    """The month's records by rank, each with the rank of the month before."""
    records = DepartmentRecord.objects.filter(
        reporting_period__report=report, reporting_period__period__in=[period, months_after(period, -1)]
    ).order_by("rank", "department__position", "id")
    rows = records.values("reporting_period__period", "department_id", "department__name", "rank", *RECORDED)
    before = {row["department_id"]: row["rank"] for row in rows if row["reporting_period__period"] < period}
    return [
        {
            "department_id": row["department_id"],
            "department": row["department__name"],
            "rank": row["rank"],
            "rank_before": before.get(row["department_id"]),
            **{name: row[name] for name in RECORDED},
        }
        for row in rows
        if row["reporting_period__period"] == period
    ]


def _red(project: RedProject, as_of: date) -> Figures:
    late = [day for day in (project.next_due_on, project.due_on) if day is not None and day < as_of]
    return {
        "code": project.code,
        "name": project.name,
        "lead": project.lead_department.name if project.lead_department else "",
        "since": project.rag_since.isoformat() if project.rag_since else None,
        "days_late": (as_of - min(late)).days if late else None,
        "reasons": project.rag_reasons,
    }


def _overdue(milestone: LateMilestone, as_of: date) -> Figures:
    return {
        "title": milestone.title,
        "code": milestone.project_code,
        "name": milestone.project_name,
        "lead": milestone.lead_department.name if milestone.lead_department else "",
        "due_on": milestone.due_on.isoformat(),
        "days_late": (as_of - milestone.due_on).days,
        "rag": milestone.project_rag,
        "reasons": milestone.project_rag_reasons,
    }


def _not_reported(owing: Iterable[Unreported]) -> list[Figures]:
    """Lead departments with the projects of which they owe a report on the month."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in owing:
        names[row.department].append(f"{row.code} {row.name}")
    return [{"department": department, "projects": owed} for department, owed in names.items()]
