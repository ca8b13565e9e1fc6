"""Rows in pieces, each found by the last key of the one before: a constant number of queries per piece."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

PIECE = 500


def pieces(rows: QuerySet[Any], *keys: str, size: int = PIECE) -> Iterator[list[Any]]:
    """Lists of at most ``size`` rows in the order of ``keys``, the last of which is unique; none of them is null.

    Rows are model instances, or dictionaries that hold the keys.
    """
    rows = rows.order_by(*keys)
    page = rows
    while piece := list(page[:size]):
        yield piece
        if len(piece) < size:
            return
        page = rows.filter(_after(piece[-1], keys))


def _after(row: Any, keys: tuple[str, ...]) -> Q:
    values = {key: row[key] if isinstance(row, dict) else getattr(row, key) for key in keys}
    condition, same = Q(), Q()
    for key, value in values.items():
        condition |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    return condition
