"""Opening a workbook that somebody brings: nothing is built from it before its size is known."""

from typing import IO, Any
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from indicators.workbook.opening import UNREADABLE, require_harmless

LARGEST_SHEET_BYTES = 16 * 1024 * 1024
MOST_CELLS = 200_000
MOST_MERGED_CELLS = 100_000


class UnreadableWorkbook(Exception):  # noqa: N818  (an answer, not a fault)
    """``code`` says why: damaged, or too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_workbook(stream: IO[bytes]) -> Any:
    """The workbook with its merges, hidden rows and formulas. Raises UnreadableWorkbook, RefusedCells."""
    require_harmless(stream)
    try:
        _require_small(stream)
        stream.seek(0)
        return load_workbook(stream, data_only=False, keep_links=False)
    except UNREADABLE:
        raise UnreadableWorkbook("damaged") from None


def _require_small(stream: IO[bytes]) -> None:
    """Count cells, rows and what merges cover: the library builds each of them, however empty."""
    cells = merged = 0
    stream.seek(0)
    with ZipFile(stream) as package:
        sheets = [entry for entry in package.infolist() if entry.filename.casefold().startswith("xl/worksheets/")]
        if sum(entry.file_size for entry in sheets) > LARGEST_SHEET_BYTES:
            raise UnreadableWorkbook("too_large")
        for entry in sheets:
            if not entry.filename.casefold().endswith(".xml"):
                continue
            with package.open(entry) as content:
                for _event, element in iterparse(content, forbid_dtd=True):
                    name = element.tag.rpartition("}")[2]
                    if name in ("c", "row"):
                        cells += 1
                    elif name == "mergeCell":
                        left, top, right, bottom = range_boundaries(element.get("ref", ""))
                        merged += (right - left + 1) * (bottom - top + 1)
                    if cells > MOST_CELLS or merged > MOST_MERGED_CELLS:
                        raise UnreadableWorkbook("too_large")
                    element.clear()
