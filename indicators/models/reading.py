"""Readings: the measured values, and the curve they were planned to follow (DOMAIN §2)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers
from accounts.models import VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.change_log import OF_INDICATOR, READING_AUDIENCE
from indicators.choices import OPEN_READINGS, ReadingState, Verdict
from indicators.models.indicator import Indicator

VALUE_FITS_MEASURE = """
    DECLARE kind record;
    BEGIN
        SELECT measure, allows_over_100, comparison INTO kind FROM indicators_indicator WHERE id = NEW.indicator_id;
        IF (NEW.value IS NULL) <> (kind.comparison = 'qualitative') THEN
            RAISE EXCEPTION 'a value is for indicators that are measured' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'reading_has_value_where_indicator_is_measured';
        END IF;
        IF kind.measure = 'count' AND NEW.value < 0 THEN
            RAISE EXCEPTION 'a count is not negative' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'count_reading_not_negative';
        END IF;
        IF kind.measure = 'ratio' AND NOT kind.allows_over_100 AND NEW.value NOT BETWEEN 0 AND 100 THEN
            RAISE EXCEPTION 'a ratio lies between 0 and 100' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'ratio_reading_within_range';
        END IF;
        RETURN NEW;
    END;
"""


def value_trigger() -> pgtrigger.Trigger:
    """Hold a value against its indicator's measure, which a check constraint cannot look up."""
    return pgtrigger.Trigger(
        name="value_fits_measure",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("value", "indicator_id"),
        func=pgtrigger.Func(VALUE_FITS_MEASURE),
    )


@pghistory.track()
class Reading(VersionedModel):
    """A value for one period; a correction is a new revision, never an overwrite."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings", verbose_name=_("indicator"))
    period = models.DateField(_("period"), help_text=_("First day of the month, quarter or year"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=4, null=True, blank=True, help_text=_("Empty for qualitative targets")
    )
    entered_value = models.DecimalField(_("value as entered"), max_digits=22, decimal_places=8, null=True, blank=True)
    entered_unit = models.CharField(_("unit as entered"), max_length=30, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ReadingState, default=ReadingState.DRAFT)
    source_note = models.TextField(_("source"), blank=True, validators=PLAIN_TEXT)
    correction_reason = models.TextField(_("reason for the correction"), blank=True, validators=PLAIN_TEXT)
    return_reason = models.TextField(_("reason for return"), blank=True, validators=PLAIN_TEXT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    is_simulated = models.BooleanField(_("simulated"), default=False)

    class Meta(VersionedModel.Meta):
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["indicator", "period", "revision"]
        triggers = [
            *VersionedModel.Meta.triggers,
            value_trigger(),
            *change_triggers("readings", READING_AUDIENCE, owners=(OF_INDICATOR,)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period", "revision"], name="reading_revision_unique"),
            models.UniqueConstraint(
                fields=["indicator", "period"],
                condition=Q(state=ReadingState.VERIFIED),
                name="one_verified_reading_per_period",
                violation_error_message=_("This period has a verified reading already."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "period"],
                condition=Q(state__in=OPEN_READINGS),
                name="one_open_reading_per_period",
                violation_error_message=_("This period has a reading that is not verified yet."),
            ),
            models.CheckConstraint(condition=Q(period__day=1), name="reading_period_starts_a_month"),
            models.CheckConstraint(
                condition=~Q(state__in=[ReadingState.VERIFIED, ReadingState.SUPERSEDED], value=None, verdict=""),
                name="verified_reading_says_something",
            ),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(correction_reason=""), name="correction_has_reason"),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.RETURNED) | ~Q(return_reason=""), name="returned_reading_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {date_format(self.period, 'YEAR_MONTH_FORMAT')}"

    @property
    def shown_value(self) -> str:
        """The value without idle zeros, or the verdict where there is none."""
        return self.get_verdict_display() if self.value is None else f"{self.value.normalize():f}"


@pghistory.track()
class PlannedValue(VersionedModel):
    """What the department planned to have reached by the end of a period."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="planned_values", verbose_name=_("indicator"))
    period = models.DateField(_("period"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    is_simulated = models.BooleanField(_("simulated"), default=False)

    class Meta(VersionedModel.Meta):
        verbose_name = _("planned value")
        verbose_name_plural = _("planned values")
        ordering = ["indicator", "period"]
        triggers = [
            *VersionedModel.Meta.triggers,
            value_trigger(),
            *change_triggers("planned_values", READING_AUDIENCE, owners=(OF_INDICATOR,)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period"], name="one_planned_value_per_period"),
            models.CheckConstraint(condition=Q(period__day=1), name="planned_period_starts_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {date_format(self.period, 'YEAR_MONTH_FORMAT')}"
