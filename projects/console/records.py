"""Reporting months and departments' records, with the rule by which they rank."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleModelAdmin, site
from projects.choices import ExportKind
from projects.models import DepartmentRecord, ReportingPeriod
from projects.queries.filings import department_records_visible_to, reporting_periods_visible_to
from projects.wording import RANKING_RULE

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


@admin.register(ReportingPeriod, site=site)
class ReportingPeriodAdmin(ConsoleModelAdmin):
    """Months on which projects report; opened by themselves on the 1st."""

    viewers = WORK
    visible = reporting_periods_visible_to
    fields = ("report", ("month", "due_on", "opened_on"))
    list_display = ("month", "report", "due_on", "opened_on")
    list_select_related = ("report",)
    ordering = ("-period",)

    @display(description=_("month"), ordering="period")
    def month(self, row: ReportingPeriod) -> str:
        return date_format(row.period, "YEAR_MONTH_FORMAT")


@admin.register(DepartmentRecord, site=site)
class DepartmentRecordAdmin(ConsoleModelAdmin):
    """A department's record of a month; judged each night until the next month opens."""

    viewers = WORK
    visible = department_records_visible_to
    list_before_template = "console/ranking_rule.html"
    exported_as = ExportKind.DEPARTMENT_RECORDS
    fields = (
        ("reporting_period", "department", "rank"),
        ("reports_due", "on_time", "late", "returned", "missing"),
        ("items", "red", "amber", "green", "slippage_days"),
    )
    list_display = (
        "rank", "department", "month", "reports_due", "on_time", "late", "missing", "returned", "items", "red",
        "amber", "slippage_days",
    )  # fmt: skip
    list_display_links = ("department",)
    list_filter = (("reporting_period", RelatedDropdownFilter), ("department", RelatedDropdownFilter))
    list_select_related = ("department", "reporting_period__report")
    search_fields = ("department__name",)
    ordering = ("-reporting_period__period", "rank", "department__position")

    @display(description=_("month"), ordering="reporting_period__period")
    def month(self, row: DepartmentRecord) -> str:
        return date_format(row.reporting_period.period, "YEAR_MONTH_FORMAT")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with the rule of the ranking above it."""
        return super().changelist_view(request, {**(extra_context or {}), "ranking_rule": RANKING_RULE})
