"""Reporting months, and what each of them says of a department (DOMAIN §3 "Progress reports")."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, VersionedModel
from indicators.models import WorkReport


@pghistory.track()
class ReportingPeriod(VersionedModel):
    """A month on which every project under way reports; opened on its first day."""

    report = models.ForeignKey(
        WorkReport, models.CASCADE, related_name="reporting_periods", verbose_name=_("work report")
    )
    period = models.DateField(_("period"), help_text=_("First day of the month"))
    due_on = models.DateField(_("due on"))
    opened_on = models.DateField(_("opened on"))

    class Meta(VersionedModel.Meta):
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["report", "-period"]
        constraints = [
            models.UniqueConstraint(fields=["report", "period"], name="reporting_period_opened_once"),
            models.CheckConstraint(condition=Q(period__day=1), name="reporting_period_starts_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {date_format(self.period, 'YEAR_MONTH_FORMAT')}"


@pghistory.track()
class DepartmentRecord(VersionedModel):
    """How a lead department did in a month; judged until the next month opens, then it stands.

    ``late`` reports were filed after the due date, ``missing`` ones not at all; ``rank`` is by the rule in
    ``projects.rules.ranking``. ``slippage_days`` sums what open dates have moved beyond their baselines.
    """

    reporting_period = models.ForeignKey(
        ReportingPeriod, models.CASCADE, related_name="department_records", verbose_name=_("reporting period")
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="records", verbose_name=_("department"))
    items = models.PositiveIntegerField(_("items"))
    reports_due = models.PositiveIntegerField(_("reports due"))
    on_time = models.PositiveIntegerField(_("filed in time"))
    late = models.PositiveIntegerField(_("late"))
    returned = models.PositiveIntegerField(_("returned"))
    missing = models.PositiveIntegerField(_("missing"))
    red = models.PositiveIntegerField(_("red"))
    amber = models.PositiveIntegerField(_("amber"))
    green = models.PositiveIntegerField(_("green"))
    slippage_days = models.IntegerField(_("slippage (days)"))
    rank = models.PositiveIntegerField(_("rank"))

    class Meta(VersionedModel.Meta):
        verbose_name = _("department record")
        verbose_name_plural = _("department records")
        ordering = ["-reporting_period__period", "rank", "department__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporting_period", "department"], name="one_record_per_department_and_month"
            ),
            models.CheckConstraint(
                condition=Q(on_time__lte=F("reports_due") - F("late") - F("missing"))
                & Q(red__lte=F("items") - F("amber") - F("green")),
                name="department_record_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {date_format(self.reporting_period.period, 'YEAR_MONTH_FORMAT')}"
