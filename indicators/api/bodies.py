"""Bodies of requests about readings and plans; what they may do is the services' affair."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.contract.bodies import PLAUSIBLE, SeenField, TextField
from accounts.api.contract.rows import CodeField
from accounts.api.contract.views import ContractView
from indicators import queries
from indicators.choices import Verdict
from indicators.models import Indicator
from indicators.services.readings import Entry

LONGEST_BATCH = 1000


def indicators(view: ContractView) -> QuerySet[Indicator]:
    """Indicators that the reader may see."""
    return queries.visible_to(view.reader)


class EntryChanges(serializers.Serializer):
    """What is entered for a period; leave out what stays."""

    value = serializers.DecimalField(
        max_digits=22, decimal_places=8, allow_null=True, help_text="Null for a qualitative indicator."
    )
    unit = serializers.CharField(
        max_length=30, allow_blank=True, help_text="Unit of the value, if it is not the indicator's: 万元 for 亿元."
    )
    source_note = TextField(allow_blank=True, help_text="Where the value comes from, or how it stands in words.")
    correction_reason = TextField(allow_blank=True, help_text="Needed where the period has a verified value.")


class EntryBody(EntryChanges):
    """A value for a period."""

    period = serializers.DateField(validators=PLAUSIBLE, help_text="First day of the month, quarter or year.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """Only the period is always needed."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in {"period", "indicator"}
        return fields


class EntryRowBody(EntryBody):
    """A value for a period of one of several indicators."""

    indicator = SeenField(Indicator, indicators)


class ReadingsBody(serializers.Serializer):
    """Several values, all kept or none."""

    rows = serializers.ListField(child=EntryRowBody(), allow_empty=False, max_length=LONGEST_BATCH)
    submit = serializers.BooleanField(default=False, help_text="Hand them in at once.")


class VerdictBody(serializers.Serializer):
    """How a qualitative indicator stands; a figure needs none."""

    verdict = CodeField(Verdict, required=False)


class PlannedValueBody(serializers.Serializer):
    """What is to be reached by the end of a period."""

    period = serializers.DateField(validators=PLAUSIBLE)
    value = serializers.DecimalField(max_digits=18, decimal_places=4)


class PlanBody(serializers.Serializer):
    """The whole curve; it takes the place of the present one. An empty one takes it away."""

    values = serializers.ListField(child=PlannedValueBody(), max_length=12)


def entry_of(body: Mapping[str, Any]) -> Entry:
    """What was sent, as the services take it."""
    names = ("value", "unit", "source_note", "correction_reason")
    return Entry(period=body["period"], **{name: body[name] for name in names if name in body})
