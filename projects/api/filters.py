"""Filters of projects and milestones."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from accounts import clock
from accounts.api.contract.filtering import (
    BooleanFilter,
    CodesFilter,
    DateFilter,
    IdFilter,
    IdOrCodeFilter,
    InstantFilter,
    PercentFilter,
    RowFilterSet,
)
from projects.access import my_projects
from projects.choices import Action, Category, Nature, Rag, Stage
from projects.models import Milestone, Project
from projects.queries.lists import STILL_OPEN, containing, in_section, overdue


class ProjectFilters(RowFilterSet):
    """Filters of the project list."""

    report = IdFilter()
    code = filters.CharFilter()
    source_code = filters.CharFilter()
    nature = CodesFilter(Nature)
    category = CodesFilter(Category)
    action = CodesFilter(Action)
    section = IdFilter(method="of_section", help_text="A theme, or a part with all its themes.")
    stage = CodesFilter(Stage)
    rag = CodesFilter(Rag)
    rag_since_after = DateFilter(field_name="rag_since", lookup_expr="gte", help_text="Colour turned on or after.")
    lead_department = IdOrCodeFilter()
    has_lead_department = BooleanFilter(field_name="lead_department", lookup_expr="isnull", exclude=True)
    supporting_department = IdOrCodeFilter(field_name="supporting_departments")
    indicator = IdFilter(field_name="indicator_links__indicator", help_text="Projects that contribute to it.")
    mine = BooleanFilter(
        method="of_reader", help_text="Led by the reader's department, or by departments in the leader's charge."
    )
    overdue = BooleanFilter(method="late", help_text="Under way with a milestone, or its own date, in the past.")
    due_before = DateFilter(field_name="due_on", lookup_expr="lte", help_text="On or before this date.")
    due_after = DateFilter(field_name="due_on", lookup_expr="gte", help_text="On or after this date.")
    next_due_before = DateFilter(field_name="next_due_on", lookup_expr="lte", help_text="Next milestone, on or before.")
    next_due_after = DateFilter(field_name="next_due_on", lookup_expr="gte", help_text="Next milestone, on or after.")
    progress_min = PercentFilter(field_name="progress", lookup_expr="gte", help_text="Per cent, at least.")
    progress_max = PercentFilter(field_name="progress", lookup_expr="lte", help_text="Per cent, at most.")
    is_simulated = BooleanFilter()
    updated_after = InstantFilter(field_name="updated_at", lookup_expr="gt")
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


class MilestoneFilters(RowFilterSet):
    """Filters of a project's milestones."""

    is_open = BooleanFilter(method="unfinished", help_text="Neither completed nor waived.")
    due_before = DateFilter(field_name="due_on", lookup_expr="lte", help_text="On or before this date.")
    due_after = DateFilter(field_name="due_on", lookup_expr="gte", help_text="On or after this date.")

    def unfinished(self, queryset: QuerySet[Milestone], name: str, value: Any) -> QuerySet[Milestone]:
        """Open ones, or the others."""
        return queryset.filter(STILL_OPEN) if value else queryset.exclude(STILL_OPEN)


def _where(queryset: QuerySet[Project], condition: Q, *, wanted: bool) -> QuerySet[Project]:
    return queryset.filter(condition) if wanted else queryset.exclude(condition)
