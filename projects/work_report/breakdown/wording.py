"""What is wrong with a list or worth knowing, in words that say where it is and what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from projects.work_report.breakdown.lines import LineKind
from projects.work_report.sheet import Remark, Table

COLUMNS = {
    "number": gettext_lazy("number"),
    "item": gettext_lazy("item of work"),
    "target": gettext_lazy("target of the year"),
    "duties": gettext_lazy("division of duties"),
    "lead": gettext_lazy("lead department"),
    "supporting": gettext_lazy("supporting departments"),
    "deadline": gettext_lazy("deadline"),
    "leader": gettext_lazy("responsible leader"),
    "note": gettext_lazy("note"),
    "heading": gettext_lazy("section"),
}
KINDS = {
    LineKind.FAULTY: gettext_lazy("with faults"),
    LineKind.OPEN: gettext_lazy("waiting for an answer"),
    LineKind.CHANGED: gettext_lazy("with changes"),
    LineKind.NEW: gettext_lazy("new item"),
    LineKind.SAME: gettext_lazy("as it is"),
    LineKind.LEFT_OUT: gettext_lazy("left out"),
}
REMARKS = {
    "formula": gettext_lazy("There is a formula here. Put the value itself in its place and upload the list again."),
    "error_value": gettext_lazy("There is an error (%(text)s) here. Correct the cell and upload the list again."),
    "unshown": gettext_lazy("“%(text)s” contains characters that cannot be shown (□). Type the cell again."),
    "markup": gettext_lazy("Plain text only, please: take out everything in angle brackets."),
    "too_long": gettext_lazy(
        "This is %(length)s characters long; at most %(most)s are kept. Shorten it; details may stand in the note."
    ),
    "item_missing": gettext_lazy("The item is missing. Say what is to be done, or delete the row."),
    "item_repeated": gettext_lazy("This item stands in row %(row)s of sheet “%(sheet)s” already. Delete one of them."),
    "code_unknown": gettext_lazy(
        "The report has no item with the code %(number)s. Correct it; leave the cell empty for a new item."
    ),
    "lead_missing": gettext_lazy("Nobody leads this item. Name the department that leads it."),
    "group_leads": gettext_lazy("“%(name)s” cannot lead; exactly one department does. Name it."),
    "other_year": gettext_lazy("This date lies before %(year)s, the year of the report. Correct it."),
    "lead_stands": gettext_lazy(
        "The item is assigned to %(before)s; a list does not hand it over to %(after)s. Write %(before)s, or leave the "
        "cell empty."
    ),
    "supporting_stands": gettext_lazy(
        "The item is assigned with %(before)s in support; a list does not change that to %(after)s. Write what stands, "
        "or leave the cell empty."
    ),
    "deadline_stands": gettext_lazy(
        "The item is assigned with the date %(before)s; only an extension moves it (to %(after)s). Have the department "
        "ask for one, and write the present date or leave the cell empty."
    ),
    "number_repeated": gettext_lazy("Number %(number)s stands in row %(row)s already; both rows are taken."),
    "hidden_sheet": gettext_lazy("This sheet is hidden and was not read."),
    "no_list_here": gettext_lazy("No list was found here; the sheet was not read."),
    "hidden_columns": gettext_lazy("Hidden columns were not read: %(names)s."),
    "unread_columns": gettext_lazy("Columns that nothing is taken from: %(names)s."),
    "sum_left_out": gettext_lazy("A row of sums was left out."),
    "note_left_out": gettext_lazy("A note beside the list was left out."),
    "too_many_rows": gettext_lazy(
        "There are %(rows)s items; at most %(most)s are taken from one sheet. Divide the list among several files."
    ),
}


def remark_in_words(remark: Remark, table: Table) -> str:
    """“Row 12, column E, lead department: …”."""
    detail = str(REMARKS[remark.code]) % remark.values
    column = remark.column
    if column == "lead" and "lead" not in table.columns:
        column = "duties"
    return _("%(place)s: %(detail)s") % {"place": place(remark.row, column, table.columns), "detail": detail}


def remark_of_sheet(sheet: str, remark: Remark) -> str:
    """“Sheet “2024”, row 31: …”."""
    where = _("sheet “%(sheet)s”") % {"sheet": sheet}
    if remark.row:
        where = _("%(sheet)s, row %(row)s") % {"sheet": where, "row": remark.row}
    return _("%(place)s: %(detail)s") % {"place": where, "detail": str(REMARKS[remark.code]) % remark.values}


def place(row: int, column: str, columns: Mapping[str, Any]) -> str:
    """Where a cell is, as a spreadsheet shows it, with the name of its column."""
    if not column:
        return _("row %(row)s") % {"row": row}
    name = str(COLUMNS[column])
    if column not in columns:
        return _("row %(row)s, %(name)s") % {"row": row, "name": name}
    letter = get_column_letter(columns[column])
    return _("row %(row)s, column %(letter)s, %(name)s") % {"row": row, "letter": letter, "name": name}
