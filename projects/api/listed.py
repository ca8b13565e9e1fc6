"""The API's lists as exports read them: the same filters, by the same query string (docs/exports.md)."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework import exceptions
from rest_framework.request import Request

from accounts import clock
from accounts.api.contract.filtering import BooleanFilter, IdFilter, IdOrCodeFilter, RowFilterSet, check_parameters
from accounts.errors import InvalidInput
from accounts.models import User
from indicators.api.indicators import IndicatorFilters
from projects.api.filters import MilestoneFilters, ProjectFilters
from projects.api.records import DepartmentRecordFilters
from projects.choices import ExportKind
from projects.exports.lists import VISIBLE, Narrowed, register
from projects.models import Milestone
from projects.queries.board_rows import overdue_milestones
from projects.queries.projects import visible_to


class ListedMilestoneFilters(MilestoneFilters):
    """Milestones across projects, narrowed by their project, too."""

    project = IdFilter()
    report = IdFilter(field_name="project__report")
    lead_department = IdOrCodeFilter(field_name="project__lead_department")
    overdue = BooleanFilter(method="late", help_text="Open, its date has passed, and its project is under way.")

    def late(self, queryset: QuerySet[Milestone], name: str, value: Any) -> QuerySet[Milestone]:
        """As of the business date."""
        late = overdue_milestones(visible_to(self.request.user), clock.today()).order_by().values("pk")
        return queryset.filter(pk__in=late) if value else queryset.exclude(pk__in=late)


FILTERS: dict[str, type[RowFilterSet]] = {
    ExportKind.PROJECTS: ProjectFilters,
    ExportKind.MILESTONES: ListedMilestoneFilters,
    ExportKind.INDICATORS: IndicatorFilters,
    ExportKind.DEPARTMENT_RECORDS: DepartmentRecordFilters,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What filters need of a request."""

    user: User
    query_params: QueryDict


def narrow(kind: str, user: User, query: str) -> Narrowed:
    """The rows that a list of the API gives for a query string. Raises InvalidInput that names the parameter."""
    asked = Asked(user, QueryDict(query))
    filters = FILTERS[kind]
    try:
        check_parameters(cast("Request", asked), filters.base_filters.keys(), filters.repeatable())
    except exceptions.ValidationError as refused:
        raise InvalidInput(_in_words(refused.detail), attr="query") from refused
    found = filters(asked.query_params, queryset=VISIBLE[kind](user), request=asked)
    if not found.is_valid():
        raise InvalidInput(_in_words(found.errors), attr="query")
    return Narrowed(found.qs, [f"{name}={value}" for name, values in asked.query_params.lists() for value in values])


def _in_words(faults: Any) -> str:
    """Each parameter and what is wrong with it."""
    return "；".join(f"{name}：{' '.join(map(str, details))}" for name, details in faults.items())


register("api", narrow)
