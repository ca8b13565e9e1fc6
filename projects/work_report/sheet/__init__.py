"""Reading a breakdown list (任务分解表) as offices write it in a spreadsheet; no database is asked."""

from typing import IO

from projects.work_report.sheet.content import Remark, SheetRow, Table
from projects.work_report.sheet.opening import UnreadableWorkbook, open_workbook
from projects.work_report.sheet.table import table_of

__all__ = ["Remark", "SheetRow", "Table", "UnreadableWorkbook", "read_breakdown"]


def read_breakdown(stream: IO[bytes]) -> tuple[Table, ...]:
    """The lists of a workbook, sheet by sheet; a hidden sheet and one without a list yield no rows but a notice.

    Raises UnreadableWorkbook (damaged, too_large, no_list), RefusedCells (what is dangerous).
    """
    tables = []
    for sheet in open_workbook(stream).worksheets:
        table = table_of(sheet)
        if table is None:
            if sheet.sheet_state == "visible":
                tables.append(Table(sheet.title, {}, (), notices=(Remark("no_list_here"),)))
        elif sheet.sheet_state == "visible":
            tables.append(table)
        else:
            tables.append(Table(sheet.title, {}, (), notices=(Remark("hidden_sheet"),)))
    if not any(table.columns for table in tables):
        raise UnreadableWorkbook("no_list")
    if not any(table.rows for table in tables):
        raise UnreadableWorkbook("nothing_in_the_list")
    return tuple(tables)
