"""The breakdown list on a worksheet: its header, its items, its headings, and what stands around them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from projects.work_report.sheet.columns import column_of, columns_of, is_header_below, names_projects
from projects.work_report.sheet.content import Remark, SheetRow, Table
from projects.work_report.sheet.grid import GridRow, grid_of, hidden_columns
from projects.work_report.sheet.rows import item_row

HEADER_WITHIN = 30
MOST_ROWS = 500
HEADING = re.compile(
    r"^\s*([(（]?[一二三四五六七八九十百]+[)）]?[、.．\s]|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+部分)"
)
SUM = re.compile(r"^\s*(合\s*计|小\s*计|总\s*计|共\s*计)")
BELOW_THE_LIST = re.compile(
    r"^\s*(注|备注|说明|填表说明|填表人|填报人|制表人?|审核人?|填报单位|单位负责人|联系电话)\s*[:：]"
)
MOST_CELLS_BELOW = 2
TITLE_WIDTH = 3  # a text this wide spans headings and is none
YEAR_IN_TITLE = re.compile(r"(20\d{2})\s*年")
DITTO = frozenset({"同上", "〃", "″", '"', "”"})


def table_of(sheet: Any) -> Table | None:
    """The list on a worksheet (openpyxl's); None if no header of such a list is among its first rows."""
    grid = grid_of(sheet)
    hidden = hidden_columns(sheet)
    found = _header(grid, hidden)
    if found is None:
        return None
    columns, first, last = found
    heads = grid[first : last + 1]
    below = grid[last + 1 :]
    notices = _hidden_headings(heads, hidden, columns) + _unread(heads, below, hidden, columns)
    is_project = names_projects([row.texts.get(columns["item"], "") for row in heads])
    rows, left_out = _rows(below, columns, hidden, _texts(heads), is_project)
    title = " ".join(text for row in grid[:first] for text in row.texts.values())
    year = YEAR_IN_TITLE.search(f"{title} {sheet.title}")
    if len(rows) > MOST_ROWS:
        notices.append(Remark("too_many_rows", values={"rows": len(rows), "most": MOST_ROWS}))
        rows = rows[:MOST_ROWS]
    return Table(sheet.title, columns, tuple(rows), int(year[1]) if year else 0, (*notices, *left_out))


def _header(grid: Sequence[GridRow], hidden: frozenset[int]) -> tuple[dict[str, int], int, int] | None:
    """Columns, and the indices of the header's first and last row."""
    for index, row in enumerate(grid[:HEADER_WITHIN]):
        upper = _shown(row, hidden)
        lower = _shown(grid[index + 1], hidden) if index + 1 < len(grid) else {}
        if is_header_below(lower, upper) and any(column_of(text) for text in upper.values()):
            columns = columns_of(upper, lower)
            if columns is not None:
                return columns, index, index + 1
        columns = columns_of(upper, {})
        if columns is not None:
            return columns, index, index
    return None


def _shown(row: GridRow, hidden: frozenset[int]) -> dict[int, str]:
    return {column: text for column, text in row.texts.items() if column not in hidden}


def _texts(rows: Sequence[GridRow]) -> list[dict[int, str]]:
    return [dict(row.own) for row in rows]


def _hidden_headings(rows: Sequence[GridRow], hidden: frozenset[int], columns: dict[str, int]) -> list[Remark]:
    """Columns of the list that are hidden, hence not read."""
    names = {
        text
        for row in rows
        for column, text in row.own.items()
        if column in hidden and column_of(text) is not None and column_of(text) not in columns
    }
    return [Remark("hidden_columns", values={"names": "、".join(sorted(names))})] if names else []


def _unread(
    heads: Sequence[GridRow], below: Sequence[GridRow], hidden: frozenset[int], columns: dict[str, int]
) -> list[Remark]:
    """Columns that nothing is taken from: by their headings, by their letters where a column of texts has none."""
    unread = {column for row in (*heads, *below) for column, text in row.own.items() if text} - hidden.union(
        columns.values()
    )
    headed = {column for row in heads for column, text in row.own.items() if text}
    names = [
        text.replace("\n", "")
        for row in heads
        for column, text in row.own.items()
        if column in unread and row.width < TITLE_WIDTH and text
    ]
    names += [get_column_letter(column) for column in sorted(unread - headed)]
    return [Remark("unread_columns", values={"names": "、".join(names[:20])})] if names else []


def _rows(
    grid: Sequence[GridRow],
    columns: dict[str, int],
    hidden: frozenset[int],
    header: Sequence[dict[int, str]],
    is_project: bool,
) -> tuple[list[SheetRow], list[Remark]]:
    """The items in their order, each under its heading; and remarks on rows that are none."""
    rows: list[SheetRow] = []
    left_out: list[Remark] = []
    parts = ["", ""]  # 一、 and （一）
    for row in grid:
        first = next((text for _column, text in sorted(_shown(row, hidden).items()) if text), "")
        if not (first or row.flaws) or dict(row.own) in header:
            continue
        if SUM.match(first) or SUM.match(row.texts.get(columns["item"], "")):
            left_out.append(Remark("sum_left_out", row=row.number))
        elif BELOW_THE_LIST.match(first) and len(row.own) <= MOST_CELLS_BELOW:
            left_out.append(Remark("note_left_out", row=row.number))
        elif _is_heading(row, columns, hidden):
            level = 1 if first.lstrip().startswith(("(", "（")) and parts[0] else 0
            parts[level:] = [first, ""][: 2 - level]
        else:
            item = item_row(row, columns, heading=parts[1] or parts[0], is_project=is_project)
            rows.append(_as_above(item, rows[-1] if rows else None))
    return _shared(rows), left_out


def _is_heading(row: GridRow, columns: dict[str, int], hidden: frozenset[int]) -> bool:
    """One text alone that is numbered like a heading or reaches over most of the list's columns."""
    own = {column: text for column, text in row.own.items() if column not in hidden}
    if len(own) != 1 or row.flaws or len([c for c in row.texts if c in columns.values()]) > 1:
        return False
    ((column, text),) = own.items()
    reaches = column <= columns["item"] < column + row.width
    return bool(HEADING.match(text)) or (row.width > len(columns) // 2 and row.width > 1 and reaches)


def _as_above(row: SheetRow, above: SheetRow | None) -> SheetRow:
    """“同上” means what the row above says."""
    if above is None:
        return row
    changed: dict[str, Any] = {
        name: getattr(above, name) for name in ("deadline", "leader", "target") if getattr(row, name) in DITTO
    }
    if any(name in DITTO for name in (*row.lead, *row.undecided)):
        changed |= {"lead": above.lead, "undecided": above.undecided}
    if any(name in DITTO for name in row.supporting):
        changed["supporting"] = above.supporting
    return replace(row, **changed) if changed else row


def _shared(rows: list[SheetRow]) -> list[SheetRow]:
    """An item that a merge carries over several rows of one target is one item; its further rows say nothing new."""
    kept: list[SheetRow] = []
    for row in rows:
        if row.shared_with and kept and _says_nothing_new(row, kept[-1]):
            continue
        kept.append(row)
    begun = {row.shared_with for row in kept if row.shared_with}
    return [replace(row, shared_with=row.row) if row.row in begun else row for row in kept]


def _says_nothing_new(row: SheetRow, above: SheetRow) -> bool:
    names = ("item", "target", "lead", "supporting", "undecided", "deadline", "leader", "note")
    return all(getattr(row, name) == getattr(above, name) for name in names)
