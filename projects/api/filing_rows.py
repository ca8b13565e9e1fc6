"""Rows about what departments file and leaders instruct."""

from typing import ClassVar

from rest_framework import serializers

from accounts.api.contract.rows import CodeField, DecimalString, IdField, LabelField, PeriodField, RowSerializer
from accounts.api.rows import DepartmentReference, PersonReference
from projects.api.rows import MilestoneReference, ProjectReference, ProjectStanding
from projects.choices import ExtensionState, InstructionState, ProgressReportState, ReplyState

ALLOWED = "What the reader may do now."


class ReportedCompletionRow(RowSerializer):
    """A milestone checked off in a report."""

    milestone = MilestoneReference()
    completed_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True)


class LedProjectReference(RowSerializer):
    """A project in short, with who leads it."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    lead_department = DepartmentReference(allow_null=True)


class ProgressReportRow(RowSerializer):
    """A monthly report."""

    attached: ClassVar[tuple[str, ...]] = ("is_late",)

    id = IdField()
    project = LedProjectReference()
    period = PeriodField(help_text="First day of the month.")
    due_on = serializers.DateField()
    state = CodeField(ProgressReportState)
    state_label = LabelField(ProgressReportState)
    percent = DecimalString(allow_null=True, help_text="Per cent, as the department reports it.")
    submitted_on = serializers.DateField(allow_null=True, help_text="Of the first submission.")
    is_late = serializers.BooleanField(help_text="Filed after the due date, or not yet filed and past it.")
    times_returned = serializers.IntegerField()
    is_simulated = serializers.BooleanField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ProgressReportDetailRow(ProgressReportRow):
    """A monthly report with everything in it."""

    attached: ClassVar[tuple[str, ...]] = ("is_late", "completions", "allowed")

    project = ProjectStanding()  # type: ignore[assignment]  # the detail says more of the project
    percent_explanation = serializers.CharField(allow_blank=True)
    done = serializers.CharField(allow_blank=True)
    problems = serializers.CharField(allow_blank=True)
    support_needed = serializers.CharField(allow_blank=True)
    next_steps = serializers.CharField(allow_blank=True)
    expects_delay = serializers.BooleanField()
    investment_this_month = DecimalString(allow_null=True, help_text="10,000 yuan.")
    investment_to_date = DecimalString(allow_null=True, help_text="10,000 yuan, this year.")
    written_by = PersonReference(allow_null=True)
    confirmed_by = PersonReference(allow_null=True)
    reviewed_by = PersonReference(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    return_reason = serializers.CharField(allow_blank=True)
    completions = ReportedCompletionRow(many=True)
    allowed = serializers.ListField(child=serializers.CharField(), help_text=ALLOWED)


class ExtensionRow(RowSerializer):
    """A request for a later date."""

    attached: ClassVar[tuple[str, ...]] = ("days",)

    id = IdField()
    project = LedProjectReference()
    milestone = MilestoneReference(allow_null=True)
    old_due_on = serializers.DateField()
    new_due_on = serializers.DateField()
    days = serializers.IntegerField(help_text="From the old date to the new one.")
    reason = serializers.CharField()
    state = CodeField(ExtensionState)
    state_label = LabelField(ExtensionState)
    requested_by = PersonReference()
    requested_on = serializers.DateField()
    needs_leader = serializers.BooleanField(help_text="The responsible leader decides.")
    is_after_due = serializers.BooleanField(help_text="Asked for after the date had passed.")
    decided_by = PersonReference(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    decision_note = serializers.CharField(allow_blank=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ExtensionDetailRow(ExtensionRow):
    """A request, and what the reader may do with it."""

    attached: ClassVar[tuple[str, ...]] = ("days", "allowed")

    allowed = serializers.ListField(child=serializers.CharField(), help_text=ALLOWED)


class InstructionRow(RowSerializer):
    """A leader's instruction."""

    attached: ClassVar[tuple[str, ...]] = ("projects", "departments")

    id = IdField()
    leader = PersonReference()
    text = serializers.CharField()
    given_on = serializers.DateField()
    reply_due_on = serializers.DateField()
    state = CodeField(InstructionState)
    state_label = LabelField(InstructionState)
    projects = ProjectReference(many=True)
    departments = DepartmentReference(many=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ReplyRow(RowSerializer):
    """A department's answer to an instruction."""

    id = IdField()
    instruction = IdField(source="instruction_id")
    department = DepartmentReference()
    text = serializers.CharField()
    state = CodeField(ReplyState)
    state_label = LabelField(ReplyState)
    replied_by = PersonReference()
    replied_on = serializers.DateField()
    return_reason = serializers.CharField(allow_blank=True)
    decided_by = PersonReference(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ReplyDetailRow(ReplyRow):
    """A reply, and what the reader may do with it."""

    attached: ClassVar[tuple[str, ...]] = ("allowed",)

    allowed = serializers.ListField(child=serializers.CharField(), help_text=ALLOWED)


class InstructionDetailRow(InstructionRow):
    """An instruction, and what the reader may do with it."""

    attached: ClassVar[tuple[str, ...]] = ("projects", "departments", "allowed")

    allowed = serializers.ListField(child=serializers.CharField(), help_text=ALLOWED)


class ReportingPeriodRow(RowSerializer):
    """A month on which projects report."""

    id = IdField()
    report = IdField(source="report_id", help_text="The work report.")
    period = PeriodField()
    due_on = serializers.DateField()
    opened_on = serializers.DateField()


class DepartmentRecordRow(RowSerializer):
    """How a lead department did in a month."""

    id = IdField()
    reporting_period = ReportingPeriodRow()
    department = DepartmentReference()
    items = serializers.IntegerField()
    reports_due = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    returned = serializers.IntegerField()
    missing = serializers.IntegerField()
    red = serializers.IntegerField()
    amber = serializers.IntegerField()
    green = serializers.IntegerField()
    slippage_days = serializers.IntegerField(help_text="What open dates have moved beyond their baselines, summed.")
    rank = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
