"""Rows about reports, sections, indicators and readings."""

from typing import ClassVar

from rest_framework import serializers

from accounts.api.contract.rows import CodeField, DecimalString, IdField, LabelField, PeriodField, RowSerializer
from accounts.api.rows import DepartmentReference, PersonReference, RegionReference
from indicators.api.judgements import JudgementAnswer
from indicators.choices import (
    Aggregation,
    BaselineMatch,
    Comparison,
    Direction,
    Frequency,
    Measure,
    Modality,
    ReadingState,
    SectionLevel,
    Verdict,
    WorkReportKind,
)


class WorkReportReference(RowSerializer):
    """A report in short."""

    id = IdField()
    year = serializers.IntegerField()
    title = serializers.CharField()


class PartReference(RowSerializer):
    """A part of the report in short."""

    id = IdField()
    number = serializers.CharField()
    heading = serializers.CharField()


class SectionReference(RowSerializer):
    """Where in the report something stands: a theme with its part, or a part alone."""

    id = IdField()
    level = CodeField(SectionLevel)
    number = serializers.CharField(allow_blank=True, help_text="Of a part; themes have none.")
    heading = serializers.CharField()
    part = PartReference(source="parent", allow_null=True, help_text="Null for a part itself.")


class IndicatorReference(RowSerializer):
    """An indicator in short."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()


class PriorResultReference(RowSerializer):
    """A result of the year before in short."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()


class WorkReportRow(RowSerializer):
    """One region's list of commitments for one year."""

    id = IdField()
    region = RegionReference()
    year = serializers.IntegerField()
    kind = CodeField(WorkReportKind)
    kind_label = LabelField(WorkReportKind)
    title = serializers.CharField()
    meeting = serializers.CharField(allow_blank=True)
    adopted_on = serializers.DateField()
    is_current = serializers.BooleanField()
    source_sha256 = serializers.CharField(allow_blank=True, help_text="SHA-256 of the report's text.")
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class SectionRow(RowSerializer):
    """A part of the report, or the theme of one of its paragraphs."""

    id = IdField()
    level = CodeField(SectionLevel)
    number = serializers.CharField(allow_blank=True)
    heading = serializers.CharField()
    position = serializers.IntegerField()
    version = serializers.IntegerField()


class PriorResultRow(RowSerializer):
    """A result of the year before, as the report's review states it."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    section_number = serializers.CharField(help_text="Section of the review, which has sections of its own.")
    value = DecimalString(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    value_text = serializers.CharField(allow_blank=True, help_text="As written.")
    change_text = serializers.CharField(allow_blank=True, help_text="As written.")
    numeral_text = serializers.CharField(allow_blank=True, help_text="The Chinese numeral, if it is written so.")
    source_line = serializers.IntegerField()
    source_anchor = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class IndicatorRow(RowSerializer):
    """A figure that the report promises, and how it stands."""

    attached: ClassVar[tuple[str, ...]] = ("judgement",)

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    report = WorkReportReference()
    section = SectionReference()
    unit = serializers.CharField(allow_blank=True)
    measure = CodeField(Measure)
    measure_label = LabelField(Measure)
    comparison = CodeField(Comparison)
    comparison_label = LabelField(Comparison)
    direction = CodeField(Direction)
    direction_label = LabelField(Direction)
    aggregation = CodeField(Aggregation)
    aggregation_label = LabelField(Aggregation)
    frequency = CodeField(Frequency)
    frequency_label = LabelField(Frequency)
    target = DecimalString(allow_null=True, help_text="Null only for a qualitative target.")
    target_text = serializers.CharField(help_text="As written.")
    due_on = serializers.DateField()
    is_headline = serializers.BooleanField()
    lead_department = DepartmentReference(allow_null=True)
    is_assignment_illustrative = serializers.BooleanField(help_text="The report names no responsible unit.")
    judgement = JudgementAnswer()
    version = serializers.IntegerField()


class IndicatorDetailRow(IndicatorRow):
    """An indicator with everything that is known of it."""

    attached: ClassVar[tuple[str, ...]] = ("judgement", "supporting_departments")

    modality = CodeField(Modality, allow_null=True, help_text="The word of resolve before the commitment.")
    modality_label = LabelField(Modality, allow_null=True)
    numeral_text = serializers.CharField(allow_blank=True, help_text="The Chinese numeral, if it is written so.")
    allows_over_100 = serializers.BooleanField(help_text="A ratio that may leave 0–100.")
    baseline_value = DecimalString(allow_null=True, help_text="Last year's value of the same indicator.")
    baseline_text = serializers.CharField(allow_blank=True, help_text="Last year as written.")
    baseline_match = CodeField(BaselineMatch, allow_null=True)
    baseline_match_label = LabelField(BaselineMatch, allow_null=True)
    baseline_result = PriorResultReference(allow_null=True, help_text="The result of the year before.")
    subset_of = IndicatorReference(
        allow_null=True, help_text="The indicator that this one is a part of, if the reader sees it."
    )
    supporting_departments = DepartmentReference(many=True)
    source_line = serializers.IntegerField()
    source_anchor = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReadingRow(RowSerializer):
    """A measured value for one period; a correction is a new revision."""

    id = IdField()
    indicator = IndicatorReference()
    period = PeriodField(help_text="First day of the month, quarter or year.")
    revision = serializers.IntegerField()
    value = DecimalString(
        allow_null=True, help_text="Cumulative indicators: the year to date. Null for qualitative ones."
    )
    unit = serializers.CharField(source="indicator.unit", allow_blank=True)
    entered_value = DecimalString(allow_null=True, help_text="As typed, if it was given in another unit.")
    entered_unit = serializers.CharField(allow_blank=True)
    verdict = CodeField(Verdict, allow_null=True, help_text="A verifier's, on a qualitative indicator.")
    verdict_label = LabelField(Verdict, allow_null=True)
    state = CodeField(ReadingState)
    state_label = LabelField(ReadingState)
    source_note = serializers.CharField(allow_blank=True)
    correction_reason = serializers.CharField(allow_blank=True)
    return_reason = serializers.CharField(allow_blank=True)
    entered_by = PersonReference(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    reviewed_by = PersonReference(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    is_simulated = serializers.BooleanField(help_text="Made up for the demonstration.")
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ReadingDetailRow(ReadingRow):
    """A reading, and what the reader may do with it."""

    attached = ("allowed",)

    allowed = serializers.ListField(
        child=serializers.CharField(), help_text="Actions that its state and the reader's role allow."
    )
