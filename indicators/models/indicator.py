"""Indicators: the figures that the report promises (DOMAIN §2)."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, part_triggers
from accounts.models import Department, VersionedModel
from indicators.change_log import INDICATOR_AUDIENCE, LOCK_MOVED, OF_INDICATOR, READINGS_OF_MOVED, SUPPORT_LOG
from indicators.choices import Aggregation, BaselineMatch, Comparison, Direction, Frequency, Measure, Modality
from indicators.models.work_report import PriorResult, Section, WorkReport


@pghistory.track()
class Indicator(VersionedModel):
    """A measured (or, without a number, qualitative) target of the report."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="indicators", verbose_name=_("work report"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="indicators", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    comparison = models.CharField(_("comparison"), max_length=20, choices=Comparison)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    aggregation = models.CharField(_("aggregation"), max_length=20, choices=Aggregation)
    frequency = models.CharField(_("frequency"), max_length=20, choices=Frequency, default=Frequency.MONTHLY)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_text = models.CharField(_("target as written"), max_length=120)
    modality = models.CharField(_("word of resolve"), max_length=10, choices=Modality, blank=True)
    numeral_text = models.CharField(_("Chinese numeral"), max_length=20, blank=True)
    due_on = models.DateField(_("due on"))
    is_headline = models.BooleanField(_("headline indicator"), default=False)
    allows_over_100 = models.BooleanField(_("ratio may leave 0–100"), default=False)
    baseline_value = models.DecimalField(_("last year's value"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_text = models.CharField(_("last year as written"), max_length=120, blank=True)
    baseline_match = models.CharField(_("last year measures"), max_length=10, choices=BaselineMatch, blank=True)
    baseline_result = models.ForeignKey(
        PriorResult,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("last year's result"),
    )
    subset_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsets", verbose_name=_("part of")
    )
    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_indicators",
        verbose_name=_("lead department"),
    )
    supporting_departments = models.ManyToManyField(
        Department,
        through="IndicatorSupport",
        blank=True,
        related_name="supported_indicators",
        verbose_name=_("supporting departments"),
    )
    is_assignment_illustrative = models.BooleanField(_("assignment is illustrative"), default=False)
    source_line = models.PositiveIntegerField(_("line in the report"))
    source_anchor = models.CharField(_("words in the report"), max_length=60)
    note = models.TextField(_("note"), blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("indicators", INDICATOR_AUDIENCE, lock=LOCK_MOVED, updated=READINGS_OF_MOVED),
        ]
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="indicator_code_unique_in_report"),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(comparison=Comparison.QUALITATIVE),
                name="only_a_qualitative_target_has_no_number",
                violation_error_message=_("Only a qualitative target may lack a number."),
            ),
            models.CheckConstraint(condition=Q(target__isnull=True) | ~Q(unit=""), name="numeric_target_has_unit"),
            models.CheckConstraint(
                condition=~Q(measure=Measure.RATIO)
                | Q(allows_over_100=True)
                | Q(target__isnull=True)
                | Q(target__range=(0, 100)),
                name="ratio_target_within_range",
                violation_error_message=_("A ratio lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.COUNT) | Q(target__isnull=True) | Q(target__gte=0),
                name="count_target_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["report", "lead_department"], name="indicator_report_lead")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_qualitative(self) -> bool:
        """Whether a verifier judges it; it is entered in words."""
        return self.comparison == Comparison.QUALITATIVE


@pghistory.track()
class IndicatorSupport(models.Model):
    """A department that supports the lead department (配合单位)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name=_("indicator"))
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))

    class Meta:
        verbose_name = _("supporting department")
        verbose_name_plural = _("supporting departments")
        triggers = part_triggers(OF_INDICATOR, *SUPPORT_LOG, moves_audience=True)
        constraints = [
            models.UniqueConstraint(fields=["indicator", "department"], name="indicator_supported_once_by_department")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.department}"
