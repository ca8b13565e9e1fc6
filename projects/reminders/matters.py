"""What reminders are about, in words: facts of many rows in one query per kind of row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.models import Indicator, Reading
from projects.choices import ReminderSubject, SubjectKind
from projects.models import Extension, InstructionDepartment, Milestone, ProgressReport, Project, Reminder
from projects.queries.duties import console_path, review_path

Key = tuple[str, int]
TEXT_LENGTH = 60
OF_ITS_PROJECT = ("project__code", "project__name")


@dataclass(frozen=True, slots=True)
class Matter:
    """Facts of one row; empty where it has no such thing. ``month`` is the first day of a reported month.

    ``about`` is the row that a client opens, where that is another than the one owed: the instruction.
    """

    project: str = ""
    code: str = ""
    milestone: str = ""
    indicator: str = ""
    text: str = ""
    month: date | None = None
    path: str = ""
    review: str = ""
    about: Key | None = None

    def title(self) -> str:
        """What it is about, in the language that is active."""
        month = date_format(self.month, "YEAR_MONTH_FORMAT") if self.month else ""
        if self.indicator:
            return _("Reading of “%(name)s”") % {"name": self.indicator}
        if self.text:
            return _("Instruction: %(text)s") % {"text": self.text}
        if month:
            return _("%(project)s · monthly report for %(month)s") % {"project": self.project, "month": month}
        return f"{self.project} · {self.milestone}" if self.milestone else self.project

    def link(self, duty: str) -> str:
        """Where the duty is done, below the site's address."""
        decides = duty in {ReminderSubject.REVIEW, ReminderSubject.CLOSURE, ReminderSubject.EXTENSION_DECISION}
        return self.review if decides and self.review else self.path


def matters_of(reminders: Iterable[Reminder]) -> dict[Key, Matter]:
    """(subject kind, id) → facts; a row that has gone in the meantime is missing."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for reminder in reminders:
        wanted[reminder.subject_kind].add(reminder.subject_id)
    found: dict[Key, Matter] = {}
    for kind, ids in wanted.items():
        found |= {(kind, pk): matter for pk, matter in READERS[kind](ids).items()}
    return found


def _of_project(project: Project, **more: Any) -> Matter:
    path = reverse("console:projects_project_change", args=[project.pk])
    return Matter(project=project.name, code=project.code, **({"path": path} | more))


def _projects(ids: Collection[int]) -> dict[int, Matter]:
    rows = Project.objects.filter(pk__in=ids).only("code", "name")
    return {row.pk: _of_project(row, review=review_path("project", row.pk)) for row in rows}


def _milestones(ids: Collection[int]) -> dict[int, Matter]:
    rows = Milestone.objects.filter(pk__in=ids).select_related("project").only("title", *OF_ITS_PROJECT)
    return {row.pk: _of_project(row.project, milestone=row.title) for row in rows}


def _progress_reports(ids: Collection[int]) -> dict[int, Matter]:
    rows = ProgressReport.objects.filter(pk__in=ids).select_related("project").only("period", *OF_ITS_PROJECT)
    return {
        row.pk: _of_project(
            row.project,
            month=row.period,
            path=f"/console/projects/project/{row.project_id}/report/{row.period:%Y-%m}/",
            review=review_path("progress_report", row.pk),
        )
        for row in rows
    }


def _indicators(ids: Collection[int]) -> dict[int, Matter]:
    rows = Indicator.objects.filter(pk__in=ids)
    return {row.pk: Matter(indicator=row.name, code=row.code, path="/console/indicators/entry/") for row in rows}


def _readings(ids: Collection[int]) -> dict[int, Matter]:
    rows = Reading.objects.filter(pk__in=ids).select_related("indicator")
    return {
        row.pk: Matter(
            indicator=row.indicator.name,
            code=row.indicator.code,
            path=console_path("indicators/indicator", row.indicator_id),
            review=review_path("reading", row.pk),
        )
        for row in rows
    }


def _addressees(ids: Collection[int]) -> dict[int, Matter]:
    rows = InstructionDepartment.objects.filter(pk__in=ids).select_related("instruction")
    return {
        row.pk: Matter(
            text=row.instruction.text[:TEXT_LENGTH],
            path=console_path("projects/instruction", row.instruction_id),
            about=("instruction", row.instruction_id),
        )
        for row in rows
    }


def _extensions(ids: Collection[int]) -> dict[int, Matter]:
    rows = Extension.objects.filter(pk__in=ids).select_related("project", "milestone")
    return {
        row.pk: _of_project(
            row.project,
            milestone=row.milestone.title if row.milestone else "",
            review=review_path("extension", row.pk),
        )
        for row in rows
    }


READERS: Mapping[str, Any] = {
    SubjectKind.PROJECT: _projects,
    SubjectKind.MILESTONE: _milestones,
    SubjectKind.PROGRESS_REPORT: _progress_reports,
    SubjectKind.INDICATOR: _indicators,
    SubjectKind.READING: _readings,
    SubjectKind.ADDRESSEE: _addressees,
    SubjectKind.EXTENSION: _extensions,
}
