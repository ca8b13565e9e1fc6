"""Filters of projects and milestones."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from accounts import clock
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import (
    BooleanFilter,
    CodesFilter,
    DateFilter,
    DaysFilter,
    IdFilter,
    IdOrCodeFilter,
    PercentFilter,
    RowFilterSet,
)
from projects.access import my_projects
from projects.api.rows import MilestoneRow, ProjectRow
from projects.choices import Action
from projects.models import Milestone, Project
from projects.queries.lists import STILL_OPEN, containing, in_section, overdue


@every_column_of(ProjectRow)
class ProjectFilters(RowFilterSet):
    """Filters of the project list."""

    report = IdFilter(help_text="Id of the work report.")
    source_code = filters.CharFilter(help_text="Number in the data set, the whole of it.")
    action = CodesFilter(Action, help_text="What is to be done: begin, go on, complete, …")
    section = IdFilter(method="of_section", help_text="A theme, or a part with all its themes.")
    has_lead_department = BooleanFilter(
        field_name="lead_department", lookup_expr="isnull", exclude=True, help_text="Handed to somebody, or not yet."
    )
    supporting_department = IdOrCodeFilter(
        field_name="supporting_departments", help_text="Id or code of a department that helps."
    )
    indicator = IdFilter(field_name="indicator_links__indicator", help_text="Projects that contribute to it.")
    mine = BooleanFilter(
        method="of_reader", help_text="Led by the reader's department, or by departments in the leader's charge."
    )
    overdue = BooleanFilter(method="late", help_text="Under way with a milestone, or its own date, in the past.")
    next_due_before = DateFilter(field_name="next_due_on", lookup_expr="lte", help_text="Next milestone, on or before.")
    next_due_after = DateFilter(field_name="next_due_on", lookup_expr="gte", help_text="Next milestone, on or after.")
    progress_min = PercentFilter(field_name="progress", lookup_expr="gte", help_text="Per cent, at least.")
    progress_max = PercentFilter(field_name="progress", lookup_expr="lte", help_text="Per cent, at most.")
    q = filters.CharFilter(method="search", help_text="Part of name, code, commitment or words in the report.")

    def of_section(self, queryset: QuerySet[Project], name: str, value: int) -> QuerySet[Project]:
        """The section itself or one below it."""
        return queryset.filter(in_section(value))

    def of_reader(self, queryset: QuerySet[Project], name: str, value: Any) -> QuerySet[Project]:
        """Items that are the reader's own."""
        return _where(queryset, my_projects(self.request.user), wanted=value)

    def late(self, queryset: QuerySet[Project], name: str, value: Any) -> QuerySet[Project]:
        """Late as of the business date."""
        return _where(queryset, overdue(clock.today()), wanted=value)

    def search(self, queryset: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        """Text in name, code, commitment or source."""
        return queryset.filter(containing(value))


class SlippageFilter(DaysFilter):
    """``?slippage_days_min=1``."""

    first, last = "baseline_due_on", "due_on"


@every_column_of(MilestoneRow)
class MilestoneFilters(RowFilterSet):
    """Filters of a project's milestones."""

    is_open = BooleanFilter(method="unfinished", help_text="Neither completed nor waived.")
    is_overdue = BooleanFilter(method="late", help_text="Open, and its date has passed.")
    slippage_days_min = SlippageFilter(lookup_expr="gte", help_text="Days from the baseline, at least.")
    slippage_days_max = SlippageFilter(lookup_expr="lte", help_text="Days from the baseline, at most.")

    def late(self, queryset: QuerySet[Milestone], name: str, value: Any) -> QuerySet[Milestone]:
        """Open ones whose date has passed, or the others."""
        late = STILL_OPEN & Q(due_on__lt=clock.today())
        return queryset.filter(late) if value else queryset.exclude(late)

    def unfinished(self, queryset: QuerySet[Milestone], name: str, value: Any) -> QuerySet[Milestone]:
        """Open ones, or the others."""
        return queryset.filter(STILL_OPEN) if value else queryset.exclude(STILL_OPEN)


def _where(queryset: QuerySet[Project], condition: Q, *, wanted: bool) -> QuerySet[Project]:
    return queryset.filter(condition) if wanted else queryset.exclude(condition)
