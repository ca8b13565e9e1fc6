"""One text written in other ways, from which the same drafts must come."""

import re
from collections.abc import Callable

from opencc import OpenCC

from projects.work_report.parser import Breakdown, breakdown, read

TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TO_HALF_WIDTH = str.maketrans("，；：（）！？％", ",;:()!?%")
WRAPPED_AT = 37
NUMBERS = "一二三四五六七八九十"


def gathered(found: Breakdown) -> tuple[list[tuple[str, ...]], ...]:
    """What of a breakdown must not change: all but places."""
    projects = [
        (each.name, each.action, each.kind, each.commitment, each.quantity, each.unit, each.deadline)
        for each in found.projects
    ]
    tasks = [(each.title, each.kind, each.deadline) for each in found.tasks]
    targets = [(each.name, each.target, each.unit, each.comparison) for each in found.targets]
    deadlines = [(each.phrase, each.resolved, each.subject) for each in found.deadlines]
    return targets, deadlines, projects, tasks


def wrapped(text: str, width: int = WRAPPED_AT) -> str:
    """Broken into lines of one width, as copied from a printed page; paragraphs are indented."""
    lines = []
    for line in text.split("\n"):
        indented = "　　" + line.strip()
        lines += [indented[at : at + width] for at in range(0, len(indented), width)]
    return "\n".join(lines)


def with_footnotes(text: str) -> str:
    """With a mark behind every fourth figure's digits, and inside some numbers."""
    count = 0

    def marked(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{found[0]}〔{count % 60 + 1}〕" if count % 4 == 0 else found[0]

    body, heading, notes = text.partition("\n名词")
    return re.sub(r"(?<![〔【\[\dA-Za-z.“])\d+(?:\.\d+)?(?=[%万亿个家户条项])", marked, body) + heading + notes


def renumbered(text: str) -> str:
    """With other numbers before the headings: （一） → 1. and 一、 → 第一部分."""

    def small(found: re.Match[str]) -> str:
        return f"{NUMBERS.index(found[1]) + 1}."

    text = re.sub(r"(?m)^[（(]([一二三四五六七八九十])[）)]", small, text)
    return re.sub(r"(?m)^([一二三四五六七八九十])、", r"第\1部分 ", text)


def with_page_furniture(text: str) -> str:
    """With a running head and a page number every ten lines."""
    lines = text.split("\n")
    for page, at in enumerate(range(10, len(lines), 12)):
        lines[at:at] = [f"- {page + 1} -", "政府工作报告全文"]
    return "\n".join(lines)


VARIANTS: dict[str, tuple[Callable[[str], str | bytes], bool]] = {
    "full width": (lambda text: text.translate(TO_FULL_WIDTH), False),
    "half width": (lambda text: text.translate(TO_HALF_WIDTH), False),
    "GB18030": (lambda text: text.encode("gb18030"), False),
    "UTF-16": (lambda text: text.encode("utf-16"), False),
    "wrapped lines": (wrapped, False),
    "footnotes": (with_footnotes, False),
    "traditional characters": (lambda text: OpenCC("s2t").convert(text), True),
    "other numbering": (renumbered, False),
    "page furniture": (with_page_furniture, False),
}


def differences(text: str) -> dict[str, list[tuple[str, ...]]]:
    """For each way of writing the rows that come from only one of both."""
    told = gathered(breakdown(read(text)))
    found = {}
    for name, (write, is_traditional) in VARIANTS.items():
        other = gathered(breakdown(read(write(text), traditional=is_traditional)))
        found[name] = [row for ours, theirs in zip(told, other, strict=True) for row in _difference(ours, theirs)]
    return found


def _difference(ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    left = list(theirs)
    only_ours = []
    for row in ours:
        if row in left:
            left.remove(row)
        else:
            only_ours.append(row)
    return only_ours + left
