"""A folder of files → a data set that is right as a whole, or every problem in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from projects.work_report import reading
from projects.work_report.crosschecks import (
    assignment_problems,
    indicator_problems,
    project_problems,
    report_problems,
    task_problems,
)
from projects.work_report.reading import Problem, Reader, Row, departments_of
from projects.work_report.records import (
    AssignmentRecord,
    DepartmentRecord,
    DepartmentsRecord,
    IndicatorRecord,
    ProjectRecord,
    Record,
    ReportRecord,
    ResultRecord,
    TaskRecord,
    problems_of,
)

R = TypeVar("R", bound=Record)


class RefusedDataError(Exception):
    """The data set has problems; nothing of it may be written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line, problem.field))


@dataclass(frozen=True)
class Dataset:
    """A work report with everything that belongs to it, checked."""

    report: ReportRecord
    departments_note: str
    departments: list[DepartmentRecord]
    indicators: list[IndicatorRecord]
    projects: list[ProjectRecord]
    tasks: list[TaskRecord]
    assignments: dict[str, AssignmentRecord]
    results: list[ResultRecord]


class Checked(Generic[R]):
    """Rows of one file as records, by their key; a row that is wrong is left out and reported."""

    def __init__(self, rows: Iterable[Row], record: type[R], key: str) -> None:
        self.problems: list[Problem] = []
        self.rows: dict[str, Row] = {}
        self.records: dict[str, R] = {}
        self.mentioned: set[str] = set()
        self.count = 0
        for row in rows:
            self.count += 1
            self._check(row, record, key)

    def _check(self, row: Row, record: type[R], key: str) -> None:
        identity = row.values.get(key)
        if isinstance(identity, str):
            if identity in self.mentioned:
                self.problems.append(row.problem(key, _("“%(key)s” is given twice.") % {"key": identity}))
                return
            self.mentioned.add(identity)
        try:
            checked = record.model_validate(row.values)
        except ValidationError as error:
            self.problems += problems_of(row, error.errors(include_url=False))
            return
        self.rows[str(identity)] = row
        self.records[str(identity)] = checked

    def by_mention(self) -> dict[str, R | None]:
        """Key → record, or None where the record is wrong."""
        return {key: self.records.get(key) for key in self.mentioned}

    def __iter__(self) -> Iterator[tuple[Row, R]]:
        return ((self.rows[key], record) for key, record in self.records.items())


def validated(folder: Path) -> Dataset:
    """Read and check a folder. Raises :class:`RefusedDataError` with every problem found."""
    reader = Reader(folder)
    documents = {name: reader.document(name) for name in (reading.REPORT, reading.DEPARTMENTS)}
    head = documents[reading.DEPARTMENTS]
    departments = Checked(departments_of(head) if head else (), DepartmentRecord, "code")
    indicators = Checked(reader.records(reading.INDICATORS), IndicatorRecord, "id")
    projects = Checked(reader.records(reading.PROJECTS), ProjectRecord, "id")
    tasks = Checked(reader.records(reading.TASKS), TaskRecord, "id")
    assignments = Checked(reader.records(reading.ASSIGNMENTS), AssignmentRecord, "id")
    results = Checked(reader.records(reading.RESULTS), ResultRecord, "id")
    files: list[Checked[Any]] = [departments, indicators, projects, tasks, assignments, results]
    problems = reader.problems + [problem for checked in files for problem in checked.problems]
    report = _document(documents[reading.REPORT], ReportRecord, problems)
    note = _document(head, DepartmentsRecord, problems)

    counts = {
        "departments": departments.count,
        "indicators": indicators.count,
        "projects": projects.count,
        "tasks": tasks.count,
        "assignments": assignments.count,
        "review_2023": results.count,
    }
    if report is not None:
        row, record = report
        problems += report_problems(row, record, counts)
        parts = {part.number for part in record.parts}
        year = record.year
        problems += indicator_problems(indicators, parts, year, indicators.mentioned, results.by_mention())
        problems += project_problems(projects, parts, year, indicators.mentioned, indicators.records)
        problems += task_problems(tasks, parts, year)
    items = indicators.mentioned | projects.mentioned | tasks.mentioned
    problems += assignment_problems(assignments, items, departments.mentioned)
    for checked in (indicators, projects, tasks):
        problems += _unassigned(checked, assignments.mentioned)
    problems = [problem for problem in problems if problem.rests_on not in reader.incomplete]
    if problems or report is None or note is None:
        raise RefusedDataError(problems)
    return Dataset(
        report=report[1],
        departments_note=note[1].note,
        departments=list(departments.records.values()),
        indicators=list(indicators.records.values()),
        projects=list(projects.records.values()),
        tasks=list(tasks.records.values()),
        assignments=assignments.records,
        results=list(results.records.values()),
    )


def _document(row: Row | None, record: type[R], problems: list[Problem]) -> tuple[Row, R] | None:
    if row is None:
        return None
    try:
        return row, record.model_validate(row.values)
    except ValidationError as error:
        problems += problems_of(row, error.errors(include_url=False))
        return None


def _unassigned(checked: Checked[Any], assigned: set[str]) -> Iterator[Problem]:
    for row, record in checked:
        if record.id not in assigned:
            yield row.problem(
                "id",
                _("No line of assignments.jsonl names a lead department for this."),
                rests_on=reading.ASSIGNMENTS,
            )
