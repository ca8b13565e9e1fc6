"""Rows about projects and milestones."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.contract.rows import CodeField, DecimalString, DerivedField, IdField, LabelField, RowSerializer
from accounts.api.rows import DepartmentReference, PersonReference, PostReference
from indicators.api.judgements import ReasonAnswer
from indicators.api.rows import IndicatorReference, SectionReference, WorkReportReference
from indicators.choices import Modality
from projects.choices import Action, Category, MilestoneOrigin, Nature, Rag, Stage
from projects.wording import reason_in_words


@extend_schema_field(ReasonAnswer(many=True))
class ReasonsField(DerivedField):
    """Why a light shows: codes, and sentences in the caller's language."""

    def derive(self, value: list[dict[str, Any]]) -> list[dict[str, str]]:
        """From the reasons as they are stored."""
        return [
            {"code": reason["code"], "text": reason_in_words(reason["code"], reason["numbers"])} for reason in value
        ]


class ProjectReference(RowSerializer):
    """A project in short."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()


class MilestoneReference(RowSerializer):
    """A milestone in short."""

    id = IdField()
    title = serializers.CharField()
    due_on = serializers.DateField()


class ProjectStanding(RowSerializer):
    """A project and how it stands, as stored with it."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    lead_department = DepartmentReference(allow_null=True)
    stage = CodeField(Stage)
    stage_label = LabelField(Stage)
    progress = DecimalString(help_text="Per cent.")
    expected_progress = DecimalString(help_text="Per cent that should be done by now (序时进度).")
    rag = CodeField(Rag)
    rag_label = LabelField(Rag)
    rag_reasons = ReasonsField()
    rag_since = serializers.DateField(allow_null=True)
    next_milestone = MilestoneReference(allow_null=True)
    milestones_total = serializers.IntegerField()
    milestones_done = serializers.IntegerField()
    milestones_overdue = serializers.IntegerField()
    version = serializers.IntegerField()


class MilestoneRow(RowSerializer):
    """A dated step of a project."""

    attached = ("slippage_days", "is_overdue")

    id = IdField()
    title = serializers.CharField()
    position = serializers.IntegerField()
    weight = DecimalString()
    baseline_due_on = serializers.DateField(help_text="As agreed at assignment; never moves.")
    due_on = serializers.DateField()
    slippage_days = serializers.IntegerField(help_text="Days from the baseline to the present date.")
    is_overdue = serializers.BooleanField(help_text="Open, and its date has passed.")
    completed_on = serializers.DateField(allow_null=True)
    completed_by = PersonReference(allow_null=True)
    completion_note = serializers.CharField(allow_blank=True)
    waived_on = serializers.DateField(allow_null=True)
    waive_reason = serializers.CharField(allow_blank=True)
    is_start = serializers.BooleanField(help_text="Done when the work has started.")
    is_final = serializers.BooleanField()
    origin = CodeField(MilestoneOrigin, help_text="Where the date comes from; a simulated one is made up.")
    origin_label = LabelField(MilestoneOrigin)
    version = serializers.IntegerField()


class MilestoneDetailRow(MilestoneRow):
    """A milestone, and how its project stands."""

    project = ProjectStanding()


class IndicatorLinkAnswer(serializers.Serializer):
    """What a project contributes to an indicator."""

    indicator = IndicatorReference()
    planned_contribution = DecimalString(allow_null=True)
    delivered_contribution = DecimalString(allow_null=True)


class ProjectRow(ProjectStanding):
    """A project of the list."""

    expandable: ClassVar[tuple[str, ...]] = ("supporting_departments", "milestones", "indicator_links")

    nature = CodeField(Nature)
    nature_label = LabelField(Nature)
    category = CodeField(Category)
    category_label = LabelField(Category)
    section = SectionReference()
    due_on = serializers.DateField(allow_null=True)
    is_assignment_illustrative = serializers.BooleanField(help_text="The report names no responsible unit.")
    is_simulated = serializers.BooleanField(help_text="Progress is made up for the demonstration.")
    updated_at = serializers.DateTimeField()
    supporting_departments = DepartmentReference(many=True, required=False, help_text="With expand.")
    milestones = MilestoneRow(many=True, required=False, help_text="With expand.")
    indicator_links = IndicatorLinkAnswer(many=True, required=False, help_text="With expand.")


class ProjectDetailRow(ProjectRow):
    """A project with everything that is known of it."""

    attached = ("supporting_departments", "indicator_links", "allowed")
    expandable = ("milestones",)

    report = WorkReportReference()
    source_code = serializers.CharField(allow_blank=True, help_text="Number in the data set.")
    source_line = serializers.IntegerField(help_text="Line in the report; 0 if not in it.")
    source_anchor = serializers.CharField(allow_blank=True, help_text="Words in the report; empty if not in it.")
    commitment = serializers.CharField(allow_blank=True, help_text="What is to be done this year.")
    action = CodeField(Action)
    action_label = LabelField(Action)
    modality = CodeField(Modality, allow_null=True, help_text="The word of resolve before the commitment.")
    modality_label = LabelField(Modality, allow_null=True)
    quantity = DecimalString(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    quantity_text = serializers.CharField(allow_blank=True, help_text="As written.")
    members = serializers.ListField(child=serializers.CharField(), help_text="Names under one number.")
    is_list_open = serializers.BooleanField(help_text="The report ends the list with “and others”.")
    prior_status = serializers.CharField(allow_blank=True, help_text="Last year's status as the report states it.")
    prior_status_line = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    carried_over_from = ProjectReference(
        allow_null=True, help_text="The project of an earlier report that it goes on with, if the reader sees that one."
    )
    committed_due_on = serializers.DateField(allow_null=True, help_text="Date named in the report.")
    due_text = serializers.CharField(allow_blank=True, help_text="Date as written.")
    baseline_due_on = serializers.DateField(allow_null=True, help_text="As agreed at assignment; never moves.")
    has_no_due_date = serializers.BooleanField()
    assigned_on = serializers.DateField(allow_null=True)
    acknowledged_on = serializers.DateField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    closing_statement = serializers.CharField(allow_blank=True)
    responsible_leader = PostReference(allow_null=True)
    contact = PostReference(allow_null=True)
    supporting_departments = DepartmentReference(many=True)
    indicator_links = IndicatorLinkAnswer(many=True)
    investment_total = DecimalString(allow_null=True, help_text="10,000 yuan.")
    investment_this_year = DecimalString(allow_null=True, help_text="10,000 yuan.")
    investment_to_date = DecimalString(allow_null=True, help_text="10,000 yuan, this year.")
    longitude = DecimalString(allow_null=True, help_text="CGCS2000.")
    latitude = DecimalString(allow_null=True, help_text="CGCS2000.")
    reported_progress = DecimalString(allow_null=True, help_text="Per cent, as the department reported it.")
    standing_on = serializers.DateField(allow_null=True, help_text="Day on which the standing was judged.")
    next_due_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    allowed = serializers.ListField(
        child=serializers.CharField(), help_text="Moves that its stage and the reader's role allow."
    )
