"""Lists of names: what is a name in them, what closes them, and what is said of all their members."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from projects.work_report.text.figures import Figure
from projects.work_report.text.numbers import in_digits
from projects.work_report.text.units import kind
from projects.work_report.text.works.clauses import Words
from projects.work_report.text.works.joints import joined
from projects.work_report.text.works.nouns import (
    ATTRIBUTES,
    CLASS,
    CLOSING_COUNT,
    ENTERPRISES,
    MODIFIED_CLASS,
    NO_CLASS,
    PLACE,
    QUOTED_COUNT,
    WORKS,
)
from projects.work_report.text.works.predicates import MILESTONE, NEUTRAL
from projects.work_report.text.works.verbs import DATE, DATED, INNER, LETS

SHORTEST_NAME = 2
# Units that belong to a name: "二期", "220千伏变电站".
NO_COUNTS = ("批", "系列", "期", "千伏", "kV", "KV", "kv", "年", "段", "标段")
COUNTED = ("个", "座", "所", "处", "条", "家", "项", "栋", "台", "套")
LEADING_DATE = re.compile(rf"(?:{DATED})++")
# "3000万元以上技改项目50个": how large they are, not how many.
THRESHOLD = re.compile(r"[\d.]+[十百千]?[万亿]元以[上下]")
# What stands between a name and its number: "公路分别为80公里".
MEASURED = re.compile(r"(?:面积|规模|数量|总?里程)?(?:(?:分别|各|均)?(?:为|达到?)|分别|各)?$")


@dataclass(frozen=True, slots=True)
class Member:
    """A name in a list, by offsets in the sentence, and the number that stands beside it."""

    start: int
    end: int
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """``verb`` [``members`` [等 [``count``] ``noun``]] ``predicate``: "推动甲、乙等3个项目投产".

    ``start`` and ``end`` are its extent in the sentence, ``noun`` that of the noun of the whole list (or nothing).
    ``is_milestone``: the predicate says what is to be reached, not only that there is work.
    """

    verb: str
    start: int
    end: int
    members: tuple[Member, ...]
    predicate: str = ""
    is_milestone: bool = False
    is_open: bool = False
    count: Figure | None = None
    noun: tuple[int, int] | None = None


@dataclass(slots=True)
class GrowingList:
    """A list in the making."""

    words: Words
    verb: str
    start: int
    members: list[Member] = field(default_factory=list)

    def closed(self, end: int, **said: object) -> Promise:
        """The promise of the list up to ``end``, with more fields of it; a new list begins."""
        promise = Promise(self.verb, self.start, end, tuple(self.members))
        self.members = []
        return replace(promise, **said)  # type: ignore[arg-type]


def members(words: Words, start: int, end: int, *, is_listed: bool = False) -> list[Member]:
    """Names between two list commas: one, or two that a word joins."""
    return [
        member
        for first, last in joined(words.masked, start, end, is_listed=is_listed)
        if (member := _member(words, first, last)).end - member.start >= SHORTEST_NAME
    ]


def _member(words: Words, start: int, end: int) -> Member:
    """A name without the date and the number before or behind it."""
    start, end = _undated(words, start, end)
    if attributes := ATTRIBUTES.match(words.masked, start, end):
        start = attributes.end()
    is_of_class = THRESHOLD.match(words.text, start, end)
    if not is_of_class and (figure := words.figures.get(start)) and figure.end < end and counts(figure):
        after = figure.end + words.text.startswith("的", figure.end)
        return Member(after, end, figure)
    if (figure := words.figure_ends.get(end)) and counts(figure):
        name = MEASURED.sub("", words.text[start : figure.start])
        return Member(start, start + len(name), figure)
    return Member(start, end)


def _undated(words: Words, start: int, end: int) -> tuple[int, int]:
    """Without a date, which says of one of several names when it is to be done: "甲路6月底前、乙路9月底前建成"."""
    if led := LEADING_DATE.match(words.masked, start, end):
        start = led.end()
    stop = end
    while stop > start and words.masked[stop - 1] == DATE:
        stop -= 1
    if stop < end and words.masked[stop - 1] in "到至在于" and stop - 1 > start:
        stop -= 1
    return start, stop


def counts(figure: Figure) -> bool:
    """Whether a figure says how many, and is no part of a name ("一心机械", "二期", "清河一桥")."""
    if figure.is_chinese and (figure.unit not in COUNTED or figure.number == "1"):
        return False
    return figure.unit not in NO_COUNTS


def opened(growing: GrowingList, after: int, end: int, clause_end: int) -> Promise:
    """A list that ends with 等, closed with a number and a noun for all of it and with what is said behind."""
    words = growing.words
    count = words.figures.get(after)
    if count and not counts(count):
        count = None
    at = count.end if count else after
    noun, end = _noun(words, at, end, clause_end)
    if not noun:
        found = MILESTONE.search(words.masked, at, end)
        return growing.closed(end, predicate=words.text[at:end], is_milestone=bool(found), is_open=True, count=count)
    behind = noun[1]
    if not count and (late := words.figures.get(behind)) and counts(late):
        count, behind = late, late.end
    return growing.closed(
        end,
        predicate=words.text[behind:end],
        is_milestone=bool(MILESTONE.search(words.masked, behind, end)),
        is_open=True,
        count=count,
        noun=noun,
    )


def _noun(words: Words, at: int, end: int, clause_end: int) -> tuple[tuple[int, int] | None, int]:
    """Where the noun for a whole list stands, if it has one, and the end of what is said of the list.

    Words between 等 and the noun may have list commas of their own; the list then reaches further.
    """
    found: re.Match[str] | None = CLASS.match(words.masked, at, end) or ENTERPRISES.match(words.masked, at, end)
    if not found and (found := MODIFIED_CLASS.match(words.masked, at, clause_end)):
        comma = words.masked.find("、", found.end(), clause_end)
        end = clause_end if comma < 0 else comma
    if found and not INNER.search(found[0]):
        return (None if NO_CLASS.match(words.masked, found.end(), end) else found.span("class")), end
    works = WORKS.search(words.masked, at, end)
    if works and PLACE.search(words.masked, at, end):
        return (at, works.end()), end
    return None, end


def added(growing: GrowingList, start: int, end: int) -> Iterator[Promise]:
    """One more part of a list; closed where a predicate follows it, or where it has a number of its own."""
    words = growing.words
    neutral = NEUTRAL.search(words.masked, start + SHORTEST_NAME, end)
    stop = neutral.start() if neutral else end
    if numbered := _numbered(growing, start, stop, end):
        yield numbered
        return
    if milestone := MILESTONE.search(words.masked, start + SHORTEST_NAME, end):
        growing.members += members(words, start, milestone.start())
        yield growing.closed(end, predicate=words.text[milestone.start() : end], is_milestone=True)
        return
    inner = LETS.fullmatch(growing.verb) and INNER.search(words.masked, start + SHORTEST_NAME, end)
    if inner and stop - inner.end() > SHORTEST_NAME:
        growing.verb, start = inner[0], inner.end()
    growing.members += members(words, start, stop)
    if neutral:
        yield growing.closed(end, predicate=neutral[0])
    elif growing.members and growing.members[-1].figure and growing.members[-1].end < end:
        yield _under_one_number(growing, end)


def _numbered(growing: GrowingList, start: int, stop: int, end: int) -> Promise | None:
    """The last part of "甲、乙、丙三大片区" or "甲、乙“两大载体”", whose number only says how many names there are."""
    words = growing.words
    if quoted := QUOTED_COUNT.search(words.text, start, stop):
        growing.members += members(words, start, quoted.start())
        return growing.closed(end, predicate=words.text[stop:end], noun=quoted.span("class"))
    if not growing.members or not (whole := CLOSING_COUNT.match(words.masked, start, end)):
        return None
    last = members(words, start, whole.end("name"))
    number = (in_digits(whole["number"]) or (whole["number"], ""))[0]
    if number != str(len(growing.members) + len(last)):
        return None
    growing.members += last
    milestone = MILESTONE.search(words.masked, whole.end(), end)
    predicate = words.text[whole.end() : end]
    return growing.closed(end, predicate=predicate, is_milestone=bool(milestone), noun=whole.span("class"))


def _under_one_number(growing: GrowingList, end: int) -> Promise:
    """ "甲、乙8处": the number behind the last name counts all that have none of their own."""
    figure = growing.members[-1].figure
    if figure and "分别" in growing.words.text[growing.members[-1].end : figure.start]:
        growing.members = _respectively(growing, figure.start)
        return growing.closed(end)
    if len(growing.members) == 1 or not figure or kind(figure.unit) != "count":
        return growing.closed(end)
    growing.members = [Member(member.start, member.end) for member in growing.members]
    return growing.closed(end, count=figure)


def _respectively(growing: GrowingList, at: int) -> list[Member]:
    """ "甲、乙分别3处、5处": each name has its own number; where they are not as many, none has one."""
    words, found = growing.words, []
    while figure := words.figures.get(at):
        found.append(figure)
        at = figure.end + (words.text[figure.end : figure.end + 1] in ("、", "和"))
    numbers: list[Figure | None] = [*found] if len(found) == len(growing.members) else [None] * len(growing.members)
    return [Member(each.start, each.end, number) for each, number in zip(growing.members, numbers, strict=True)]
