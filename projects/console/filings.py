"""What departments file: monthly reports, requests for more time, evidence. Read here; each has its service later."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleModelAdmin, site
from accounts.console.cells import simulated_badge
from accounts.console.reader import reader
from projects.console.filters import FiledFilter
from projects.models import Evidence, Extension, ProgressReport, StoredFile
from projects.queries.projects import visible_to

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


class OfVisibleProjects(ConsoleModelAdmin):
    """Rows of projects that the user sees."""

    viewers = WORK

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(project__in=visible_to(reader(request)))


@admin.register(ProgressReport, site=site)
class ProgressReportAdmin(OfVisibleProjects):
    fields = (
        "project",
        ("month", "due_on", "state"),
        ("percent_done", "percent_explanation"),
        "done",
        ("problems", "support_needed"),
        ("next_steps", "expects_delay"),
        ("investment_this_month", "investment_to_date"),
        ("written_by", "submitted_on"),
        ("confirmed_by", "reviewed_by", "reviewed_at"),
        ("return_reason", "times_returned"),
        "is_simulated",
    )
    list_display = ("project", "month", "percent_done", "state", "written_by", "submitted_on")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        FiledFilter,
        ("project__lead_department", RelatedDropdownFilter),
        ("project__report", RelatedDropdownFilter),
        ("expects_delay", BooleanRadioFilter),
    )
    list_select_related = ("project", "written_by")
    search_fields = ("project__code", "project__name", "done", "problems")
    date_hierarchy = "period"

    @display(description=_("month"), ordering="period")
    def month(self, report: ProgressReport) -> str:
        return date_format(report.period, "YEAR_MONTH_FORMAT")

    @display(description=_("progress (%)"), ordering="percent")
    def percent_done(self, report: ProgressReport) -> SafeString:
        text = "—" if report.percent is None else f"{report.percent:.0f}%"
        return simulated_badge(text, shown=report.is_simulated)


@admin.register(Extension, site=site)
class ExtensionAdmin(OfVisibleProjects):
    fields = (
        ("project", "milestone"),
        ("old_due_on", "new_due_on"),
        "reason",
        ("state", "needs_leader"),
        ("requested_by", "requested_on"),
        ("decided_by", "decided_on"),
        "decision_note",
    )
    list_display = ("project", "milestone", "old_due_on", "new_due_on", "state", "requested_on")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("project__lead_department", RelatedDropdownFilter),
        ("project__report", RelatedDropdownFilter),
        ("needs_leader", BooleanRadioFilter),
    )
    list_select_related = ("project", "milestone")
    search_fields = ("project__code", "project__name", "reason")
    date_hierarchy = "requested_on"


@admin.register(Evidence, site=site)
class EvidenceAdmin(OfVisibleProjects):
    fields = (
        "name",
        ("project", "milestone"),
        ("progress_report", "instruction_reply", "is_for_closure"),
        ("uploaded_by", "uploaded_at"),
    )
    readonly_fields = ("uploaded_at",)
    list_display = ("name", "project", "milestone", "uploaded_by", "uploaded_at")
    list_select_related = ("project", "milestone", "uploaded_by")
    search_fields = ("name", "project__code", "project__name")
    date_hierarchy = "uploaded_at"


@admin.register(StoredFile, site=site)
class StoredFileAdmin(ConsoleModelAdmin):
    """Sizes and kinds for the operator; the contents are reached through evidence only."""

    viewers = (Capability.CONFIGURE,)
    fields = ("sha256", ("size", "content_type"))
    list_display = ("sha256", "content_type", "size")
    search_fields = ("sha256",)
