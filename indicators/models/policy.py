"""The supervision policy of a report: every threshold that governments set differently."""

from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, whole_region
from accounts.models import VersionedModel
from indicators.change_log import REPORT_OF_ITEM
from indicators.choices import RagPreset
from indicators.models.work_report import WorkReport

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@pghistory.track()
class SupervisionPolicy(VersionedModel):
    """The ⚙ figures of DOMAIN, in force for a report from a date on; defaults are DOMAIN's."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="policies", verbose_name=_("work report"))
    effective_from = models.DateField(_("in force from"))
    rag_preset = models.CharField(
        _("threshold preset"), max_length=30, choices=RagPreset, default=RagPreset.POINTS_BEHIND_PACE
    )
    growth_rate_tolerance = models.DecimalField(
        _("tolerance for growth rates (percentage points)"), max_digits=6, decimal_places=3, default=Decimal("0.2")
    )
    relative_tolerance = models.DecimalField(
        _("tolerance otherwise (% of target)"), max_digits=6, decimal_places=3, default=Decimal(2)
    )
    slightly_behind_ratio = models.DecimalField(
        _("slightly behind from (share of pace)"), max_digits=4, decimal_places=3, default=Decimal("0.9")
    )
    reading_due_day = models.PositiveSmallIntegerField(_("readings due on day of next month"), default=20)
    red_overdue_workdays = models.PositiveSmallIntegerField(_("red: milestone overdue by working days"), default=10)
    red_points_behind = models.DecimalField(
        _("red: points behind pace"), max_digits=5, decimal_places=2, default=Decimal(30), validators=PERCENT
    )
    amber_points_behind = models.DecimalField(
        _("amber: points behind pace"), max_digits=5, decimal_places=2, default=Decimal(10), validators=PERCENT
    )
    red_start_missed_months = models.PositiveSmallIntegerField(_("red: months since a missed start"), default=3)
    red_missing_reports = models.PositiveSmallIntegerField(_("red: monthly reports missing in a row"), default=2)
    red_reply_overdue_workdays = models.PositiveSmallIntegerField(_("red: reply overdue by working days"), default=5)
    amber_investment_percent = models.DecimalField(
        _("amber: investment below % of pace"), max_digits=5, decimal_places=2, default=Decimal(50), validators=PERCENT
    )
    amber_due_within_days = models.PositiveSmallIntegerField(_("amber: due within days"), default=7)
    progress_report_due_day = models.PositiveSmallIntegerField(
        _("monthly report due on day"), default=25, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    acknowledge_workdays = models.PositiveSmallIntegerField(_("working days to acknowledge"), default=2)
    reply_workdays = models.PositiveSmallIntegerField(_("working days to reply"), default=5)
    extensions_per_milestone = models.PositiveSmallIntegerField(_("extensions per milestone"), default=2)
    leader_extension_days = models.PositiveSmallIntegerField(
        _("extensions longer than this many days go to the leader"), default=30
    )
    evidence_megabytes = models.PositiveSmallIntegerField(_("largest evidence file (MiB)"), default=20)

    class Meta(VersionedModel.Meta):
        verbose_name = _("supervision policy")
        verbose_name_plural = _("supervision policies")
        ordering = ["report", "-effective_from"]
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("supervision_policies", whole_region("report.region_id", REPORT_OF_ITEM)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "effective_from"], name="one_policy_per_report_and_date"),
            models.CheckConstraint(
                condition=Q(red_points_behind__gte=models.F("amber_points_behind")),
                name="red_threshold_not_below_amber",
                violation_error_message=_("The red threshold must not lie below the amber one."),
            ),
            models.CheckConstraint(
                condition=Q(progress_report_due_day__range=(1, 28), reading_due_day__range=(1, 28)),
                name="due_days_exist_in_every_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {date_format(self.effective_from, 'DATE_FORMAT')}"
