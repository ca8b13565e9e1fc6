"""Promises of a clause: a verb, the names that it governs, and what is said of them behind their list."""

import re
from collections.abc import Iterator

from projects.work_report.text.sentences import Clause
from projects.work_report.text.works.clauses import Words, listed
from projects.work_report.text.works.lists import LEADING_DATE, GrowingList, Promise, added, members, opened
from projects.work_report.text.works.nouns import OPEN
from projects.work_report.text.works.predicates import MILESTONE, ONLY_MILESTONE
from projects.work_report.text.works.verbs import AIM, ANEW, EMBEDDED, LEAD, MODAL, VERB

LONGEST_CLAUSE = 400


def governing(words: Words, clause: Clause) -> tuple[str, int, int]:
    """The verb of a clause with its place; an empty one where the clause begins with what it speaks of."""
    start = _behind(LEAD, words, clause.start, clause.end)
    found = VERB.match(words.masked, start, clause.end)
    embedded = None if found else EMBEDDED.search(words.masked, start, clause.end)
    if embedded and not MILESTONE.match(words.masked, embedded.start(), _part_end(words, embedded.start(), clause)):
        start = _behind(LEAD, words, embedded.start(), clause.end)
        found = VERB.match(words.masked, start, clause.end)
    if found:
        return found[0], found.start(), found.end()
    start = _behind(MODAL, words, clause.start, clause.end)
    return "", start, start


def _behind(pattern: re.Pattern[str], words: Words, start: int, end: int) -> int:
    found = pattern.match(words.masked, start, end)
    return found.end() if found else start


def _part_end(words: Words, at: int, clause: Clause) -> int:
    comma = words.masked.find("、", at, clause.end)
    return clause.end if comma < 0 else comma


def promises(words: Words, clause: Clause) -> Iterator[Promise]:
    """The promises of a clause in their order; one without members says more of those of the one before it."""
    if clause.end - clause.start > LONGEST_CLAUSE or AIM.match(words.masked, clause.start, clause.end):
        return
    verb, start, at = governing(words, clause)
    growing = GrowingList(words, verb, start)
    done_until = at
    for begin, end in listed(words.masked, at, clause.end):
        if begin < done_until:
            continue
        if begin > at and not growing.members and ONLY_MILESTONE.fullmatch(words.masked, begin, end):
            yield Promise("", begin, end, ())
            continue
        first = begin
        if begin > at and (anew := ANEW.match(words.masked, _behind(LEADING_DATE, words, begin, end), end)):
            if growing.members:
                yield growing.closed(begin - 1)
            growing.verb, growing.start, first = anew[0], begin, anew.end()
        if mark := OPEN.search(words.masked, first, end):
            growing.members += members(words, first, mark.start(), is_listed=True)
            promise = opened(growing, mark.end(), end, clause.end)
            done_until = promise.end
            yield promise
        else:
            yield from added(growing, first, end)
        growing.start = growing.start if growing.members else end + 1
    if growing.members:
        yield growing.closed(clause.end)
