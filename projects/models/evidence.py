"""Evidence: a file for exactly one thing that was done, reported, answered or measured (DOMAIN §3)."""

from functools import reduce
from operator import or_

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import IS_DIFFERENT, change_triggers, followed, part_triggers
from indicators.change_log import OF_INDICATOR
from indicators.models import Indicator, IndicatorSupport, Reading
from projects.change_log import (
    EVIDENCE_AUDIENCE,
    EVIDENCE_OF_INDICATORS_WITH_OTHER_LEAD,
    EVIDENCE_OF_INDICATORS_WITH_OTHER_SUPPORT,
    OF_PROGRESS_REPORT,
    OF_PROJECT,
    OF_READ_INDICATOR,
    OF_REPLIED_INSTRUCTION,
)
from projects.models.instruction import InstructionReply
from projects.models.milestone import Milestone
from projects.models.project import Project
from projects.models.reporting import ProgressReport, StoredFile

NOTHING_PROVEN = {
    "milestone__isnull": True,
    "progress_report__isnull": True,
    "instruction_reply__isnull": True,
    "reading__isnull": True,
    "is_for_closure": False,
}
PROVEN: tuple[dict[str, bool], ...] = (
    {"milestone__isnull": False},
    {"progress_report__isnull": False},
    {"instruction_reply__isnull": False},
    {"reading__isnull": False},
    {"is_for_closure": True},
)


@pghistory.track()
class Evidence(models.Model):
    """A file that proves something, attached to exactly one thing (佐证材料)."""

    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence", verbose_name=_("stored file"))
    name = models.CharField(_("file name"), max_length=200)
    project = models.ForeignKey(
        Project,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("project"),
        help_text=_("Empty for the evidence of an indicator's reading"),
    )
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("milestone")
    )
    progress_report = models.ForeignKey(
        ProgressReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("progress report"),
    )
    instruction_reply = models.ForeignKey(
        InstructionReply, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("reply")
    )
    reading = models.ForeignKey(
        Reading, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("reading")
    )
    is_for_closure = models.BooleanField(_("for the closure"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        triggers = change_triggers(
            "evidence",
            EVIDENCE_AUDIENCE,
            owners=(OF_PROJECT, OF_PROGRESS_REPORT, OF_REPLIED_INSTRUCTION, OF_READ_INDICATOR),
            changed=IS_DIFFERENT,
        )
        ordering = ["project", "id"]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (Q(**{**NOTHING_PROVEN, **proven}) for proven in PROVEN)),
                name="evidence_proves_exactly_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(project=None, reading__isnull=False) | Q(project__isnull=False, reading=None),
                name="evidence_is_of_a_project_or_a_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorOfEvidence(Indicator):
    """An indicator as its readings' evidence sees it: who sees the one sees the other."""

    class Meta:
        proxy = True
        triggers = [followed("log_evidence", EVIDENCE_OF_INDICATORS_WITH_OTHER_LEAD)]


class IndicatorSupportOfEvidence(IndicatorSupport):
    """A supporting department, which sees the evidence of its indicator's readings."""

    class Meta:
        proxy = True
        triggers = part_triggers(
            OF_INDICATOR, EVIDENCE_OF_INDICATORS_WITH_OTHER_SUPPORT, moves_audience=True, name="log_evidence"
        )
