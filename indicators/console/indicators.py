"""Indicators with their judgement, readings and planned values."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from accounts import clock
from accounts.access import Capability
from accounts.console import ConsoleInline, ConsoleModelAdmin, site
from accounts.console.cells import example_badge, simulated_badge
from accounts.console.reader import reader
from accounts.console.viewed_list import ViewedAdmin
from indicators.access import enters
from indicators.choices import Aggregation
from indicators.console.cells import pace_bar, pace_cell
from indicators.console.chart import chart_of
from indicators.models import Indicator, IndicatorSupport, PlannedValue, Reading
from indicators.queries import at_pace, judgements, visible_to
from indicators.queries.pace import pace_series
from indicators.queries.readings import revisions_of
from indicators.rules import Judgement, Pace
from indicators.wording import PACE_WORDS, number, reason_in_words

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


class PaceFilter(DropdownFilter):
    """The judgement of today."""

    title = _("pace")
    parameter_name = "pace"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(pace.value, PACE_WORDS[pace]) for pace in Pace]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Indicator]) -> QuerySet[Indicator]:
        if self.value() not in set(Pace):
            return queryset
        return at_pace(queryset, [self.value() or ""], clock.today())


class IndicatorSupportInline(ConsoleInline):
    viewers = WORK
    model = IndicatorSupport


class IndicatorAdmin(ViewedAdmin):
    """Registered by ``projects.console``, which adds the projects that carry an indicator."""

    viewers = WORK
    visible = visible_to
    change_form_outer_before_template = "console/indicator_summary.html"
    inlines = (IndicatorSupportInline,)
    fields = (
        ("report", "section"),
        ("code", "name"),
        ("target_text", "target", "unit"),
        ("comparison", "measure"),
        ("direction", "aggregation"),
        ("frequency", "due_on"),
        ("is_headline", "modality"),
        "numeral_text",
        ("baseline_text", "baseline_value"),
        ("baseline_match", "baseline_result"),
        ("lead_department", "is_assignment_illustrative", "subset_of"),
        ("source_line", "source_anchor"),
        "note",
    )
    always_shown = ("name",)
    list_display: tuple[str, ...] = ("code", "name", "target_text", "latest", "bar", "forecast", "pace", "lead")
    list_filter = (
        PaceFilter,
        ("is_headline", BooleanRadioFilter),
        ("report", RelatedDropdownFilter),
        ("lead_department", RelatedDropdownFilter),
        ("measure", ChoicesDropdownFilter),
        ("aggregation", ChoicesDropdownFilter),
    )
    search_fields = ("code", "name", "target_text", "source_anchor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        """With what both the list and a page show of other rows."""
        shown = ("report", "section", "lead_department", "baseline_result", "subset_of")
        return super().get_queryset(request).select_related(*shown)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Judge the rows of the page together, so that a longer page needs no more queries."""
        changelist = super().get_changelist_instance(request)
        judged = judgements(changelist.result_list, clock.today())
        for indicator in changelist.result_list:
            indicator.judged = judged[indicator.pk]
        return changelist

    def summary_of(self, row: Indicator, request: HttpRequest) -> dict[str, Any]:
        judgement = judgements([row], clock.today())[row.pk]
        series = pace_series(row, clock.today())
        adds_up = row.aggregation == Aggregation.CUMULATIVE
        return {
            "judgement": judgement,
            "judgement_cell": pace_cell(judgement, row.unit),
            "judgement_reason": reason_in_words(judgement, row.unit),
            "points": [point for point in series if point.value is not None],
            "chart": chart_of(series, judgement, comparison=row.comparison, adds_up=adds_up),
            "adds_up": adds_up,
            "revisions": revisions_of(row),
            "unit": row.unit,
            "may_enter": enters(reader(request), row),
        }

    @display(description=_("latest"))
    def latest(self, indicator: Indicator) -> SafeString | str:
        measured = _judged(indicator).latest
        if measured is None:
            return "—"
        month = date_format(measured.period, "YEAR_MONTH_FORMAT")
        return format_html('{}<br><span class="db-note">{}</span>', number(measured.value, indicator.unit), month)

    @display(description=_("against what is expected"))
    def bar(self, indicator: Indicator) -> SafeString | str:
        return pace_bar(_judged(indicator), indicator.unit)

    @display(description=_("pace"))
    def pace(self, indicator: Indicator) -> SafeString:
        return pace_cell(_judged(indicator), indicator.unit)

    @display(description=_("year-end forecast"))
    def forecast(self, indicator: Indicator) -> str:
        expected = _judged(indicator).forecast
        return number(expected.year_end, indicator.unit) if expected else "—"

    @display(description=_("lead department"), ordering="lead_department__position")
    def lead(self, indicator: Indicator) -> str:
        return example_badge(indicator.lead_department or "—", shown=indicator.is_assignment_illustrative)


@admin.register(Reading, site=site)
class ReadingAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = (
        ("indicator", "month", "revision"),
        ("figure", "state"),
        "source_note",
        ("entered_by", "submitted_at"),
        ("reviewed_by", "reviewed_at"),
        "return_reason",
    )
    list_display = ("indicator", "month", "figure", "state", "entered_by", "submitted_at")
    list_filter = (("state", ChoicesDropdownFilter), ("indicator", RelatedDropdownFilter))
    list_select_related = ("indicator", "entered_by")
    search_fields = ("indicator__code", "indicator__name")
    date_hierarchy = "period"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).filter(indicator__in=visible_to(reader(request)))

    @display(description=_("period"), ordering="period")
    def month(self, reading: Reading) -> str:
        return date_format(reading.period, "YEAR_MONTH_FORMAT")

    @display(description=_("value"), ordering="value")
    def figure(self, reading: Reading) -> SafeString:
        return simulated_badge(number(reading.value, reading.indicator.unit), shown=reading.is_simulated)


@admin.register(PlannedValue, site=site)
class PlannedValueAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = (("indicator", "month"), "figure")
    list_display = ("indicator", "month", "figure")
    list_select_related = ("indicator",)
    search_fields = ("indicator__code", "indicator__name")
    date_hierarchy = "period"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlannedValue]:
        return super().get_queryset(request).filter(indicator__in=visible_to(reader(request)))

    @display(description=_("period"), ordering="period")
    def month(self, planned: PlannedValue) -> str:
        return date_format(planned.period, "YEAR_MONTH_FORMAT")

    @display(description=_("value"), ordering="value")
    def figure(self, planned: PlannedValue) -> SafeString:
        return format_html("{}", number(planned.value, planned.indicator.unit))


def _judged(indicator: Indicator) -> Judgement:
    """What :meth:`IndicatorAdmin.get_changelist_instance` put on the row."""
    judged: Judgement = indicator.judged  # type: ignore[attr-defined]  # see there
    return judged
