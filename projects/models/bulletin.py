"""Bulletins (通报): what a month has come to, issued under a number and unchanged from then on."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.models import WorkReport

ISSUED_STAYS = """
    BEGIN
        RAISE EXCEPTION 'an issued bulletin does not change' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'issued_bulletin_stays';
    END;
"""


@pghistory.track()
class Bulletin(VersionedModel):
    """The supervision office's circular on a month; a draft has its text only, an issued one its figures, too.

    ``content`` are the figures as ``projects.queries.bulletin`` gives them, frozen at issue. A correction is a
    bulletin of its own on the same month, with a number of its own.
    """

    report = models.ForeignKey(WorkReport, models.PROTECT, related_name="bulletins", verbose_name=_("work report"))
    period = models.DateField(_("period"), help_text=_("First day of the month"))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    title = models.CharField(_("title"), max_length=120, validators=PLAIN_TEXT)
    assessment = models.TextField(_("overall assessment"), blank=True, max_length=5000, validators=PLAIN_TEXT)
    requirements = models.TextField(_("requirements for the work"), blank=True, max_length=5000, validators=PLAIN_TEXT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    content = models.JSONField(_("figures"), null=True, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-period", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="bulletin_number_unique_in_report"),
            models.UniqueConstraint(
                fields=["report", "period"],
                condition=Q(issued_on=None),
                name="one_draft_of_a_bulletin_per_month",
                violation_error_message=_("A draft for this month is there already."),
            ),
            models.UniqueConstraint(
                fields=["report", "period"],
                condition=Q(issued_on__isnull=False, corrects=None),
                name="one_bulletin_per_month_but_for_corrections",
            ),
            models.CheckConstraint(condition=Q(period__day=1), name="bulletin_period_starts_a_month"),
            models.CheckConstraint(
                condition=Q(issued_on=None, issued_by=None, number=None, content__isnull=True)
                | Q(issued_on__isnull=False, issued_by__isnull=False, number__gte=1, content__isnull=False),
                name="issued_bulletin_is_complete",
            ),
        ]
        triggers = [
            *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="issued_bulletin_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__issued_on__isnull=False),
                func=pgtrigger.Func(ISSUED_STAYS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {date_format(self.period, 'YEAR_MONTH_FORMAT')}"

    @property
    def is_issued(self) -> bool:
        """Whether it stands."""
        return self.issued_on is not None

    @property
    def full_number(self) -> str:
        """As the paper says it: 督查通报〔2024〕第5期; empty for a draft. ``report`` has to be selected."""
        if self.number is None:
            return ""
        return gettext("Supervision bulletin 〔%(year)s〕 No. %(number)s") % {
            "year": self.report.year,
            "number": self.number,
        }
