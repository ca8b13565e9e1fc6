"""Indicators with their judgement, their readings and their pace through the year."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import IdFilter, IdOrCodeFilter, InstantFilter, RowFilterSet
from accounts.api.contract.rows import DecimalString, hide_unseen
from accounts.api.contract.views import ContractView, RowDetail, RowList, Shaped
from accounts.api.rows import DepartmentReference
from indicators import queries
from indicators.api import as_of
from indicators.api.judgements import PACE_CHOICES, JudgementAnswer, attach_judgements, judgement_answer, rounded
from indicators.api.rows import IndicatorDetailRow, IndicatorReference, IndicatorRow
from indicators.models import Indicator, IndicatorSupport
from indicators.queries.pace import pace_series


@every_column_of(IndicatorRow)
class IndicatorFilters(RowFilterSet):
    """Filters of the indicator list."""

    section = IdFilter(method="in_section", help_text="A theme, or a part with all its themes.")
    supporting_department = IdOrCodeFilter(
        field_name="supporting_departments", help_text="Id or code of a department that helps."
    )
    pace = filters.MultipleChoiceFilter(choices=PACE_CHOICES, method="at_pace", help_text="As judged, see as_of.")
    updated_after = InstantFilter(field_name="updated_at", lookup_expr="gt", help_text="Changed after this instant.")
    q = filters.CharFilter(method="search", help_text="Part of name, code or target as written.")

    def in_section(self, queryset: QuerySet[Indicator], name: str, value: int) -> QuerySet[Indicator]:
        """The section itself or one below it."""
        return queryset.filter(Q(section=value) | Q(section__parent=value))

    def at_pace(self, queryset: QuerySet[Indicator], name: str, value: Sequence[str]) -> QuerySet[Indicator]:
        """A judgement is not stored, so all that the other filters leave are judged."""
        return queries.at_pace(queryset, value, as_of.judged_on(self.request))

    def search(self, queryset: QuerySet[Indicator], name: str, value: str) -> QuerySet[Indicator]:
        """Name, code or target text."""
        return queryset.filter(Q(name__icontains=value) | Q(code__icontains=value) | Q(target_text__icontains=value))


class IndicatorList(RowList):
    """Indicators that the reader may see, each with its judgement as of the business date."""

    queryset = Indicator.objects.none()
    serializer_class = IndicatorRow
    filterset_class = IndicatorFilters
    orderings = {"code": "code", "name": "name", "due_on": "due_on", "updated_at": "updated_at", "id": "id"}
    default_ordering = "code"

    def get_queryset(self) -> QuerySet[Indicator]:
        """What the reader may see."""
        return queries.visible_to(self.reader)

    def known_parameters(self) -> set[str]:
        """Also the day of the judgement."""
        return super().known_parameters() | {as_of.NAME}

    @extend_schema(parameters=[as_of.AS_OF])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of indicators, each judged; filters, ordering and the cursor are query parameters."""
        return super().get(request, *args, **kwargs)

    def attach(self, rows: list[Shaped]) -> None:
        """Judge the whole page at once."""
        attach_judgements(rows, as_of.judged_on(self.request))


class IndicatorDetail(RowDetail):
    """One indicator with everything that is known of it."""

    queryset = Indicator.objects.none()
    serializer_class = IndicatorDetailRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[Indicator]:
        """What the reader may see."""
        return queries.visible_to(self.reader)

    def known_parameters(self) -> set[str]:
        """Also the day of the judgement."""
        return super().known_parameters() | {as_of.NAME}

    @extend_schema(parameters=[as_of.AS_OF])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The indicator, judged, or 304."""
        return super().get(request, *args, **kwargs)

    def attach(self, rows: list[Shaped]) -> None:
        """Judgement and supporting departments."""
        hide_unseen(rows, "subset_of", queries.visible_to(self.reader))
        attach_judgements(rows, as_of.judged_on(self.request))
        supporting: dict[int, list[Shaped]] = defaultdict(list)
        links = IndicatorSupport.objects.filter(indicator__in=[row["id"] for row in rows])
        columns = DepartmentReference.columns("department__")
        shaper = DepartmentReference.shaper("department__")
        for link in links.order_by("department__position", "department_id").values("indicator_id", *columns):
            supporting[link["indicator_id"]].append(shaper(link))
        for row in rows:
            row["supporting_departments"] = supporting[row["id"]]


class PacePointAnswer(serializers.Serializer):
    """One period of the year."""

    period = serializers.DateField(help_text="Its first day.")
    period_end = serializers.DateField(help_text="Its last day.")
    expected = DecimalString(allow_null=True, help_text="What should be reached by its end; null without a number.")
    planned = DecimalString(allow_null=True, help_text="The department's planned curve, if it has one.")
    value = DecimalString(allow_null=True, help_text="The verified reading.")
    is_simulated = serializers.BooleanField(help_text="The reading is made up for the demonstration.")


class PaceAnswer(serializers.Serializer):
    """The year of an indicator, for a chart."""

    indicator = IndicatorReference()
    unit = serializers.CharField(allow_blank=True)
    target = DecimalString(allow_null=True)
    target_text = serializers.CharField()
    judgement = JudgementAnswer()
    points = PacePointAnswer(many=True)


class IndicatorPace(ContractView):
    """Expected, planned and measured values of the report's year, period by period."""

    def known_parameters(self) -> set[str]:
        """The day of the judgement."""
        return {as_of.NAME}

    @extend_schema(operation_id="indicators_pace", responses=PaceAnswer, parameters=[as_of.AS_OF])
    def get(self, request: Request, id: int) -> Response:  # noqa: A002  (the address names it so)
        """Answers with every period of the year, also those to come."""
        indicator = seen_indicator(self)
        day = as_of.judged_on(request)
        judged = queries.judgements([indicator], day)[indicator.pk]
        points = [
            {
                "period": point.period,
                "period_end": point.period_end,
                "expected": rounded(point.expected),
                "planned": point.planned,
                "value": point.value,
                "is_simulated": point.is_simulated,
            }
            for point in pace_series(indicator, day)
        ]
        answer: dict[str, Any] = {
            "indicator": {"id": indicator.pk, "code": indicator.code, "name": indicator.name},
            "unit": indicator.unit,
            "target": indicator.target,
            "target_text": indicator.target_text,
            "judgement": judgement_answer(judged, day),
            "points": points,
        }
        return Response(answer)


def seen_indicator(view: ContractView) -> Indicator:
    """The indicator that the address names; 404 unless the reader may see it."""
    indicator = queries.visible_to(view.reader).select_related("report").filter(pk=view.kwargs["id"]).first()
    if indicator is None:
        raise exceptions.NotFound()
    return indicator
