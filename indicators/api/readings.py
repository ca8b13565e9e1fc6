"""Readings: list, enter, hand in, return; many at once, all or none. Verifying is the projects' affair, too."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import ReasonBody
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import DateFilter, IdFilter, IdOrCodeFilter, RowFilterSet
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, RowList, Shaped
from indicators.api.bodies import EntryBody, EntryChanges, ReadingsBody, entry_of
from indicators.api.indicators import seen_indicator
from indicators.api.rows import ReadingDetailRow, ReadingRow
from indicators.models import Reading
from indicators.queries.readings import allowed_actions_on, readings_visible_to
from indicators.services import readings as services


@every_column_of(ReadingRow, but=["indicator"])
class IndicatorReadingFilters(RowFilterSet):
    """Filters of one indicator's readings."""

    period_before = DateFilter(field_name="period", lookup_expr="lte", help_text="On or before this date.")
    period_after = DateFilter(field_name="period", lookup_expr="gte", help_text="On or after this date.")


class ReadingFilters(IndicatorReadingFilters):
    """Filters of all readings."""

    indicator = IdOrCodeFilter(help_text="Id or code of the indicator.")
    report = IdFilter(field_name="indicator__report", help_text="Id of the work report.")
    lead_department = IdOrCodeFilter(
        field_name="indicator__lead_department", help_text="Id or code of the indicator's lead department."
    )


class IndicatorReadings(CreatingList):
    """Readings of one indicator, every revision, the newest period first."""

    queryset = Reading.objects.none()
    serializer_class = ReadingRow
    filterset_class = IndicatorReadingFilters
    orderings = {"period": "period", "id": "id"}
    default_ordering = "-period"
    address = "/api/v1/readings/{id}/"

    def get_queryset(self) -> QuerySet[Reading]:
        """Readings of an indicator that the reader may see."""
        return Reading.objects.filter(indicator=seen_indicator(self))

    @extend_schema(request=EntryBody, responses={201: ReadingRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep a value as a draft; a draft that is there already for the period is written over.

        A period that has a verified value gets a new revision, for which ``correction_reason`` is needed.
        """
        indicator = seen_indicator(self)
        body = self.checked(EntryBody)
        return self.created(services.enter(indicator_id=indicator.pk, by=self.reader, entry=entry_of(body)))


class EnteredAnswer(serializers.Serializer):
    """What was kept."""

    results = ReadingRow(many=True)


class ReadingList(RowList):
    """Readings of the indicators that the reader may see, the newest period first."""

    queryset = Reading.objects.none()
    serializer_class = ReadingRow
    filterset_class = ReadingFilters
    orderings = {"period": "period", "updated_at": "updated_at", "id": "id"}
    default_ordering = "-period"
    may_conflict = True

    def get_queryset(self) -> QuerySet[Reading]:
        """What the reader may see."""
        return readings_visible_to(self.reader)

    @extend_schema(operation_id="readings_enter_many", request=ReadingsBody, responses={201: EnteredAnswer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep several values, all or none; a refused row is named by its place: ``rows.3.value``."""
        body = self.checked(ReadingsBody)
        entries = [(row["indicator"].pk, entry_of(row)) for row in body["rows"]]
        kept = services.enter_many(by=self.reader, entries=entries, submit_them=body["submit"])
        rows = Reading.objects.filter(pk__in=[reading.pk for reading in kept]).values(*ReadingRow.columns())
        by_id = {row["id"]: row for row in rows}
        results = self.shaped(by_id[reading.pk] for reading in kept)
        return Response({"results": results}, status=status.HTTP_201_CREATED)


class ReadingDetail(RowDetail):
    """One reading; throwing a draft away is the projects' affair, as they keep its files."""

    queryset = Reading.objects.none()
    serializer_class = ReadingDetailRow
    embeds_others = True
    may_conflict = True
    needs_version = frozenset({"PATCH"})

    def get_queryset(self) -> QuerySet[Reading]:
        """What the reader may see."""
        return readings_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """What the reader may do."""
        known = Reading.objects.select_related("indicator__report")
        for row in rows:
            row["allowed"] = allowed_actions_on(self.reader, known.get(pk=row["id"]))

    @extend_schema(request=EntryChanges)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a draft, or what was returned; leave out what stays."""
        self.require_seen()
        version = required_version(request)
        changes = self.checked(EntryChanges, partial=True)
        services.change(reading_id=self.kwargs["id"], by=self.reader, version=version, changes=changes)
        return self.answer()


class ReadingAction(ReadingDetail, ActionView):
    """Base of the steps of a reading."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})


class ReadingSubmit(ReadingAction):
    """The department hands the value in."""

    @extend_schema(operation_id="readings_submit", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the reading as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.submit(reading_id=self.kwargs["id"], by=self.reader, version=version)


class ReadingReturn(ReadingAction):
    """The supervision office sends the value back."""

    body_class = ReasonBody

    @extend_schema(operation_id="readings_return", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the reading as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.send_back(reading_id=self.kwargs["id"], by=self.reader, version=version, **body)
