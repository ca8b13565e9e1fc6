"""List filters whose conditions are those of the dashboard's numbers."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from accounts import clock
from accounts.console.reader import reader
from indicators.choices import SectionLevel
from indicators.models import Section
from indicators.queries import current_report, policy_in_force, reports_visible_to
from projects.access import my_projects
from projects.models import Instruction, Milestone, ProgressReport, Project
from projects.queries.board_rows import TURNED_RED_WITHIN, overdue_milestones
from projects.queries.lists import due_soon, in_section, overdue, owes_report, turned_red, unreported
from projects.queries.projects import visible_to
from projects.queries.reporting_months import due_periods, silent
from projects.queries.standing_facts import FILED

Lookups = list[tuple[str, Any]]


def day_of(text: str) -> date | None:
    """The day that an address names; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class PartFilter(DropdownFilter):
    """A part of the report with all its themes."""

    title = _("part")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        parts = Section.objects.filter(level=SectionLevel.PART, report__in=reports_visible_to(reader(request)))
        return [(str(part.pk), part.heading) for part in parts.order_by("report", "position")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        known = {part for part, _heading in self.lookup_choices}
        value = self.value()
        return queryset.filter(in_section(int(value))) if value in known else queryset


class OverdueFilter(DropdownFilter):
    """Under way with a date in the past."""

    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("yes", _("Overdue only"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        return queryset.filter(overdue(clock.today())) if self.value() == "yes" else queryset


class UnassignedFilter(DropdownFilter):
    """Led by nobody yet."""

    title = _("assignment")
    parameter_name = "lead"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("none", _("Without lead department"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        return queryset.filter(lead_department=None) if self.value() == "none" else queryset


class MineFilter(DropdownFilter):
    """Led by one's own department, or by one in one's charge."""

    title = _("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("yes", _("Mine only"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        return queryset.filter(my_projects(reader(request))).distinct() if self.value() == "yes" else queryset


class TurnedRedFilter(DropdownFilter):
    """Red since a few days only, or since a day that an address names (2024-09-01)."""

    title = _("turned red")
    parameter_name = "turned_red"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("week", _("Within seven days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        if self.value() == "week":
            return queryset.filter(turned_red(clock.today() - TURNED_RED_WITHIN))
        since = day_of(self.value() or "")
        return queryset.filter(turned_red(since)) if since else queryset


class MonthlyReportFilter(DropdownFilter):
    """Whether this month's progress report has been filed."""

    title = _("this month's report")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("expected", _("Expected")), ("filed", _("Filed")), ("outstanding", _("Outstanding"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        if self.value() not in {"expected", "filed", "outstanding"}:
            return queryset
        period = clock.today().replace(day=1)
        expected = queryset.filter(owes_report(period))
        filed = Exists(ProgressReport.objects.filter(project=OuterRef("pk"), period=period, state__in=FILED))
        if self.value() == "expected":
            return expected
        return expected.filter(filed if self.value() == "filed" else ~filed)


class UnreportedFilter(DropdownFilter):
    """Monthly reports that have fallen due and were not filed: of the last three months, or of one (2024-06)."""

    title = _("missing reports")
    parameter_name = "unreported"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("three", _("No report for three months"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Project]) -> QuerySet[Project]:
        month = day_of(f"{self.value()}-01")
        if month:
            return queryset.filter(unreported([month]))
        report = current_report(reader(request)) if self.value() == "three" else None
        if report is None:
            return queryset
        return queryset.filter(report=report).filter(
            silent(due_periods(report, policy_in_force(report.pk, clock.today()), clock.today()))
        )


class FiledFilter(DropdownFilter):
    """Monthly reports that have been filed, by when they came."""

    title = _("filed")
    parameter_name = "filed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("in_time", _("In time")), ("late", _("Late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
        if self.value() not in {"in_time", "late"}:
            return queryset
        in_time = Q(submitted_on__lte=F("due_on"))
        return queryset.filter(in_time if self.value() == "in_time" else ~in_time, state__in=FILED)


class MyInstructionFilter(DropdownFilter):
    """A leader's own."""

    title = _("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("yes", _("Given by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Instruction]) -> QuerySet[Instruction]:
        return queryset.filter(leader=reader(request)) if self.value() == "yes" else queryset


class OpenMilestoneFilter(DropdownFilter):
    """What is late, and what comes next."""

    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> Lookups:
        return [("overdue", _("Overdue")), ("month", _("Due within 30 days")), ("done", _("Done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Milestone]) -> QuerySet[Milestone]:
        today = clock.today()
        if self.value() == "overdue":
            late = overdue_milestones(visible_to(reader(request)), today)
            return queryset.filter(pk__in=late.order_by().values("pk"))
        if self.value() == "month":
            return queryset.filter(due_soon(today))
        return queryset.filter(completed_on__isnull=False) if self.value() == "done" else queryset
