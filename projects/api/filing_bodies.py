"""Bodies of requests that move the supervision cycle; what they may do is the services' affair."""

from decimal import Decimal

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.contract.bodies import PLAUSIBLE, SeenField, TextField
from accounts.api.contract.views import ContractView
from accounts.models import Department
from accounts.queries import departments_visible_to
from projects.models import Milestone, MilestoneTemplate, Project
from projects.queries.projects import milestones_visible_to, visible_to


def departments(view: ContractView) -> QuerySet[Department]:
    """Departments of the reader's region."""
    return departments_visible_to(view.reader)


def projects(view: ContractView) -> QuerySet[Project]:
    """Projects that the reader may see."""
    return visible_to(view.reader)


def milestones(view: ContractView) -> QuerySet[Milestone]:
    """Milestones that the reader may see."""
    return milestones_visible_to(view.reader)


class MoveBody(serializers.Serializer):
    """Why a project moves, and which document says so."""

    reason = TextField(required=False, allow_blank=True)
    document = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ReasonedMove(MoveBody):
    """A move that needs a reason."""

    reason = TextField()


class ClosureBody(serializers.Serializer):
    """What was achieved."""

    statement = TextField()


class AssignmentBody(serializers.Serializer):
    """What a project needs to be handed over."""

    lead_department = SeenField(Department, departments)
    supporting_departments = SeenField(Department, departments, many=True, required=False)
    due_on = serializers.DateField(required=False, allow_null=True, validators=PLAUSIBLE)
    has_no_due_date = serializers.BooleanField(default=False)
    reason = TextField(required=False, allow_blank=True)
    document = serializers.CharField(required=False, allow_blank=True, max_length=200)


class AssignmentRowBody(serializers.Serializer):
    """One project of several that are handed over together."""

    project = SeenField(Project, projects)
    version = serializers.IntegerField(required=False, min_value=1, help_text="The version that the caller read.")
    lead_department = SeenField(Department, departments)
    supporting_departments = SeenField(Department, departments, many=True, required=False)
    due_on = serializers.DateField(required=False, allow_null=True, validators=PLAUSIBLE)
    has_no_due_date = serializers.BooleanField(default=False)


class AssignmentsBody(serializers.Serializer):
    """Several projects, all handed over or none."""

    rows = serializers.ListField(child=AssignmentRowBody(), allow_empty=False, max_length=500)
    reason = TextField(required=False, allow_blank=True)
    document = serializers.CharField(required=False, allow_blank=True, max_length=200)


class MilestonePlan(serializers.Serializer):
    """What is changed in the plan of a drafted project; leave out what stays."""

    title = serializers.CharField(max_length=120)
    due_on = serializers.DateField(validators=PLAUSIBLE)
    weight = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=Decimal("0.01"))
    is_start = serializers.BooleanField()
    is_final = serializers.BooleanField()


class TemplateBody(serializers.Serializer):
    """Which usual course of work is proposed, between which dates."""

    template = serializers.PrimaryKeyRelatedField(queryset=MilestoneTemplate.objects.all())
    start_on = serializers.DateField(validators=PLAUSIBLE)
    due_on = serializers.DateField(validators=PLAUSIBLE)


class NewProgressReport(serializers.Serializer):
    """On which project and month a report is begun."""

    project = SeenField(Project, projects)
    period = serializers.DateField(validators=PLAUSIBLE, help_text="First day of the month.")


class CompletionBody(serializers.Serializer):
    """A milestone checked off; it is completed when the report is submitted."""

    milestone = SeenField(Milestone, milestones)
    completed_on = serializers.DateField(validators=PLAUSIBLE)
    note = TextField(required=False, allow_blank=True)


class ProgressReportDraft(serializers.Serializer):
    """What is kept of a draft; leave out what stays."""

    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100), allow_null=True
    )
    percent_explanation = TextField(allow_blank=True)
    done = TextField(allow_blank=True)
    problems = TextField(allow_blank=True)
    support_needed = TextField(allow_blank=True)
    next_steps = TextField(allow_blank=True)
    expects_delay = serializers.BooleanField()
    investment_this_month = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal(0), allow_null=True, help_text="10,000 yuan."
    )
    investment_to_date = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal(0), allow_null=True, help_text="10,000 yuan, this year."
    )
    completions = serializers.ListField(
        child=CompletionBody(), max_length=200, help_text="Replaces what is checked off."
    )


class NewExtension(serializers.Serializer):
    """A later date asked for, of a project or of one of its milestones."""

    project = SeenField(Project, projects)
    milestone = SeenField(Milestone, milestones, required=False, allow_null=True)
    new_due_on = serializers.DateField(validators=PLAUSIBLE)
    reason = TextField()


class NoteBody(serializers.Serializer):
    """What is said with a decision."""

    note = TextField(required=False, allow_blank=True)


class RefusalBody(serializers.Serializer):
    """Why a request is refused."""

    note = TextField()


class NewInstruction(serializers.Serializer):
    """A leader's instruction; without departments it goes to the projects' lead departments."""

    projects = SeenField(Project, projects, many=True, allow_empty=False)
    departments = SeenField(Department, departments, many=True, required=False)
    text = TextField()
    reply_due_on = serializers.DateField(required=False, allow_null=True, validators=PLAUSIBLE)


class NewReply(serializers.Serializer):
    """A department's answer; the department may be left out where only one of the caller's owes a reply."""

    department = SeenField(Department, departments, required=False)
    text = TextField()
