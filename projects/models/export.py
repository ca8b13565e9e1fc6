"""Files that people ask for; written at once or by the worker, kept for some days (docs/exports.md)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language
from accounts.models import VersionedModel
from projects.choices import UNFINISHED_EXPORT_STATES, ExportFormat, ExportKind, ExportState


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("state")), pghistory.DeleteEvent()
)
class Export(VersionedModel):
    """One file for one person: queued → running (lease) → done → expired, or failed.

    ``parameters`` say what is in it (see ``projects.exports.tables``), ``sight`` as whom it was written
    (``projects.queries.exports.sight_of``). ``file`` is its key in the storage of evidence.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("asked by")
    )
    kind = models.CharField(_("content"), max_length=20, choices=ExportKind)
    format = models.CharField(_("format"), max_length=5, choices=ExportFormat, default=ExportFormat.XLSX)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ZH_HANS)
    sight = models.CharField(_("written as seen by"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.QUEUED)
    rows_done = models.PositiveIntegerField(_("rows written"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=120, blank=True)
    file = models.CharField(_("name in storage"), max_length=100, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.RUNNING) | Q(lease_until__isnull=False), name="running_export_has_lease"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.DONE)
                | (~Q(file="") & ~Q(name="") & Q(size__gt=0, finished_at__isnull=False, expires_at__isnull=False)),
                name="finished_export_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.DONE) | Q(file=""), name="only_a_finished_export_has_file"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.FAILED) | (~Q(failure="") & Q(finished_at__isnull=False)),
                name="failed_export_says_why",
            ),
            models.CheckConstraint(
                condition=Q(format=ExportFormat.XLSX) | Q(kind=ExportKind.BULLETIN), name="only_bulletins_are_docx"
            ),
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="export_progress_within_range"),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(state__in=UNFINISHED_EXPORT_STATES), name="export_unfinished"
            ),
            models.Index(fields=["expires_at"], condition=Q(state=ExportState.DONE), name="export_expires"),
            models.Index(fields=["asked_by", "-id"], name="export_asked_by"),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def percent(self) -> int:
        """How much of it has been written."""
        if self.state == ExportState.DONE:
            return 100
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or is being written."""
        return self.state in UNFINISHED_EXPORT_STATES

    @property
    def is_ready(self) -> bool:
        """Whether the file may be fetched; past its time it may not, swept or not."""
        return self.state == ExportState.DONE and self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def has_expired(self) -> bool:
        """Whether there was a file and its time is over."""
        return self.state == ExportState.EXPIRED or (self.state == ExportState.DONE and not self.is_ready)
