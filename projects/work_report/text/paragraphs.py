"""Paragraphs of a report in canonical characters, each of which leads back to its source line."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from projects.work_report.text.characters import canonical, dropped
from projects.work_report.text.furniture import furniture
from projects.work_report.text.items import Place

ENDS = ("。", "！", "？", "；", "：")
CONTINUES = ("，", "、", "（", "“", "的", "和", "及", "与")
SENTENCE_END = re.compile(r"[。！？][”）]?")
LONGEST_PARAGRAPH, SHORTEST_PART = 4000, 150
LONGEST_WRAPPED_LINE = 130
SHORTEST_WRAPPED_LINE = 16
NEARLY_FULL = 0.75
BULLET = re.compile(r"\s*[●■□◆◇▲△★☆▪▶►➤※]")
INDENT = re.compile(r"[ \t]{2,}|\u3000")
BEGINS_ANEW = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:部分|[、.])|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.、](?:(?!\d)|(?=20\d\d年))|——|各位代表"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a paragraph that stands in one source line: it begins ``at`` this offset of the paragraph."""

    at: int
    line: int
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` in canonical characters; a hard-wrapped paragraph has several stretches."""

    text: str
    stretches: tuple[Stretch, ...]

    def place(self, start: int, end: int, around: int | None = None) -> Place:
        """Source of ``text[start:end]``. Where that runs over lines, what stands in the line of ``around``."""
        starts = [stretch.at for stretch in self.stretches]
        stretch = self.stretches[bisect_right(starts, start if around is None else around) - 1]
        first = max(start - stretch.at, 0)
        last = min(end - stretch.at, len(stretch.offsets)) - 1
        return Place(stretch.line, stretch.offsets[first], stretch.offsets[last] + 1)

    def cut(self, start: int, end: int) -> "Paragraph":
        """The part ``text[start:end]`` as a paragraph of its own."""
        stretches = []
        for stretch in self.stretches:
            offsets = stretch.offsets[max(start - stretch.at, 0) : max(end - stretch.at, 0)]
            if offsets:
                stretches.append(Stretch(max(stretch.at - start, 0), stretch.line, offsets))
        return Paragraph(self.text[start:end], tuple(stretches))


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is broken into lines: all at one ``width`` (0: at the ends of paragraphs only)."""

    width: int
    is_indented: bool

    def continues(self, before: str, text: str, line: str) -> bool:
        """Whether a line goes on with the paragraph of the line before."""
        if before.endswith(CONTINUES):
            return True
        if not self.width or len(before) < self.width * NEARLY_FULL:
            return False
        if INDENT.match(line) or BULLET.match(line) or BEGINS_ANEW.match(text):
            return False
        return self.is_indented or not before.endswith(ENDS)


def paragraphs(lines: Sequence[str], simplified: Callable[[str], str] | None = None) -> tuple[Paragraph, ...]:
    """What the report says, in order; hard-wrapped lines are joined, page furniture is left out."""
    read = [canonical(line, simplified) for line in lines]
    texts = [text for text, _offsets in read]
    left_out = furniture(lines, texts)
    shown = [index for index, text in enumerate(texts) if text and index not in left_out]
    wrapping = _wrapping([texts[index] for index in shown], [lines[index] for index in shown])
    joined: list[list[int]] = []
    for index in shown:
        if joined and wrapping.continues(texts[joined[-1][-1]], texts[index], lines[index]):
            joined[-1].append(index)
        else:
            joined.append([index])
    whole = (_paragraph([(index, *read[index]) for index in indexes]) for indexes in joined)
    return tuple(part for paragraph in whole for part in _parts(paragraph))


def _paragraph(parts: list[tuple[int, str, list[int]]]) -> Paragraph:
    """Joined lines; a footnote mark or a number that a line end cut in two is whole again."""
    text = "".join(part for _index, part, _offsets in parts)
    silent = set() if len(parts) == 1 else {at for start, end in dropped(text) for at in range(start, end)}
    stretches = []
    passed = at = 0
    for index, part, offsets in parts:
        kept = [offset for place, offset in enumerate(offsets, passed) if place not in silent]
        passed += len(part)
        if kept:
            stretches.append(Stretch(at, index + 1, kept))
            at += len(kept)
    return Paragraph("".join(each for place, each in enumerate(text) if place not in silent), tuple(stretches))


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph; one that is longer than any is written (its line ends are lost) in parts of whole sentences."""
    start = 0
    if len(paragraph.text) > LONGEST_PARAGRAPH:
        for found in SENTENCE_END.finditer(paragraph.text):
            if found.end() - start >= SHORTEST_PART:
                yield paragraph.cut(start, found.end())
                start = found.end()
    if start < len(paragraph.text):
        yield paragraph.cut(start, len(paragraph.text)) if start else paragraph


def _wrapping(texts: list[str], lines: list[str]) -> Wrapping:
    """Broken at a width are texts most of whose long lines, or most of whose longest ones, end within a sentence."""
    widths = sorted(map(len, texts))
    if not widths or widths[-1] > LONGEST_WRAPPED_LINE:
        return Wrapping(0, is_indented=False)
    full = widths[int((len(widths) - 1) * 0.9)]
    nearly_full = [text for text in texts if len(text) >= full * NEARLY_FULL]
    longest = [text for text in texts if len(text) >= widths[-1] - 2]
    is_wrapped = full >= SHORTEST_WRAPPED_LINE and (_are_broken(nearly_full, 2) or _are_broken(longest, 3))
    indented = sum(bool(INDENT.match(line)) for line in lines)
    return Wrapping(full if is_wrapped else 0, is_indented=indented * 20 > len(lines))


def _are_broken(texts: list[str], least: int) -> bool:
    broken = sum(not text.endswith(ENDS) for text in texts)
    return broken >= least and broken * 2 > len(texts)
