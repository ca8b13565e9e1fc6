"""The schema's examples are of the shipped report, and what the schema says they are.

``DUBAN_EXAMPLES=write`` takes the answers anew after a change that is meant.
"""

import json
import os
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from config.api_examples import ERRORS, FILE, JSON, known
from tests.work_report.loaded.conftest import Fetch

# Where an example's answer comes from; ``{project}`` and ``{indicator}`` are the first of each.
ANSWERS = {
    "me_retrieve": "me/",
    "work_reports_list": "work-reports/",
    "work_reports_sections": "work-reports/{report}/sections/",
    "work_reports_results_list": "work-reports/{report}/results/",
    "departments_list": "departments/",
    "indicators_list": "indicators/",
    "indicators_retrieve": "indicators/{indicator}/",
    "indicators_pace": "indicators/{indicator}/pace/",
    "indicator_links_list": "indicator-links/",
    "projects_list": "projects/",
    "projects_retrieve": "projects/{project}/",
    "dashboard": "dashboard/",
}
# What differs from one loading to the next.
OF_THE_LOADING = {"id", "version", "next", "previous", "created_at", "updated_at", "report"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_answers_in_the_examples_are_those_of_the_shipped_report(fetch: Fetch) -> None:
    first = {
        "report": fetch("work-reports/")["results"][0]["id"],
        "project": fetch("projects/?page_size=1")["results"][0]["id"],
        "indicator": fetch("indicators/?page_size=1")["results"][0]["id"],
    }
    answers = {name: shortened(fetch(path.format(**first))) for name, path in ANSWERS.items()}
    if os.environ.get("DUBAN_EXAMPLES") == "write":
        text = json.dumps({**known(), "answers": answers}, ensure_ascii=False, indent=2, sort_keys=True)
        FILE.write_text(text + "\n", encoding="utf-8")
    written = json.loads(FILE.read_text(encoding="utf-8"))["answers"]
    assert lasting(written) == lasting(answers)


def test_every_example_is_what_the_schema_says(schema: dict[str, Any]) -> None:
    registry: Registry[Any] = Registry().with_resource("urn:api", Resource(contents=schema, specification=DRAFT202012))
    shown, problems = set(), []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            contents = {"request": operation.get("requestBody", {}).get("content", {})}
            contents |= {status: answer.get("content", {}) for status, answer in operation["responses"].items()}
            for place, content in contents.items():
                if "example" not in content.get(JSON, {}):
                    continue
                validator = Draft202012Validator(
                    relinked(content[JSON]["schema"]), registry=registry, format_checker=FormatChecker()
                )
                found = [error.message for error in validator.iter_errors(content[JSON]["example"])]
                problems += [f"{method} {path} {place}: {message}" for message in found]
                shown.add((operation["operationId"], place))
    assert problems == []
    assert {("projects_list", "200"), ("projects_create", "request"), ("dashboard", "200")} <= shown


def test_every_example_belongs_to_an_operation_and_every_error_has_one(schema: dict[str, Any]) -> None:
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    names = {operation["operationId"] for operation in operations}
    assert (set(known()["requests"]) | set(known()["answers"])) - names == set()
    statuses = {status for operation in operations for status in operation["responses"] if status >= "400"}
    # 412 shows the object as it is now, of which each kind has its own; 410 is told for exports and its own words.
    assert statuses - set(ERRORS) <= {"410", "412", "429"}


def relinked(node: Any) -> Any:
    """The schema of one place, with its references into the whole."""
    if isinstance(node, dict):
        return {key: f"urn:api{value}" if key == "$ref" else relinked(value) for key, value in node.items()}
    return [relinked(item) for item in node] if isinstance(node, list) else node


def shortened(answer: Any) -> Any:
    """An answer with the first of each of its lists."""
    if isinstance(answer, dict):
        return {name: shortened(value) for name, value in answer.items()}
    return [shortened(item) for item in answer[:1]] if isinstance(answer, list) else answer


def lasting(answer: Any) -> Any:
    """What every loading gives."""
    if isinstance(answer, dict):
        return {
            name: lasting(value)
            for name, value in answer.items()
            if name not in OF_THE_LOADING and not name.endswith("link")
        }
    return [lasting(item) for item in answer] if isinstance(answer, list) else answer
