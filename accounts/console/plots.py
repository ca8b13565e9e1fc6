"""Charts for ``duban/charts.js``: what to draw, in neutral words; colours and patterns are the script's affair."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Shapes that the script draws."""

    STACKED_ROWS = "stacked_rows"
    STACKED_COLUMNS = "stacked_columns"
    RANKS = "ranks"
    COUNTS = "counts"
    SIDE_BY_SIDE = "side_by_side"


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values under one name; ``tone`` is a colour of the script: red, amber, green, blue or grey."""

    name: str
    tone: str
    values: Sequence[int | Decimal | None]


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart: ``words`` say what it shows to those who do not see it; a table has the numbers."""

    words: str
    spec: str
    rows: int


def plot(kind: Kind, words: str, labels: Sequence[str], series: Sequence[Series]) -> Plot:
    """A chart of series over labels; a series of nothing but zeros is left out."""
    told = [each for each in series if any(each.values)]
    spec: dict[str, Any] = {
        "kind": kind.value,
        "labels": list(labels),
        "series": [{"name": each.name, "tone": each.tone, "values": list(each.values)} for each in told],
    }
    return Plot(words, json.dumps(spec, ensure_ascii=False, default=float), len(labels))
