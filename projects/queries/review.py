"""What a reviewer compares: the filing beside the one before it (CONSOLE.md "Review queue")."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.choices import Aggregation, ReadingState
from indicators.models import Reading
from indicators.queries.judgements import target_spec
from indicators.rules import Measured
from indicators.rules.judgement import expected_by
from indicators.wording import number
from projects.models import Evidence, Extension, ProgressReport, Project
from projects.queries.standing_facts import FILED

REPORTED = (
    "percent", "percent_explanation", "done", "problems", "support_needed", "next_steps", "expects_delay",
    "investment_this_month", "investment_to_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what it is, what it was the last time, what it is now."""

    label: str
    before: str
    now: str

    @property
    def is_changed(self) -> bool:
        """Worth a look."""
        return self.before != self.now


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A filing beside the one before it, with what proves it."""

    before_title: str
    now_title: str
    lines: list[Compared]
    evidence: list[Evidence]


def reviewed_report(report: ProgressReport) -> Reviewed:
    """A monthly report beside the last one that was filed."""
    before = (
        ProgressReport.objects.filter(project=report.project_id, state__in=FILED, period__lt=report.period)
        .order_by("-period")
        .first()
    )
    lines = [
        Compared(_label(report, name), _shown(before, name) if before else "—", _shown(report, name))
        for name in REPORTED
    ]
    done = [
        f"{row.milestone.title} {date_format(row.completed_on)}"
        for row in report.completions.select_related("milestone").order_by("milestone__position")
    ]
    lines.append(Compared(_("milestones done"), "—", "\n".join(done) or "—"))
    return Reviewed(
        before_title=date_format(before.period, "YEAR_MONTH_FORMAT") if before else _("no report before"),
        now_title=date_format(report.period, "YEAR_MONTH_FORMAT"),
        lines=lines,
        evidence=list(Evidence.objects.filter(progress_report=report).order_by("id")),
    )


def reviewed_extension(extension: Extension) -> Reviewed:
    """A request for a later date beside the last one for the same date."""
    earlier = Extension.objects.filter(project=extension.project_id, milestone=extension.milestone_id)
    before = earlier.filter(pk__lt=extension.pk).order_by("-pk").first()
    return Reviewed(
        before_title=_("request before") if before else _("no request before"),
        now_title=_("this request"),
        lines=list(_dates(extension, before)),
        evidence=[],
    )


def reviewed_reading(reading: Reading) -> Reviewed:
    """A reading beside the verified one that it corrects, else the last verified one before."""
    indicator = reading.indicator
    verified = Reading.objects.filter(indicator=indicator, state=ReadingState.VERIFIED, period__lte=reading.period)
    before = verified.order_by("-period").first()
    spec = target_spec(indicator)
    lines = [Compared(_("target"), "—", indicator.target_text)]
    if spec.target is not None and indicator.aggregation == Aggregation.CUMULATIVE:
        curve = [Measured(row.period, row.value) for row in indicator.planned_values.all()]
        was, now = (
            number(expected_by(spec, curve, row.period), indicator.unit) if row else "—" for row in (before, reading)
        )
        lines.append(Compared(_("expected by then"), was, now))
    lines.append(Compared(_("value"), _value(before), _value(reading)))
    if reading.entered_value is not None:
        lines.append(Compared(_("as entered"), "—", number(reading.entered_value, reading.entered_unit)))
    lines += [
        Compared(_label(reading, name), _shown(before, name) if before else "—", _shown(reading, name))
        for name in ("source_note", "correction_reason")
    ]
    return Reviewed(
        before_title=date_format(before.period, "YEAR_MONTH_FORMAT") if before else _("no reading before"),
        now_title=date_format(reading.period, "YEAR_MONTH_FORMAT"),
        lines=lines,
        evidence=list(Evidence.objects.filter(reading=reading).order_by("id")),
    )


def _value(reading: Reading | None) -> str:
    if reading is None:
        return "—"
    if reading.value is None:
        return reading.get_verdict_display() or "—"
    return number(reading.value, reading.indicator.unit)


def reviewed_closure(project: Project) -> Reviewed:
    """A request for closure with every milestone, beside what was agreed at assignment."""
    lines = [Compared(_label(project, "closing_statement"), project.commitment or "—", project.closing_statement)]
    for milestone in project.milestones.order_by("position"):
        settled = date_format(milestone.completed_on) if milestone.completed_on else _("waived")
        lines.append(Compared(milestone.title, date_format(milestone.baseline_due_on), settled))
    return Reviewed(
        before_title=_("agreed"),
        now_title=_("reached"),
        lines=lines,
        evidence=list(Evidence.objects.filter(project=project).order_by("id")),
    )


def _dates(extension: Extension, before: Extension | None) -> Iterator[Compared]:
    for name in ("old_due_on", "new_due_on", "reason", "requested_on"):
        yield Compared(_label(extension, name), _shown(before, name) if before else "—", _shown(extension, name))
    days = (extension.new_due_on - extension.old_due_on).days
    was = str((before.new_due_on - before.old_due_on).days) if before else "—"
    yield Compared(_("days asked for"), was, str(days))
    baseline = extension.milestone.baseline_due_on if extension.milestone else extension.project.baseline_due_on
    if baseline is not None:
        slipped = (extension.new_due_on - baseline).days
        yield Compared(_("days after the baseline"), "—", str(slipped))


def _label(row: Model, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # all are columns


def _shown(row: Any, name: str) -> str:
    value = getattr(row, name)
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "isoformat"):
        return date_format(value)
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
