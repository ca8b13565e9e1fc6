"""A row of the list as it would be taken over, and what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from accounts.models import Department, Post
from indicators.models import Section
from projects.models import Project
from projects.work_report.sheet import Remark, SheetRow, Table

DIGEST_LENGTH = 8


class LineKind(StrEnum):
    """What becomes of a row, in the order of how much attention it needs."""

    FAULTY = "faulty"
    OPEN = "open"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Due:
    """A date, or explicitly none."""

    on: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a project before and after, in words; ``column`` is the sheet's."""

    column: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """``project`` is what the row is about if that exists. A value of None: the sheet says nothing of it."""

    table: Table
    row: SheetRow
    project: Project | None = None
    is_left_out: bool = False
    is_waiting: bool = False
    faults: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    section: Section | None = None
    lead: Department | None = None
    supporting: Sequence[Department] | None = None
    leader: Post | None = None
    due: Due | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def kind(self) -> LineKind:
        """What becomes of the row."""
        if self.is_left_out:
            return LineKind.LEFT_OUT
        if self.faults:
            return LineKind.FAULTY
        if self.is_waiting:
            return LineKind.OPEN
        if self.project is None:
            return LineKind.NEW
        return LineKind.CHANGED if self.differences else LineKind.SAME

    @property
    def key(self) -> str:
        """Names the row in its workbook."""
        return f"{self.table.sheet}!{self.row.row}"

    @property
    def digest(self) -> str:
        """Changes with whatever the preview promises of the row."""
        promised = (
            self.kind,
            self.project and self.project.pk,
            self.row.item,
            [(each.column, each.before, each.after) for each in self.differences],
            [each and each.pk for each in (self.section, self.lead, self.leader)],
            self.supporting and sorted(each.pk for each in self.supporting),
            self.due and self.due.on,
        )
        return sha256(repr(promised).encode()).hexdigest()[:DIGEST_LENGTH]

    def fault(self, code: str, column: str = "", **values: str | int) -> None:
        """Note what is wrong."""
        self.faults.append(Remark(code, self.row.row, column, values))

    def remark(self, code: str, column: str = "", **values: str | int) -> None:
        """Note what is worth knowing."""
        self.remarks.append(Remark(code, self.row.row, column, values))
