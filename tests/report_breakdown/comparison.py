"""What a whole report becomes by its breakdown, held against the shipped data set that people made of it.

An indicator is the same where line, figure and unit are; a project or task where the line is, and one name holds the
other or the words of one hold the anchor of the other. Each row is matched once.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.models import Indicator, WorkReport
from projects.models import Project
from projects.work_report.sheet.names import plain_name

Row = dict[str, Any]
OF_AN_INDICATOR = ("comparison", "measure", "direction", "aggregation", "deadline", "baseline_2023")


@dataclass
class Comparison:
    """``expected`` rows of the data set, ``made`` of the breakdown, and how those that match differ."""

    what: str
    expected: int
    made: int
    matched: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    differing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        """Share of the data set that was made."""
        return self.matched / self.expected if self.expected else 0.0

    @property
    def precision(self) -> float:
        """Share of what was made that the data set has."""
        return self.matched / self.made if self.made else 0.0

    def lines(self) -> Iterator[str]:
        """As a table for people."""
        yield (
            f"{self.what}: {self.expected} in the data set, {self.made} made, {self.matched} the same "
            f"(recall {self.recall:.2f}, precision {self.precision:.2f})"
        )
        for name, rows in self.differing.items():
            yield f"  {name} differs in {len(rows)} of {self.matched}"
            yield from (f"    {row}" for row in rows)
        yield f"  not made: {len(self.missing)}"
        yield from (f"    {row}" for row in self.missing)
        yield f"  not in the data set: {len(self.surplus)}"
        yield from (f"    {row}" for row in self.surplus)


def rows_of(data: Path, name: str) -> list[Row]:
    """Records of one file of the data set; numbers exact."""
    text = (data / name).read_text(encoding="utf-8")
    return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in text.splitlines() if line]


def compare_indicators(report: WorkReport, data: Path) -> Comparison:
    """Numeric targets."""
    expected = [row for row in rows_of(data, "indicators.jsonl") if row["target"] is not None]
    made = list(report.indicators.order_by("source_line", "code"))
    found = Comparison("indicators", len(expected), len(made))

    def is_same(row: Row, indicator: Indicator) -> bool:
        return (row["line"], row["target"], row["unit"]) == (
            indicator.source_line, indicator.target, indicator.unit,
        )  # fmt: skip

    for row, indicator in _matched(found, expected, made, is_same, _nearness):
        present = {
            "deadline": indicator.due_on.isoformat(), "baseline_2023": indicator.baseline_value,
            **{name: getattr(indicator, name) for name in OF_AN_INDICATOR[:4]},
        }  # fmt: skip
        for name in OF_AN_INDICATOR:
            if row[name] != present[name]:
                _note(found, name, row, f"{row[name]} → {present[name]}")
        if plain_name(row["name"]) != plain_name(indicator.name):
            _note(found, "name", row, indicator.name)
    return found


def compare_projects(report: WorkReport, data: Path, nature: str, file: str, title: str) -> Comparison:
    """Projects or tasks."""
    expected = [{**row, "name": row[title]} for row in rows_of(data, file)]
    made = list(report.projects.filter(nature=nature).order_by("source_line", "code"))
    found = Comparison(f"{nature}s", len(expected), len(made))

    def is_same(row: Row, project: Project) -> bool:
        if row["line"] != project.source_line:
            return False
        ours, theirs, words = plain_name(row["name"]), plain_name(project.name), plain_name(project.commitment)
        anchor = plain_name(row["anchor"])
        return theirs in ours or ours in theirs or anchor in words or theirs in anchor

    for row, project in _matched(found, expected, made, is_same, _nearness):
        due = project.committed_due_on and project.committed_due_on.isoformat()
        if row["deadline"] != due:
            _note(found, "deadline", row, f"{row['deadline']} → {due}")
        for name, value in {"action": project.action, "kind": project.category}.items():
            if name in row and row[name] != value:
                _note(found, name, row, f"{row[name]} → {value}")
    return found


def _nearness(row: Row, made: Indicator | Project) -> int:
    """How many letters of the names are the same."""
    return len(set(plain_name(row["name"])) & set(plain_name(made.name)))


def _matched(
    found: Comparison,
    expected: Sequence[Row],
    made: Sequence[Any],
    is_same: Callable[[Row, Any], bool],
    nearness: Callable[[Row, Any], int],
) -> Iterator[tuple[Row, Any]]:
    left = list(made)
    for row in expected:
        same = [each for each in left if is_same(row, each)]
        if not same:
            found.missing.append(f"line {row['line']} {row['name']} {row.get('target_text') or ''}".rstrip())
            continue
        best = max(same, key=lambda each: nearness(row, each))
        left.remove(best)
        found.matched += 1
        yield row, best
    found.surplus += [
        f"line {each.source_line} {each.name} {getattr(each, 'target_text', '')}".rstrip() for each in left
    ]


def _note(found: Comparison, name: str, row: Row, words: str) -> None:
    found.differing.setdefault(name, []).append(f"line {row['line']} {row['name']}: {words}")
