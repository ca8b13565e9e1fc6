"""Drafts against labels, by the rules that the labels state.

A target is found where line, number and unit agree once 万, 亿 and the like are multiplied out; a deadline where line
and phrase agree, or line and date. Pairs are one to one. Optional labels count neither as missed nor as wrong.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from projects.work_report.parser import Deadline, Target

Row = dict[str, Any]
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
SAME_UNIT = {
    "百分点": "个百分点",
    "名": "人",
    "位次": "位",
    "个位次": "位",
    "千米": "公里",
    "㎡": "平方米",
    "平米": "平方米",
    "场次": "场",
}
IGNORED_IN_PHRASES = re.compile(r"[\s“”\"'年份度]|今年|本年|20\d\d|[之前底末]")


@dataclass(slots=True)
class Score:
    """Counts of one kind of draft in one text or in several."""

    found: int = 0
    right: int = 0
    ignored: int = 0
    wrong: list[Any] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.found + other.found,
            self.right + other.right,
            self.ignored + other.ignored,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )

    @property
    def precision(self) -> float:
        """Share of drafts that are labelled."""
        return _ratio(self.found, self.found + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of labels that are drafted."""
        return _ratio(self.found, self.found + len(self.missed))

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def accuracy(self) -> float:
        """Share of the found whose comparison or date is right."""
        return _ratio(self.right, self.found)


def score_targets(labels: Sequence[Row], drafts: Iterable[Target]) -> Score:
    """Whether the right figures are drafted, and with the right comparison."""

    def agrees(label: Row, draft: Target) -> bool:
        return draft.comparison in (label["comparison"], *label.get("comparison_alt", ()))

    def is_it(label: Row, draft: Target) -> bool:
        return label["line"] == draft.line and amount(label["target"], label["unit"]) == amount(
            draft.target, draft.unit
        )

    return _paired(labels, drafts, (lambda *pair: is_it(*pair) and agrees(*pair), is_it), agrees)


def score_deadlines(labels: Sequence[Row], drafts: Iterable[Deadline]) -> Score:
    """Whether the right phrases are drafted, and with the right date."""

    def agrees(label: Row, draft: Deadline) -> bool:
        return draft.resolved in (label["resolved"], *label.get("resolved_alt", ()))

    def same_phrase(label: Row, draft: Deadline) -> bool:
        ours, theirs = (IGNORED_IN_PHRASES.sub("", phrase) for phrase in (draft.phrase, label["phrase"]))
        return label["line"] == draft.line and ours == theirs

    def same_date(label: Row, draft: Deadline) -> bool:
        return label["line"] == draft.line and agrees(label, draft)

    both = (lambda *pair: same_phrase(*pair) and agrees(*pair), same_phrase, same_date)
    return _paired(labels, drafts, both, agrees)


def amount(number: str | float, unit: str) -> tuple[Decimal, str]:
    """A quantity in its base unit: 2.5 万亩 → 25000 亩."""
    value = Decimal(str(number))
    while unit and unit[0] in SCALES and not unit.startswith(("千瓦", "千米", "千克", "千伏")):
        value, unit = value * SCALES[unit[0]], unit[1:]
    if unit in ("兆瓦", "MW"):
        value, unit = value * 1000, "千瓦"
    return value.normalize(), SAME_UNIT.get(unit, unit)


def _paired(
    labels: Sequence[Row],
    drafts: Iterable[Any],
    tests: Sequence[Callable[[Row, Any], bool]],
    agrees: Callable[[Row, Any], bool],
) -> Score:
    """The best test is tried on all drafts first; labels that are required are taken before optional ones."""
    score = Score()
    left = sorted(labels, key=lambda label: bool(label.get("optional")))
    waiting = list(drafts)
    for test in tests:
        still: list[Any] = []
        for draft in waiting:
            label = next((label for label in left if test(label, draft)), None)
            if label is None:
                still.append(draft)
                continue
            left.remove(label)
            if label.get("optional"):
                score.ignored += 1
            else:
                score.found += 1
                score.right += agrees(label, draft)
        waiting = still
    score.wrong = waiting
    score.missed = [label for label in left if not label.get("optional")]
    return score


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
