"""The matters that have gone to the supervision office and to leaders (督办清单)."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.calendar import workday_calendar
from accounts.choices import Level
from accounts.console import site
from accounts.console.reader import reader
from projects.choices import ReminderSubject
from projects.models import Reminder
from projects.queries.reminding import escalated
from projects.reminders.matters import matters_of

READERS = (Capability.SEE_REGION,)


@require_safe
def escalations_page(request: HttpRequest) -> HttpResponse:
    """What is still open at levels 3 and 4, with who owes it and since when."""
    user = reader(request)
    require(user, *READERS)
    rows, total = escalated(user)
    matters = matters_of(Reminder(subject_kind=row.subject_kind, subject_id=row.subject_id) for row in rows)
    calendar, today = workday_calendar(), clock.today()
    lines = [
        {
            "row": row,
            "level": Level(row.level).label,
            "is_leaders": row.level == Level.L4,
            "duty": ReminderSubject(row.duty).label,
            "matter": matters[row.subject_kind, row.subject_id],
            "path": matters[row.subject_kind, row.subject_id].link(row.duty),
            "days": calendar.workdays_between(row.due_on, today),
        }
        for row in rows
        if (row.subject_kind, row.subject_id) in matters
    ]
    context = {**site.each_context(request), "title": _("Escalated matters"), "lines": lines, "total": total}
    return TemplateResponse(request, "console/escalations.html", context)


site.add_page("escalations/", escalations_page, "escalations")
