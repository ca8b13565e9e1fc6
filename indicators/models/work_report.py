"""The annual report, its section tree, its results of the year before, and its policy."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, whole_region
from accounts.models import Region, VersionedModel
from indicators.change_log import REPORT_OF_ITEM
from indicators.choices import SectionLevel, WorkReportKind


@pghistory.track()
class WorkReport(VersionedModel):
    """One region's list of commitments for one year (DOMAIN §1)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="work_reports", verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(
        _("kind"), max_length=30, choices=WorkReportKind, default=WorkReportKind.GOVERNMENT_WORK_REPORT
    )
    title = models.CharField(_("title"), max_length=120)
    meeting = models.CharField(_("meeting"), max_length=120, blank=True)
    adopted_on = models.DateField(_("adopted on"))
    is_current = models.BooleanField(_("current"), default=False)
    source_sha256 = models.CharField(_("SHA-256 of the source text"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("work report")
        verbose_name_plural = _("work reports")
        triggers = [*VersionedModel.Meta.triggers, *change_triggers("work_reports", whole_region())]
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind"], condition=Q(is_current=True), name="one_current_report_per_region"
            ),
            models.UniqueConstraint(fields=["region", "kind", "year", "title"], name="report_unique_in_year"),
            models.CheckConstraint(condition=Q(year__gte=1978, year__lte=2100), name="report_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Section(VersionedModel):
    """A part of the report, or the theme of one of its paragraphs."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="sections", verbose_name=_("work report"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="themes", verbose_name=_("part")
    )
    level = models.CharField(_("level"), max_length=10, choices=SectionLevel)
    number = models.CharField(_("number"), max_length=20, help_text=_("Number of the part, 0 for the main targets"))
    heading = models.CharField(_("heading"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta(VersionedModel.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("sections", whole_region("report.region_id", REPORT_OF_ITEM)),
        ]
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "parent", "heading"], nulls_distinct=False, name="section_heading_unique_in_part"
            ),
            models.UniqueConstraint(
                fields=["report", "number"], condition=Q(level=SectionLevel.PART), name="part_number_unique_in_report"
            ),
            models.CheckConstraint(
                condition=Q(level=SectionLevel.PART, parent__isnull=True)
                | Q(level=SectionLevel.THEME, parent__isnull=False),
                name="theme_belongs_to_a_part",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


@pghistory.track()
class PriorResult(VersionedModel):
    """A result of the year before, as the report's review states it."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="prior_results", verbose_name=_("work report"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    section_number = models.CharField(_("section of the review"), max_length=20)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    value_text = models.CharField(_("value as written"), max_length=120, blank=True)
    change_text = models.CharField(_("change as written"), max_length=120, blank=True)
    numeral_text = models.CharField(_("Chinese numeral"), max_length=20, blank=True)
    source_line = models.PositiveIntegerField(_("line in the report"))
    source_anchor = models.CharField(_("words in the report"), max_length=60)
    note = models.TextField(_("note"), blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("result of the year before")
        verbose_name_plural = _("results of the year before")
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="prior_result_code_unique_in_report"),
            models.CheckConstraint(condition=Q(value__isnull=True) | ~Q(unit=""), name="prior_result_number_has_unit"),
        ]

    def __str__(self) -> str:
        return self.name
