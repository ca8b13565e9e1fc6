"""Work of a sentence that is no named project: one task for each clause that sets some."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from projects.work_report.text.items import Deadline, Item, Place
from projects.work_report.text.sentences import Clause
from projects.work_report.text.works.clauses import Words
from projects.work_report.text.works.items import Task
from projects.work_report.text.works.kinds import kind
from projects.work_report.text.works.predicates import ONLY_MILESTONE
from projects.work_report.text.works.verbs import (
    ANY_VERB,
    EFFECT_VERBS,
    EMBEDDED,
    ENDS_OF_EFFECTS,
    LEAD,
    MANNER,
)  # fmt: skip

SHORTEST_TITLE = 4
LONGEST_TITLE = 120
JOINTLY = re.compile(r"[与同][^，]{2,30}(?:开展|深化|加强|共建|推进|合作|对接)")
LATE = re.compile(
    r"(?:按照|结合|依托|通过|以)[^，]{2,40}?(?P<verb>推进|推动|开展|实施|建设|完善|加强|打造|引领|带动|优化)"
)
EFFECT = re.compile(EFFECT_VERBS)
# What a clause speaks of may stand before what is to be done: "茶叶加工重点引进…".
BEGUN, WITH_TOPIC, UNGOVERNED = 0.8, 0.65, 0.5


def tasks(words: Words, covered: Sequence[Item]) -> Iterator[Task]:
    """The tasks of a sentence in their order; a clause that is ``covered`` by a target or project sets none."""
    taken = Taken(covered)
    frame: Deadline | None = None
    for clause in words.clauses:
        lead = LEAD.match(words.masked, clause.start, clause.end)
        start = lead.end() if lead else clause.start
        if start == clause.end:
            frame = words.dated_in(clause.start, clause.end) or frame
        elif not any(map(taken.overlaps, _places(words, clause))):
            yield from _of_clause(words, clause, start, words.dated_in(clause.start, clause.end) or frame)


def _of_clause(words: Words, clause: Clause, start: int, dated: Deadline | None) -> Iterator[Task]:
    if ONLY_MILESTONE.fullmatch(words.masked, clause.start, clause.end):
        return
    begun = ANY_VERB.match(words.masked, start, clause.end)
    confidence, rule = BEGUN, "verb"
    if not begun:
        found = EMBEDDED.search(words.masked, start, clause.end)
        if found:
            start, confidence, rule = found.start(), WITH_TOPIC, "verb behind a topic"
        elif JOINTLY.match(words.masked, start, clause.end):
            confidence, rule = WITH_TOPIC, "with others"
        elif late := LATE.search(words.masked, start, clause.end):
            start, confidence, rule = late.start("verb"), WITH_TOPIC, "verb behind a manner"
        elif start > clause.start and not MANNER.match(words.masked, start, clause.end):
            start, confidence, rule = clause.start, UNGOVERNED, "manner"
        else:
            return
    title = words.text[start : clause.end]
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE or _is_effect(title):
        return
    place = words.sentence.place(start, clause.end)
    yield Task(
        line=place.line,
        start=place.start,
        end=place.end,
        confidence=confidence,
        rule=rule,
        sections=words.sentence.sections,
        title=title,
        kind=kind(title, words.sentence.sections),
        deadline=dated.resolved if dated else "",
        dated_by=dated.place if dated else None,
    )


def _is_effect(title: str) -> bool:
    """ "提升治理水平" says what the work is for, not what it is."""
    return bool(EFFECT.match(title) and ENDS_OF_EFFECTS.search(title))


def _places(words: Words, clause: Clause) -> list[Place]:
    """Where a clause stands: in hard-wrapped text it may run over several lines."""
    first, last = words.sentence.place(clause.start, clause.end), words.sentence.place(clause.end - 1, clause.end)
    if first.line == last.line:
        return [first]
    return list(
        dict.fromkeys(words.sentence.place(clause.start, clause.end, at) for at in range(clause.start, clause.end))
    )


class Taken:
    """Words that belong to items, asked in time that does not grow with their number."""

    def __init__(self, items: Sequence[Item]) -> None:
        """For each line the begins of its items, and how far the items up to each one reach."""
        self._lines: dict[int, tuple[list[int], list[int]]] = {}
        for item in sorted(items, key=lambda each: (each.line, each.start)):
            starts, reach = self._lines.setdefault(item.line, ([], []))
            starts.append(item.start)
            reach.append(max(item.end, reach[-1] if reach else 0))

    def overlaps(self, place: Place) -> bool:
        """Whether an item has words of the place."""
        starts, reach = self._lines.get(place.line, ([], []))
        before = bisect_left(starts, place.end)
        return before > 0 and reach[before - 1] > place.start
