"""A sentence's words with what must not be read hidden: quoted words, words in brackets and dates."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from projects.work_report.text.figures import Figure, figures
from projects.work_report.text.items import Deadline
from projects.work_report.text.sentences import Clause, Sentence
from projects.work_report.text.timings import EVENT, LASTING, OPENING
from projects.work_report.text.works.nouns import OBJECTS
from projects.work_report.text.works.verbs import DATE, HIDDEN, MODAL, VERB

ENCLOSED = re.compile(r"“[^“”]{1,40}”|（[^（）]{1,40}）|《[^《》]{1,60}》")
TIMES = re.compile(rf"{EVENT.pattern}|{LASTING.pattern}")
# "分别于6月底、9月底前": no comma of the list of names.
BETWEEN_DATES = re.compile(rf"(?<={DATE})[、和及](?={DATE})")
# What is built, and behind it until when: the first is no part of the time.
NAMED = re.compile(rf"(?!项目|工程)(?:{OBJECTS})[^前]")
# "新（改、扩）建" is one word.
OF_A_WORD = re.compile(r"（[改迁、扩新续]{1,5}）")


@dataclass(frozen=True)
class Words:
    """``sentence`` with the ``deadlines`` that stand in it; all offsets are those of its text."""

    sentence: Sentence
    deadlines: Sequence[Deadline]

    @property
    def text(self) -> str:
        """The sentence's text."""
        return self.sentence.text

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses in order."""
        return tuple(self.sentence.clauses())

    @cached_property
    def figures(self) -> dict[int, Figure]:
        """Its figures by their first character."""
        return {figure.start: figure for figure in figures(self.text)}

    @cached_property
    def figure_ends(self) -> dict[int, Figure]:
        """Its figures by their end."""
        return {figure.end: figure for figure in self.figures.values()}

    @cached_property
    def dates(self) -> tuple[tuple[int, int, Deadline], ...]:
        """Where the deadlines stand, in order."""
        found = []
        at = 0
        for deadline in self.deadlines:
            start = self.text.find(deadline.phrase, at)
            while start >= 0 and self.sentence.place(start, start + len(deadline.phrase)).start != deadline.start:
                start = self.text.find(deadline.phrase, start + 1)
            if start >= 0:
                at = start + len(deadline.phrase)
                found.append((start, at, deadline))
        return tuple(found)

    @cached_property
    def masked(self) -> str:
        """The text, of the same length: inner words of quotations and brackets and whole phrases of time are hidden."""
        hidden = list(self.text)
        for match in ENCLOSED.finditer(self.text):
            if not OF_A_WORD.fullmatch(match[0]):
                hidden[match.start() + 1 : match.end() - 1] = HIDDEN * (len(match[0]) - 2)
        for start, end, _deadline in self.dates:
            hidden[start:end] = DATE * (end - start)
        return self._without_times("".join(hidden))

    def _without_times(self, masked: str) -> str:
        """Times that set no date are no names either: "两年内完成搬迁", "春耕前完成清淤"."""
        hidden = BETWEEN_DATES.sub(DATE, TIMES.sub(lambda found: DATE * len(found[0]), masked))
        for clause in self.clauses:
            lead = MODAL.match(hidden, clause.start, clause.end)
            found = OPENING.match(hidden, lead.end() if lead else clause.start, clause.end)
            if found and not VERB.match(found[0]):
                named = NAMED.search(hidden, found.start(), found.end())
                start = named.end() - 1 if named else found.start()
                hidden = hidden[:start] + DATE * (found.end() - start) + hidden[found.end() :]
        return hidden

    def dated_in(self, start: int, end: int) -> Deadline | None:
        """The first deadline that begins in a part of the text."""
        return next(iter(self.all_dated_in(start, end)), None)

    def all_dated_in(self, start: int, end: int) -> list[Deadline]:
        """The deadlines that begin in a part of the text."""
        first, last = (bisect_left(self.dates, at, key=itemgetter(0)) for at in (start, end))
        return [deadline for _start, _end, deadline in self.dates[first:last]]


def listed(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts between the list commas (、) of a part of a text."""
    while start < end:
        comma = masked.find("、", start, end)
        stop = end if comma < 0 else comma
        if stop > start:
            yield start, stop
        start = stop + 1
