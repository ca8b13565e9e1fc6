"""Indicators with the projects that carry them: what is at risk, who contributes, where the sums differ."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from rest_framework import serializers

from accounts.api.contract.filtering import BooleanFilter
from accounts.api.contract.rows import CodeField, DecimalString, LabelField
from accounts.api.contract.views import Shaped
from indicators import queries
from indicators.api.as_of import judged_on
from indicators.api.indicators import IndicatorDetail, IndicatorFilters, IndicatorList
from indicators.api.judgements import ReasonAnswer, rounded
from indicators.api.rows import IndicatorDetailRow, IndicatorRow
from indicators.models import Indicator
from projects.api.rows import ProjectReference
from projects.choices import Rag, Stage
from projects.models import IndicatorLink, Project
from projects.queries.contributions import Risk, RollUp, risks, roll_ups
from projects.wording import reason_in_words


class RiskAnswer(serializers.Serializer):
    """A red project that feeds the indicator, and why it is red."""

    project = ProjectReference()
    reasons = ReasonAnswer(many=True)


class CarriedIndicatorRow(IndicatorRow):
    """A figure that the report promises, how it stands, and whether a red project endangers it."""

    attached: ClassVar[tuple[str, ...]] = (*IndicatorRow.attached, "is_at_risk", "risks")

    is_at_risk = serializers.BooleanField(help_text="A project that feeds it is red.")
    risks = RiskAnswer(many=True, help_text="Those red projects, as far as the reader sees them.")


class ContributionAnswer(serializers.Serializer):
    """What one project contributes."""

    id = serializers.IntegerField(help_text="Of the link.")
    version = serializers.IntegerField(help_text="Of the link.")
    project = ProjectReference(allow_null=True, help_text="Null where the reader does not see it.")
    stage = CodeField(Stage)
    stage_label = LabelField(Stage)
    rag = CodeField(Rag)
    rag_label = LabelField(Rag)
    planned_contribution = DecimalString(allow_null=True)
    delivered_contribution = DecimalString(allow_null=True)


class RollUpAnswer(serializers.Serializer):
    """The projects' contributions added up, beside the reading; a difference is a finding, never reconciled."""

    planned = DecimalString(allow_null=True, help_text="Null while no project plans anything.")
    delivered = DecimalString(allow_null=True, help_text="Null while no project says what it delivered.")
    difference = DecimalString(allow_null=True, help_text="Latest verified reading minus delivered.")
    shortfall = DecimalString(allow_null=True, help_text="Target minus planned.")
    contributions = ContributionAnswer(many=True)


class CarriedIndicatorDetailRow(IndicatorDetailRow):
    """An indicator with everything that is known of it, and of the projects that carry it."""

    attached = (*IndicatorDetailRow.attached, "is_at_risk", "risks", "roll_up")

    is_at_risk = serializers.BooleanField(help_text="A project that feeds it is red.")
    risks = RiskAnswer(many=True, help_text="Those red projects, as far as the reader sees them.")
    roll_up = RollUpAnswer()


class CarriedIndicatorFilters(IndicatorFilters):
    """Filters of the indicator list."""

    is_at_risk = BooleanFilter(method="endangered", help_text="A project that feeds it is red, or none is.")

    def endangered(self, queryset: QuerySet[Indicator], name: str, value: Any) -> QuerySet[Indicator]:
        """As the column of that name shows it, whether or not the reader sees the red project."""
        fed_by_red = Exists(IndicatorLink.objects.filter(indicator=OuterRef("pk"), project__rag=Rag.RED))
        return queryset.filter(fed_by_red if value else ~fed_by_red)


class CarriedIndicatorList(IndicatorList):
    """Indicators that the reader may see, each with its judgement and what endangers it."""

    shows_logged_only = True
    filterset_class = CarriedIndicatorFilters
    serializer_class = CarriedIndicatorRow

    def attach(self, rows: list[Shaped]) -> None:
        """Judge the whole page at once, and look at its projects."""
        super().attach(rows)
        _attach_risks(self, rows)


class CarriedIndicatorDetail(IndicatorDetail):
    """One indicator with everything that is known of it."""

    serializer_class = CarriedIndicatorDetailRow

    def attach(self, rows: list[Shaped]) -> None:
        """Judgement, supporting departments, and the projects' contributions."""
        super().attach(rows)
        _attach_risks(self, rows)
        indicators = Indicator.objects.filter(pk__in=[row["id"] for row in rows]).select_related("report")
        rolled = roll_ups(queries.judgements(indicators, judged_on(self.request)), self.reader)
        for row in rows:
            row["roll_up"] = _roll_up(rolled[row["id"]])


def _attach_risks(view: IndicatorList | IndicatorDetail, rows: list[Shaped]) -> None:
    found = risks([row["id"] for row in rows], view.reader)
    for row in rows:
        row["is_at_risk"] = row["id"] in found
        row["risks"] = [_risk(risk) for risk in found.get(row["id"], ())]


def _risk(risk: Risk) -> dict[str, Any]:
    reasons = [
        {"code": reason["code"], "text": reason_in_words(reason["code"], reason["numbers"])} for reason in risk.reasons
    ]
    return {"project": {"id": risk.project_id, "code": risk.code, "name": risk.name}, "reasons": reasons}


def _reference(project: Project) -> dict[str, Any]:
    return {"id": project.pk, "code": project.code, "name": project.name}


def _roll_up(rolled: RollUp) -> dict[str, Any]:
    return {
        "planned": rolled.planned,
        "delivered": rolled.delivered,
        "difference": rounded(rolled.difference),
        "shortfall": rounded(rolled.shortfall),
        "contributions": [
            {
                "id": found.link.pk,
                "version": found.link.version,
                "project": None if found.project is None else _reference(found.project),
                "stage": found.link.project.stage,
                "stage_label": found.link.project.get_stage_display(),
                "rag": found.link.project.rag,
                "rag_label": found.link.project.get_rag_display(),
                "planned_contribution": found.link.planned_contribution,
                "delivered_contribution": found.link.delivered_contribution,
            }
            for found in rolled.contributions
        ],
    }
