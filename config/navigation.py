"""The console's menu: what a role can open, in the order in which it is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.console import channels, holidays, roles, site
from accounts.console.reader import reader
from config.console import health
from indicators.access import MAY_ENTER
from indicators.console import year_comparison
from projects.console import breakdown_sheets, bulletins, department_table, escalations, report_breakdowns, turned_red
from projects.console.review import REVIEWERS
from projects.console.todo import TODO_READERS
from projects.services.exports import READERS as EXPORT_READERS

READERS = {
    "todo": TODO_READERS,
    "review": REVIEWERS,
    "reading_entry": MAY_ENTER,
    "escalations": escalations.READERS,
    "breakdown_sheets": breakdown_sheets.READERS,
    "report_breakdowns": report_breakdowns.READERS,
    "channels": channels.READERS,
    "health": health.READERS,
    "holidays": holidays.READERS,
    "roles": roles.READERS,
    "turned_red": turned_red.READERS,
    "department_standings": department_table.READERS,
    "year_comparison": year_comparison.READERS,
    "bulletins": bulletins.READERS,
    "exports": EXPORT_READERS,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: the pages of a model (``app.Model``), or another page of the console."""

    title: str | Promise
    icon: str
    page: str

    def address(self) -> str:
        """Where the line leads."""
        name = f"{self.page.replace('.', '_').lower()}_changelist" if "." in self.page else self.page
        return reverse(f"{site.name}:{name}")

    def is_for(self, request: HttpRequest) -> bool:
        """Whether the user may open it."""
        if "." in self.page:
            return site.get_model_admin(apps.get_model(self.page)).has_view_permission(request)
        readers = READERS.get(self.page)
        return readers is None or any(may(reader(request), capability) for capability in readers)


MENU: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(_("Dashboard"), "dashboard", "index"),
            Entry(_("What turned red"), "emergency_home", "turned_red"),
            Entry(_("Departments compared"), "leaderboard", "department_standings"),
            Entry(_("To do"), "checklist", "todo"),
            Entry(_("Review"), "rate_review", "review"),
            Entry(_("Projects"), "assignment", "projects.Project"),
            Entry(_("Milestones"), "flag", "projects.Milestone"),
            Entry(_("Indicators"), "monitoring", "indicators.Indicator"),
            Entry(_("Enter readings"), "edit_square", "reading_entry"),
            Entry(_("Year comparison"), "compare_arrows", "year_comparison"),
            Entry(_("Bulletins"), "newspaper", "bulletins"),
            Entry(_("Exports"), "download", "exports"),
        ),
    ),
    (
        _("Follow-up"),
        (
            Entry(_("Messages"), "notifications", "accounts.Notification"),
            Entry(_("My reminders"), "notifications_paused", "preferences"),
            Entry(_("Escalated matters"), "priority_high", "escalations"),
            Entry(_("Supervision notices"), "draft", "projects.SupervisionNotice"),
            Entry(_("Reminders"), "campaign", "projects.Reminder"),
            Entry(_("Reminders by hand"), "record_voice_over", "projects.ManualReminder"),
            Entry(_("Deliveries"), "outbox", "accounts.Delivery"),
            Entry(_("Reminder rules"), "rule", "projects.ReminderRule"),
            Entry(_("Progress reports"), "edit_note", "projects.ProgressReport"),
            Entry(_("Department records"), "social_leaderboard", "projects.DepartmentRecord"),
            Entry(_("Reporting periods"), "calendar_month", "projects.ReportingPeriod"),
            Entry(_("Extensions"), "event_repeat", "projects.Extension"),
            Entry(_("Instructions"), "gavel", "projects.Instruction"),
            Entry(_("Replies"), "reply", "projects.InstructionReply"),
            Entry(_("Evidence"), "attach_file", "projects.Evidence"),
            Entry(_("Stage changes"), "move_down", "projects.StageChange"),
        ),
    ),
    (
        _("Work report"),
        (
            Entry(_("Work reports"), "description", "indicators.WorkReport"),
            Entry(_("Sections"), "account_tree", "indicators.Section"),
            Entry(_("Report breakdown"), "segment", "report_breakdowns"),
            Entry(_("Keywords for lead departments"), "key", "projects.LeadKeyword"),
            Entry(_("Breakdown lists"), "upload_file", "breakdown_sheets"),
            Entry(_("Readings"), "show_chart", "indicators.Reading"),
            Entry(_("Planned values"), "timeline", "indicators.PlannedValue"),
            Entry(_("Results of last year"), "history", "indicators.PriorResult"),
            Entry(_("Indicator links"), "link", "projects.IndicatorLink"),
            Entry(_("Milestone templates"), "library_books", "projects.MilestoneTemplate"),
        ),
    ),
    (
        _("System"),
        (
            Entry(_("State of the system"), "monitor_heart", "health"),
            Entry(_("Accounts"), "person", "accounts.User"),
            Entry(_("Roles"), "shield_person", "roles"),
            Entry(_("Departments"), "domain", "accounts.Department"),
            Entry(_("Posts"), "badge", "accounts.Post"),
            Entry(_("Regions"), "map", "accounts.Region"),
            Entry(_("Devices"), "smartphone", "accounts.Device"),
            Entry(_("Supervision policies"), "tune", "indicators.SupervisionPolicy"),
            Entry(_("Channels"), "hub", "channels"),
            Entry(_("Webhooks"), "webhook", "accounts.Endpoint"),
            Entry(_("Working days"), "event_available", "holidays"),
            Entry(_("Holidays"), "calendar_month", "accounts.Holiday"),
            Entry(_("Stored files"), "folder", "projects.StoredFile"),
            Entry(_("History"), "manage_search", "pghistory.Events"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of this user, as the theme wants it."""
    return [
        {"title": title, "separator": bool(title), "items": lines}
        for title, entries in MENU
        if (lines := list(_lines(entries, request)))
    ]


def _lines(entries: tuple[Entry, ...], request: HttpRequest) -> Iterator[dict[str, Any]]:
    for each in entries:
        if each.is_for(request):
            yield {"title": each.title, "icon": each.icon, "link": each.address()}
