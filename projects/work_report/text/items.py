"""What is found in a report: frozen rows, each of which knows the words that it was read from."""

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["exactly", "about", "at_least", "at_most"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Words in the source: ``line`` from 1, ``start`` and ``end`` (exclusive) are offsets of characters in it."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Common to all that is found.

    ``confidence`` lies between 0 and 1, ``rule`` names the rule that found it, ``sections`` are the headings above it
    from the outermost to the innermost.
    """

    line: int
    start: int
    end: int
    confidence: float
    rule: str
    sections: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where its words stand."""
        return Place(self.line, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Item):
    """A figure that is to be reached in the plan year.

    ``target`` is the number in digits and ``unit`` its unit, both at the text's own scale ("2.5" and "万亩").
    """

    name: str
    target: str
    unit: str
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Item):
    """A phrase that sets a date; ``resolved`` is ISO, ``governs`` are the places of the targets that it dates."""

    phrase: str
    resolved: str
    subject: str
    governs: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline(Item):
    """Last year's figure of the same name and unit as the target that stands at ``of``."""

    name: str
    value: str
    unit: str
    of: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered(Item):
    """A sentence of the plan with numbers that belong to no item; ``places`` are those of the ``numbers``."""

    words: str
    numbers: tuple[str, ...]
    places: tuple[Place, ...]
