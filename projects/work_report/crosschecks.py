"""What must agree between fields, records and files of a data set (docs/data.md)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from indicators.choices import BaselineMatch, Comparison, Measure
from projects.work_report.reading import (
    ASSIGNMENTS,
    DEPARTMENTS,
    INDICATORS,
    PROJECTS,
    RESULTS,
    TASKS,
    Problem,
    Row,
)
from projects.work_report.records import (
    AssignmentRecord,
    IndicatorRecord,
    ProjectRecord,
    ReportRecord,
    ResultRecord,
    TaskRecord,
)

HEADLINE = "headline"
MAIN_TARGETS = "0"
PERCENT = "%"
HUNDRED = Decimal(100)
FILE_OF_COUNT = {
    "departments": DEPARTMENTS,
    "indicators": INDICATORS,
    "projects": PROJECTS,
    "tasks": TASKS,
    "assignments": ASSIGNMENTS,
    "review_2023": RESULTS,
}
UNKNOWN_DEPARTMENT = _("departments.json has no department “%(key)s”.")
FILE_OF_ITEM = {"I": INDICATORS, "P": PROJECTS, "T": TASKS}


def report_problems(row: Row, report: ReportRecord, counts: Mapping[str, int]) -> Iterator[Problem]:
    """Parts are unique and begin with the main targets; each file holds as many records as announced."""
    numbers = [part.number for part in report.parts]
    if len(set(numbers)) != len(numbers):
        yield row.problem("parts", _("A part's number is given twice."))
    if MAIN_TARGETS not in numbers:
        yield row.problem("parts", _("Part 0, the main targets, is missing."))
    if report.adopted_on.year != report.year:
        yield row.problem("adopted_on", _("The report was not adopted in its year."))
    for name, count in counts.items():
        announced = report.records.get(name)
        if announced != count:
            yield row.problem(
                name if announced is not None else "records",
                _("%(name)s: %(count)s records were read, %(announced)s are announced; is the file cut off?")
                % {"name": name, "count": count, "announced": "—" if announced is None else announced},
                rests_on=FILE_OF_COUNT[name],
            )
    for name in sorted(set(report.records) - set(counts)):
        yield row.problem(name, _("There is no file of this name."))


def indicator_problems(
    rows: Iterable[tuple[Row, IndicatorRecord]],
    parts: Collection[str],
    year: int,
    known: Collection[str],
    results: Mapping[str, ResultRecord | None],
) -> Iterator[Problem]:
    """Targets fit their measure; references lead somewhere. ``results`` has None for a result that is wrong itself."""
    for row, record in rows:
        if record.section != HEADLINE and record.section not in parts:
            yield row.problem("section", _("report.json has no such part."))
        if record.deadline.year != year:
            yield row.problem("deadline", _("This date lies outside the report's year."))
        if record.subset_of is not None and (record.subset_of not in known or record.subset_of == record.id):
            yield row.problem(
                "subset_of", _("indicators.jsonl has no other indicator of this number."), rests_on=INDICATORS
            )
        yield from _target_problems(row, record)
        yield from _baseline_problems(row, record, results)


def _target_problems(row: Row, record: IndicatorRecord) -> Iterator[Problem]:
    if record.target is None:
        if record.comparison != Comparison.QUALITATIVE:
            yield row.problem("target", _("Only a qualitative target may lack a number."))
        return
    if record.comparison == Comparison.QUALITATIVE:
        yield row.problem("comparison", _("A target with a number is not qualitative."))
    if record.unit is None:
        yield row.problem("unit", _("A number needs a unit."))
    elif record.measure in {Measure.RATIO, Measure.GROWTH_RATE} and record.unit != PERCENT:
        yield row.problem(
            "unit", _("A ratio or growth rate is measured in %%, not in %(unit)s.") % {"unit": record.unit}
        )
    if record.measure == Measure.RATIO and not 0 <= record.target <= HUNDRED:
        yield row.problem("target", _("A ratio lies between 0 and 100."))
    if record.measure == Measure.COUNT and record.target < 0:
        yield row.problem("target", _("A count is not negative."))


def _baseline_problems(
    row: Row, record: IndicatorRecord, results: Mapping[str, ResultRecord | None]
) -> Iterator[Problem]:
    if (record.baseline_review_id is None) != (record.baseline_match is None):
        yield row.problem("baseline_match", _("A baseline needs its result and how well it matches, or neither."))
    if record.baseline_match != BaselineMatch.SAME:
        if record.baseline_2023 is not None:
            yield row.problem("baseline_2023", _("A number of last year needs a result that measures the same."))
        return
    key = record.baseline_review_id
    if key is None or key not in results:
        yield row.problem("baseline_review_id", _("review_2023.jsonl has no result of this number."), rests_on=RESULTS)
        return
    result = results[key]
    if result is not None and result.value != record.baseline_2023:
        yield row.problem(
            "baseline_2023", _("review_2023.jsonl says %(value)s for this result.") % {"value": result.value}
        )


def project_problems(
    rows: Iterable[tuple[Row, ProjectRecord]],
    parts: Collection[str],
    year: int,
    known_indicators: Collection[str],
    indicators: Mapping[str, IndicatorRecord],
) -> Iterator[Problem]:
    """Dates, quantities and links agree with each other and with the indicators."""
    for row, record in rows:
        yield from _date_problems(row, record, parts, year)
        links = record.linked_indicator_ids
        if len(set(links)) != len(links):
            yield row.problem("linked_indicator_ids", _("An indicator is linked twice."))
        for unknown in sorted(set(links) - set(known_indicators)):
            yield row.problem(
                "linked_indicator_ids",
                _("indicators.jsonl has no indicator “%(key)s”.") % {"key": unknown},
                rests_on=INDICATORS,
            )
        if (record.status_2023 is None) != (record.status_2023_line is None):
            yield row.problem("status_2023_line", _("Last year's status and its line belong together."))
        if record.quantity is None:
            continue
        if record.unit is None:
            yield row.problem("unit", _("A number needs a unit."))
        if record.quantity < 0:
            yield row.problem("quantity", _("A count is not negative."))
        if set(links) <= set(indicators) and quantity_link(record, indicators) is None:
            yield row.problem("quantity", _("No linked indicator has the same figure and unit."))


def task_problems(rows: Iterable[tuple[Row, TaskRecord]], parts: Collection[str], year: int) -> Iterator[Problem]:
    """Dates and parts."""
    for row, record in rows:
        yield from _date_problems(row, record, parts, year)


def quantity_link(project: ProjectRecord, indicators: Mapping[str, IndicatorRecord]) -> str | None:
    """The linked indicator that states the project's quantity as its target; None if there is none."""
    for key in project.linked_indicator_ids:
        indicator = indicators[key]
        if (indicator.target, indicator.unit) == (project.quantity, project.unit):
            return key
    return None


def assignment_problems(
    rows: Iterable[tuple[Row, AssignmentRecord]], items: Collection[str], departments: Collection[str]
) -> Iterator[Problem]:
    """Every assignment is of a known item to known departments."""
    for row, record in rows:
        if record.id not in items:
            rests_on = FILE_OF_ITEM[record.id[0]]
            yield row.problem("id", _("No indicator, project or task has this number."), rests_on=rests_on)
        if record.lead not in departments:
            yield row.problem("lead", UNKNOWN_DEPARTMENT % {"key": record.lead}, rests_on=DEPARTMENTS)
        if record.lead in record.supporting:
            yield row.problem("supporting", _("The lead department cannot support itself."))
        if len(set(record.supporting)) != len(record.supporting):
            yield row.problem("supporting", _("A department is named twice."))
        for unknown in sorted(set(record.supporting) - set(departments)):
            yield row.problem("supporting", UNKNOWN_DEPARTMENT % {"key": unknown}, rests_on=DEPARTMENTS)


def _date_problems(
    row: Row, record: ProjectRecord | TaskRecord, parts: Collection[str], year: int
) -> Iterator[Problem]:
    if record.section not in parts:
        yield row.problem("section", _("report.json has no such part."))
    if record.deadline is not None and record.deadline < date(year, 1, 1):
        yield row.problem("deadline", _("This date lies outside the report's year."))
    if (record.deadline is None) != (record.deadline_text is None):
        yield row.problem("deadline_text", _("A date and its words in the report belong together."))
