"""Ways to spoil a copy of the shipped data set, each with what must be said about it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "zhanggong-2024"

Place = tuple[str, int, str]
"""File, line (0 for the file as a whole), field (empty for the line as a whole)."""


@dataclass(frozen=True)
class Corruption:
    """What is done to the copy, where it must be reported, and a part of what must be said."""

    name: str
    spoil: Callable[[Path], None]
    places: tuple[Place, ...]
    words: str

    def __str__(self) -> str:
        return self.name


def copy_of_data(folder: Path) -> Path:
    """A copy that may be written to."""
    copy = folder / "data"
    shutil.copytree(DATA, copy)
    return copy


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def change(file: str, number: int, /, **values: Any) -> Callable[[Path], None]:
    """Give fields of one record other values."""

    def spoil(folder: Path) -> None:
        lines = lines_of(folder / file)
        record = json.loads(lines[number - 1])
        lines[number - 1] = json.dumps(record | values, ensure_ascii=False)
        write(folder / file, lines)

    return spoil


def drop(file: str, line: int, field: str) -> Callable[[Path], None]:
    """Take a field out of one record."""

    def spoil(folder: Path) -> None:
        lines = lines_of(folder / file)
        record = json.loads(lines[line - 1])
        del record[field]
        lines[line - 1] = json.dumps(record, ensure_ascii=False)
        write(folder / file, lines)

    return spoil


def replace(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Write other words where ``old`` stands first."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def cut_last_line(file: str) -> Callable[[Path], None]:
    """End the file in the middle of its last record."""

    def spoil(folder: Path) -> None:
        content = (folder / file).read_bytes().rstrip()
        start = content.rindex(b"\n")
        (folder / file).write_bytes(content[: start + (len(content) - start) // 2])

    return spoil


def without_line(file: str, line: int) -> Callable[[Path], None]:
    """Lose one record."""

    def spoil(folder: Path) -> None:
        lines = lines_of(folder / file)
        del lines[line - 1]
        write(folder / file, lines)

    return spoil


def in_gbk(file: str) -> Callable[[Path], None]:
    """Save the file as an old office programme would."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(text.encode("gb18030"))

    return spoil


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Several faults at once."""

    def spoil(folder: Path) -> None:
        for one in changes:
            one(folder)

    return spoil


INDICATORS, PROJECTS, TASKS = "indicators.jsonl", "projects.jsonl", "tasks.jsonl"
ASSIGNMENTS, RESULTS = "assignments.jsonl", "review_2023.jsonl"
DEPARTMENTS, REPORT = "departments.json", "report.json"
FGW_ONCE_MORE = """  {
   "code": "fgw",
   "short_name": "区发改委",
   "type": "department",
   "named_in_report": false,
   "attribution": "illustrative"
  },
"""

CORRUPTIONS = [
    Corruption(
        "unknown lead department",
        change(ASSIGNMENTS, 3, lead="xyz"),
        ((ASSIGNMENTS, 3, "lead"),),
        "xyz",
    ),
    Corruption(
        "unknown supporting department",
        change(ASSIGNMENTS, 3, supporting=["tjj", "xyz"]),
        ((ASSIGNMENTS, 3, "supporting"),),
        "xyz",
    ),
    Corruption(
        "the lead department also supports",
        change(ASSIGNMENTS, 1, supporting=["fgw"]),
        ((ASSIGNMENTS, 1, "supporting"),),
        "牵头单位",
    ),
    Corruption(
        "an item that nobody leads",
        without_line(ASSIGNMENTS, 78),
        ((PROJECTS, 1, "id"), (REPORT, 22, "assignments")),
        "assignments.jsonl",
    ),
    Corruption(
        "an assignment of an unknown item",
        change(ASSIGNMENTS, 347, id="T999"),
        ((ASSIGNMENTS, 347, "id"), (TASKS, 145, "id")),
        "编号",
    ),
    Corruption(
        "two indicators of one number",
        change(INDICATORS, 2, id="I001"),
        ((INDICATORS, 2, "id"), (ASSIGNMENTS, 2, "id")),
        "I001",
    ),
    Corruption(
        "two departments of one code",
        replace(DEPARTMENTS, '  {\n   "code": "gxj"', FGW_ONCE_MORE + '  {\n   "code": "gxj"'),
        ((DEPARTMENTS, 20, "code"), (REPORT, 18, "departments")),
        "fgw",
    ),
    Corruption(
        "a day that does not exist",
        change(PROJECTS, 56, deadline="2024-04-31"),
        ((PROJECTS, 56, "deadline"),),
        "YYYY-MM-DD",
    ),
    Corruption(
        "a date that is not written as a date",
        change(PROJECTS, 57, deadline="2024/6/30"),
        ((PROJECTS, 57, "deadline"),),
        "YYYY-MM-DD",
    ),
    Corruption(
        "a date outside the report's year",
        change(INDICATORS, 5, deadline="2025-12-31"),
        ((INDICATORS, 5, "deadline"),),
        "年度",
    ),
    Corruption(
        "a ratio that is not measured in per cent",
        change(INDICATORS, 21, unit="个"),
        ((INDICATORS, 21, "unit"),),
        "个",
    ),
    Corruption(
        "a ratio above one hundred",
        change(INDICATORS, 21, target=135),
        ((INDICATORS, 21, "target"),),
        "100",
    ),
    Corruption(
        "a negative count",
        change(INDICATORS, 66, target=-8000),
        ((INDICATORS, 66, "target"),),
        "负",
    ),
    Corruption(
        "a numeric comparison without a number",
        change(INDICATORS, 11, comparison="at_least"),
        ((INDICATORS, 11, "target"),),
        "定性",
    ),
    Corruption(
        "a comparison that nobody knows",
        change(INDICATORS, 4, comparison="roughly"),
        ((INDICATORS, 4, "comparison"),),
        "at_least",
    ),
    Corruption(
        "a number in quotes",
        change(INDICATORS, 1, target="6.2"),
        ((INDICATORS, 1, "target"),),
        "引号",
    ),
    Corruption(
        "an indicator that is part of an unknown one",
        change(INDICATORS, 41, subset_of="I999"),
        ((INDICATORS, 41, "subset_of"),),
        "indicators.jsonl",
    ),
    Corruption(
        "a baseline of an unknown result",
        change(INDICATORS, 1, baseline_review_id="R999"),
        ((INDICATORS, 1, "baseline_review_id"),),
        "review_2023.jsonl",
    ),
    Corruption(
        "a baseline that its result contradicts",
        change(INDICATORS, 1, baseline_2023=9.9),
        ((INDICATORS, 1, "baseline_2023"),),
        "5.5",
    ),
    Corruption(
        "a link to an unknown indicator",
        change(PROJECTS, 80, linked_indicator_ids=["I046", "I999"]),
        ((PROJECTS, 80, "linked_indicator_ids"),),
        "I999",
    ),
    Corruption(
        "a quantity that no linked indicator has",
        change(PROJECTS, 80, quantity=170),
        ((PROJECTS, 80, "quantity"),),
        "指标",
    ),
    Corruption(
        "a part that the report lacks",
        change(TASKS, 7, section="9"),
        ((TASKS, 7, "section"),),
        "report.json",
    ),
    Corruption(
        "a negative line",
        change(TASKS, 9, line=-24),
        ((TASKS, 9, "line"),),
        "1",
    ),
    Corruption(
        "an empty anchor",
        change(RESULTS, 12, anchor=""),
        ((RESULTS, 12, "anchor"),),
        "空",
    ),
    Corruption(
        "a field that nobody knows",
        change(PROJECTS, 2, colour="red"),
        ((PROJECTS, 2, "colour"),),
        "字段",
    ),
    Corruption(
        "a missing field",
        drop(INDICATORS, 9, "measure"),
        ((INDICATORS, 9, "measure"),),
        "缺少",
    ),
    Corruption(
        "a missing field of a department",
        replace(DEPARTMENTS, '   "short_name": "区工信局",\n', ""),
        ((DEPARTMENTS, 19, "short_name"),),
        "缺少",
    ),
    Corruption(
        "a field that is given twice",
        replace(TASKS, '{"id": "T002", ', '{"id": "T002", "title": "x", '),
        ((TASKS, 2, "title"),),
        "字段重复",
    ),
    Corruption(
        "an empty line",
        replace(TASKS, '{"id": "T002"', '\n{"id": "T002"'),
        ((TASKS, 2, ""),),
        "空",
    ),
    Corruption(
        "a file that ends in the middle of a record",
        cut_last_line(RESULTS),
        ((RESULTS, 124, ""),),
        "JSON",
    ),
    Corruption(
        "a file that lacks its last records",
        without_line(RESULTS, 124),
        ((REPORT, 23, "review_2023"),),
        "123",
    ),
    Corruption(
        "a document that ends in the middle",
        lambda folder: (folder / DEPARTMENTS).write_bytes((folder / DEPARTMENTS).read_bytes()[:3000]),
        ((DEPARTMENTS, 139, ""),),
        "JSON",
    ),
    Corruption("a file in GBK", in_gbk(TASKS), ((TASKS, 1, ""),), "UTF-8"),
    Corruption("a missing file", without(RESULTS), ((RESULTS, 0, ""),), "缺少"),
    Corruption("a missing report", without(REPORT), ((REPORT, 0, ""),), "缺少"),
    Corruption(
        "a report adopted in another year",
        replace(REPORT, "2024-01-12", "2023-01-12"),
        ((REPORT, 6, "adopted_on"),),
        "年",
    ),
    Corruption(
        "several faults in several files, all of them told",
        both(
            change(ASSIGNMENTS, 3, lead="xyz"),
            change(INDICATORS, 21, unit="个", target=135),
            change(PROJECTS, 56, deadline="2024-04-31", line=0),
        ),
        (
            (ASSIGNMENTS, 3, "lead"),
            (INDICATORS, 21, "unit"),
            (INDICATORS, 21, "target"),
            (PROJECTS, 56, "deadline"),
            (PROJECTS, 56, "line"),
        ),
        "xyz",
    ),
]
