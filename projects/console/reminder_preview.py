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
from indicators.queries import reports_visible_to
from projects.reminders.preview import preview

FARTHEST = timedelta(days=366)


@require_safe
def preview_page(request: HttpRequest) -> HttpResponse:
    """The reminders of a day, the next working day unless another is asked for."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    today = clock.today()
    on, fault = _day(request.GET.get("on", ""), today)
    reports = reports_visible_to(user).filter(is_current=True).order_by("pk")
    previews = [(report, preview(report, on)) for report in reports]
    context = {
        **site.each_context(request),
        "title": _("Who would get what"),
        "on": on,
        "fault": fault,
        "previews": previews,
    }
    return TemplateResponse(request, "console/reminder_preview.html", context)


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
