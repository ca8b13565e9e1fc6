"""The development texts and their labels, as far as they are on this machine.

``dev-reports``: targets and deadlines labelled by a reader (its LABELLING.md). For the report of 2024 there is only the
data set made from it. Each of its indicators that has a number and a unit, the number standing in digits in its
``line``, makes a label with the ``comparison`` of the data set ("动态清零" has no digits and makes none). Each
``deadline_text`` of its projects makes one deadline; projects that share a phrase in one line share the label.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REPORT, DATA_SET, READ_BY_HAND = "report-2024.txt", "zhanggong-2024", "dev-reports"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its labels; ``named`` and ``tasks``: rows of projects.jsonl and tasks.jsonl, if any."""

    name: str
    path: Path
    targets: tuple[Row, ...]
    deadlines: tuple[Row, ...]
    named: tuple[Row, ...] = ()
    tasks: tuple[Row, ...] = ()


def folder() -> Path:
    """DUBAN_BREAKDOWN_DATA, or ``shared/data`` beside the project."""
    return Path(os.environ.get("DUBAN_BREAKDOWN_DATA", ROOT.parent / "shared" / "data"))


def labelled(data: Path) -> Iterator[Labelled]:
    """The texts that are there."""
    if (data / REPORT).exists() and (data / DATA_SET).exists():
        yield _derived(data)
    by_hand = data / READ_BY_HAND
    if (by_hand / "manifest.json").exists():
        for name in json.loads((by_hand / "manifest.json").read_text(encoding="utf-8")):
            yield Labelled(
                name,
                by_hand / f"{name}.txt",
                tuple(_rows(by_hand / f"{name}.targets.jsonl")),
                tuple(_rows(by_hand / f"{name}.deadlines.jsonl")),
            )


def _derived(data: Path) -> Labelled:
    lines = (data / REPORT).read_text(encoding="utf-8").split("\n")
    indicators = _rows(data / DATA_SET / "indicators.jsonl")
    named = tuple(_rows(data / DATA_SET / "projects.jsonl"))
    targets = [
        row
        for row in indicators
        if row["target"] is not None and row["unit"] and f"{row['target']:g}" in lines[row["line"] - 1]
    ]
    return Labelled(
        REPORT.removesuffix(".txt"),
        data / REPORT,
        tuple(row for row in targets if row["numeral_text"] is None),
        tuple(_phrases(named)),
        named,
        tuple(_rows(data / DATA_SET / "tasks.jsonl")),
    )


def _phrases(named: tuple[Row, ...]) -> Iterator[Row]:
    seen = set()
    for row in named:
        key = (row["line"], row["deadline_text"])
        if row["deadline_text"] and key not in seen:
            seen.add(key)
            subject = row["name"] + row["commitment"]
            yield {"phrase": row["deadline_text"], "resolved": row["deadline"], "subject": subject, "line": row["line"]}


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
