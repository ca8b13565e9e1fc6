"""A department's page: what it leads, what is late, how it reports and ranks (CONSOLE.md)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import require
from accounts.console import site
from accounts.console.plots import Kind, Series, plot
from accounts.console.reader import reader
from indicators.console.cells import pace_cell
from indicators.models import Indicator
from indicators.queries import current_report
from indicators.rules import Judgement
from indicators.wording import number
from projects.choices import Rag
from projects.console import cells
from projects.console.actions import project_address
from projects.console.dashboard_parts import instruction_line
from projects.console.department_table import READERS, silent_words
from projects.console.links import Figure, ReportLinks
from projects.models import DepartmentRecord, Extension, Milestone, Project
from projects.queries.department_page import DepartmentPage, department_page
from projects.queries.department_standings import led_departments
from projects.queries.reporting_months import Month
from projects.wording import RANKING_RULE, reasons_in_words


@require_safe
def department_standing(request: HttpRequest, department_id: int) -> HttpResponse:
    """Everything about one department, for those who may judge it and for its own people."""
    user = reader(request)
    require(user, *READERS)
    department = get_object_or_404(led_departments(user), pk=department_id)
    report = current_report(user)
    context = {**site.each_context(request), "title": department.name, "department": department, "report": report}
    if report is not None:
        page = department_page(user, report, department, clock.today())
        context |= _context(page, ReportLinks(report.pk))
    return TemplateResponse(request, "console/department_page.html", context)


def _context(page: DepartmentPage, links: ReportLinks) -> dict[str, Any]:
    key, months = page.department.pk, [month for month in page.reporting.months if month.owed]
    projects: dict[str, Any] = {"lead_department__id__exact": key}
    below: dict[str, Any] = {"project__lead_department__id__exact": key}
    return {
        "total": Figure(page.tally.projects, links.projects(**projects)),
        "lights": [
            (cells.light(rag), Figure(page.tally.by_rag[rag], links.projects(rag__exact=rag, **projects)))
            for rag in Rag.values
        ],
        "projects": [_project(project) for project in page.projects.rows],
        "projects_are_cut": page.projects.is_cut,
        "overdue_count": Figure(page.overdue.count, links.milestones(due="overdue", **below)),
        "overdue": [_milestone(milestone) for milestone in page.overdue.rows],
        "soon_count": Figure(page.soon.count, links.milestones(due="month", **below)),
        "soon": [_milestone(milestone) for milestone in page.soon.rows],
        "months": [_month(month, links, key) for month in reversed(months)],
        "months_plot": _months_plot(months),
        "silent_words": silent_words(page.reporting.silent_months) if page.reporting.is_silent else "",
        "silent_projects": Figure(page.reporting.silent_projects, links.projects(unreported="three", **projects)),
        "records": list(reversed(page.records)),
        "records_link": links.records(department__id__exact=key),
        "ranks_plot": _ranks_plot(page.records),
        "ranking_rule": RANKING_RULE,
        "instructions": [instruction_line(each) for each in page.instructions.rows],
        "instructions_count": Figure(
            page.instructions.count, links.instructions(state__exact="open", departments__id__exact=key)
        ),
        "indicators": [_indicator(indicator, judgement) for indicator, judgement in page.indicators],
        "indicators_count": Figure(len(page.indicators), links.indicators(lead_department__id__exact=key)),
        "extensions": [_extension(extension) for extension in page.extensions.rows],
        "extensions_count": Figure(page.extensions.count, links.extensions(state__exact="approved", **below)),
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "code": project.code,
        "link": project_address(project.pk),
        "light": cells.light(project.rag),
        "reasons": "；".join(reasons_in_words(project.rag_reasons)),
        "next": project.next_milestone,
        "due_on": project.due_on,
    }


def _milestone(milestone: Milestone) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": milestone.title,
        "project": milestone.project.name,
        "link": project_address(milestone.project_id),
        "due_on": milestone.due_on,
        "late": cells.days_late(milestone.due_on, today),
        "days_left": (milestone.due_on - today).days,
    }


def _month(month: Month, links: ReportLinks, department_id: int) -> dict[str, Any]:
    filed: dict[str, Any] = {
        "period__exact": f"{month.period:%Y-%m-%d}",
        "project__lead_department__id__exact": department_id,
    }
    missing = links.projects(unreported=f"{month.period:%Y-%m}", lead_department__id__exact=department_id)
    return {
        "period": month.period,
        "owed": month.owed,
        "in_time": Figure(month.in_time, links.progress_reports(filed="in_time", **filed)),
        "late": Figure(month.late, links.progress_reports(filed="late", **filed)),
        "missing": Figure(month.missing, missing),
        "is_silent": month.is_silent,
    }


def _months_plot(months: Sequence[Month]) -> Any:
    return plot(
        Kind.STACKED_COLUMNS,
        _("Monthly reports in time, late and missing; the table beside it has the numbers."),
        [date_format(month.period, "YEAR_MONTH_FORMAT") for month in months],
        [
            Series(_("in time"), Rag.GREEN, [month.in_time for month in months]),
            Series(_("filed late"), Rag.AMBER, [month.late for month in months]),
            Series(_("missing"), Rag.RED, [month.missing for month in months]),
        ],
    )


def _ranks_plot(records: Sequence[DepartmentRecord]) -> Any:
    return plot(
        Kind.RANKS,
        _("Rank by month, the first place on top; the table beside it has the numbers."),
        [date_format(record.reporting_period.period, "YEAR_MONTH_FORMAT") for record in records],
        [Series(_("rank"), Rag.BLUE, [record.rank for record in records])],
    )


def _indicator(indicator: Indicator, judgement: Judgement) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "link": reverse("console:indicators_indicator_change", args=[indicator.pk]),
        "target": indicator.target_text,
        "latest": number(judgement.latest.value, indicator.unit) if judgement.latest else "—",
        "forecast": number(judgement.forecast.year_end, indicator.unit) if judgement.forecast else "—",
        "pace": pace_cell(judgement, indicator.unit),
    }


def _extension(extension: Extension) -> dict[str, Any]:
    return {
        "subject": extension.milestone or extension.project,
        "project": extension.project,
        "link": project_address(extension.project_id),
        "old_due_on": extension.old_due_on,
        "new_due_on": extension.new_due_on,
        "days": (extension.new_due_on - extension.old_due_on).days,
        "reason": extension.reason,
        "decided_on": extension.decided_on,
    }


site.add_page("departments/<int:department_id>/standing/", department_standing, "department_standing")
