"""A figure among the words of its sentence: what stands before and behind it, up to the next comma or figure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from projects.work_report.text.figures import Figure

BOUNDARY = re.compile(r"[，；：。！？]")
ENCLOSED = re.compile(r"“[^”]{0,60}”|《[^》]{0,60}》|（[^（）]{0,80}）")
JOINT = re.compile(r"[、和及与]|以及")


@dataclass(frozen=True)
class Context:
    """``figure`` is the ``index``-th of ``figures`` in ``text``."""

    text: str
    figures: Sequence[Figure]
    index: int
    enclosures: Sequence[tuple[int, int]]
    boundaries: Sequence[int]

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.figures[self.index]

    @cached_property
    def clause_start(self) -> int:
        """Where its clause begins."""
        return max((at + 1 for at in self.boundaries if at < self.figure.start), default=0)

    @cached_property
    def clause_end(self) -> int:
        """Where its clause ends."""
        return min((at for at in self.boundaries if at >= self.figure.end), default=len(self.text))

    @cached_property
    def clause(self) -> str:
        """Its clause."""
        return self.text[self.clause_start : self.clause_end]

    @cached_property
    def clause_before(self) -> str:
        """Its clause up to the figure."""
        return self.text[self.clause_start : self.figure.start]

    @cached_property
    def before(self) -> str:
        """What stands directly before: since its clause begins or the figure before it ends."""
        previous = self.figures[self.index - 1].end if self.index else 0
        return self.text[max(self.clause_start, previous) : self.figure.start]

    @cached_property
    def after(self) -> str:
        """What stands directly behind: until its clause ends or the next figure begins."""
        following = self.next.start if self.next else self.clause_end
        return self.text[self.figure.end : min(self.clause_end, following)]

    @cached_property
    def next(self) -> Figure | None:
        """The next figure of the sentence."""
        return self.figures[self.index + 1] if self.index + 1 < len(self.figures) else None

    @cached_property
    def enclosure(self) -> str:
        """What stands in the quotation marks or brackets around it, with them; empty if nothing is around it."""
        start, end = self.figure.start, self.figure.end
        return next((self.text[a:b] for a, b in self.enclosures if a < start and end <= b - 1), "")

    @cached_property
    def joins_previous(self) -> bool:
        """Whether only a comma or "and" parts it from the figure before: "8.5%、10%"."""
        return bool(self.index) and bool(
            JOINT.fullmatch(self.text[self.figures[self.index - 1].end : self.figure.start])
        )


def contexts(text: str, figures: Sequence[Figure]) -> Iterator[Context]:
    """Each figure of a sentence in its context."""
    enclosures = [found.span() for found in ENCLOSED.finditer(text)]
    boundaries = [
        found.start()
        for found in BOUNDARY.finditer(text)
        if not any(start < found.start() < end - 1 for start, end in enclosures)
    ]
    for index in range(len(figures)):
        yield Context(text, figures, index, enclosures, boundaries)
