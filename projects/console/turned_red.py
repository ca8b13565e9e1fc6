"""What turned red since a day, and what recovered (CONSOLE.md "what turned red this week")."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.console import site
from accounts.console.reader import reader
from indicators.queries import current_report
from projects.choices import ReminderSubject
from projects.console import cells
from projects.console.actions import project_address
from projects.console.filters import day_of
from projects.console.links import Figure, ReportLinks
from projects.models import Project
from projects.queries.board_rows import TURNED_RED_WITHIN
from projects.queries.turned_red import Recovered, Turned, turned_red_since
from projects.wording import reasons_in_words

READERS = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)
CHOICES = (7, 30)


@require_safe
def turned_red_page(request: HttpRequest) -> HttpResponse:
    """Since a week ago unless the address says ``since``: a number of days, or a day."""
    user, today = reader(request), clock.today()
    require(user, *READERS)
    asked = request.GET.get("since", "")
    since, fault = _since(asked, today)
    report = current_report(user)
    context = {
        **site.each_context(request),
        "title": _("What turned red"),
        "report": report,
        "since": since,
        "asked_day": asked if fault else f"{since:%Y-%m-%d}",
        "fault": fault,
        "choices": [
            {"days": days, "link": f"?since={days}", "is_chosen": since == today - timedelta(days=days)}
            for days in CHOICES
        ],
    }
    if report is not None:
        found = turned_red_since(user, report, since)
        links = ReportLinks(report.pk)
        context |= {
            "count": Figure(found.turned.count, links.projects(turned_red=f"{since:%Y-%m-%d}")),
            "are_cut": found.turned.is_cut,
            "turned": [_turned(each) for each in found.turned.rows],
            "recovered": [_recovered(each) for each in found.recovered.rows],
            "recovered_count": found.recovered.count,
        }
    return TemplateResponse(request, "console/turned_red.html", context)


def _since(asked: str, today: date) -> tuple[date, str]:
    """The day asked for, and what is wrong with it; a week ago if something is, or nothing was asked."""
    week_ago = today - TURNED_RED_WITHIN
    if not asked:
        return week_ago, ""
    if asked in {str(days) for days in CHOICES}:
        return today - timedelta(days=int(asked)), ""
    day = day_of(asked)
    if day is None:
        return week_ago, _("Give a date as YYYY-MM-DD.")
    if day > today:
        return week_ago, _("This day is still to come; choose today or an earlier one.")
    return day, ""


def _turned(turned: Turned) -> dict[str, Any]:
    project = turned.project
    return {
        **_named(project),
        "since": project.rag_since,
        "reasons": reasons_in_words(project.rag_reasons),
        "before": cells.light(turned.before) if turned.before else "—",
        "late": cells.days_late(project.next_due_on or project.due_on, clock.today()),
        "owes": _owed(turned),
        "owes_on": turned.owes_on,
    }


def _owed(turned: Turned) -> str:
    duty, milestone = str(ReminderSubject(turned.owes).label), turned.project.next_milestone
    if turned.owes == ReminderSubject.MILESTONE and milestone:
        return _("%(duty)s “%(title)s”") % {"duty": duty, "title": milestone.title}
    return duty


def _recovered(recovered: Recovered) -> dict[str, Any]:
    return {
        **_named(recovered.project),
        "light": cells.light(recovered.project.rag),
        "red_since": recovered.red_since,
        "recovered_on": recovered.recovered_on,
        "reasons": reasons_in_words(recovered.project.rag_reasons),
    }


def _named(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "code": project.code,
        "link": project_address(project.pk),
        "lead": project.lead_department or "—",
    }


site.add_page("turned-red/", turned_red_page, "turned_red")
