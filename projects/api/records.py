"""Reporting months, departments' records, and handing over many projects at once."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import DateFilter, IdFilter, RowFilterSet
from accounts.api.contract.views import ContractView, RowList
from projects.api.filing_bodies import AssignmentsBody
from projects.api.filing_rows import DepartmentRecordRow, ReportingPeriodRow
from projects.api.rows import ProjectReference
from projects.models import DepartmentRecord, ReportingPeriod
from projects.queries.filings import department_records_visible_to, reporting_periods_visible_to
from projects.services.assignment import Assignment, assign_many


@every_column_of(ReportingPeriodRow)
class ReportingPeriodFilters(RowFilterSet):
    """Filters of the list of months."""


class ReportingPeriodList(RowList):
    """Months on which projects report."""

    queryset = ReportingPeriod.objects.none()
    serializer_class = ReportingPeriodRow
    filterset_class = ReportingPeriodFilters
    orderings = {"period": "period", "id": "id"}
    default_ordering = "period"

    def get_queryset(self) -> QuerySet[ReportingPeriod]:
        """What the reader may see."""
        return reporting_periods_visible_to(self.reader)


@every_column_of(DepartmentRecordRow)
class DepartmentRecordFilters(RowFilterSet):
    """Filters of the list of records."""

    report = IdFilter(field_name="reporting_period__report", help_text="Id of the work report.")
    period = DateFilter(field_name="reporting_period__period", help_text="First day of the month.")


class DepartmentRecordList(RowList):
    """How departments did, month by month; a department sees its own.

    They rank by the share of reports filed in time; then by fewer missing, late and returned reports; then by
    the smaller share of red and of amber items; then by fewer days of slippage. Equal ones share a rank.
    """

    queryset = DepartmentRecord.objects.none()
    serializer_class = DepartmentRecordRow
    filterset_class = DepartmentRecordFilters
    orderings = {"rank": "rank", "period": "reporting_period__period", "id": "id"}
    default_ordering = "rank"

    def get_queryset(self) -> QuerySet[DepartmentRecord]:
        """What the reader may see."""
        return department_records_visible_to(self.reader)


class AssignedAnswer(serializers.Serializer):
    """What was handed over."""

    results = ProjectReference(many=True)


class AssignmentBatch(ContractView):
    """The supervision office hands over several drafted projects, all or none."""

    may_conflict = True

    @extend_schema(operation_id="projects_assign_many", request=AssignmentsBody, responses=AssignedAnswer)
    def post(self, request: Request) -> Response:
        """A refused row is named by its place: ``rows.3.due_on``; then nothing is changed."""
        body = self.checked(AssignmentsBody)
        assigned = assign_many(
            assignments=[
                Assignment(
                    project_id=row["project"].pk,
                    version=row.get("version"),
                    lead_department=row["lead_department"],
                    supporting_departments=row.get("supporting_departments", ()),
                    due_on=row.get("due_on"),
                    has_no_due_date=row["has_no_due_date"],
                )
                for row in body["rows"]
            ],
            by=self.reader,
            reason=body.get("reason", ""),
            document=body.get("document", ""),
        )
        return Response(
            {"results": [{"id": project.pk, "code": project.code, "name": project.name} for project in assigned]}
        )
