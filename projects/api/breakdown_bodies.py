"""Bodies of requests about breakdowns; what they may do is the services' affair."""

from decimal import Decimal

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.contract.bodies import PLAUSIBLE, SeenField
from accounts.api.contract.rows import CodeField
from accounts.api.contract.views import ContractView
from accounts.models import Department
from indicators.choices import Comparison
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from projects.choices import Action, Category, DraftKind
from projects.models import BreakdownDraft
from projects.work_report.drafting.editing import FEWEST_PIECES, MOST_PIECES
from projects.work_report.drafting.starting import LONGEST_PASTED

LONGEST_TEXT = 2_000_000
MOST_MERGED = 60


def own_reports(view: ContractView) -> QuerySet[WorkReport]:
    """Reports of the reader's region."""
    return reports_visible_to(view.reader).filter(region=view.reader.region_id)


def departments_of_region(view: ContractView) -> QuerySet[Department]:
    """Departments of the reader's region."""
    return Department.objects.filter(region=view.reader.region_id)


def drafts_beside(view: ContractView) -> QuerySet[BreakdownDraft]:
    """Other drafts of the same breakdown."""
    breakdown = BreakdownDraft.objects.filter(pk=view.kwargs["id"]).values("breakdown")
    return BreakdownDraft.objects.filter(breakdown__in=breakdown).exclude(pk=view.kwargs["id"])


class NewPastedBreakdown(serializers.Serializer):
    """The text of a report, as JSON."""

    report = SeenField(WorkReport, own_reports)
    text = serializers.CharField(max_length=LONGEST_PASTED, trim_whitespace=False, help_text="The whole text.")
    is_traditional = serializers.BooleanField(default=False, help_text="It is in traditional characters.")


class NewUploadedBreakdown(serializers.Serializer):
    """The text of a report, as a file (.txt, .docx, .html)."""

    report = SeenField(WorkReport, own_reports)
    file = serializers.FileField(use_url=False, allow_empty_file=True)
    is_traditional = serializers.BooleanField(default=False, help_text="It is in traditional characters.")


class DraftChanges(serializers.Serializer):
    """What is corrected in a draft; leave out what stays."""

    kind = CodeField(DraftKind, help_text="What it becomes.")
    name = serializers.CharField(max_length=120, help_text="Name of what it becomes.")
    comparison = CodeField(Comparison, allow_blank=True)
    value = serializers.DecimalField(
        max_digits=18, decimal_places=4, allow_null=True, help_text="The target, or a project's quantity."
    )
    unit = serializers.CharField(max_length=30, allow_blank=True)
    baseline_value = serializers.DecimalField(
        max_digits=18, decimal_places=4, allow_null=True, help_text="Last year's figure."
    )
    baseline_text = serializers.CharField(
        max_length=120, allow_blank=True, help_text="Last year's figure in the report's words."
    )
    commitment = serializers.CharField(max_length=200, allow_blank=True)
    action = CodeField(Action, allow_blank=True)
    category = CodeField(Category, allow_blank=True, help_text="The field of work; empty for an indicator.")
    members = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200)
    is_list_open = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True, validators=PLAUSIBLE, help_text="The date that the report names.")
    due_text = serializers.CharField(max_length=60, allow_blank=True)
    lead_department = SeenField(
        Department, departments_of_region, allow_null=True, help_text="The lead that is chosen; null for none."
    )
    supporting_departments = SeenField(Department, departments_of_region, many=True)


class NewDraft(serializers.Serializer):
    """Words of the text that were passed over, to be drafted by hand."""

    kind = CodeField(DraftKind, help_text="What it becomes.")
    line = serializers.IntegerField(min_value=1, max_value=1_000_000, help_text="Line of the text, from 1.")
    start = serializers.IntegerField(min_value=0, max_value=LONGEST_TEXT, help_text="First character, from 0.")
    end = serializers.IntegerField(min_value=1, max_value=LONGEST_TEXT, help_text="The character after the last.")
    name = serializers.CharField(
        max_length=120, required=False, help_text="Name of what it becomes; without it, its words."
    )


class Acceptance(serializers.Serializer):
    """How a draft is accepted."""

    takes_suggestion = serializers.BooleanField(
        default=False, help_text="The suggested department becomes its lead if it has none."
    )


class AcceptanceFrom(Acceptance):
    """Which undecided drafts are accepted together."""

    confidence = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=Decimal(0), max_value=Decimal(1), help_text="At least this sure."
    )
    kind = CodeField(DraftKind, required=False, help_text="Only what becomes this; without it, all.")


class RejectionOfOpen(serializers.Serializer):
    """Which undecided drafts are rejected together."""

    kind = CodeField(DraftKind, required=False, help_text="Only what becomes this; without it, all.")


class Pieces(serializers.Serializer):
    """What a draft is split into."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=120), min_length=FEWEST_PIECES, max_length=MOST_PIECES,
        help_text="A name for each piece.",
    )  # fmt: skip


class Merged(serializers.Serializer):
    """Drafts that one draft is to stand for, too."""

    others = serializers.ListField(
        child=SeenField(BreakdownDraft, drafts_beside), allow_empty=False, max_length=MOST_MERGED,
        help_text="Ids of drafts of the same breakdown.",
    )  # fmt: skip


class AppliedPreview(serializers.Serializer):
    """The preview that was seen."""

    promised = serializers.CharField(max_length=40_000, help_text="promised of the preview.")
