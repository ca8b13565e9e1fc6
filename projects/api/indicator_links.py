"""Links between projects and indicators, verifying readings, and planned curves: what moves lights, too."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import SeenField
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import RowFilterSet
from accounts.api.contract.rows import DecimalString, IdField, RowSerializer
from accounts.api.contract.versions import etag, fingerprint, required_version
from accounts.api.contract.views import LOCATION, ContractView, CreatingList, RowDetail
from indicators.api.bodies import PlanBody, VerdictBody, indicators
from indicators.api.indicators import seen_indicator
from indicators.api.readings import ReadingAction, ReadingDetail
from indicators.api.rows import IndicatorReference
from indicators.models import Indicator
from indicators.queries.readings import planned_curve_of
from projects.api.filing_bodies import projects
from projects.api.rows import ProjectReference
from projects.models import IndicatorLink, Project
from projects.queries.contributions import links_visible_to
from projects.services import indicator_links as services
from projects.services import indicator_readings


class ContributionField(serializers.DecimalField):
    """A share in the indicator's unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, allow_null=True, **options)


class IndicatorLinkRow(RowSerializer):
    """What a project contributes to an indicator, in the indicator's unit."""

    id = IdField()
    project = ProjectReference()
    indicator = IndicatorReference()
    unit = serializers.CharField(source="indicator.unit", allow_blank=True)
    planned_contribution = DecimalString(allow_null=True)
    delivered_contribution = DecimalString(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class Contributions(serializers.Serializer):
    """What is planned and has been delivered; leave out what stays."""

    planned_contribution = ContributionField(help_text="The supervision office's to say.")
    delivered_contribution = ContributionField(help_text="Also the lead department's to say.")


class NewIndicatorLink(serializers.Serializer):
    """Which project carries which indicator."""

    project = SeenField(Project, projects)
    indicator = SeenField(Indicator, indicators)
    planned_contribution = ContributionField(required=False)


@every_column_of(IndicatorLinkRow)
class IndicatorLinkFilters(RowFilterSet):
    """Filters of the links."""


class IndicatorLinkList(CreatingList):
    """Links of the projects that the reader may see."""

    queryset = IndicatorLink.objects.none()
    serializer_class = IndicatorLinkRow
    filterset_class = IndicatorLinkFilters
    orderings = {"id": "id", "updated_at": "updated_at"}
    address = "/api/v1/indicator-links/{id}/"

    def get_queryset(self) -> QuerySet[IndicatorLink]:
        """What the reader may see."""
        return links_visible_to(self.reader)

    @extend_schema(request=NewIndicatorLink, responses={201: IndicatorLinkRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The supervision office says that a project carries an indicator."""
        body = self.checked(NewIndicatorLink)
        made = services.link(
            project_id=body["project"].pk,
            indicator_id=body["indicator"].pk,
            by=self.reader,
            planned_contribution=body.get("planned_contribution"),
        )
        return self.created(made)


class IndicatorLinkDetail(RowDetail):
    """One link."""

    queryset = IndicatorLink.objects.none()
    serializer_class = IndicatorLinkRow
    embeds_others = True
    needs_version = frozenset({"PATCH", "DELETE"})

    def get_queryset(self) -> QuerySet[IndicatorLink]:
        """What the reader may see."""
        return links_visible_to(self.reader)

    @extend_schema(request=Contributions)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what is planned, or what has been delivered."""
        self.require_seen()
        version = required_version(request)
        changes = self.checked(Contributions, partial=True)
        services.contribute(
            link_id=self.kwargs["id"], by=self.reader, version=version, changed=frozenset(changes), **changes
        )
        return self.answer()

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The supervision office takes the link away."""
        self.require_seen()
        services.unlink(link_id=self.kwargs["id"], by=self.reader, version=required_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DiscardableReading(ReadingDetail):
    """One reading."""

    needs_version = frozenset({"PATCH", "DELETE"})

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw a draft away with its files."""
        self.require_seen()
        indicator_readings.discard(reading_id=self.kwargs["id"], by=self.reader, version=required_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadingVerify(ReadingAction):
    """The supervision office takes the value as true; it is judged from now on."""

    body_class = VerdictBody

    @extend_schema(operation_id="readings_verify", request=VerdictBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the reading as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        indicator_readings.verify(reading_id=self.kwargs["id"], by=self.reader, version=version, **body)


class PlannedValueAnswer(serializers.Serializer):
    """What is to be reached by the end of a period."""

    period = serializers.DateField()
    value = DecimalString()


class PlanAnswer(serializers.Serializer):
    """The planned curve."""

    values = PlannedValueAnswer(many=True)


class IndicatorPlan(ContractView):
    """The curve that the department plans a cumulative indicator to follow; its version is the indicator's."""

    serializer_class = PlanAnswer
    needs_version = frozenset({"PUT"})
    tells_version = True

    @extend_schema(operation_id="indicators_plan", responses=PlanAnswer)
    def get(self, request: Request, id: int) -> Response:  # noqa: A002  (the address names it so)
        """The present curve, in order; empty without one."""
        return self._answer()

    @extend_schema(operation_id="indicators_plan_replace", request=PlanBody, responses=PlanAnswer)
    def put(self, request: Request, id: int) -> Response:  # noqa: A002  (the address names it so)
        """Replace the whole curve."""
        indicator, version = seen_indicator(self), required_version(request)
        values = {row["period"]: row["value"] for row in self.checked(PlanBody)["values"]}
        indicator_readings.plan(indicator_id=indicator.pk, by=self.reader, values=values, version=version)
        return self._answer()

    def current(self) -> tuple[dict[str, Any], str]:
        """The curve and its ETag; also shown to whoever was overtaken."""
        indicator = seen_indicator(self)
        curve = [{"period": period, "value": value} for period, value in planned_curve_of(indicator).items()]
        return {"values": curve}, etag(indicator.version, fingerprint(curve))

    def _answer(self) -> Response:
        shown, tag = self.current()
        return Response(shown, headers={"ETag": tag})
