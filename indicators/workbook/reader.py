"""What a filled-in workbook says, read as a stream; each wrong cell is named, and nothing is believed unseen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from unicodedata import normalize

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from indicators.workbook.errors import CellFault, RefusedCells
from indicators.workbook.layout import (
    COLUMNS,
    FIRST_ROW,
    KEY,
    KEY_ROW,
    LAST_ROW_OF_ANY_SHEET,
    MOST_COLUMNS,
    MOST_ROWS,
    NAME_ROW,
    READ,
)
from indicators.workbook.opening import UNREADABLE, fault_of_file, require_harmless


@dataclass(frozen=True, slots=True)
class Head:
    """What a sheet says of itself; ``columns`` says where cells stand (name → number from 1)."""

    sheet: str
    columns: dict[str, int]
    key: str
    month: date


@dataclass(frozen=True, slots=True)
class Line:
    """One filled-in line of a sheet."""

    head: Head
    row: int
    code: str
    value: Decimal | None
    source_note: str
    correction_reason: str

    def fault(self, name: str, code: str, detail: str) -> CellFault:
        """A fault of one of the line's cells."""
        return CellFault(self.head.sheet, self.row, self.head.columns[name], code, detail)

    @property
    def subject(self) -> tuple[str, str]:
        """Key of report and month, and the indicator's code; they occur once together."""
        return self.head.key, self.code


def read(stream: IO[bytes]) -> list[Line]:
    """Lines in which something is filled in. Raises RefusedCells with every fault that was found."""
    require_harmless(stream)
    faults: list[CellFault] = []
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        lines = [line for sheet in book.worksheets for line in _lines_of(sheet, faults)]
    except UNREADABLE:
        raise RefusedCells(
            [fault_of_file("damaged", _("The workbook cannot be read. Save it anew as .xlsx."))]
        ) from None
    if faults:
        raise RefusedCells(faults)
    if not lines:
        text = _("Nothing is filled in. Fill in the template of the month and upload that.")
        raise RefusedCells([fault_of_file("nothing_filled_in", text)])
    return lines


def _lines_of(sheet: Any, faults: list[CellFault]) -> Iterator[Line]:
    """Lines of a sheet of ours; a sheet that does not carry our key is somebody's notes and left alone."""
    rows = sheet.iter_rows(max_row=LAST_ROW_OF_ANY_SHEET + 1, max_col=MOST_COLUMNS)
    head = [row for _number, row in zip(range(1, FIRST_ROW), rows, strict=False)]
    if len(head) < FIRST_ROW - 1 or not head[KEY_ROW - 1]:
        return
    key = KEY.match(str(head[KEY_ROW - 1][0].value or ""))
    if key is None:
        return
    names = {str(cell.value): number for number, cell in enumerate(head[NAME_ROW - 1], 1) if cell.value is not None}
    missing = [str(COLUMNS[name][0]) for name in READ if name not in names]
    if missing:
        text = _("Columns are missing: %(names)s. Fill in the template anew.") % {"names": "、".join(missing)}
        faults.append(CellFault(sheet.title, 0, 0, "columns_missing", text))
        return
    head_of_sheet = Head(sheet.title, names, key[0], date(int(key["year"]), int(key["month"]), 1))
    for number, row in enumerate(rows, FIRST_ROW):
        filled = {name: row[column - 1] for name, column in names.items() if name in READ and column <= len(row)}
        if all(cell.value is None or str(cell.value).strip() == "" for cell in filled.values()):
            continue
        if number >= FIRST_ROW + MOST_ROWS:
            text = _("At most %(rows)s lines are taken. Fill in the template anew.") % {"rows": MOST_ROWS}
            faults.append(CellFault(sheet.title, number, 0, "too_many_rows", text))
            return
        line = _line(head_of_sheet, number, filled, faults)
        if line is not None:
            yield line


def _line(head: Head, row: int, cells: dict[str, Any], faults: list[CellFault]) -> Line | None:
    """A line; None where nothing is filled in, or something is wrong, which is added to ``faults``."""
    before = len(faults)
    values: dict[str, Any] = {}
    for name in READ:
        try:
            cell = cells.get(name)
            values[name] = None if cell is None else (_number(cell) if name == "value" else _text(cell))
        except _WrongCell as wrong:
            faults.append(CellFault(head.sheet, row, head.columns[name], wrong.code, wrong.detail))
    if len(faults) > before:
        return None
    notes = [values[name] or "" for name in ("source_note", "correction_reason")]
    if values["value"] is None and not any(notes):
        return None
    if not values["code"]:
        text = _("The indicator's code is missing; it says what the line is about.")
        faults.append(CellFault(head.sheet, row, head.columns["code"], "code_missing", text))
        return None
    return Line(head, row, values["code"], values["value"], *notes)


class _WrongCell(Exception):  # noqa: N818  (an answer, not a fault)
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def _require_plain(cell: Any) -> None:
    if cell.data_type == "f":
        raise _WrongCell("formula", _("There is a formula here. Put the value itself in its place."))
    if cell.data_type == "e":
        raise _WrongCell("error_value", _("There is an error (%(error)s) here.") % {"error": cell.value})


def _text(cell: Any) -> str:
    _require_plain(cell)
    if cell.value is None:
        return ""
    if not isinstance(cell.value, str | int):
        raise _WrongCell("not_text", _("Words are expected here."))
    return str(cell.value).strip()


def _number(cell: Any) -> Decimal | None:
    _require_plain(cell)
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _WrongCell("not_a_number", _("A number is expected here, not a date or a yes or no."))
    if isinstance(value, float):
        value = f"{value:.15g}"  # what a spreadsheet shows of a binary fraction
    text = normalize("NFKC", str(value)).strip().replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _WrongCell(
            "not_a_number", _("“%(text)s” is not a number. Leave out the unit.") % {"text": str(value)[:30]}
        ) from None
    if not number.is_finite():
        raise _WrongCell("not_a_number", _("A number is expected here."))
    return number


def repeated(lines: Sequence[Line]) -> list[CellFault]:
    """Faults of lines whose indicator stands in the workbook before, for the same month."""
    seen: dict[tuple[str, str], Line] = {}
    faults = []
    for line in lines:
        first = seen.setdefault(line.subject, line)
        if first is not line:
            text = _("%(code)s stands in line %(row)s already.") % {"code": line.code, "row": first.row}
            faults.append(line.fault("code", "repeated", text))
    return faults
