"""What is wrong with a workbook, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from accounts.errors import Refusal

MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class CellFault:
    """One wrong cell. ``column`` counts from 1; row and column are 0 where the sheet as a whole is meant."""

    sheet: str
    row: int
    column: int
    code: str
    detail: str

    @property
    def place(self) -> str:
        """As the reader finds it: sheet, and the cell as F12."""
        if not self.row:
            return _("sheet “%(sheet)s”") % {"sheet": self.sheet}
        cell = f"{get_column_letter(self.column)}{self.row}" if self.column else str(self.row)
        return _("sheet “%(sheet)s”, %(cell)s") % {"sheet": self.sheet, "cell": cell}

    def __str__(self) -> str:
        return f"{self.place}：{self.detail}" if self.sheet else self.detail


class RefusedCells(Refusal):
    """Some cells were refused, hence the whole workbook (HTTP 400); ``cells`` are the first hundred."""

    code = "refused_cells"

    def __init__(self, cells: Sequence[CellFault]) -> None:
        super().__init__(gettext_lazy("Nothing was taken over, because the workbook has faults."), attr="file")
        self.cells = list(cells[:MOST_TOLD])
        self.others = max(0, len(cells) - MOST_TOLD)
