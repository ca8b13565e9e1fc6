"""A checked data set → rows, in one transaction; a second time nothing happens.

What exists already is never overwritten: the system's own data are newer than the file. Where the two
differ the outcome says so.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Department, Region
from indicators.choices import SectionLevel
from indicators.models import Indicator, IndicatorSupport, PriorResult, Section, SupervisionPolicy, WorkReport
from projects.choices import Action, MilestoneOrigin, Nature
from projects.models import IndicatorLink, Project
from projects.reminders.defaults import seed_rules
from projects.services import milestones as milestone_service
from projects.services import projects as project_service
from projects.work_report.crosschecks import HEADLINE, MAIN_TARGETS, quantity_link
from projects.work_report.records import IndicatorRecord, ProjectRecord, TaskRecord
from projects.work_report.templates import seed_templates
from projects.work_report.validation import Dataset

ILLUSTRATIVE = "illustrative"
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
        values = {
            "meeting": record.meeting,
            "adopted_on": record.adopted_on,
            "source_sha256": record.source_sha256,
            "note": self.dataset.departments_note,
        }
        present = WorkReport.objects.filter(region=region, year=record.year, title=record.title).first()
        if present is not None and self._keep("report", present, values):
            return present
        self._keep("report", None, values)
        current = WorkReport.objects.select_for_update().filter(region=region, is_current=True).first()
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
            values = {
                "name": record.short_name,
                "kind": record.type,
                "is_named_in_report": record.named_in_report,
                "is_illustrative": record.attribution == ILLUSTRATIVE,
            }
            if not self._keep("departments", present.get(record.code), values):
                present[record.code] = Department(region=region, code=record.code, position=position, **values)
        self._create(Department, present.values())
        self.departments = present

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
            values = {
                "name": record.name,
                "section_number": record.section,
                "value": record.value,
                "unit": record.unit or "",
                "value_text": record.value_text or "",
                "change_text": record.change_text or "",
                "numeral_text": record.numeral_text or "",
                "source_line": record.line,
                "source_anchor": record.anchor,
                "note": record.note or "",
            }
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
            "name": record.name,
            "unit": record.unit or "",
            "measure": record.measure,
            "comparison": record.comparison,
            "direction": record.direction,
            "aggregation": record.aggregation,
            "target": record.target,
            "target_text": record.target_text,
            "modality": record.modality or "",
            "numeral_text": record.numeral_text or "",
            "due_on": record.deadline,
            "is_headline": is_headline,
            "baseline_value": record.baseline_2023,
            "baseline_text": record.baseline_text or "",
            "baseline_match": record.baseline_match or "",
            "baseline_result": self.results.get(record.baseline_review_id or ""),
            "lead_department": self.departments[assignment.lead],
            "is_assignment_illustrative": assignment.attribution == ILLUSTRATIVE,
            "source_line": record.line,
            "source_anchor": record.anchor,
            "note": record.note or "",
        }

    def _projects(self) -> None:
        present = self._present_projects()
        targets = {record.id: record for record in self.dataset.indicators}
        for record in self.dataset.projects:
            description = {
                "source_code": record.id,
                "name": record.name,
                "nature": Nature.PROJECT,
                "category": record.kind,
                "commitment": record.commitment,
                "action": record.action,
                "modality": record.modality or "",
                "quantity": record.quantity,
                "unit": record.unit or "",
                "quantity_text": record.quantity_text or "",
                "members": record.members,
                "is_list_open": record.list_open,
                "prior_status": record.status_2023 or "",
                "prior_status_line": record.status_2023_line,
                **self._origin(record),
            }
            if self._keep("projects", present.get(record.id), description):
                continue
            project = self._register(record, description, record.commitment)
            quantity = quantity_link(record, targets) if record.quantity is not None else None
            IndicatorLink.objects.bulk_create(
                IndicatorLink(
                    project=project,
                    indicator=self.indicators[key],
                    planned_contribution=record.quantity if key == quantity else None,
                )
                for key in record.linked_indicator_ids
            )
            self.outcome.created["links"] += len(record.linked_indicator_ids)

    def _tasks(self) -> None:
        present = self._present_projects()
        for record in self.dataset.tasks:
            description = {
                "source_code": record.id,
                "name": record.title,
                "nature": Nature.TASK,
                "action": Action.OTHER,
                **self._origin(record),
            }
            if not self._keep("tasks", present.get(record.id), description):
                self._register(record, description, gettext("Deliver the year's commitment"))

    def _present_projects(self) -> dict[str, Project]:
        return {project.source_code: project for project in self.report.projects.exclude(source_code="")}

    @staticmethod
    def _origin(record: ProjectRecord | TaskRecord) -> dict[str, Any]:
        return {
            "committed_due_on": record.deadline,
            "due_text": record.deadline_text or "",
            "source_line": record.line,
            "source_anchor": record.anchor,
            "note": record.note or "",
        }

    def _register(self, record: ProjectRecord | TaskRecord, description: dict[str, Any], goal: str) -> Project:
        """Draft, give the final milestone, assign: the same services as by hand (DOMAIN §3)."""
        assignment = self.dataset.assignments[record.id]
        due_on = record.deadline or date(self.report.year, 12, 31)
        project = project_service.register(
            report=self.report,
            section=self.themes[record.section, record.paragraph],
            by=None,
            description=description,
        )
        milestone_service.add(
            project_id=project.pk,
            by=None,
            title=goal[:120],
            due_on=due_on,
            origin=MilestoneOrigin.REPORT if record.deadline else MilestoneOrigin.YEAR_END,
            is_final=True,
        )
        return project_service.assign(
            project_id=project.pk,
            by=None,
            lead_department=self.departments[assignment.lead],
            supporting_departments=[self.departments[code] for code in assignment.supporting],
            due_on=due_on,
            assigned_on=self.assigned_on,
            is_illustrative=assignment.attribution == ILLUSTRATIVE,
            document=self.report.title,
        )

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
