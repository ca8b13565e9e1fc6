"""Sentences of the plan with numbers that no item covers, so that nothing slips."""

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from projects.work_report.text.contexts import contexts
from projects.work_report.text.figures import Figure, figures
from projects.work_report.text.items import Item, Place, Uncovered
from projects.work_report.text.programmes import is_counted_behind
from projects.work_report.text.screening import objection
from projects.work_report.text.sentences import Sentence

# Dates are no content.
NUMBER = re.compile(r"(?<![\dA-Za-z.])\d+(?:\.\d+)?(?![\dA-Za-z.年月日])")


def uncovered(plan: Iterable[Sentence], items: Iterable[Item]) -> Iterator[Uncovered]:
    """The sentences in question, each with its uncovered numbers as they are written."""
    covered = _stretches(items)
    for sentence in plan:
        missing = [
            (sentence.text[start:end], place)
            for start, end in _numbers(sentence.text)
            if not _is_covered(place := sentence.place(start, end), covered)
        ]
        if missing:
            place = sentence.place(0, len(sentence.text))
            yield Uncovered(
                line=place.line,
                start=place.start,
                end=place.end,
                confidence=1.0,
                rule="uncovered number",
                sections=sentence.sections,
                words=sentence.text,
                numbers=tuple(words for words, _place in missing),
                places=tuple(place for _words, place in missing),
            )


def _numbers(text: str) -> list[tuple[int, int]]:
    """Figures, less those in words that belong to a slogan or a programme, and bare numbers."""
    found = figures(text)
    shown = [
        (each.figure.start, each.figure.unit_end)
        for each in contexts(text, found)
        if not _is_year(each.figure)
        and not (each.figure.is_chinese and not is_counted_behind(each) and objection(each, None))
    ]
    taken = {at for figure in found for at in range(figure.start, figure.end)}
    return sorted([*shown, *(match.span() for match in NUMBER.finditer(text) if match.start() not in taken)])


def _is_year(figure: Figure) -> bool:
    return figure.unit == "年" and len(figure.number) == 4  # noqa: PLR2004


def _stretches(items: Iterable[Item]) -> dict[int, list[tuple[int, int]]]:
    """What items cover of each line, in order; what overlaps is joined."""
    covered: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for place in sorted(item.place for item in items):
        stretches = covered[place.line]
        if stretches and place.start <= stretches[-1][1]:
            start, end = stretches.pop()
            stretches.append((start, max(end, place.end)))
        else:
            stretches.append((place.start, place.end))
    return covered


def _is_covered(place: Place, covered: dict[int, list[tuple[int, int]]]) -> bool:
    stretches = covered.get(place.line, [])
    at = bisect_right(stretches, (place.start, sys.maxsize)) - 1
    return at >= 0 and place.end <= stretches[at][1]
