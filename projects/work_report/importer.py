"""A checked data set → rows, in one transaction; a second time nothing happens.

What exists already is never overwritten: the system's own data are newer than the file. Where the two
differ the outcome says so.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Department, Region
from indicators.choices import SectionLevel, WorkReportKind
from indicators.models import Indicator, IndicatorSupport, PriorResult, Section, SupervisionPolicy, WorkReport
from projects.choices import MilestoneOrigin
from projects.models import IndicatorLink, Project
from projects.reminders.defaults import seed_rules
from projects.services.intake import Item, take_in
from projects.work_report.crosschecks import HEADLINE, MAIN_TARGETS, quantity_link
from projects.work_report.drafting.keywords import seed_keywords
from projects.work_report.records import IndicatorRecord, ProjectRecord, TaskRecord
from projects.work_report.templates import seed_templates
from projects.work_report.validation import Dataset
from projects.work_report.values import (
    ILLUSTRATIVE,
    department_values,
    indicator_values,
    project_description,
    report_values,
    result_values,
    task_description,
)

GOAL_LENGTH = 120  # of a milestone's title
Progress = Callable[[str, int], None]


@dataclass
class Outcome:
    """What an import did: counts per kind of row, and what the system holds differently from the file."""

    created: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def apply(
    dataset: Dataset, *, assigned_on: date | None = None, progress: Progress = lambda _kind, _count: None
) -> Outcome:
    """Write the data set; ``assigned_on`` defaults to the day the report was adopted.

    Texts that the import itself adds are Chinese, as the report is.
    """
    with transaction.atomic(), translation.override("zh-hans"):
        return _Import(dataset, assigned_on or dataset.report.adopted_on, progress).run()


class _Import:
    """One run; later steps use the rows of earlier ones."""

    def __init__(self, dataset: Dataset, assigned_on: date, progress: Progress) -> None:
        self.dataset = dataset
        self.assigned_on = assigned_on
        self.progress = progress
        self.outcome = Outcome()
        self.departments: dict[str, Department] = {}
        self.parts: dict[str, Section] = {}
        self.themes: dict[tuple[str, str], Section] = {}
        self.results: dict[str, PriorResult] = {}
        self.indicators: dict[str, Indicator] = {}

    def run(self) -> Outcome:
        record = self.dataset.report.region
        region, _created = Region.objects.get_or_create(code=record.code, defaults={"name": record.name})
        # Two imports of one region at once follow each other.
        Region.objects.select_for_update().get(pk=region.pk)
        self.report = self._report(region)
        steps: list[tuple[tuple[str, ...], Callable[[], None]]] = [
            (("policies", "rules", "templates"), self._settings),
            (("departments",), lambda: self._departments(region)),
            (("sections",), self._sections),
            (("results",), self._results),
            (("indicators",), self._indicators),
            (("projects", "links"), self._projects),
            (("tasks",), self._tasks),
        ]
        for kinds, step in steps:
            step()
            for kind in kinds:
                self.progress(kind, self.outcome.created[kind])
        return self.outcome

    def _keep(self, kind: str, present: Model | None, values: dict[str, Any]) -> bool:
        """Whether a row exists already; counts it, and notes where it differs from the file."""
        if present is None:
            self.outcome.created[kind] += 1
            return False
        differing = [name for name, value in values.items() if getattr(present, name) != value]
        if differing:
            self.outcome.differing.append(f"{present}: {', '.join(differing)}")
        self.outcome.unchanged[kind] += 1
        return True

    def _report(self, region: Region) -> WorkReport:
        record = self.dataset.report
        values = report_values(record, self.dataset.departments_note)
        reports = WorkReport.objects.filter(region=region, kind=WorkReportKind.GOVERNMENT_WORK_REPORT)
        present = reports.filter(year=record.year, title=record.title).first()
        if present is not None and self._keep("report", present, values):
            return present
        self._keep("report", None, values)
        current = reports.select_for_update().filter(is_current=True).first()
        is_current = current is None or current.year < record.year
        if current is not None and is_current:
            current.is_current = False
            current.save(update_fields=["is_current"])
        return WorkReport.objects.create(
            region=region, year=record.year, title=record.title, is_current=is_current, **values
        )

    def _departments(self, region: Region) -> None:
        present = {department.code: department for department in Department.objects.filter(region=region)}
        for position, record in enumerate(self.dataset.departments, start=1):
            values = department_values(record)
            if not self._keep("departments", present.get(record.code), values):
                present[record.code] = Department(region=region, code=record.code, position=position, **values)
        self._create(Department, present.values())
        self.departments = present
        if not region.lead_keywords.exists():
            seed_keywords(region)

    def _sections(self) -> None:
        present = {(s.parent_id, s.heading): s for s in self.report.sections.all()}
        position = 0
        for part in self.dataset.report.parts:
            position += 1
            values = {"number": part.number, "level": SectionLevel.PART}
            section = present.get((None, part.heading))
            if not self._keep("sections", section, values):
                section = Section.objects.create(report=self.report, heading=part.heading, position=position, **values)
            assert section is not None  # noqa: S101  (kept or just made)
            self.parts[part.number] = section
            for heading in self._headings(part.number):
                position += 1
                theme = present.get((section.pk, heading))
                if not self._keep("sections", theme, {"level": SectionLevel.THEME}):
                    theme = Section(
                        report=self.report, parent=section, level=SectionLevel.THEME, heading=heading, position=position
                    )
                assert theme is not None  # noqa: S101
                self.themes[part.number, heading] = theme
        self._create(Section, self.themes.values())

    def _headings(self, part: str) -> list[str]:
        """Themes of a part in the order of the report's lines."""
        records: list[IndicatorRecord | ProjectRecord | TaskRecord] = [
            *self.dataset.indicators, *self.dataset.projects, *self.dataset.tasks
        ]  # fmt: skip
        lines = sorted((record.line, record.paragraph) for record in records if record.section == part)
        return list(dict.fromkeys(heading for _line, heading in lines))

    def _results(self) -> None:
        present = {result.code: result for result in self.report.prior_results.all()}
        for record in self.dataset.results:
            values = result_values(record)
            if not self._keep("results", present.get(record.id), values):
                present[record.id] = PriorResult(report=self.report, code=record.id, **values)
        self._create(PriorResult, present.values())
        self.results = present

    def _indicators(self) -> None:
        rows = self.report.indicators.select_related("section", "baseline_result", "lead_department")
        present = {indicator.code: indicator for indicator in rows}
        new = []
        for record in self.dataset.indicators:
            values = self._indicator_values(record)
            if not self._keep("indicators", present.get(record.id), values):
                present[record.id] = Indicator(report=self.report, code=record.id, **values)
                new.append(record)
        self._create(Indicator, present.values())
        self.indicators = present
        for record in new:
            indicator = present[record.id]
            if record.subset_of is not None:
                indicator.subset_of = present[record.subset_of]
                indicator.save(update_fields=["subset_of"])
        IndicatorSupport.objects.bulk_create(
            IndicatorSupport(indicator=present[record.id], department=self.departments[code])
            for record in new
            for code in self.dataset.assignments[record.id].supporting
        )

    def _indicator_values(self, record: IndicatorRecord) -> dict[str, Any]:
        assignment = self.dataset.assignments[record.id]
        is_headline = record.section == HEADLINE
        section = self.parts[MAIN_TARGETS] if is_headline else self.themes[record.section, record.paragraph]
        return {
            "section": section,
            "is_headline": is_headline,
            "lead_department": self.departments[assignment.lead],
            "is_assignment_illustrative": assignment.attribution == ILLUSTRATIVE,
            **indicator_values(record, self.results),
        }

    def _projects(self) -> None:
        present = self._present_projects()
        new = []
        for record in self.dataset.projects:
            description = project_description(record)
            if not self._keep("projects", present.get(record.id), description):
                new.append((record, self._item(record, description, record.commitment)))
        projects = self._take_in([item for _record, item in new])
        self._links([(project, record) for project, (record, _item) in zip(projects, new, strict=True)])

    def _links(self, new: Sequence[tuple[Project, ProjectRecord]]) -> None:
        targets = {record.id: record for record in self.dataset.indicators}
        links = []
        for project, record in new:
            counted = quantity_link(record, targets) if record.quantity is not None else None
            links += [
                IndicatorLink(
                    project=project,
                    indicator=self.indicators[key],
                    planned_contribution=record.quantity if key == counted else None,
                )
                for key in record.linked_indicator_ids
            ]
        IndicatorLink.objects.bulk_create(links)
        self.outcome.created["links"] += len(links)

    def _tasks(self) -> None:
        present = self._present_projects()
        goal = gettext("Deliver the year's commitment")
        items = []
        for record in self.dataset.tasks:
            description = task_description(record)
            if not self._keep("tasks", present.get(record.id), description):
                items.append(self._item(record, description, goal))
        self._take_in(items)

    def _present_projects(self) -> dict[str, Project]:
        return {project.source_code: project for project in self.report.projects.exclude(source_code="")}

    def _item(self, record: ProjectRecord | TaskRecord, description: dict[str, Any], goal: str) -> Item:
        assignment = self.dataset.assignments[record.id]
        return Item(
            section=self.themes[record.section, record.paragraph],
            description=description,
            goal=goal[:GOAL_LENGTH],
            due_on=record.deadline or date(self.report.year, 12, 31),
            origin=MilestoneOrigin.REPORT if record.deadline else MilestoneOrigin.YEAR_END,
            lead_department=self.departments[assignment.lead],
            supporting_departments=[self.departments[code] for code in assignment.supporting],
            is_illustrative=assignment.attribution == ILLUSTRATIVE,
        )

    def _take_in(self, items: Sequence[Item]) -> list[Project]:
        return take_in(report=self.report, items=items, assigned_on=self.assigned_on, document=self.report.title)

    def _settings(self) -> None:
        """A policy with DOMAIN's defaults, the default reminder rules, the usual courses of work."""
        if not self.report.policies.exists():
            SupervisionPolicy.objects.create(report=self.report, effective_from=date(self.report.year, 1, 1))
            self.outcome.created["policies"] += 1
        self.outcome.created["rules"] += seed_rules(report=self.report)
        self.outcome.created["templates"] += seed_templates()

    @staticmethod
    def _create(model: type[Any], rows: Any) -> None:
        model.objects.bulk_create([row for row in rows if row.pk is None])
