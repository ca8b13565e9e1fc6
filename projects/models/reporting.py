"""What departments file: monthly progress, evidence, requests for more time (DOMAIN §3)."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, part_triggers
from accounts.models import VersionedModel
from accounts.validators import PLAIN_TEXT
from projects.change_log import (
    COMPLETION_LOG,
    EVIDENCE_OF_FILED,
    LOCK_FILED,
    OF_PROGRESS_REPORT,
    OF_PROJECT,
    PART_AUDIENCE,
    PROGRESS_REPORT_AUDIENCE,
)
from projects.choices import ExtensionState, ProgressReportState
from projects.models.milestone import Milestone
from projects.models.project import Project


@pghistory.track()
class ProgressReport(VersionedModel):
    """A department's report on one project for one month (进度填报)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="progress_reports", verbose_name=_("project"))
    period = models.DateField(_("period"), help_text=_("First day of the month"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=20, choices=ProgressReportState, default=ProgressReportState.DRAFT)
    percent = models.DecimalField(_("progress (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    percent_explanation = models.TextField(
        _("why the progress differs from the milestones"), blank=True, validators=PLAIN_TEXT
    )
    done = models.TextField(_("what was done"), blank=True, validators=PLAIN_TEXT)
    problems = models.TextField(_("problems"), blank=True, validators=PLAIN_TEXT)
    support_needed = models.TextField(_("support needed"), blank=True, validators=PLAIN_TEXT)
    next_steps = models.TextField(_("next month's steps"), blank=True, validators=PLAIN_TEXT)
    expects_delay = models.BooleanField(_("the next milestone will not be met"), default=False)
    investment_this_month = models.DecimalField(
        _("investment this month (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    investment_to_date = models.DecimalField(
        _("investment to date (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    waiting_since = models.DateField(
        _("waiting since"), null=True, blank=True, help_text=_("Since when it has been with whoever decides next.")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    return_reason = models.TextField(_("reason for return"), blank=True, validators=PLAIN_TEXT)
    times_returned = models.PositiveSmallIntegerField(_("times returned"), default=0)
    is_simulated = models.BooleanField(_("simulated"), default=False)

    class Meta(VersionedModel.Meta):
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers(
                "progress_reports",
                PROGRESS_REPORT_AUDIENCE,
                owners=(OF_PROJECT,),
                lock=LOCK_FILED,
                updated=EVIDENCE_OF_FILED,
            ),
        ]
        ordering = ["project", "-period"]
        constraints = [
            models.UniqueConstraint(fields=["project", "period"], name="one_progress_report_per_month"),
            models.CheckConstraint(condition=Q(period__day=1), name="progress_period_starts_a_month"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(0, 100)), name="reported_percent_within_range"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ProgressReportState.DRAFT]) | Q(submitted_on__isnull=False),
                name="filed_progress_report_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProgressReportState.RETURNED) | ~Q(return_reason=""),
                name="returned_progress_report_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "period"], name="progress_report_state_period")]

    def __str__(self) -> str:
        return f"{self.project} {date_format(self.period, 'YEAR_MONTH_FORMAT')}"


@pghistory.track()
class ReportedCompletion(models.Model):
    """A milestone checked off in a monthly report; it takes effect when the report is submitted."""

    progress_report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="completions", verbose_name=_("progress report")
    )
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="reported_completions", verbose_name=_("milestone")
    )
    completed_on = models.DateField(_("completed on"))
    note = models.TextField(_("note on completion"), blank=True, validators=PLAIN_TEXT)

    class Meta:
        verbose_name = _("reported completion")
        verbose_name_plural = _("reported completions")
        triggers = part_triggers(OF_PROGRESS_REPORT, COMPLETION_LOG)
        ordering = ["progress_report", "milestone"]
        constraints = [
            models.UniqueConstraint(fields=["progress_report", "milestone"], name="milestone_once_in_progress_report")
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {date_format(self.completed_on, 'DATE_FORMAT')}"


@pghistory.track()
class Extension(VersionedModel):
    """A request for a later date; the baseline never moves with it (延期)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="extensions", verbose_name=_("project"))
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="extensions", verbose_name=_("milestone")
    )
    old_due_on = models.DateField(_("due until now"))
    new_due_on = models.DateField(_("new date"))
    reason = models.TextField(_("reason"), validators=PLAIN_TEXT)
    state = models.CharField(_("state"), max_length=20, choices=ExtensionState, default=ExtensionState.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_on = models.DateField(_("requested on"))
    needs_leader = models.BooleanField(_("decided by the leader"), default=False)
    is_after_due = models.BooleanField(_("asked for after the date"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True, validators=PLAIN_TEXT)

    class Meta(VersionedModel.Meta):
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("extensions", PART_AUDIENCE, owners=(OF_PROJECT,)),
        ]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")),
                name="extension_moves_later",
                violation_error_message=_("The new date must lie after the present one."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=Q(state__in=[ExtensionState.REQUESTED, ExtensionState.WITHDRAWN])
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="decided_extension_names_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["project", "milestone"],
                condition=Q(state=ExtensionState.REQUESTED),
                nulls_distinct=False,
                name="one_open_extension_per_subject",
                violation_error_message=_("A request for this date is waiting for a decision already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone or self.project} → {date_format(self.new_due_on, 'DATE_FORMAT')}"


@pghistory.track()
class StoredFile(models.Model):
    """Bytes on disk, kept once per content under a name that cannot be guessed."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    name = models.UUIDField(_("name in storage"), default=uuid.uuid4, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    content_type = models.CharField(_("type found in the content"), max_length=100)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty")]

    def __str__(self) -> str:
        return self.sha256[:12]
