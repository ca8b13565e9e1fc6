"""Workbooks with something wrong in them, and the cells that the answer has to name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "2024年8月"
Bytes = Callable[[bytes], bytes]
WHOLE_FILE = ""


@dataclass(frozen=True)
class Broken:
    """What is wrong, how it is made of a good workbook, and (code, cell) of each error; no cell: the whole file."""

    what: str
    make: Bytes
    cells: tuple[tuple[str, str], ...]
    name: str = "指标填报.xlsx"

    @property
    def names_the_sheet(self) -> bool:
        """Whether the fault is in a sheet of ours, not in the file as such."""
        return all(cell != WHOLE_FILE for _code, cell in self.cells)


def edited(change: Callable[[Worksheet], Any]) -> Bytes:
    """As somebody edits the sheet."""

    def make(content: bytes) -> bytes:
        book = load_workbook(BytesIO(content))
        change(book.active)
        saved = BytesIO()
        book.save(saved)
        return saved.getvalue()

    return make


def cells(**values: Any) -> Bytes:
    """Cells with other values: ``G6=5``."""

    def change(sheet: Worksheet) -> None:
        for address, value in values.items():
            sheet[address].value = value

    return edited(change)


def rewritten(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """The package with its parts changed, and parts added under names in which ``__`` stands for a slash."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in package.namelist():
            target.writestr(name, change(name, package.read(name)))
        for name, part in added.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return result.getvalue()


def with_part(**added: bytes) -> Bytes:
    """With a part that no template has."""
    return lambda content: rewritten(content, lambda _name, part: part, **added)


def in_sheet(old: bytes, new: bytes) -> Bytes:
    """The sheet's XML with one text exchanged."""
    return lambda content: rewritten(
        content, lambda name, part: part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part
    )


def another_book(_content: bytes) -> bytes:
    book = Workbook()
    book.active.append(["编号", "本期值"])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def a_line_far_below(sheet: Worksheet) -> None:
    sheet["A2010"].value, sheet["G2010"].value = "I066", 1


def two_million_rows(content: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="G%d"><v>1</v></c></row>' % (n, n) for n in range(8, 2_000_000, 997))
    return in_sheet(b"</sheetData>", rows + b"</sheetData>")(content)


def ten_million_cells(content: bytes) -> bytes:
    """A bomb of about 100 MB unpacked."""
    return in_sheet(b"</sheetData>", b'<row r="9"><c r="G9"><v>1</v></c></row>' * 2_500_000 + b"</sheetData>")(content)


BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

BROKEN = [
    Broken("a formula for a value", cells(G6="=4000+1400"), (("formula", "G6"),)),
    Broken("a formula in a note", cells(H5='=HYPERLINK("http://example.org")'), (("formula", "H5"),)),
    Broken("words for a number", cells(G5="约6.3"), (("not_a_number", "G5"),)),
    Broken("a number with its unit", cells(G6="5400人"), (("not_a_number", "G6"),)),
    Broken("a date for a number", cells(G6=date(2024, 8, 1)), (("not_a_number", "G6"),)),
    Broken("yes for a number", cells(G6=True), (("not_a_number", "G6"),)),
    Broken("an error for a number", edited(lambda s: s["G6"].__setattr__("value", "#REF!")), (("error_value", "G6"),)),
    Broken("several wrong cells at once", cells(G5="x", G6="=1", H7=1.5),
           (("not_a_number", "G5"), ("formula", "G6"), ("not_text", "H7"))),
    Broken("a code that there is not", cells(A6="I999"), (("unknown_code", "A6"),)),
    Broken("another department's code", cells(A6="I002"), (("unknown_code", "A6"),)),
    Broken("no code", cells(A6=None), (("code_missing", "A6"),)),
    Broken("a code twice", cells(A7="I066", G7=5500, H7=None), (("repeated", "A7"),)),
    Broken("a count that shrinks", cells(G6=4000), (("count_shrinks", "G6"),)),
    Broken("half a person", cells(G6=5400.5), (("count_not_whole", "G6"),)),
    Broken("more decimals than are kept", cells(G5=6.12345), (("too_many_decimals", "G5"),)),
    Broken("a number where words are due", cells(G7=5), (("invalid", "G7"),)),
    Broken("markup in a note", cells(H6="<b>好</b>"), (("markup", "H6"),)),
    Broken("a month to come", cells(A2="duban-readings/1/360702/government_work_report/2024-11"),
           (("period_not_over", "G5"), ("period_not_over", "G6"), ("period_not_over", "H7"))),
    Broken("another region's template", cells(A2="duban-readings/1/360703/government_work_report/2024-08"),
           (("unknown_code", "A5"), ("unknown_code", "A6"), ("unknown_code", "A7"))),
    Broken("a column taken out", edited(lambda sheet: sheet.delete_cols(9)), (("columns_missing", SHEET),)),
    Broken("a line far below all others", edited(a_line_far_below), (("too_many_rows", "2010"),)),
    Broken("rows up to two million", two_million_rows, (("code_missing", "A8"), ("code_missing", "A1005"),
           ("code_missing", "A2002"), ("too_many_rows", "2999"))),
    Broken("another workbook", another_book, (("nothing_filled_in", WHOLE_FILE),)),
    Broken("nothing filled in", cells(G5=None, G6=None, H7=None), (("nothing_filled_in", WHOLE_FILE),)),
    Broken("a link to another file", with_part(xl__externalLinks__externalLink1_dot_xml=b"<externalLink/>"),
           (("refers_elsewhere", WHOLE_FILE),)),
    Broken("an object inside", with_part(xl__embeddings__oleObject1_dot_bin=b"x"), (("refers_elsewhere", WHOLE_FILE),)),
    Broken("a program inside", with_part(xl__vbaProject_dot_bin=b"x"), (("macros", WHOLE_FILE),)),
    Broken("a bomb", ten_million_cells, (("swells", WHOLE_FILE),)),
    Broken("entities that multiply", in_sheet(b"<worksheet ", BILLION_LAUGHS + b"<worksheet "),
           (("damaged", WHOLE_FILE),)),
    Broken("half a file", lambda content: content[: len(content) // 2], (("damaged", WHOLE_FILE),)),
    Broken("no workbook", lambda _content: b"%PDF-1.4\n%%EOF\n", (("content_differs", WHOLE_FILE),)),
    Broken("an empty file", lambda _content: b"", (("empty", WHOLE_FILE),)),
    Broken("another extension", lambda content: content, (("type_unknown", WHOLE_FILE),), "指标填报.csv"),
    Broken("the old format by name", lambda content: content, (("type_unknown", WHOLE_FILE),), "指标填报.xls"),
]  # fmt: skip
