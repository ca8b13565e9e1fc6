"""What a breakdown list says, as plain values that a database can keep: no date or name is interpreted yet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell about a cell, row or sheet: a code for which ``wording`` has words, and what fills them.

    ``column`` names a column of :data:`sheet.columns.HEADINGS`; empty: the row, and with ``row`` 0 the sheet.
    """

    code: str
    row: int = 0
    column: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One item as written. Names of departments are split, dates are ISO or the words themselves.

    ``undecided`` are departments of whom the sheet does not say which leads. ``shared_with`` is the row in which an
    item stands that reaches over several rows, each with a target of its own; 0: the item is this row's alone.
    """

    row: int
    number: str = ""
    item: str = ""
    target: str = ""
    heading: str = ""
    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    deadline: str = ""
    leader: str = ""
    note: str = ""
    is_hidden: bool = False
    is_project: bool = False
    shared_with: int = 0
    faults: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The list on one worksheet: where its columns stand (name → number from 1), its rows, what was left out."""

    sheet: str
    columns: Mapping[str, int]
    rows: tuple[SheetRow, ...]
    named_year: int = 0
    notices: tuple[Remark, ...] = ()


def as_stored(tables: tuple[Table, ...]) -> list[dict[str, Any]]:
    """Tables as JSON."""
    return [asdict(table) for table in tables]


def from_stored(stored: list[dict[str, Any]]) -> tuple[Table, ...]:
    """Tables from what :func:`as_stored` made."""
    return tuple(
        Table(
            **{**table, "rows": tuple(_row(row) for row in table["rows"])},
        )
        for table in ({**each, "notices": _remarks(each["notices"])} for each in stored)
    )


def _row(stored: dict[str, Any]) -> SheetRow:
    names = {name: tuple(stored[name]) for name in ("lead", "supporting", "undecided")}
    return SheetRow(**{**stored, **names, "faults": _remarks(stored["faults"])})


def _remarks(stored: list[dict[str, Any]]) -> tuple[Remark, ...]:
    return tuple(Remark(**remark) for remark in stored)
