"""Complete names of a list's members: what the last one or the list's noun says for all of them."""

import re

from projects.work_report.text.works.lists import Promise
from projects.work_report.text.works.nouns import ENTERPRISE_WORKS, OBJECT, WORKS, bare

SHORTEST_SHARED = 2
PREFIXES = re.compile(r"^(?:重点|重大|标志性|[两二三四五六七八九十]大|大(?=项目)|\d大|一批)+")


def names(text: str, promise: Promise) -> list[str]:
    """One name for each member of a promise."""
    own = [text[member.start : member.end] for member in promise.members]
    noun = text[slice(*promise.noun)] if promise.noun else ""
    completed = []
    for member, name in zip(promise.members[:-1], own[:-1], strict=True):
        shares = not noun or not text.startswith("、", member.end)
        completed.append(_as_last(name, own[-1], shares=shares) or _with_noun(name, noun, promise.predicate))
    return [*completed, *(_with_noun(name, noun, promise.predicate) for name in own[-1:])]


def _as_last(name: str, last: str, *, shares: bool) -> str:
    """A name completed by the end of the last one: "甲溪、乙溪污水管网", "甲、乙高速公路", "甲片区、乙组团规划修编".

    ``shares``: nothing but the last name can complete it. Empty where that does not.
    """
    if _is_object(name):
        return name + _works_behind(last) if shares else name
    if name.endswith(("）", "”")) or WORKS.search(name):
        return ""
    cut = last.find(name[-1]) + 1
    if shares and cut >= SHORTEST_SHARED and len(last) - cut >= SHORTEST_SHARED and _is_work(last):
        return name + last[cut:]
    head = OBJECT.search(bare(last)) or WORKS.search(last)
    if not head or len(head[0]) < SHORTEST_SHARED or "期" in head[0]:
        return ""
    return name + head[0] if shares or head.start() == len(name) else ""


def _with_noun(name: str, noun: str, predicate: str = "") -> str:
    """ "甲、乙等项目" are 甲项目 and 乙项目; what already says what it is stays."""
    if not noun or _is_work(name):
        return name
    if noun.endswith(("企业", "公司")):
        works = ENTERPRISE_WORKS.match(predicate)
        return name + ("上市" if "上市" in predicate else works[0] if works else "")
    return name + PREFIXES.sub("", noun.rsplit("的", maxsplit=1)[-1])


def _is_object(name: str) -> bool:
    return bool(OBJECT.search(bare(name)))


def _is_work(name: str) -> bool:
    return _is_object(name) or bool(WORKS.search(name))


def _works_behind(last: str) -> str:
    """What is done to the last of several named objects."""
    if not WORKS.search(last):
        return ""
    return next((last[at:] for at in range(len(last) - 2, 1, -1) if OBJECT.search(last[:at])), "")
