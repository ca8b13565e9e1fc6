"""Addresses of the filtered lists behind the numbers of a page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the address of the rows that it counts."""

    value: int
    link: str


class ReportLinks:
    """Addresses of the filtered lists of one report; of a past day none, as the lists show today."""

    def __init__(self, report_id: int, *, is_past: bool = False) -> None:
        self.report_id = report_id
        self.is_past = is_past

    def projects(self, **filters: Any) -> str:
        """Projects of the report."""
        return self._address("projects_project", report__id__exact=self.report_id, **filters)

    def milestones(self, **filters: Any) -> str:
        """Milestones of its projects."""
        return self._address("projects_milestone", project__report__id__exact=self.report_id, **filters)

    def indicators(self, **filters: Any) -> str:
        """Its indicators."""
        return self._address("indicators_indicator", report__id__exact=self.report_id, **filters)

    def progress_reports(self, **filters: Any) -> str:
        """Monthly reports on its projects."""
        return self._address("projects_progressreport", project__report__id__exact=self.report_id, **filters)

    def extensions(self, **filters: Any) -> str:
        """Requests for later dates of its projects."""
        return self._address("projects_extension", project__report__id__exact=self.report_id, **filters)

    def instructions(self, **filters: Any) -> str:
        """Instructions; these belong to no report."""
        return self._address("projects_instruction", **filters)

    def records(self, **filters: Any) -> str:
        """Departments' records of its months."""
        return self._address("projects_departmentrecord", **filters)

    def _address(self, name: str, **filters: Any) -> str:
        return "" if self.is_past else f"{reverse(f'console:{name}_changelist')}?{urlencode(filters)}"


def department_address(department_id: int) -> str:
    """The department's page."""
    return reverse("console:department_standing", args=[department_id])
