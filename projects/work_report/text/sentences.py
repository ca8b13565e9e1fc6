"""Sentences of the plan and their clauses: the units in which figures, dates and names of projects are looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.work_report.text.items import Place
from projects.work_report.text.numbering import CLOSING, OPENING, points
from projects.work_report.text.parts import Part
from projects.work_report.text.sections import Block

SENTENCE = re.compile(r"[^。！？]+[。！？]*[”）]?")
LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence between commas, semicolons or colons; brackets and quotation marks hold together.

    ``start`` and ``end`` are offsets in the sentence's text.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` begins at ``offset`` of its block's paragraph, in canonical characters."""

    block: Block
    text: str
    offset: int

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings above it."""
        return self.block.path

    def place(self, start: int, end: int, around: int | None = None) -> Place:
        """Source of ``text[start:end]``; where that runs over lines, what stands in the line of ``around``."""
        at = None if around is None else self.offset + around
        return self.block.paragraph.place(self.offset + start, self.offset + end, at)

    def clauses(self) -> Iterator[Clause]:
        """Its clauses in order."""
        start = depth = 0
        for index, character in enumerate(self.text):
            if character in OPENING:
                depth += 1
            elif character in CLOSING:
                depth = max(depth - 1, 0)
            elif character in "，；：。！？" and (not depth or character in "。！？"):
                if index > start:
                    yield Clause(self.text[start:index], start, index)
                start, depth = index + 1, 0
        if start < len(self.text):
            yield Clause(self.text[start:], start, len(self.text))


def sentences(report: Sequence[Block], parts: Sequence[Part], wanted: Part) -> Iterator[Sentence]:
    """Sentences of one part of the report, in order; headings are none, sentences run into a heading's line are.

    Numbered points are sentences of their own, as they are where each has its own paragraph.
    """
    for block, part in zip(report, parts, strict=True):
        if part is not wanted:
            continue
        for found in SENTENCE.finditer(block.paragraph.text, block.start):
            for at, until in points(found[0]):
                for start, end in _pieces(found[0][at:until]):
                    yield Sentence(block, found[0][at + start : at + end], found.start() + at + start)


def _pieces(sentence: str) -> Iterator[tuple[int, int]]:
    """A sentence as a whole. What is too long for one (its full stops are lost) in parts, so that time stays linear."""
    start = 0
    while len(sentence) - start > LONGEST:
        comma = max(sentence.rfind(mark, start, start + LONGEST) for mark in "；，、")
        end = comma + 1 if comma > start else start + LONGEST
        yield start, end
        start = end
    yield start, len(sentence)
