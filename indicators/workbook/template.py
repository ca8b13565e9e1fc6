"""The workbook that a department fills in: one line for each of its indicators, with what to hold it against."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.access import require
from accounts.errors import InvalidInput
from accounts.models import User
from indicators.access import MAY_ENTER
from indicators.models import Indicator, Reading
from indicators.queries.entry import EntryLine, entry_lines
from indicators.workbook.layout import COLUMNS, FILLED_IN, FIRST_ROW, HEADER_ROW, KEY_ROW, NAME_ROW, TITLE_ROW, key_of

CENT = Decimal("0.01")
INPUT = PatternFill("solid", fgColor="FFF9E5")
HEAD = PatternFill("solid", fgColor="E8EDF4")
CellValue = str | Decimal | None


def template(user: User, month: date) -> bytes:
    """An xlsx of the indicators that the user enters for a month (its first day), drafts filled in.

    Raises AccessRefused, InvalidInput (nothing to enter).
    """
    require(user, *MAY_ENTER)
    lines = entry_lines(user, month)
    if not lines:
        raise InvalidInput(_("There is nothing for you to enter for this month."), attr="month")
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = date_format(month, "YEAR_MONTH_FORMAT")
    _write_head(sheet, lines[0].indicator, month)
    for row, line in enumerate(lines, FIRST_ROW):
        _write_line(sheet, row, line)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def file_name(month: date) -> str:
    """What the workbook is called."""
    return _("Readings %(month)s.xlsx") % {"month": date_format(month, "YEAR_MONTH_FORMAT")}


def _write_head(sheet: Worksheet, indicator: Indicator, month: date) -> None:
    title = _("Readings for %(month)s") % {"month": date_format(month, "YEAR_MONTH_FORMAT")}
    _put(sheet, TITLE_ROW, 1, f"{indicator.report} · {title}").font = Font(bold=True, size=14)
    _put(sheet, KEY_ROW, 1, key_of(indicator.report, month))
    for column, (name, (heading, width)) in enumerate(COLUMNS.items(), 1):
        _put(sheet, NAME_ROW, column, name)
        cell = _put(sheet, HEADER_ROW, column, str(heading))
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in (KEY_ROW, NAME_ROW):
        sheet.row_dimensions[row].hidden = True


def _write_line(sheet: Worksheet, row: int, line: EntryLine) -> None:
    for column, (name, value) in enumerate(_values(line).items(), 1):
        cell = _put(sheet, row, column, value)
        cell.alignment = Alignment(wrap_text=name != "value", vertical="top")
        if name in FILLED_IN:
            cell.protection, cell.fill = Protection(locked=False), INPUT


def _values(line: EntryLine) -> dict[str, CellValue]:
    """In the order of :data:`COLUMNS`."""
    indicator, present = line.indicator, line.open or line.verified
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "target": indicator.target_text,
        "previous": _value(line.previous),
        "expected": None if line.expected is None else line.expected.quantize(CENT, ROUND_HALF_UP),
        "value": present.value if present else None,
        "source_note": present.source_note if present else "",
        "correction_reason": line.open.correction_reason if line.open else "",
    }


def _value(reading: Reading | None) -> CellValue:
    if reading is None:
        return None
    return reading.get_verdict_display() if reading.value is None else reading.value


def _put(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """Write a value; a text that begins with = stays a text."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("no merged cells here")
    if isinstance(value, Decimal):
        cell.value = value.normalize() if value else 0
        cell.number_format = "General"
    elif value:
        cell.value = value
        cell.data_type = "s"
    return cell
