"""The thresholds with what each of them does, where the presets come from, and what they would change."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.console import site
from indicators.choices import RagPreset
from indicators.console.settings import SupervisionPolicyAdmin
from indicators.models import SupervisionPolicy
from indicators.queries import policy_in_force
from projects.console import cells
from projects.queries.policy_effect import changed_lights

Words = str | StrPromise

# Preset → who published it, and how it judges falling behind (DOMAIN §4).
PRESETS: Mapping[RagPreset, tuple[Words, Words]] = {
    RagPreset.POINTS_BEHIND_PACE: (
        gettext_lazy("Yinchuan 2025"),
        gettext_lazy("Progress behind what is expected, in points: amber from 10, red beyond 30, or as set below."),
    ),
    RagPreset.SHARE_OF_PACE: (
        gettext_lazy("Sanya 2022"),
        gettext_lazy(
            "Investment against the year's plan times the elapsed share of the year: below it amber, below half "
            "of it red."
        ),
    ),
    RagPreset.MONTH_TASK_DONE: (
        gettext_lazy("Xinhuang 2015"),
        gettext_lazy("Progress as a share of what is expected by now: below 80 % amber, below 60 % red."),
    ),
}


@admin.register(SupervisionPolicy, site=site)
class ExplainedPolicyAdmin(SupervisionPolicyAdmin):
    """With the thresholds in words, and how many projects would change their light if they held today."""

    list_before_template = "console/policies_before.html"
    change_form_outer_before_template = "console/policy_summary.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with where the presets come from."""
        return super().changelist_view(request, {**(extra_context or {}), "presets": presets()})

    def summary_of(self, row: SupervisionPolicy, request: HttpRequest) -> dict[str, Any]:
        today = clock.today()
        changes = changed_lights(row, today, workday_calendar())
        return {
            "sentences": sentences(row),
            "preset": next(line for line in presets() if line["value"] == row.rag_preset),
            "is_in_force": policy_in_force(row.report_id, today).pk == row.pk,
            "changes": [
                (cells.light(before), cells.light(after), count) for (before, after), count in sorted(changes.items())
            ],
            "changed": sum(changes.values()),
            "today": today,
        }


def presets() -> list[dict[str, str]]:
    """The presets with their sources."""
    return [
        {"value": preset.value, "label": str(preset.label), "source": str(source), "text": str(text)}
        for preset, (source, text) in PRESETS.items()
    ]


def sentences(policy: SupervisionPolicy) -> list[str]:
    """What each threshold of a policy does."""
    values = {field.name: f"{getattr(policy, field.name)}" for field in policy._meta.concrete_fields}
    values |= {name: _plain(values[name]) for name in DECIMALS}
    return [str(sentence) % values for sentence in SENTENCES]


def _plain(number: str) -> str:
    """A decimal without zeros that say nothing."""
    return number.rstrip("0").rstrip(".") if "." in number else number


DECIMALS = (
    "growth_rate_tolerance",
    "relative_tolerance",
    "slightly_behind_ratio",
    "red_points_behind",
    "amber_points_behind",
    "amber_investment_percent",
)
SENTENCES: tuple[Words, ...] = (
    gettext_lazy("Red: an open milestone is overdue by more than %(red_overdue_workdays)s working days."),
    gettext_lazy(
        "Red: progress is more than %(red_points_behind)s points behind what is expected; amber from "
        "%(amber_points_behind)s points on (only with the preset that counts points)."
    ),
    gettext_lazy(
        "Red: a start has been missed for more than %(red_start_missed_months)s months; amber from the first day on."
    ),
    gettext_lazy("Red: %(red_missing_reports)s monthly reports in a row are missing; amber from the first one on."),
    gettext_lazy(
        "Red: the reply to an instruction is overdue by more than %(red_reply_overdue_workdays)s working days."
    ),
    gettext_lazy(
        "Amber: investment is below %(amber_investment_percent)s%% of the year's plan times the elapsed share"
        " of the year."
    ),
    gettext_lazy(
        "Amber: a milestone is due within %(amber_due_within_days)s days and the last report says that it "
        "will not be met."
    ),
    gettext_lazy(
        "An indicator “about” its target is attained within %(growth_rate_tolerance)s percentage points for "
        "growth rates, %(relative_tolerance)s%% of the target otherwise."
    ),
    gettext_lazy(
        "An indicator is slightly behind from a share of %(slightly_behind_ratio)s of its pace on, behind below that."
    ),
    gettext_lazy(
        "Readings are due on day %(reading_due_day)s of the next month, monthly reports on day "
        "%(progress_report_due_day)s, moved to the working day before."
    ),
    gettext_lazy(
        "A department has %(acknowledge_workdays)s working days to acknowledge a project and "
        "%(reply_workdays)s to reply to an instruction."
    ),
    gettext_lazy(
        "A milestone is extended at most %(extensions_per_milestone)s times; extensions longer than "
        "%(leader_extension_days)s days are the leader's to decide."
    ),
    gettext_lazy("An evidence file has at most %(evidence_megabytes)s MiB."),
)
