"""Every field of the seven files is what the API answers to the supervision office.

Each file has a table: field → where the API shows it. A field of a file without a line here fails, so does
a line here without a field.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from indicators.choices import SectionLevel
from projects.choices import Nature
from tests.work_report.corruptions import DATA
from tests.work_report.loaded.conftest import Fetch, FetchAll

pytestmark = pytest.mark.timeout(300)

Shown = dict[str, Any]
Field = Callable[[Shown], Any]
"""Takes a record's value from what the API shows of it."""

HEADLINE, MAIN_TARGETS = "headline", "0"


def document(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def same(field: str) -> Field:
    """The API shows the value as it is."""
    return lambda shown: shown[field]


def text(field: str) -> Field:
    """A missing text is empty in the API, null in the file."""
    return lambda shown: shown[field] or None


def number(field: str) -> Field:
    """A number is a string in the API, so that it stays exact."""

    def value(shown: Shown) -> Decimal | None:
        assert shown[field] is None or isinstance(shown[field], str)
        return None if shown[field] is None else Decimal(shown[field])

    return value


def inside(relation: str, field: str) -> Field:
    """A field of something that may be missing."""
    return lambda shown: shown[relation] and shown[relation][field]


def part_of(shown: Shown) -> Shown:
    section = shown["section"]
    return section["part"] or section


def attribution(shown: Shown) -> str:
    return "illustrative" if shown["is_assignment_illustrative"] else "official"


def agree(record: Mapping[str, Any], shown: Shown, fields: Mapping[str, Field]) -> list[str]:
    """Differences between a record and what is shown of it; the tables must name exactly its fields."""
    assert set(fields) == set(record), record
    return [
        f"{record.get('id', record.get('code'))} {name}: {value!r} ≠ {fields[name](shown)!r}"
        for name, value in record.items()
        if fields[name](shown) != value
    ]


DEPARTMENT: dict[str, Field] = {
    "code": same("code"),
    "short_name": same("name"),
    "type": same("kind"),
    "named_in_report": same("is_named_in_report"),
    "attribution": lambda shown: "illustrative" if shown["is_illustrative"] else "official",
}

INDICATOR: dict[str, Field] = {
    "id": same("code"),
    "name": same("name"),
    "section": lambda shown: HEADLINE if shown["is_headline"] else part_of(shown)["number"],
    "paragraph": lambda shown: shown["section"]["heading"],
    "target": number("target"),
    "target_text": same("target_text"),
    "unit": text("unit"),
    "comparison": same("comparison"),
    "measure": same("measure"),
    "direction": same("direction"),
    "aggregation": same("aggregation"),
    "deadline": same("due_on"),
    "baseline_2023": number("baseline_value"),
    "baseline_text": text("baseline_text"),
    "baseline_match": same("baseline_match"),
    "baseline_review_id": inside("baseline_result", "code"),
    "modality": same("modality"),
    "subset_of": inside("subset_of", "code"),
    "numeral_text": text("numeral_text"),
    "line": same("source_line"),
    "anchor": same("source_anchor"),
    "note": text("note"),
}

TASK: dict[str, Field] = {
    "id": same("source_code"),
    "title": same("name"),
    "section": lambda shown: part_of(shown)["number"],
    "paragraph": lambda shown: shown["section"]["heading"],
    "line": same("source_line"),
    "anchor": same("source_anchor"),
    "deadline": same("committed_due_on"),
    "deadline_text": text("due_text"),
    "note": text("note"),
}

PROJECT: dict[str, Field] = {
    **{name: field for name, field in TASK.items() if name != "title"},
    "name": same("name"),
    "kind": same("category"),
    "commitment": same("commitment"),
    "action": same("action"),
    "quantity": number("quantity"),
    "unit": text("unit"),
    "quantity_text": text("quantity_text"),
    "linked_indicator_ids": lambda shown: [link["indicator"]["code"] for link in shown["indicator_links"]],
    "status_2023": text("prior_status"),
    "status_2023_line": same("prior_status_line"),
    "members": same("members"),
    "list_open": same("is_list_open"),
    "modality": same("modality"),
}

ASSIGNMENT: dict[str, Field] = {
    "id": lambda shown: shown.get("source_code") or shown["code"],
    "lead": inside("lead_department", "code"),
    "supporting": lambda shown: sorted(department["code"] for department in shown["supporting_departments"]),
    "attribution": attribution,
}

RESULT: dict[str, Field] = {
    "id": same("code"),
    "name": same("name"),
    "value": number("value"),
    "unit": text("unit"),
    "value_text": text("value_text"),
    "change_text": text("change_text"),
    "section": same("section_number"),
    "line": same("source_line"),
    "anchor": same("source_anchor"),
    "numeral_text": text("numeral_text"),
    "note": text("note"),
}

PART: dict[str, Field] = {"number": same("number"), "heading": same("heading")}
REGION: dict[str, Field] = {"code": same("code"), "name": same("name")}


def report_fields(parts: list[Shown], counts: Mapping[str, int]) -> dict[str, Field]:
    return {
        "region": lambda shown: {name: field(shown["region"]) for name, field in REGION.items()},
        "year": same("year"),
        "title": same("title"),
        "meeting": same("meeting"),
        "adopted_on": same("adopted_on"),
        "source_sha256": same("source_sha256"),
        "parts": lambda _shown: [{name: field(part) for name, field in PART.items()} for part in parts],
        "records": lambda _shown: counts,
    }


def departments_fields(shown_departments: list[Shown]) -> dict[str, Field]:
    return {
        "attribution": lambda _shown: (
            "illustrative" if all(department["is_illustrative"] for department in shown_departments) else "official"
        ),
        "note": same("note"),
        "departments": lambda _shown: [
            {name: field(department) for name, field in DEPARTMENT.items()} for department in shown_departments
        ],
    }


@pytest.fixture(scope="module")
def report(fetch_all: FetchAll) -> Shown:
    (shown,) = fetch_all("work-reports/")
    return shown


@pytest.fixture(scope="module")
def indicators(fetch: Fetch, fetch_all: FetchAll) -> dict[str, Shown]:
    """Number in the data set → detail."""
    rows = [fetch(f"indicators/{row['id']}/") for row in fetch_all("indicators/")]
    return {row["code"]: row for row in rows}


@pytest.fixture(scope="module")
def items(fetch: Fetch, fetch_all: FetchAll) -> dict[str, Shown]:
    """Projects and tasks: number in the data set → detail."""
    rows = [fetch(f"projects/{row['id']}/") for row in fetch_all("projects/")]
    return {row["source_code"]: row for row in rows}


def of_nature(items: Mapping[str, Shown], nature: Nature) -> dict[str, Shown]:
    return {key: shown for key, shown in items.items() if shown["nature"] == nature}


def test_every_field_of_every_indicator_is_shown(indicators: dict[str, Shown]) -> None:
    expected = records("indicators.jsonl")
    assert len(expected) == len(indicators) == 77
    assert [d for record in expected for d in agree(record, indicators[record["id"]], INDICATOR)] == []


def test_every_field_of_every_project_task_and_assignment_is_shown(
    items: dict[str, Shown], indicators: dict[str, Shown]
) -> None:
    projects, tasks = records("projects.jsonl"), records("tasks.jsonl")
    assert len(projects) == len(of_nature(items, Nature.PROJECT)) == 125
    assert len(tasks) == len(of_nature(items, Nature.TASK)) == 145
    assert len(items) == 270
    differences = [d for record in projects for d in agree(record, items[record["id"]], PROJECT)]
    differences += [d for record in tasks for d in agree(record, items[record["id"]], TASK)]
    assert differences == []

    assignments = [record | {"supporting": sorted(record["supporting"])} for record in records("assignments.jsonl")]
    shown = items | indicators
    assert {record["id"] for record in assignments} == set(shown)
    assert [d for record in assignments for d in agree(record, shown[record["id"]], ASSIGNMENT)] == []


def test_every_quantity_is_linked_to_the_indicator_that_promises_it(items: dict[str, Shown]) -> None:
    targets = {record["id"]: record for record in records("indicators.jsonl")}
    counted = 0
    for record in records("projects.jsonl"):
        for link in items[record["id"]]["indicator_links"]:
            planned = link["planned_contribution"]
            target = targets[link["indicator"]["code"]]
            is_same = record["quantity"] is not None and (record["quantity"], record["unit"]) == (
                target["target"],
                target["unit"],
            )
            assert (planned is not None) == is_same, (record["id"], link)
            counted += is_same
            assert planned is None or Decimal(planned) == record["quantity"]
    assert counted == 15


def test_every_field_of_every_result_of_the_year_before_is_shown(report: Shown, fetch_all: FetchAll) -> None:
    expected = records("review_2023.jsonl")
    shown = {row["code"]: row for row in fetch_all(f"work-reports/{report['id']}/results/")}
    assert len(expected) == len(shown) == 124
    assert [d for record in expected for d in agree(record, shown[record["id"]], RESULT)] == []


def test_every_field_of_every_department_is_shown(report: Shown, fetch_all: FetchAll) -> None:
    expected = document("departments.json")
    shown = fetch_all("departments/")
    assert len(expected["departments"]) == len(shown) == 42
    assert all(set(record) == set(DEPARTMENT) for record in expected["departments"])
    assert agree(expected, report, departments_fields(shown)) == []


def test_every_field_of_the_report_is_shown(
    report: Shown, items: dict[str, Shown], indicators: dict[str, Shown], fetch: Fetch, fetch_all: FetchAll
) -> None:
    tree = fetch(f"work-reports/{report['id']}/sections/")["results"]
    counts = {
        "departments": len(fetch_all("departments/")),
        "indicators": len(indicators),
        "projects": len(of_nature(items, Nature.PROJECT)),
        "tasks": len(of_nature(items, Nature.TASK)),
        "assignments": sum(bool(shown["lead_department"]) for shown in [*items.values(), *indicators.values()]),
        "review_2023": len(fetch_all(f"work-reports/{report['id']}/results/")),
    }
    assert agree(document("report.json"), report, report_fields(tree, counts)) == []


def test_every_paragraph_is_a_theme_of_its_part(report: Shown, fetch: Fetch) -> None:
    tree = fetch(f"work-reports/{report['id']}/sections/")["results"]
    shown = {(part["number"], theme["heading"]) for part in tree for theme in part["themes"]}
    named = {
        (record["section"], record["paragraph"])
        for name in ("indicators.jsonl", "projects.jsonl", "tasks.jsonl")
        for record in records(name)
        if record["section"] != HEADLINE
    }
    assert shown == named
    assert {part["level"] for part in tree} == {SectionLevel.PART}
    assert tree[0]["number"] == MAIN_TARGETS


def test_the_seven_files_are_all_there_is() -> None:
    assert {path.name for path in DATA.iterdir() if path.suffix != ".md"} == {
        "report.json",
        "departments.json",
        "indicators.jsonl",
        "projects.jsonl",
        "tasks.jsonl",
        "assignments.jsonl",
        "review_2023.jsonl",
    }
