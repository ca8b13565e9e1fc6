"""Breakdown lists as offices write them, built cell by cell."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Department
from projects.models import BreakdownSheet
from projects.work_report import breakdown
from projects.work_report.breakdown.lines import Line
from projects.work_report.breakdown.wording import remark_in_words, remark_of_sheet
from tests.personas import District

HEADER = ("序号", "工作任务", "年度目标", "牵头单位", "配合单位", "完成时限", "责任领导", "备注")
PART = "一、加快产业升级"
ITEM = (1, "改造老旧小区", "改造10个小区", "区住建局", "区城管局", "2024-10-31", "", "")
Change = Callable[[Worksheet], Any]


def rows_of(*items: Sequence[Any], header: Sequence[Any] = HEADER, part: str = PART) -> list[Sequence[Any]]:
    """A title, a header, the part's heading, and items; the first item stands in row 4."""
    return [("2024年任务分解表",), header, (part,), *items]


def item(**values: Any) -> tuple[Any, ...]:
    """An item in the columns of :data:`HEADER`, all good but for what is given."""
    names = ("number", "item", "target", "lead", "supporting", "deadline", "leader", "note")
    return tuple(values.get(name, good) for name, good in zip(names, ITEM, strict=True))


def workbook(rows: Sequence[Sequence[Any]], change: Change | None = None) -> bytes:
    """An xlsx of these rows; ``change`` edits its sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "分解表"
    for row in rows:
        sheet.append(tuple(row))
    if change is not None:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(district: District, content: bytes, name: str = "任务分解表.xlsx") -> BreakdownSheet:
    """As the supervision office uploads it."""
    file = SimpleUploadedFile(name, content)
    return breakdown.upload(by=district.people.supervisor, report=district.report, upload=file)


class Preview:
    """What the office sees of an uploaded list."""

    def __init__(self, district: District, sheet: BreakdownSheet) -> None:
        self.district = district
        self.sheet = sheet
        self.plan = breakdown.plan_of(sheet)

    @property
    def lines(self) -> Sequence[Line]:
        return self.plan.lines

    @property
    def only(self) -> Line:
        (line,) = self.plan.lines
        return line

    @property
    def kinds(self) -> list[str]:
        return [str(line.kind) for line in self.plan.lines]

    @property
    def faults(self) -> list[str]:
        """In words, those of sheets first."""
        of_sheets = [remark_of_sheet(name, remark) for name, remark in self.plan.faults]
        return of_sheets + [remark_in_words(fault, line.table) for line in self.plan.lines for fault in line.faults]

    @property
    def remarks(self) -> list[str]:
        of_sheets = [remark_of_sheet(name, remark) for name, remark in self.plan.remarks]
        return of_sheets + [remark_in_words(each, line.table) for line in self.plan.lines for each in line.remarks]

    @property
    def asked(self) -> dict[str, list[str]]:
        """Open questions with the options that they suggest."""
        return {each.text: [label for _value, label in each.suggestions] for each in self.plan.open_questions}

    def answer(self, **labels: str) -> "Preview":
        """Choose options by what they are called, question by question: the words that begin its key name it."""
        given = {}
        for kind, label in labels.items():
            for question in self.plan.questions:
                if question.key.startswith(f"{kind}:"):
                    given[question.key] = next(value for value, text in question.options.items() if text == label)
        sheet = breakdown.answer(by=self.district.people.supervisor, sheet_id=self.sheet.pk, given=given)
        return Preview(self.district, sheet)

    def apply(self) -> BreakdownSheet:
        return breakdown.apply(by=self.district.people.supervisor, sheet_id=self.sheet.pk, promised=self.plan.promised)


def reopened(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content)).active


Reads = Callable[..., Preview]


def codes(remarks: Sequence[Any]) -> list[tuple[str, str]]:
    """What remarks say, and of which column."""
    return [(remark.code, remark.column) for remark in remarks]


def faults(preview: Preview) -> list[tuple[int, str, str]]:
    """Where a preview refuses what: row, column, code."""
    return [(fault.row, fault.column, fault.code) for line in preview.lines for fault in line.faults]


def names(departments: Sequence[Department] | None) -> list[str]:
    """Names of departments, in their order."""
    return [department.name for department in departments or []]
