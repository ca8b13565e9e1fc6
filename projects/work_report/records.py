"""What a record of each file must look like; see docs/data.md for what each field means."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from accounts.choices import DepartmentKind
from indicators.choices import Aggregation, BaselineMatch, Comparison, Direction, Measure, Modality
from projects.choices import Action, Category
from projects.work_report.reading import Problem, Row

LARGEST_NUMBER = Decimal(10) ** 14
DECIMAL_PLACES = 4


def one_of(choices: type[TextChoices]) -> BeforeValidator:
    """Accept the codes of an enumeration."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in choices.values:
            raise PydanticCustomError("unknown_code", "{allowed}", {"allowed": ", ".join(choices.values)})
        return choices(value)

    return BeforeValidator(check)


def as_date(value: Any) -> date:
    """A calendar date written YYYY-MM-DD."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("impossible_date", "") from error
    if day.isoformat() != value:
        raise PydanticCustomError("impossible_date", "")
    return day


def as_number(value: Any) -> Decimal:
    """A JSON number that the database can hold exactly."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise PydanticCustomError("not_a_number", "")
    number = Decimal(value)
    if abs(number) >= LARGEST_NUMBER or number != round(number, DECIMAL_PLACES):
        raise PydanticCustomError("number_out_of_range", "")
    return number


Day = Annotated[date, BeforeValidator(as_date)]
Number = Annotated[Decimal, BeforeValidator(as_number)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Written = Annotated[str, Field(min_length=1, max_length=120)]
Note = Annotated[str, Field(min_length=1, max_length=1000)]
Unit = Annotated[str, Field(min_length=1, max_length=30)]
Numeral = Annotated[str, Field(min_length=1, max_length=20)]
Anchor = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[int, Field(ge=1, le=1_000_000)]
PartNumber = Annotated[str, Field(pattern=r"^\d{1,2}$")]
IndicatorId = Annotated[str, Field(pattern=r"^I\d{3,6}$")]
ProjectId = Annotated[str, Field(pattern=r"^P\d{3,6}$")]
TaskId = Annotated[str, Field(pattern=r"^T\d{3,6}$")]
ResultId = Annotated[str, Field(pattern=r"^R\d{3,6}$")]
ItemId = Annotated[str, Field(pattern=r"^[IPT]\d{3,6}$")]
DepartmentCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,29}$")]
Attribution = Literal["illustrative", "official"]


class Record(BaseModel):
    """Base: exactly these fields, exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class RegionRecord(Record):
    """The district; ``code`` after GB/T 2260."""

    code: Annotated[str, Field(pattern=r"^\d{6,12}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]


class PartRecord(Record):
    """A part of the report."""

    number: PartNumber
    heading: Name


class ReportRecord(Record):
    """report.json; ``records`` says how many records each other file holds, so that a cut file is noticed."""

    region: RegionRecord
    year: Annotated[int, Field(ge=1978, le=2100)]
    title: Name
    meeting: Name
    adopted_on: Day
    source_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    parts: Annotated[list[PartRecord], Field(min_length=1)]
    records: dict[str, int]


class DepartmentsRecord(Record):
    """departments.json around its list."""

    attribution: Attribution
    note: Note
    departments: list[Any]


class DepartmentRecord(Record):
    """One department."""

    code: DepartmentCode
    short_name: Annotated[str, Field(min_length=1, max_length=60)]
    type: Annotated[DepartmentKind, one_of(DepartmentKind)]
    named_in_report: bool
    attribution: Attribution


class IndicatorRecord(Record):
    """One line of indicators.jsonl."""

    id: IndicatorId
    name: Name
    section: Annotated[str, Field(pattern=r"^(headline|\d{1,2})$")]
    paragraph: Name
    target: Number | None
    target_text: Written
    unit: Unit | None
    comparison: Annotated[Comparison, one_of(Comparison)]
    measure: Annotated[Measure, one_of(Measure)]
    direction: Annotated[Direction, one_of(Direction)]
    aggregation: Annotated[Aggregation, one_of(Aggregation)]
    deadline: Day
    baseline_2023: Number | None
    baseline_text: Written | None
    baseline_match: Annotated[BaselineMatch, one_of(BaselineMatch)] | None
    baseline_review_id: ResultId | None
    modality: Annotated[Modality, one_of(Modality)] | None
    subset_of: IndicatorId | None
    numeral_text: Numeral | None
    line: Line
    anchor: Anchor
    note: Note | None


class ProjectRecord(Record):
    """One line of projects.jsonl."""

    id: ProjectId
    name: Name
    section: PartNumber
    paragraph: Name
    kind: Annotated[Category, one_of(Category)]
    commitment: Annotated[str, Field(min_length=1, max_length=200)]
    action: Annotated[Action, one_of(Action)]
    deadline: Day | None
    deadline_text: Annotated[str, Field(min_length=1, max_length=60)] | None
    quantity: Number | None
    unit: Unit | None
    quantity_text: Written | None
    linked_indicator_ids: list[IndicatorId]
    status_2023: Annotated[str, Field(min_length=1, max_length=200)] | None
    status_2023_line: Line | None
    members: list[Annotated[str, Field(min_length=1, max_length=60)]]
    list_open: bool
    modality: Annotated[Modality, one_of(Modality)] | None
    line: Line
    anchor: Anchor
    note: Note | None


class TaskRecord(Record):
    """One line of tasks.jsonl."""

    id: TaskId
    title: Name
    section: PartNumber
    paragraph: Name
    line: Line
    anchor: Anchor
    deadline: Day | None
    deadline_text: Annotated[str, Field(min_length=1, max_length=60)] | None
    note: Note | None


class AssignmentRecord(Record):
    """One line of assignments.jsonl."""

    id: ItemId
    lead: DepartmentCode
    supporting: list[DepartmentCode]
    attribution: Attribution


class ResultRecord(Record):
    """One line of review_2023.jsonl."""

    id: ResultId
    name: Name
    value: Number | None
    unit: Unit | None
    value_text: Written | None
    change_text: Written | None
    section: PartNumber
    line: Line
    anchor: Anchor
    numeral_text: Numeral | None
    note: Note | None


MESSAGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "missing": lambda _context: _("This field is missing."),
    "extra_forbidden": lambda _context: _("There is no field of this name."),
    "impossible_date": lambda _context: _("This is not a date of the calendar; write YYYY-MM-DD."),
    "not_a_number": lambda _context: _("Give a number, without quotes."),
    "number_out_of_range": lambda _context: _("Give a number below 10^14 with at most four decimals."),
    "unknown_code": lambda context: _("Not known here; one of: %(allowed)s.") % context,
    "literal_error": lambda context: _("Not known here; one of: %(expected)s.") % context,
    "string_type": lambda _context: _("Give a text in quotes."),
    "string_too_short": lambda _context: _("This must not be empty."),
    "string_too_long": lambda context: _("At most %(max_length)s characters.") % context,
    "string_pattern_mismatch": lambda _context: _("This is not written as such a number or code is written."),
    "int_type": lambda _context: _("Give a whole number."),
    "greater_than_equal": lambda context: _("Not less than %(ge)s.") % context,
    "less_than_equal": lambda context: _("Not more than %(le)s.") % context,
    "bool_type": lambda _context: _("Give true or false."),
    "list_type": lambda _context: _("Give a list in brackets."),
    "too_short": lambda _context: _("This must not be empty."),
    "dict_type": lambda _context: _("Give an object in braces."),
    "model_type": lambda _context: _("Give an object in braces."),
}


def problems_of(row: Row, errors: list[Any]) -> list[Problem]:
    """Pydantic's errors about a row, in the reader's words, each at its line and field."""
    problems = []
    for error in errors:
        message = MESSAGES.get(error["type"], lambda _context: _("This value does not fit."))
        path = [part for part in error["loc"] if isinstance(part, (str, int))]
        top = str(path[0]) if path else ""
        name = ".".join(str(part) for part in path) or top
        problem = row.problem(top, message(error.get("ctx", {})))
        problems.append(Problem(problem.file, problem.line, name, problem.message))
    return problems
