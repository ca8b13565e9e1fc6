"""The monthly report on one page: prefilled, saved while it is typed, filed in two minutes (CONSOLE.md "To-do").

The page is a client of the REST API, so that a lost connection loses nothing and a repeated submission
files once; this module shows it and begins a month whose draft is not there yet.
"""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.access import Capability, works_in
from accounts.console import site
from accounts.console.base import run
from accounts.console.reader import reader
from accounts.models import User
from projects.queries.monthly_report import MonthlyForm, monthly_form
from projects.queries.projects import visible_to
from projects.services import progress_reports

TEXTS = ("done", "problems", "support_needed", "next_steps")


@require_http_methods(["GET", "POST"])
def monthly_report(request: HttpRequest, project_id: int, year: int, month: int) -> HttpResponse:
    """The form of a month; POST begins a month whose draft has not been made."""
    user = reader(request)
    projects = visible_to(user).select_related("lead_department", "report", "next_milestone")
    project = get_object_or_404(projects, pk=project_id)
    period = _period(year, month)
    if request.method == "POST":
        run(
            request,
            lambda: progress_reports.start(project_id=project.pk, by=user, period=period),
            _("The report has been begun."),
        )
        return HttpResponseRedirect(request.path)
    form = monthly_form(user, project, period)
    context = {
        **site.each_context(request),
        "title": _("Monthly report for %(month)s") % {"month": date_format(period, "YEAR_MONTH_FORMAT")},
        "form": form,
        "fields": _fields(form),
        "today": clock.today(),
        "may_write": _may_write(user, form),
        "is_late": form.report is not None and form.report.due_on < clock.today(),
        "next_address": _next_address(form),
    }
    return TemplateResponse(request, "console/monthly_report.html", context)


def address(project_id: int, period: date) -> str:
    """Where a month's form is."""
    return reverse("console:monthly_report", args=[project_id, period.year, period.month])


def _may_write(user: User, form: MonthlyForm) -> bool:
    writes = works_in(user, form.project.lead_department_id, Capability.FILE_PROGRESS)
    return writes and (form.report is None or form.is_editable)


def _fields(form: MonthlyForm) -> list[dict[str, str]]:
    """The long texts: name, label, hint and value."""
    report = form.report
    if report is None:
        return []
    labels = {name: str(report._meta.get_field(name).verbose_name) for name in TEXTS}  # type: ignore[union-attr]  # all are columns
    hints = {"done": form.last.next_steps if form.last else ""}
    return [
        {"name": name, "label": labels[name], "hint": hints.get(name, ""), "value": getattr(report, name)}
        for name in TEXTS
    ]


def _next_address(form: MonthlyForm) -> str:
    upcoming = form.next_report
    return address(upcoming.project_id, upcoming.period) if upcoming else reverse("console:todo")


def _period(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


site.add_page("projects/project/<int:project_id>/report/<int:year>-<int:month>/", monthly_report, "monthly_report")
