"""Who would get what on a day (CONSOLE.md "Reminders")."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.calendar import workday_calendar
from accounts.console import site
from accounts.console.reader import reader
from accounts.models import User
from accounts.queries import departments_visible_to, people_visible_to
from indicators.queries import reports_visible_to
from projects.reminders.preview import preview
from projects.reminders.statements import Only

FARTHEST = timedelta(days=366)
LONGEST_ID = 18


@require_safe
def preview_page(request: HttpRequest) -> HttpResponse:
    """The reminders of a day, the next working day unless another is asked for."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    today = clock.today()
    on, fault = _day(request.GET.get("on", ""), today)
    reports = reports_visible_to(user).filter(is_current=True).order_by("pk")
    only = Only(department_id=_department(request, user), people=_people(request, user))
    previews = [(report, preview(report, on, only)) for report in reports]
    context = {
        **site.each_context(request),
        "title": _("Who would get what"),
        "on": on,
        "fault": fault,
        "previews": previews,
        "departments": departments_visible_to(user).filter(is_active=True).order_by("position", "pk"),
        "department": only.department_id,
        "person": request.GET.get("person", ""),
    }
    return TemplateResponse(request, "console/reminder_preview.html", context)


def _department(request: HttpRequest, user: User) -> int | None:
    """The department that was chosen; None for all."""
    chosen = request.GET.get("department", "")
    if not chosen.isdecimal() or len(chosen) > LONGEST_ID:
        return None
    return departments_visible_to(user).filter(pk=chosen).values_list("pk", flat=True).first()


def _people(request: HttpRequest, user: User) -> list[int] | None:
    """People of the region whose name contains what was typed; None if nothing was."""
    name = request.GET.get("person", "").replace("\0", "").strip()
    return list(people_visible_to(user).filter(name__icontains=name).values_list("pk", flat=True)) if name else None


def _day(text: str, today: date) -> tuple[date, str]:
    """The day that was asked for; else the next working day, and what was wrong with the one asked for."""
    tomorrow = workday_calendar().add_workdays(today, 1)
    if not text:
        return tomorrow, ""
    try:
        on = parse_date(text)
    except ValueError:
        on = None
    if on is None:
        return tomorrow, _("This is no date; the next working day is shown.")
    if not today <= on <= today + FARTHEST:
        return tomorrow, _("Choose a day within a year from today; the next working day is shown.")
    return on, ""


site.add_page("reminders/preview/", preview_page, "reminder_preview")
