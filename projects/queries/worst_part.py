"""Which part of the report stands worst."""

from collections.abc import Sequence
from fractions import Fraction

from projects.choices import Rag
from projects.queries.dashboard import Line
from projects.queries.tally import Tally


def worst_part(parts: Sequence[Line]) -> Line | None:
    """The part with the greatest share of red, then of amber, then the most red; None where none is red or amber."""
    worst = max(parts, key=lambda part: _badness(part.tally), default=None)
    return worst if worst and any(_badness(worst.tally)) else None


def _badness(tally: Tally) -> tuple[Fraction, Fraction, int]:
    whole = max(tally.projects, 1)
    red, amber = tally.by_rag[Rag.RED], tally.by_rag[Rag.AMBER]
    return Fraction(red, whole), Fraction(amber, whole), red
