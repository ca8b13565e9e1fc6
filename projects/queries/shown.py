"""The beginning of a list together with how long it is, in one query."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Count, Model, QuerySet, Window

Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """The first of some rows, and how many there are."""

    rows: list[Row]
    count: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return self.count > len(self.rows)


def shown(rows: QuerySet[Kept], limit: int) -> Shown[Kept]:
    """The first rows of an ordered, undoubled query. One query."""
    first = list(rows.annotate(of_all=Window(Count("*")))[:limit])
    return Shown(first, getattr(first[0], "of_all", 0) if first else 0)
