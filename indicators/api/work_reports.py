"""Work reports, their section trees, and the results of the year before."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import RowFilterSet, TypedFilter
from accounts.api.contract.views import ContractView, RowDetail, RowList
from indicators.api.rows import PriorResultRow, SectionRow, WorkReportRow
from indicators.models import PriorResult, Section, WorkReport
from indicators.queries import reports_visible_to


class YearFilter(TypedFilter, filters.NumberFilter):
    """``?year=2024``."""

    told = {"type": "integer", "minimum": 1, "maximum": 9999}

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=9999, **options)


@every_column_of(WorkReportRow)
class WorkReportFilters(RowFilterSet):
    """Filters of the reports."""

    year = YearFilter(help_text="The year whose work the report promises.")


@every_column_of(PriorResultRow)
class PriorResultFilters(RowFilterSet):
    """Filters of the results."""

    q = filters.CharFilter(method="search", help_text="Part of name or code.")

    def search(self, queryset: QuerySet[PriorResult], name: str, value: str) -> QuerySet[PriorResult]:
        """Name or code."""
        return queryset.filter(Q(name__icontains=value) | Q(code__icontains=value))


class PartAnswer(SectionRow):
    """A part with the themes of its paragraphs."""

    themes = SectionRow(many=True)


class SectionsAnswer(serializers.Serializer):
    """The whole tree in the report's order."""

    results = PartAnswer(many=True)


class WorkReportList(RowList):
    """Work reports of one's region, the newest first."""

    queryset = WorkReport.objects.none()
    serializer_class = WorkReportRow
    filterset_class = WorkReportFilters
    orderings = {"year": "year", "adopted_on": "adopted_on", "id": "id"}
    default_ordering = "-year"

    def get_queryset(self) -> QuerySet[WorkReport]:
        """What the reader may see."""
        return reports_visible_to(self.reader)


class WorkReportDetail(RowDetail):
    """One work report."""

    queryset = WorkReport.objects.none()
    serializer_class = WorkReportRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[WorkReport]:
        """What the reader may see."""
        return reports_visible_to(self.reader)


class WorkReportSections(ContractView):
    """The section tree of a report: parts, each with its themes. Not paged; a report has some dozens."""

    @extend_schema(operation_id="work_reports_sections", responses=SectionsAnswer)
    def get(self, request: Request, id: int) -> Response:  # noqa: A002  (the address names it so)
        """Parts in the report's order."""
        require_report(self, id)
        parts: list[dict[str, Any]] = []
        by_id: dict[int, dict[str, Any]] = {}
        rows = Section.objects.filter(report=id).order_by("position", "id")
        for row in rows.values(*SectionRow.columns(), "parent_id"):
            section = SectionRow.shape(row)
            if row["parent_id"] is None:
                by_id[section["id"]] = section | {"themes": by_id.get(section["id"], {}).get("themes", [])}
                parts.append(by_id[section["id"]])
            else:
                by_id.setdefault(row["parent_id"], {"themes": []})["themes"].append(section)
        return Response({"results": parts})


class PriorResultList(RowList):
    """Results of the year before, as the report's review states them; this year's targets are held against them."""

    queryset = PriorResult.objects.none()
    serializer_class = PriorResultRow
    filterset_class = PriorResultFilters
    orderings = {"code": "code", "name": "name", "source_line": "source_line", "id": "id"}
    default_ordering = "code"

    def get_queryset(self) -> QuerySet[PriorResult]:
        """Results of a report that the reader may see."""
        require_report(self, self.kwargs["id"])
        return PriorResult.objects.filter(report=self.kwargs["id"])


def require_report(view: ContractView, report_id: int) -> None:
    """404 unless the reader may see the report."""
    if not reports_visible_to(view.reader).filter(pk=report_id).exists():
        raise exceptions.NotFound()
