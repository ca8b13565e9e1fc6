"""Rows about breakdowns of report texts and the drafts found in them."""

from typing import ClassVar

from rest_framework import serializers

from accounts.api.contract.rows import CodeField, DecimalString, IdField, LabelField, RowSerializer
from accounts.api.rows import DepartmentReference, PersonReference
from indicators.api.rows import IndicatorReference, WorkReportReference
from indicators.choices import Comparison
from projects.api.rows import ProjectReference
from projects.choices import Action, Category, DraftDecision, DraftKind, ReportBreakdownState
from projects.work_report.drafting.plan import Fault, Outcome


class ReportBreakdownRow(RowSerializer):
    """The text of a work report, and how far its breakdown is."""

    id = IdField()
    report = WorkReportReference()
    name = serializers.CharField(help_text="Name of the file.")
    size = serializers.IntegerField(source="stored_file.size", help_text="Bytes.")
    sha256 = serializers.CharField(source="stored_file.sha256")
    is_traditional = serializers.BooleanField(help_text="The text is in traditional characters.")
    state = CodeField(ReportBreakdownState)
    state_label = LabelField(ReportBreakdownState)
    year_found = serializers.IntegerField(
        allow_null=True, help_text="The year that the text plans, as found in it; null while it is not read."
    )
    failure = serializers.CharField(allow_blank=True, help_text="Why it could not be read, in words.")
    started_by = PersonReference(help_text="Who brought the text.")
    started_at = serializers.DateTimeField(help_text="When the text was brought.")
    read_at = serializers.DateTimeField(allow_null=True, help_text="When it was read; null before.")
    applied_by = PersonReference(allow_null=True, help_text="Who applied it; null while nobody has.")
    applied_at = serializers.DateTimeField(allow_null=True, help_text="When it was applied; null before.")
    undone_by = PersonReference(allow_null=True, help_text="Who undid it; null unless somebody has.")
    undone_at = serializers.DateTimeField(allow_null=True, help_text="When it was undone; null before.")
    undo_reason = serializers.CharField(allow_blank=True, help_text="Why it was undone.")
    version = serializers.IntegerField()


class BreakdownDraftRow(RowSerializer):
    """A commitment that was found in the text, as it was edited since, and what was decided about it."""

    attached: ClassVar[tuple[str, ...]] = ("supporting_departments",)

    id = IdField()
    breakdown = IdField(help_text="Id of the breakdown.")
    kind = CodeField(DraftKind, help_text="What it becomes: an indicator, a key project or a key task.")
    kind_label = LabelField(DraftKind)
    line = serializers.IntegerField(help_text="Line of the text, from 1.")
    start = serializers.IntegerField(help_text="Its first character in the line, from 0.")
    end = serializers.IntegerField(help_text="The character after its last one.")
    further = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Places of drafts that were merged into it, each as line, start and end.",
    )
    words = serializers.CharField(help_text="The words at its place.")
    sections = serializers.ListField(
        child=serializers.CharField(), help_text="Headings above it, from the outermost to the innermost."
    )
    confidence = DecimalString(help_text="How sure the reading is, from 0 to 1.")
    rule = serializers.CharField(help_text="Name of the rule that found it; by_hand for what a person added.")
    name = serializers.CharField(help_text="Name of what it becomes.")
    comparison = CodeField(Comparison, allow_null=True)
    comparison_label = LabelField(Comparison, allow_null=True)
    value = DecimalString(allow_null=True, help_text="The target, or a project's quantity; null where there is none.")
    unit = serializers.CharField(allow_blank=True)
    baseline_value = DecimalString(allow_null=True, help_text="Last year's figure; null where the text has none.")
    baseline_text = serializers.CharField(allow_blank=True, help_text="Last year's figure in the report's words.")
    commitment = serializers.CharField(allow_blank=True)
    action = CodeField(Action, allow_null=True)
    action_label = LabelField(Action, allow_null=True)
    category = CodeField(Category, allow_null=True, help_text="The field of work; null for an indicator.")
    category_label = LabelField(Category, allow_null=True)
    members = serializers.ListField(child=serializers.CharField())
    is_list_open = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True, help_text="The date that the report names; null if it names none.")
    due_text = serializers.CharField(allow_blank=True)
    suggested_lead = DepartmentReference(
        allow_null=True, help_text="A guess from the region's keywords and no more; null without one."
    )
    suggested_for = serializers.CharField(allow_blank=True, help_text="The keyword that the guess rests on.")
    lead_department = DepartmentReference(allow_null=True, help_text="The lead that was chosen; null while none is.")
    supporting_departments = DepartmentReference(many=True)
    decision = CodeField(DraftDecision, help_text="What was decided about it.")
    decision_label = LabelField(DraftDecision)
    decided_by = PersonReference(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True, help_text="When it was decided; null while it is not.")
    split_from = IdField(allow_null=True, help_text="Id of the draft that it is a piece of; null for none.")
    merged_into = IdField(allow_null=True, help_text="Id of the draft that stands for it, too; null for none.")
    indicator = IndicatorReference(allow_null=True, help_text="What it became when it was applied.")
    project = ProjectReference(allow_null=True, help_text="What it became when it was applied.")
    version = serializers.IntegerField()


class DraftDifferenceAnswer(serializers.Serializer):
    """One field that applying would change."""

    field = serializers.CharField(help_text="Name of the draft's field.")
    before = serializers.CharField(allow_null=True, help_text="What stands there; null if nothing does.")
    after = serializers.CharField(allow_null=True, help_text="What would stand there.")


class DraftOutlookAnswer(serializers.Serializer):
    """What applying would do with one accepted draft."""

    draft = IdField(help_text="Id of the draft.")
    outcome = serializers.ChoiceField(
        [each.value for each in Outcome], help_text="It is new, changes what is there, or says the same."
    )
    indicator = IdField(allow_null=True, help_text="Id of the indicator that is there already; null for none.")
    project = IdField(allow_null=True, help_text="Id of the project that is there already; null for none.")
    differences = DraftDifferenceAnswer(many=True, help_text="What would change, field by field.")
    faults = serializers.ListField(
        child=serializers.ChoiceField([each.value for each in Fault]),
        help_text="What stands against it: no figure, no comparison, the same twice, a lead that is not active.",
    )


class UncoveredAnswer(serializers.Serializer):
    """A sentence with numbers that no draft covers."""

    line = serializers.IntegerField(help_text="Line of the text, from 1.")
    start = serializers.IntegerField(help_text="Its first character in the line, from 0.")
    end = serializers.IntegerField(help_text="The character after its last one.")
    numbers = serializers.ListField(child=serializers.CharField(), help_text="The numbers in it.")


class BreakdownPreviewAnswer(serializers.Serializer):
    """What applying the accepted drafts would do as things are now."""

    is_ready = serializers.BooleanField(help_text="All is decided, nothing wrong, and there is something to do.")
    promised = serializers.CharField(
        allow_blank=True, help_text="What this preview promises; applying wants it, and refuses once it is not true."
    )
    undecided = serializers.IntegerField(help_text="Drafts that nothing was decided about.")
    drafts = DraftOutlookAnswer(many=True, help_text="Accepted drafts in the order of the text.")
    uncovered = UncoveredAnswer(many=True, help_text="Sentences with numbers that no draft covers.")


class ReportTextAnswer(serializers.Serializer):
    """The text as it is shown; places of drafts count in these lines."""

    lines = serializers.ListField(child=serializers.CharField(allow_blank=True), help_text="Line by line.")
