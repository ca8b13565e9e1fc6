"""The dashboard: one minute to the answer, every number a link to the rows behind it (CONSOLE.md)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import pi
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access import Capability, may
from accounts.console.reader import reader
from accounts.errors import InvalidInput
from accounts.models import User
from indicators.console.cells import pace_cell
from indicators.models import WorkReport
from indicators.queries import current_report
from indicators.rules import Pace
from indicators.wording import PACE_WORDS, number
from projects.choices import Rag
from projects.console import cells
from projects.console.actions import project_address
from projects.console.dashboard_parts import my_instructions, parts_plot, trend_parts
from projects.console.links import Figure, ReportLinks, department_address
from projects.console.rank_cells import rank_cell
from projects.queries.board_rows import LateMilestone, RedProject
from projects.queries.dashboard import Dashboard, DepartmentLine, IndicatorLine, dashboard
from projects.queries.department_standings import may_judge
from projects.queries.past import first_record
from projects.queries.rank_changes import RankChange, rank_changes
from projects.queries.tally import Tally
from projects.queries.worst_part import worst_part
from projects.wording import reasons_in_words

AS_OF = "as_of"
RADIUS = 42.0
CIRCUMFERENCE = 2 * pi * RADIUS


@dataclass(frozen=True, slots=True)
class Arc:
    """A colour's share of the ring."""

    rag: str
    length: float
    gap: float
    offset: float


@dataclass(frozen=True, slots=True)
class Row:
    """A group in a table: its name, its lights, and what is overdue."""

    name: str
    link: str
    lights: list[tuple[str, Figure]]
    total: Figure
    overdue: Figure
    on_time_percent: int | None = None
    reports_outstanding: Figure | None = None
    rank: SafeString | None = None


def dashboard_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the dashboard to the index page's context; only the report's absence if the user sees none."""
    user = reader(request)
    report = current_report(user)
    if report is None:
        return {**context, "dashboard": None}
    asked = request.GET.get(AS_OF, "")
    first = first_record(report)
    board, fault = _board(user, report, asked, first)
    links = ReportLinks(board.report.pk, is_past=board.is_past)
    return {
        **context,
        "dashboard": board,
        "asked_day": asked if fault else f"{board.as_of:%Y-%m-%d}",
        "day_fault": fault,
        "first_record": first,
        "total": Figure(board.total.projects, links.projects()),
        "overdue_projects": Figure(board.total.projects_overdue, links.projects(overdue="yes")),
        "lights": [
            (cells.light(rag), Figure(board.total.by_rag[rag], links.projects(rag__exact=rag))) for rag in Rag.values
        ],
        "arcs": _ring(board.total),
        "ring_radius": RADIUS,
        "indicators": [_indicator(line) for line in board.headline],
        "paces": [
            (PACE_WORDS[Pace(pace)], Figure(count, links.indicators(pace=pace)))
            for pace, count in board.pace_counts.items()
            if count
        ],
        "overdue_milestones": [_milestone(milestone, board) for milestone in board.overdue_milestones],
        "overdue_count": Figure(board.overdue_milestones_count, links.milestones(due="overdue")),
        "turned_red": [_turned(project) for project in board.turned_red],
        "turned_red_count": Figure(board.turned_red_count, links.projects(turned_red="week")),
        "parts": [
            _row(line.name, line.tally, links, {"part": line.key}) for line in board.by_part if line.tally.projects
        ],
        "categories": [_row(line.name, line.tally, links, {"category__exact": line.key}) for line in board.by_category],
        "parts_plot": parts_plot(board),
        "worst_part": worst_part(board.by_part),
        "data_at": None if board.is_past else clock.now(),
        **trend_parts(user, board, first),
        **_departments(user, board, links),
        **my_instructions(user, board, links),
        "reporting": {
            name: Figure(getattr(board.reporting, name), links.projects(month=name))
            for name in ("expected", "filed", "outstanding")
        },
        "sees_region": may(user, Capability.SEE_REGION),
    }


def _board(user: User, report: WorkReport, asked: str, first: datetime | None) -> tuple[Dashboard, str]:
    """The dashboard of the day asked for; today's, and what is wrong with the day, if there is none."""
    try:
        return dashboard(user, report, date.fromisoformat(asked) if asked else None, first=first), ""
    except ValueError:
        fault = _("Give a date as YYYY-MM-DD.")
    except InvalidInput as refusal:
        fault = str(refusal.detail)
    return dashboard(user, report), fault


def _row(name: str, counts: Tally, links: ReportLinks, filters: Mapping[str, Any], **more: Any) -> Row:
    return Row(
        name=name,
        link=links.projects(**filters),
        lights=[(rag, Figure(counts.by_rag[rag], links.projects(rag__exact=rag, **filters))) for rag in Rag.values],
        total=Figure(counts.projects, links.projects(**filters)),
        overdue=Figure(counts.projects_overdue, links.projects(overdue="yes", **filters)),
        **more,
    )


def _departments(user: User, board: Dashboard, links: ReportLinks) -> dict[str, Any]:
    """The table of departments; those whose page the reader may open are linked to it."""
    ranks = rank_changes(user, board.report, board.as_of)
    lines = _worst_first(board.by_department)
    departments = [line.department for line in lines if line.department and not board.is_past]
    opened = {department.pk for department in departments if may_judge(user, department)}
    return {
        "departments": [_department(line, links, ranks, opened) for line in lines],
        "ranked_month": next((change.period for change in ranks.values()), None),
    }


def _department(
    line: DepartmentLine, links: ReportLinks, ranks: Mapping[int, RankChange], opened: Collection[int]
) -> Row:
    key = line.department.pk if line.department else 0
    filters: dict[str, Any] = {"lead_department__id__exact": key} if line.department else {"lead": "none"}
    row = _row(
        line.department.name if line.department else "—",
        line.tally,
        links,
        filters,
        on_time_percent=line.on_time_percent,
        reports_outstanding=Figure(line.reports_outstanding, links.projects(month="outstanding", **filters)),
        rank=rank_cell(ranks.get(key)),
    )
    return replace(row, link=department_address(key)) if key in opened else row


def _worst_first(lines: Sequence[DepartmentLine]) -> list[DepartmentLine]:
    """Most red first, then most amber; otherwise in the official order."""
    return sorted(lines, key=lambda line: (-line.tally.by_rag[Rag.RED], -line.tally.by_rag[Rag.AMBER]))


def _ring(counts: Tally) -> list[Arc]:
    arcs, offset = [], 0.0
    for rag in Rag.values:
        length = CIRCUMFERENCE * counts.by_rag[rag] / max(counts.projects, 1)
        if length:
            arcs.append(Arc(rag, round(length, 2), round(CIRCUMFERENCE - length, 2), round(-offset, 2)))
        offset += length
    return arcs


def _indicator(line: IndicatorLine) -> dict[str, Any]:
    indicator, judgement = line.indicator, line.judgement
    share = judgement.ratio
    if share is None and judgement.latest and judgement.expected:
        share = judgement.latest.value / judgement.expected
    return {
        "name": indicator.name,
        "link": reverse("console:indicators_indicator_change", args=[indicator.pk]),
        "target": indicator.target_text,
        "latest": number(judgement.latest.value, indicator.unit) if judgement.latest else "—",
        "period": judgement.latest.period if judgement.latest else None,
        "share": None if share is None else max(0, min(100, round(100 * share))),
        "forecast": number(judgement.forecast.year_end, indicator.unit) if judgement.forecast else "—",
        "pace": pace_cell(judgement, indicator.unit),
        "lead": indicator.lead_department,
    }


def _milestone(milestone: LateMilestone, board: Dashboard) -> dict[str, Any]:
    return {
        "title": milestone.title,
        "project": milestone.project_name,
        "link": project_address(milestone.project_id),
        "lead": milestone.lead_department,
        "due_on": milestone.due_on,
        "late": cells.days_late(milestone.due_on, board.as_of),
    }


def _turned(project: RedProject) -> dict[str, Any]:
    words: list[str] = reasons_in_words(project.rag_reasons)
    light: SafeString = cells.light(project.rag)
    return {
        "name": project.name,
        "link": project_address(project.id),
        "lead": project.lead_department,
        "since": project.rag_since,
        "reason": words[0] if words else "",
        "light": light,
    }
