"""The departments beside each other, sortable (CONSOLE.md "department table")."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.console import site
from accounts.console.reader import reader
from indicators.queries import current_report
from projects.choices import Rag
from projects.console.links import Figure, ReportLinks, department_address
from projects.console.rank_cells import moved_cell
from projects.queries.department_standings import DepartmentStanding, department_standings
from projects.wording import RANKING_RULE

READERS = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)
SORT = "o"
UNRANKED = 10_000

# What a column is called, and how its rows are put in order; equal ones stay in the official order.
COLUMNS: dict[str, tuple[str | Promise, Callable[[DepartmentStanding], Any]]] = {
    "department": (gettext_lazy("department"), lambda line: line.department.position),
    "red": (gettext_lazy("Red"), lambda line: (-line.tally.by_rag[Rag.RED], -line.tally.by_rag[Rag.AMBER])),
    "amber": (gettext_lazy("Amber"), lambda line: -line.tally.by_rag[Rag.AMBER]),
    "all": (gettext_lazy("all"), lambda line: -line.tally.projects),
    "overdue": (gettext_lazy("milestones overdue"), lambda line: -line.milestones_overdue),
    "soon": (gettext_lazy("due in 30 days"), lambda line: -line.milestones_soon),
    "missing": (
        gettext_lazy("missing last month"),
        lambda line: -line.last_month.missing if line.last_month else 0,
    ),
    "silent": (
        gettext_lazy("months without a report"),
        lambda line: (-line.reporting.silent_months, -line.reporting.silent_projects),
    ),
    "silent_projects": (
        gettext_lazy("items without a report for 3 months"),
        lambda line: -line.reporting.silent_projects,
    ),
    "rank": (gettext_lazy("rank"), lambda line: line.rank.rank if line.rank else UNRANKED),
    "moved": (
        gettext_lazy("rank change"),
        lambda line: (line.rank.places_gained or 0) if line.rank else UNRANKED,
    ),
}
FIRST = "red"


@require_safe
def department_table(request: HttpRequest) -> HttpResponse:
    """Each lead department that the reader may see, in the order asked for; the worst come first."""
    user, today = reader(request), clock.today()
    require(user, *READERS)
    report = current_report(user)
    order = request.GET.get(SORT, FIRST)
    order = order if order in COLUMNS else FIRST
    standings = sorted(department_standings(user, report, today), key=COLUMNS[order][1]) if report else []
    links = ReportLinks(report.pk) if report else None
    context = {
        **site.each_context(request),
        "title": _("Departments compared"),
        "report": report,
        "headings": [_heading(name, order) for name in COLUMNS],
        "lines": [_line(standing, links) for standing in standings if links],
        "silent": [_named(standing) for standing in standings if standing.reporting.is_silent],
        "ranked_month": next((standing.rank.period for standing in standings if standing.rank), None),
        "last_month": next((standing.last_month.period for standing in standings if standing.last_month), None),
        "ranking_rule": RANKING_RULE,
    }
    return TemplateResponse(request, "console/department_table.html", context)


def _heading(name: str, order: str) -> dict[str, Any]:
    """A column's heading; ``direction`` is what a screen reader is told of the sorted one."""
    ascending = name in {"department", "rank", "moved"}
    return {
        "name": COLUMNS[name][0],
        "link": f"?{urlencode({SORT: name})}",
        "is_sorted": name == order,
        "direction": "ascending" if ascending else "descending",
        "is_number": name != "department",
    }


def _named(standing: DepartmentStanding) -> dict[str, Any]:
    return {
        "name": standing.department.name,
        "link": department_address(standing.department.pk),
        "months": silent_words(standing.reporting.silent_months),
    }


def silent_words(months: int) -> str:
    """How long a department has been silent."""
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


def _line(standing: DepartmentStanding, links: ReportLinks) -> dict[str, Any]:
    key = standing.department.pk
    projects: dict[str, Any] = {"lead_department__id__exact": key}
    milestones: dict[str, Any] = {"project__lead_department__id__exact": key}
    tally, month = standing.tally, standing.last_month
    return {
        "name": standing.department.name,
        "is_illustrative": standing.department.is_illustrative,
        "link": department_address(key),
        "red": Figure(tally.by_rag[Rag.RED], links.projects(rag__exact=Rag.RED, **projects)),
        "amber": Figure(tally.by_rag[Rag.AMBER], links.projects(rag__exact=Rag.AMBER, **projects)),
        "all": Figure(tally.projects, links.projects(**projects)),
        "overdue": Figure(standing.milestones_overdue, links.milestones(due="overdue", **milestones)),
        "soon": Figure(standing.milestones_soon, links.milestones(due="month", **milestones)),
        "missing": Figure(month.missing, links.projects(unreported=f"{month.period:%Y-%m}", **projects))
        if month
        else None,
        "silent_months": silent_words(standing.reporting.silent_months) if standing.reporting.silent_months else "",
        "is_silent": standing.reporting.is_silent,
        "silent_projects": Figure(standing.reporting.silent_projects, links.projects(unreported="three", **projects)),
        "rank": standing.rank.rank if standing.rank else "—",
        "moved": moved_cell(standing.rank.places_gained) if standing.rank else "—",
    }


site.add_page("departments/standing/", department_table, "department_standings")
