"""A table that knows how to read its rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from projects.choices import Rag
from projects.exports.workbook import Column
from projects.wording import LIGHT_SHAPES

LIGHT_TONES = {Rag.RED: "bad", Rag.AMBER: "warn", Rag.GREEN: "good", Rag.BLUE: "done"}


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, the rows to count, and the rows in pieces as the columns want them.

    ``notes`` are said below the table; ``is_made_up`` tells rows with simulated or illustrative values.
    """

    columns: Sequence[Column[Any]]
    counted: QuerySet[Any]
    pieces: Callable[[], Iterator[list[Any]]]
    is_made_up: Callable[[Any], bool] = lambda _row: False
    notes: Sequence[str] = ()


def light_in_words(rag: str) -> str:
    """A light as shape and word: ■ 红."""
    return f"{LIGHT_SHAPES[Rag(rag)]} {Rag(rag).label}"


def light_tone(rag: str) -> str:
    """The colour of a light's cell."""
    return LIGHT_TONES.get(Rag(rag), "")


def plain(value: Decimal | None) -> Decimal | None:
    """A number without the noughts that the database keeps behind it."""
    return None if value is None else value.normalize() + 0
