"""Which date each name of a list has: 甲路6月底前、乙路9月底前建成; 分别于6月底、9月底前建成; 年底前建成甲、乙."""

from dataclasses import dataclass

from projects.work_report.text.items import Deadline
from projects.work_report.text.works.clauses import Words
from projects.work_report.text.works.lists import Promise


@dataclass(slots=True)
class Own:
    """The last date before a name and the last one behind it, between the list commas around it."""

    before: Deadline | None = None
    behind: Deadline | None = None


def dates(words: Words, promise: Promise, begin: int) -> list[Deadline | None]:
    """One date, or none, for each member of a promise; ``begin`` is where the words on it begin."""
    if each := respectively(words, promise.members[-1].end, promise.end, len(promise.members)):
        return each
    own = _own(words, promise, begin)
    return [_date(own, number) for number in range(len(own))]


def respectively(words: Words, start: int, end: int, size: int) -> list[Deadline | None]:
    """As many dates as names, where a part of the text says that each name has its own; else nothing."""
    found = words.all_dated_in(start, end)
    return [*found] if len(found) == size > 1 and "分别" in words.text[start:end] else []


def _own(words: Words, promise: Promise, begin: int) -> list[Own]:
    found = [Own() for _member in promise.members]
    starts = [*(member.start for member in promise.members[1:]), promise.end]
    found[0].before = _last(words, begin, promise.members[0].start)
    for number, (member, stop) in enumerate(zip(promise.members, starts, strict=True)):
        comma = words.masked.find("、", member.end, stop)
        is_last = number == len(found) - 1
        parting = stop if comma < 0 or is_last else comma
        found[number].behind = _last(words, member.start, parting)
        if not is_last:
            found[number + 1].before = _last(words, parting, stop)
    return found


def _last(words: Words, start: int, end: int) -> Deadline | None:
    found = words.all_dated_in(start, end)
    return found[-1] if found else None


def _date(own: list[Own], number: int) -> Deadline | None:
    """Its own date, else that of the next name that has one behind it, else that of the one before."""
    if said := own[number].behind or own[number].before:
        return said
    following = next((each.behind for each in own[number + 1 :] if each.behind or each.before), None)
    return following or next((each.before for each in reversed(own[:number]) if each.before), None)
