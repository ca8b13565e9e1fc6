"""Workbooks row by row: titles, frozen head, filters, widths, formats; memory stays flat however many rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from projects.exports.texts import cell_text, looks_like_formula

Row = TypeVar("Row")
Value = str | int | Decimal | date | None


class Look(StrEnum):
    """How the values of a column are shown."""

    TEXT = "text"
    WRAPPED = "wrapped"
    DATE = "date"
    MONTH = "month"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, where its value is in a row, its width in characters, and how it is shown.

    ``tone`` colours a cell beside the word that it holds anyway: bad, warn, good, done, or empty for none.
    """

    heading: str | Promise
    value: Callable[[Row], Value]
    width: int = 12
    look: Look = Look.TEXT
    tone: Callable[[Row], str] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a table: its title, and scope and day."""

    title: str
    scope: str


HEAD_ROW = 3  # below title and scope
PAPER_A4 = 9
LINE_POINTS = 16
MOST_LINES = 20
NARROWEST_NOTE = 70
PAGE_CHARACTERS = 190  # as many as can be read across an A4 page that lies
FORMATS = {
    Look.COUNT: "0",
    Look.NUMBER: "#,##0.##",
    Look.PERCENT: "0.0",
}
CENTRED = frozenset({Look.DATE, Look.MONTH, Look.COUNT})
DATE_FORMATS = {"zh-hans": ('yyyy"年"m"月"d"日"', 'yyyy"年"m"月"'), "en": ("yyyy-mm-dd", "yyyy-mm")}
TONES = {"bad": "A61B1B", "warn": "8A5300", "good": "1B6B38", "done": "1F5A96"}
FONT = "宋体"
HEAD_FILL = PatternFill("solid", fgColor="E8EDF4")


class BookWriter:
    """One workbook, written to a file sheet by sheet."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def write_sheet(
        self,
        name: str,
        heading: Heading,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        notes: Callable[[], Sequence[str]] = tuple,
    ) -> int:
        """A sheet of its own; ``notes`` are asked for after the last row. Returns how many rows there were."""
        sheet = self._book.create_sheet(_sheet_name(name))
        last = get_column_letter(len(columns))
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.freeze_panes = f"A{HEAD_ROW + 1}"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", PAPER_A4
        sheet.print_options.gridLines = True
        pages = ceil(sum(column.width for column in columns) / PAGE_CHARACTERS)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
        sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        if pages > 1:
            sheet.print_title_cols = "A:B"
        sheet.HeaderFooter.oddFooter.center.text = "&P / &N"
        sheet.append([_text_cell(sheet, heading.title, Font(name=FONT, size=14, bold=True))])
        sheet.append([_text_cell(sheet, heading.scope, Font(name=FONT, size=10, color="5A6472"))])
        sheet.append([_head_cell(sheet, str(column.heading)) for column in columns])
        writers = [_Cells(sheet, column) for column in columns]
        count = 0
        for row in rows:
            cells = [writer.cell(row) for writer in writers]
            count += 1
            _append(sheet, HEAD_ROW + count, cells, max(writer.lines for writer in writers))
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + max(count, 1)}"
        if said := notes():
            sheet.append([])
            across = max(sum(column.width for column in columns), NARROWEST_NOTE)
            for line in (line for note in said for line in _lines(note, across)):
                sheet.append([_text_cell(sheet, line, Font(name=FONT, size=10, italic=True))])
        return count

    def save(self, path: Path) -> None:
        """Write the file; the workbook is over then."""
        self._book.save(path)


class _Cells(Generic[Row]):
    """The cells of one column: dressed once for each tone and kind of value, filled anew for each row."""

    def __init__(self, sheet: Any, column: Column[Row]) -> None:
        self._sheet, self._column = sheet, column
        self._dressed: dict[tuple[str, str], Cell] = {}
        self.lines = 1

    def cell(self, row: Row) -> Cell | None:
        """The cell with a row's value; None where there is nothing to say. ``lines`` says how high it is."""
        value, self.lines = self._column.value(row), 1
        if isinstance(value, str):
            value = cell_text(value)
        if value is None or value == "":
            return None
        tone = self._column.tone(row) if self._column.tone else ""
        if isinstance(value, str):
            if self._column.look is Look.WRAPPED:
                self.lines = -(-_width(value) // (self._column.width - 1))
            return _as_text(self._cell(tone, "quoted" if looks_like_formula(value) else "text"), value)
        cell = self._cell(tone, "date" if isinstance(value, date) else "number")
        cell.value = value
        return cell

    def _cell(self, tone: str, kind: str) -> Cell:
        if (cell := self._dressed.get((tone, kind))) is None:
            cell = self._dressed[tone, kind] = WriteOnlyCell(self._sheet)
            cell.font = Font(name=FONT, size=11, color=TONES.get(tone), bold=tone == "bad")
            look = self._column.look
            centred = "center" if look in CENTRED else None
            cell.alignment = Alignment(vertical="top", horizontal=centred, wrap_text=look is Look.WRAPPED)
            cell.quotePrefix = kind == "quoted"
            cell.number_format = self._number_format(kind)
        return cell

    def _number_format(self, kind: str) -> str:
        if kind == "date":
            day, month = DATE_FORMATS.get(get_language() or "", DATE_FORMATS["en"])
            return month if self._column.look is Look.MONTH else day
        return FORMATS.get(self._column.look, "General") if kind == "number" else "General"


def _append(sheet: Any, number: int, cells: list[Cell | None], lines: int) -> None:
    """Write a row as high as its longest text; spreadsheets do not all work that out for themselves."""
    if lines > 1:
        sheet.row_dimensions[number].height = LINE_POINTS * min(lines, MOST_LINES)
    sheet.append(cells)
    sheet.row_dimensions.pop(number, None)  # it is in the file; ten thousand of them need not stay in memory


def _width(text: str) -> int:
    """How many characters of half width a text takes: a Chinese one has three bytes and takes two."""
    return (len(text) + len(text.encode(errors="replace"))) // 2


def _lines(text: str, across: int) -> list[str]:
    """A text in lines of a width."""
    lines, line = [], ""
    for character in text:
        if _width(line + character) > across:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def _as_text(cell: Cell, value: str) -> Cell:
    cell.value = value
    cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _text_cell(sheet: Any, text: str, font: Font) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.font = font
    cell.quotePrefix = looks_like_formula(text)
    return _as_text(cell, cell_text(text))


def _head_cell(sheet: Any, text: str) -> Cell:
    cell = _text_cell(sheet, text, Font(name=FONT, size=11, bold=True))
    cell.fill = HEAD_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _sheet_name(name: str) -> str:
    """At most 31 characters, none of those that Excel forbids."""
    return "".join(character for character in name if character not in "[]:*?/\\")[:31]
