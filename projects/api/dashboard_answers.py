"""How the dashboard looks in the schema."""

from rest_framework import serializers

from accounts.api.contract.rows import CodeField, DecimalString, LabelField
from accounts.api.rows import DepartmentReference
from indicators.api.judgements import PACE_CHOICES, JudgementAnswer
from indicators.api.rows import IndicatorReference, PartReference, WorkReportReference
from projects.api.rows import ProjectReference
from projects.choices import Category, Rag


class RagCountAnswer(serializers.Serializer):
    """How many projects show a colour."""

    rag = CodeField(Rag)
    rag_label = LabelField(Rag)
    projects = serializers.IntegerField()
    link = serializers.CharField(
        allow_null=True, help_text="The list of these projects; null on a past day's dashboard."
    )


class TallyAnswer(serializers.Serializer):
    """Counts of a group of projects; every number of projects links to the list behind it."""

    projects = serializers.IntegerField()
    link = serializers.CharField(
        allow_null=True, help_text="The list of these projects; null on a past day's dashboard."
    )
    by_rag = RagCountAnswer(many=True)
    projects_overdue = serializers.IntegerField(help_text="With a milestone, or their own date, in the past.")
    overdue_link = serializers.CharField(
        allow_null=True, help_text="The list of the overdue ones; null on a past day's dashboard."
    )
    milestones_total = serializers.IntegerField()
    milestones_done = serializers.IntegerField()
    milestones_overdue = serializers.IntegerField()


class DepartmentTallyAnswer(TallyAnswer):
    """A lead department; null for projects that nobody leads yet."""

    department = DepartmentReference(allow_null=True)
    milestones_due = serializers.IntegerField(help_text="Fallen due by today.")
    milestones_on_time = serializers.IntegerField(help_text="Of these, done by their date.")
    on_time_percent = serializers.IntegerField(allow_null=True)
    reports_expected = serializers.IntegerField(help_text="Monthly reports on this month.")
    reports_filed = serializers.IntegerField()
    reports_outstanding = serializers.IntegerField()


class SectionTallyAnswer(TallyAnswer):
    """A part of the report with all its themes."""

    section = PartReference()


class CategoryTallyAnswer(TallyAnswer):
    """A field of work."""

    category = CodeField(Category)
    category_label = LabelField(Category)


class ReportingAnswer(serializers.Serializer):
    """Monthly reports on this month."""

    period = serializers.DateField(help_text="First day of the month.")
    due_on = serializers.DateField()
    expected = serializers.IntegerField()
    filed = serializers.IntegerField()
    approved = serializers.IntegerField()
    returned = serializers.IntegerField()
    outstanding = serializers.IntegerField()


class PaceCountAnswer(serializers.Serializer):
    """How many indicators are at a pace."""

    pace = serializers.ChoiceField(PACE_CHOICES)
    pace_label = serializers.CharField()
    indicators = serializers.IntegerField()
    link = serializers.CharField(
        allow_null=True, help_text="The list of these indicators; null on a past day's dashboard."
    )


class HeadlineAnswer(IndicatorReference):
    """A headline indicator and how it stands."""

    unit = serializers.CharField(allow_blank=True)
    target = DecimalString(allow_null=True)
    target_text = serializers.CharField()
    lead_department = DepartmentReference(allow_null=True)
    judgement = JudgementAnswer()


class IndicatorsAnswer(serializers.Serializer):
    """All indicators by pace, and the headline ones in full."""

    by_pace = PaceCountAnswer(many=True)
    headline = HeadlineAnswer(many=True)


class TurnedRedProjectAnswer(ProjectReference):
    """A project that turned red."""

    rag_since = serializers.DateField()
    lead_department = DepartmentReference(allow_null=True)


class TurnedRedAnswer(serializers.Serializer):
    """What turned red within a week; the newest ten are listed."""

    since = serializers.DateField()
    count = serializers.IntegerField()
    link = serializers.CharField(
        allow_null=True, help_text="The list of these projects; null on a past day's dashboard."
    )
    projects = TurnedRedProjectAnswer(many=True)


class OverdueMilestoneAnswer(serializers.Serializer):
    """An open milestone whose date has passed."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    due_on = serializers.DateField()
    days_late = serializers.IntegerField()
    project = ProjectReference()
    lead_department = DepartmentReference(allow_null=True)


class OverdueAnswer(serializers.Serializer):
    """Overdue milestones of projects under way; the oldest ten are listed."""

    count = serializers.IntegerField()
    milestones = OverdueMilestoneAnswer(many=True)


class DashboardAnswer(serializers.Serializer):
    """The report at a glance, as far as the reader may see it."""

    report = WorkReportReference()
    as_of = serializers.DateField(help_text="Business date.")
    total = TallyAnswer()
    by_department = DepartmentTallyAnswer(many=True)
    by_section = SectionTallyAnswer(many=True)
    by_category = CategoryTallyAnswer(many=True)
    reporting = ReportingAnswer()
    indicators = IndicatorsAnswer()
    turned_red = TurnedRedAnswer()
    overdue_milestones = OverdueAnswer()
