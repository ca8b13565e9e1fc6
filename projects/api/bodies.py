"""Bodies of requests that change projects and milestones; what they may do is the services' affair."""

from decimal import Decimal

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.contract.bodies import PLAUSIBLE, SeenField
from accounts.api.contract.rows import CodeField
from accounts.api.contract.views import ContractView
from accounts.choices import PostKind
from accounts.models import Post
from indicators.choices import Modality
from indicators.models import Section
from indicators.queries.visibility import sections_visible_to
from projects.choices import Action, Category, Nature
from projects.models import Project
from projects.queries.projects import visible_to


def sections_of_report(view: ContractView) -> QuerySet[Section]:
    """Sections of the project's own report."""
    return Section.objects.filter(report__projects=view.kwargs["id"])


def sections_of_region(view: ContractView) -> QuerySet[Section]:
    """Sections of the reports that the reader may see."""
    return sections_visible_to(view.reader)


def leading_posts(view: ContractView) -> QuerySet[Post]:
    """Posts in the leadership of the reader's region."""
    return Post.objects.filter(region=view.reader.region_id, kind=PostKind.DISTRICT_LEADER)


def department_posts(view: ContractView) -> QuerySet[Post]:
    """Posts in departments of the reader's region."""
    return Post.objects.filter(region=view.reader.region_id, department__isnull=False)


def earlier_projects(view: ContractView) -> QuerySet[Project]:
    """Projects that the reader may see, but the one that is changed."""
    return visible_to(view.reader).exclude(pk=view.kwargs.get("id"))


class ProjectChanges(serializers.Serializer):
    """What the supervision office corrects in a project's description; leave out what stays."""

    name = serializers.CharField(max_length=120)
    nature = CodeField(Nature)
    category = CodeField(Category)
    section = SeenField(Section, sections_of_report)
    commitment = serializers.CharField(max_length=200, allow_blank=True)
    action = CodeField(Action)
    modality = CodeField(Modality, allow_blank=True)
    quantity = serializers.DecimalField(max_digits=18, decimal_places=4, min_value=Decimal(0), allow_null=True)
    unit = serializers.CharField(max_length=30, allow_blank=True)
    quantity_text = serializers.CharField(max_length=120, allow_blank=True)
    members = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200)
    is_list_open = serializers.BooleanField()
    prior_status = serializers.CharField(max_length=200, allow_blank=True)
    prior_status_line = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True)
    source_line = serializers.IntegerField(min_value=1, max_value=100_000)
    source_anchor = serializers.CharField(max_length=60)
    source_code = serializers.CharField(max_length=20, allow_blank=True)
    note = serializers.CharField(max_length=5000, allow_blank=True)
    committed_due_on = serializers.DateField(allow_null=True, validators=PLAUSIBLE)
    due_text = serializers.CharField(max_length=60, allow_blank=True)
    responsible_leader = SeenField(Post, leading_posts, allow_null=True)
    contact = SeenField(Post, department_posts, allow_null=True)
    carried_over_from = SeenField(Project, earlier_projects, allow_null=True)
    investment_total = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal(0), allow_null=True, help_text="10,000 yuan."
    )
    investment_this_year = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=Decimal(0), allow_null=True, help_text="10,000 yuan."
    )
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True, help_text="CGCS2000.")
    latitude = serializers.DecimalField(max_digits=8, decimal_places=6, allow_null=True, help_text="CGCS2000.")


class NewProject(ProjectChanges):
    """What the supervision office drafts; the section says which report it belongs to."""

    section = SeenField(Section, sections_of_region)
    source_line = serializers.IntegerField(default=0, min_value=0, max_value=100_000, help_text="0: not in the report.")
    source_anchor = serializers.CharField(default="", max_length=60, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Only name, nature and section are needed."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in {"name", "nature", "section"}
        return fields


class NewMilestone(serializers.Serializer):
    """A step to be added behind the present ones."""

    title = serializers.CharField(max_length=120)
    due_on = serializers.DateField(validators=PLAUSIBLE)
    weight = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal("0.01"), default=Decimal(1), help_text="Share in progress."
    )
    is_start = serializers.BooleanField(default=False)
    is_final = serializers.BooleanField(default=False)


class Completion(serializers.Serializer):
    """When a milestone was completed; without a date today."""

    completed_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)
