"""How well named projects and tasks are found in a report: against labels that people set, by a stated rule.

A drafted project is right when there is a labelled project that it alone is matched with, such that

1. both stand in the same line;
2. its words and the label's anchor (words of the line) overlap by at least half of the shorter of the two;
3. the two names agree: their longest common subsequence of letters, digits and characters is at least 0.6 of them,
   as the harmonic mean of its shares in both.

Each label and each draft counts once (largest possible matching), so a name found twice is wrong once. A draft that
stands on a label of tasks.jsonl is wrong like any other; how many of the wrong ones do is told besides. Nothing is
optional, nothing is left out. A label of a task is found when a drafted task (or, in the second figure, a task or a
project) of its line overlaps its anchor by at least half of the shorter.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bench.breakdown.labels import Labelled, Row
from projects.work_report.parser import Item, ReportText, breakdown, read

SHARE_OF_WORDS = 0.5
SHARE_OF_NAME = 0.6
UNSAID = re.compile(r"[^\w+]|项目$|建设$")


def lines(labelled: Labelled, *, is_listing: bool) -> Iterator[str]:
    """What to print: figures of projects and tasks of one report, and what was missed or wrong."""
    text = read(labelled.path.read_bytes(), labelled.path.name)
    found = breakdown(text)
    projects, tasks = labelled.named, labelled.tasks
    pairs = matching(text, found.projects, projects)
    missed = [label for number, label in enumerate(projects) if number not in pairs.values()]
    wrong = [item for number, item in enumerate(found.projects) if number not in pairs]
    recall, precision = len(pairs) / len(projects), len(pairs) / max(len(found.projects), 1)
    on_tasks = sum(any(_share(text, item, label) >= SHARE_OF_WORDS for label in tasks) for item in wrong)
    yield (
        f"{labelled.name:16} projects: {len(projects)} labelled, {len(found.projects)} drafted, "
        f"recall {recall:.3f}, precision {precision:.3f}; "
        f"missed {len(missed)}, wrong {len(wrong)} (of these {on_tasks} on a label of a task)"
    )
    matched = [(found.projects[mine], projects[theirs]) for mine, theirs in pairs.items()]
    for name, right in _attributes(matched):
        yield f"    {name} right: {right} of {len(matched)}"
    by_tasks = sum(_is_found(text, found.tasks, label) for label in tasks)
    by_all = sum(_is_found(text, (*found.tasks, *found.projects), label) for label in tasks)
    yield (
        f"{labelled.name:16} tasks: {len(tasks)} labelled, {len(found.tasks)} drafted, "
        f"recall {by_tasks / len(tasks):.3f}, with projects {by_all / len(tasks):.3f}"
    )
    for each in (*missed, *wrong) if is_listing else ():
        yield f"    {each}"


def matching(text: ReportText, items: Sequence[Any], labels: Sequence[Row]) -> dict[int, int]:
    """The largest matching of drafts with labels, as their numbers, by augmenting paths."""
    fits = [[n for n, label in enumerate(labels) if _agree(text, item, label)] for item in items]
    owner: dict[int, int] = {}

    def augment(item: int, seen: set[int]) -> bool:
        for label in fits[item]:
            if label not in seen:
                seen.add(label)
                if label not in owner or augment(owner[label], seen):
                    owner[label] = item
                    return True
        return False

    for item in range(len(items)):
        augment(item, set())
    return {item: label for label, item in owner.items()}


def _agree(text: ReportText, item: Any, label: Row) -> bool:
    return _share(text, item, label) >= SHARE_OF_WORDS and likeness(item.name, label["name"]) >= SHARE_OF_NAME


def _share(text: ReportText, item: Item, label: Row) -> float:
    """How much of the shorter of draft and anchor the two have in common."""
    if item.line != label["line"]:
        return 0.0
    anchor, line = label["anchor"], text.lines[item.line - 1]
    return max(
        (
            (min(item.end, at.start() + len(anchor)) - max(item.start, at.start()))
            / min(item.end - item.start, len(anchor))
            for at in re.finditer(re.escape(anchor), line)
        ),
        default=0.0,
    )


def likeness(one: str, other: str) -> float:
    """Harmonic mean of the shares of the longest common subsequence in two names, 0 to 1."""
    one, other = UNSAID.sub("", one), UNSAID.sub("", other)
    row = [0] * (len(other) + 1)
    for character in one:
        previous = 0
        for position, theirs in enumerate(other, 1):
            kept = row[position]
            row[position] = previous + 1 if character == theirs else max(kept, row[position - 1])
            previous = kept
    return 2 * row[-1] / max(len(one) + len(other), 1)


def _attributes(matched: Sequence[tuple[Any, Row]]) -> Iterator[tuple[str, int]]:
    yield "action", sum(item.action == label["action"] for item, label in matched)
    yield "kind", sum(item.kind == label["kind"] for item, label in matched)
    yield "deadline", sum(item.deadline == (label["deadline"] or "") for item, label in matched)
    yield "open list", sum(item.is_list_open == label["list_open"] for item, label in matched)
    yield (
        "quantity",
        sum(
            (float(item.quantity) if item.quantity else None, item.unit or None) == (label["quantity"], label["unit"])
            for item, label in matched
        ),
    )


def _is_found(text: ReportText, items: Sequence[Item], label: Row) -> bool:
    return any(_share(text, item, label) >= SHARE_OF_WORDS for item in items)
