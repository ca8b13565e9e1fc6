"""Breakdown lists (任务分解表) that the supervision office brings as spreadsheets."""

import pghistory
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.models import WorkReport
from projects.choices import BreakdownSheetState
from projects.models.reporting import StoredFile


@pghistory.track(exclude=["tables"])
class BreakdownSheet(VersionedModel):
    """An uploaded list: what it says, what was answered where it is unclear, and what applying it changed.

    ``tables`` is what was read (``projects.work_report.sheet``), it never changes; ``answers`` go by the key of their
    question; ``effects`` hold each created and each changed row before and after, which is what undoing needs.
    """

    report = models.ForeignKey(
        WorkReport, models.CASCADE, related_name="breakdown_sheets", verbose_name=_("work report")
    )
    stored_file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="breakdown_sheets", verbose_name=_("stored file")
    )
    name = models.CharField(_("file name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=BreakdownSheetState, default=BreakdownSheetState.UPLOADED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    tables = models.JSONField(_("what the sheet says"), default=list, editable=False)
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
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
        verbose_name = _("breakdown list")
        verbose_name_plural = _("breakdown lists")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BreakdownSheetState.UPLOADED, applied_by=None, applied_at=None)
                | (~Q(state=BreakdownSheetState.UPLOADED) & Q(applied_by__isnull=False, applied_at__isnull=False)),
                name="applied_breakdown_sheet_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=BreakdownSheetState.UNDONE, undone_by__isnull=False, undone_at__isnull=False)
                    & ~Q(undo_reason="")
                )
                | (~Q(state=BreakdownSheetState.UNDONE) & Q(undone_by=None, undone_at=None, undo_reason="")),
                name="undone_breakdown_sheet_says_who_when_and_why",
            ),
        ]
        indexes = [models.Index(fields=["report", "-applied_at"], name="breakdown_sheet_applied")]

    def __str__(self) -> str:
        return self.name
