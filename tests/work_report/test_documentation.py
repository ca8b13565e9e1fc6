"""docs/data.md explains every field of every file."""

import json

import pytest

from tests.work_report.corruptions import DATA

GUIDE = (DATA.parents[1] / "docs" / "data.md").read_text(encoding="utf-8")


def section_of(name: str) -> str:
    """What the guide says under the heading of a file."""
    return GUIDE.split(f"### {name}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]


@pytest.mark.parametrize(
    "name",
    ["report.json", "departments.json", "indicators.jsonl", "projects.jsonl", "tasks.jsonl", "assignments.jsonl",
     "review_2023.jsonl"],
)  # fmt: skip
def test_the_guide_names_every_field(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    record = json.loads(text if name.endswith(".json") else text.splitlines()[0])
    fields = set(record) | {field for row in record.get("departments", []) for field in row}
    explained = section_of(name)
    assert [field for field in sorted(fields) if f"`{field}" not in explained] == []
