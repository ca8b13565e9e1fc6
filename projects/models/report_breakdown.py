"""The text of a work report, and the commitments that were found in it as drafts (报告分解)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language
from accounts.models import Department, VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.choices import Comparison
from indicators.models import Indicator, WorkReport
from projects.choices import (
    APPLIED_STATES,
    REPLACED,
    UNREAD_STATES,
    Action,
    Category,
    DraftDecision,
    DraftKind,
    ReportBreakdownState,
)
from projects.models.project import Project
from projects.models.reporting import StoredFile


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    pghistory.DeleteEvent(),
    exclude=["lines", "sentences"],
)
class ReportBreakdown(VersionedModel):
    """One text: queued → reading (lease) → read → applied → undone, or failed.

    ``lines`` are the text as it is shown, ``sentences`` those of the plan that have numbers, each with ``line``,
    ``start``, ``end`` and the places of its ``numbers`` (line, start, end); ``effects`` hold what applying created and
    changed, which is what undoing needs (``projects.work_report.drafting.effects``).
    """

    report = models.ForeignKey(
        WorkReport, models.CASCADE, related_name="text_breakdowns", verbose_name=_("work report")
    )
    stored_file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="report_breakdowns", verbose_name=_("stored file")
    )
    name = models.CharField(_("file name"), max_length=200)
    is_traditional = models.BooleanField(_("in traditional characters"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ZH_HANS)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportBreakdownState, default=ReportBreakdownState.QUEUED
    )
    year_found = models.PositiveSmallIntegerField(_("year that the text plans"), null=True, blank=True)
    lines = models.JSONField(_("text"), default=list, blank=True, editable=False)
    sentences = models.JSONField(_("sentences with numbers"), default=list, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=120, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    read_at = models.DateTimeField(_("text read at"), null=True, blank=True)
    effects = models.JSONField(
        _("what it changed"), default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.TextField(_("reason for undoing"), blank=True, validators=PLAIN_TEXT)

    class Meta(VersionedModel.Meta):
        verbose_name = _("report breakdown")
        verbose_name_plural = _("report breakdowns")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReportBreakdownState.READING) | Q(lease_until__isnull=False),
                name="reading_report_breakdown_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportBreakdownState.FAILED) ^ Q(failure=""),
                name="failed_report_breakdown_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*UNREAD_STATES, ReportBreakdownState.FAILED), read_at=None)
                | Q(state__in=(ReportBreakdownState.READ, *APPLIED_STATES), read_at__isnull=False),
                name="report_breakdown_is_read_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=APPLIED_STATES, applied_by__isnull=False, applied_at__isnull=False)
                | (~Q(state__in=APPLIED_STATES) & Q(applied_by=None, applied_at=None)),
                name="applied_report_breakdown_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ReportBreakdownState.UNDONE, undone_by__isnull=False, undone_at__isnull=False)
                    & ~Q(undo_reason="")
                )
                | (~Q(state=ReportBreakdownState.UNDONE) & Q(undone_by=None, undone_at=None, undo_reason="")),
                name="undone_report_breakdown_says_who_when_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["report", "-applied_at"], name="report_breakdown_applied"),
            models.Index(fields=["id"], condition=Q(state__in=UNREAD_STATES), name="report_breakdown_unread"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unread(self) -> bool:
        """Whether it still waits, or is being read."""
        return self.state in UNREAD_STATES


@pghistory.track(exclude=["as_read"])
class BreakdownDraft(VersionedModel):
    """A commitment as it was found at its words, as it was edited since, and what was decided about it.

        ``line`` counts from 1; ``start`` and ``end`` (exclusive) are offsets of characters in that line, ``further``
        the places of drafts that were merged into this one. ``value`` is a target, or the quantity of a project.
    ``as_read`` keeps the fields as they were found, ``lent`` what the draft that it was merged into took from it.
        ``suggested_lead`` is a guess from keywords and no more.
    """

    breakdown = models.ForeignKey(
        ReportBreakdown, models.CASCADE, related_name="drafts", verbose_name=_("report breakdown")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DraftKind)
    line = models.PositiveIntegerField(_("line in the report"))
    start = models.PositiveIntegerField(_("first character"))
    end = models.PositiveIntegerField(_("character after the last"))
    further = models.JSONField(_("further places"), default=list, blank=True)
    words = models.TextField(_("words in the report"))
    sections = ArrayField(
        models.CharField(max_length=200), verbose_name=_("headings above it"), default=list, blank=True
    )
    confidence = models.DecimalField(_("confidence"), max_digits=3, decimal_places=2)
    rule = models.CharField(_("rule that found it"), max_length=60)
    name = models.CharField(_("name"), max_length=120, validators=PLAIN_TEXT)
    comparison = models.CharField(_("comparison"), max_length=20, choices=Comparison, blank=True)
    value = models.DecimalField(_("target or quantity"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True, validators=PLAIN_TEXT)
    baseline_value = models.DecimalField(_("last year's value"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_text = models.CharField(_("last year as written"), max_length=120, blank=True)
    commitment = models.CharField(_("commitment this year"), max_length=200, blank=True, validators=PLAIN_TEXT)
    action = models.CharField(_("action"), max_length=20, choices=Action, blank=True)
    category = models.CharField(_("category"), max_length=30, choices=Category, blank=True)
    members = ArrayField(models.CharField(max_length=60), verbose_name=_("members"), default=list, blank=True)
    is_list_open = models.BooleanField(_("list of members ends with 'and others'"), default=False)
    due_on = models.DateField(_("date named in the report"), null=True, blank=True)
    due_text = models.CharField(_("date as written"), max_length=60, blank=True, validators=PLAIN_TEXT)
    suggested_lead = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("suggested lead")
    )
    suggested_for = models.CharField(_("keyword of the suggestion"), max_length=30, blank=True)
    lead_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead department")
    )
    supporting_departments = models.ManyToManyField(
        Department,
        through="DraftSupport",
        blank=True,
        related_name="+",
        verbose_name=_("supporting departments"),
    )
    decision = models.CharField(_("decision"), max_length=10, choices=DraftDecision, default=DraftDecision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="pieces", verbose_name=_("split from")
    )
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    as_read = models.JSONField(_("as it was found"), default=dict, blank=True, editable=False)
    lent = models.JSONField(_("what another took from it"), default=dict, blank=True, editable=False)
    indicator = models.ForeignKey(
        Indicator, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("project")
    )

    class Meta(VersionedModel.Meta):
        verbose_name = _("draft of a breakdown")
        verbose_name_plural = _("drafts of a breakdown")
        ordering = ["breakdown", "line", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(line__gte=1, end__gt=F("start")), name="draft_has_words"),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="draft_confidence_within_range"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(unit=""),
                name="draft_value_has_unit",
                violation_error_message=_("A number needs its unit."),
            ),
            models.CheckConstraint(
                condition=Q(decision=DraftDecision.OPEN, decided_by=None, decided_at=None)
                | (~Q(decision=DraftDecision.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_draft_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decision=DraftDecision.MERGED, merged_into__isnull=False)
                | (~Q(decision=DraftDecision.MERGED) & Q(merged_into=None)),
                name="merged_draft_names_the_other",
            ),
        ]
        indexes = [models.Index(fields=["breakdown", "line", "start", "id"], name="draft_in_order_of_text")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_replaced(self) -> bool:
        """Whether others stand for it now."""
        return self.decision in REPLACED

    @property
    def places(self) -> list[tuple[int, int, int]]:
        """Line, first character and the one after the last: of its own words first, then of what it stands for, too."""
        return [(self.line, self.start, self.end), *(tuple(place) for place in self.further)]


@pghistory.track()
class DraftSupport(models.Model):
    """A department that is to support the lead department (配合单位)."""

    draft = models.ForeignKey(BreakdownDraft, models.CASCADE, verbose_name=_("draft of a breakdown"))
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))

    class Meta:
        verbose_name = _("supporting department")
        verbose_name_plural = _("supporting departments")
        constraints = [
            models.UniqueConstraint(fields=["draft", "department"], name="draft_supported_once_by_department")
        ]

    def __str__(self) -> str:
        return f"{self.draft} · {self.department}"
