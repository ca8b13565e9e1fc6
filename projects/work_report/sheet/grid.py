"""A worksheet as texts: merged cells filled, what is hidden known, formulas and errors marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

MOST_COLUMNS = 60
UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x00[01][0-9A-Fa-f]_")
BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # words, escapes, colours and languages in a format
EDGES = re.compile(r"^[\s\u00a0\u3000\u200b\ufeff]+|[\s\u00a0\u3000\u200b\ufeff]+$")


@dataclass(slots=True)
class GridRow:
    """Texts of a row by column number; ``flaws`` are codes of cells that cannot be believed.

    ``begun_in`` says of a cell that a merge carried down in which row it stands; ``width`` is how many columns the
    widest merge of the row covers.
    """

    number: int
    texts: dict[int, str] = field(default_factory=dict)
    flaws: dict[int, str] = field(default_factory=dict)
    begun_in: dict[int, int] = field(default_factory=dict)
    is_hidden: bool = False
    width: int = 1

    @property
    def own(self) -> Mapping[int, str]:
        """Texts that stand in this row itself."""
        return {column: text for column, text in self.texts.items() if column not in self.begun_in}


def grid_of(sheet: Any) -> list[GridRow]:
    """The rows of a worksheet (openpyxl's, loaded whole) in which anything stands, in their order."""
    rows: dict[int, GridRow] = {}
    for (number, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001  (iter_rows would walk a million rows)
        if cell.value is None or column > MOST_COLUMNS:
            continue
        row = rows.setdefault(number, GridRow(number))
        text, flaw = _text(cell)
        if text or flaw:
            row.texts[column] = text
        if flaw:
            row.flaws[column] = flaw
    _fill_merges(sheet, rows)
    for number, row in rows.items():
        row.is_hidden = number in sheet.row_dimensions and bool(sheet.row_dimensions[number].hidden)
    return [rows[number] for number in sorted(rows) if rows[number].texts]


def hidden_columns(sheet: Any) -> frozenset[int]:
    """Numbers of the columns that are hidden, as far as columns are read."""
    return frozenset(
        number
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for number in range(dimension.min or 0, min(dimension.max or 0, MOST_COLUMNS) + 1)
    )


def cell_name(row: int, column: int) -> str:
    """As a spreadsheet says it: E12."""
    return f"{get_column_letter(column)}{row}"


def _fill_merges(sheet: Any, rows: dict[int, GridRow]) -> None:
    """Give the text of a merge to each row that it covers; sideways it belongs to its first column only."""
    for merged in sheet.merged_cells.ranges:
        first = rows.get(merged.min_row)
        column = merged.min_col
        if first is None or column not in first.texts:
            continue
        first.width = max(first.width, merged.max_col - column + 1)
        for number in range(merged.min_row + 1, merged.max_row + 1):
            row = rows.get(number)
            if row is None or column in row.texts:
                continue
            row.texts[column] = first.texts[column]
            row.begun_in[column] = merged.min_row
            if column in first.flaws:
                row.flaws[column] = first.flaws[column]


def _text(cell: Any) -> tuple[str, str]:
    """The text of a cell, and the code of what is wrong with it."""
    value = cell.value
    if cell.data_type == "f":
        return "", "formula"
    if cell.data_type == "e":
        return str(value), "error_value"
    if isinstance(value, datetime | date):
        return _day_as_shown(value, cell.number_format), ""
    text = _number_as_shown(value, cell.number_format) if isinstance(value, int | float) else str(value)
    if UNSHOWN.search(text):
        return UNSHOWN.sub("□", text), "unshown"
    return EDGES.sub("", BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))), ""


def _day_as_shown(value: date, number_format: str) -> str:
    """A day with what its format shows of it: a spreadsheet makes the first of June of a typed “2024年6月”."""
    parts = set(NOT_SHOWN.sub("", number_format).casefold())
    if "m" not in parts or {"d", "y"} <= parts:
        return f"{value:%Y-%m-%d}"
    if "y" in parts:
        return f"{value.year}年{value.month}月"
    return f"{value.month}月{value.day}日" if "d" in parts else f"{value.month}月"


def _number_as_shown(value: float, number_format: str) -> str:
    """A share is read as the percentage that its cell shows."""
    if "%" in NOT_SHOWN.sub("", number_format):
        return f"{100 * value:.12g}%"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
