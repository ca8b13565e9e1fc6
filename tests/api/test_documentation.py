"""The schema explains itself: no field, parameter, operation or answer without a word on what it means."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from config.api_glossary import MEANINGS


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_every_component_and_each_of_its_fields_is_described(schema: dict[str, Any]) -> None:
    components = schema["components"]["schemas"]
    without = [name for name, component in components.items() if not component.get("description")]
    without += [
        f"{name}.{field}"
        for name, component in components.items()
        for field, shape in component.get("properties", {}).items()
        if not shape.get("description")
    ]
    assert without == []


def test_every_operation_has_a_summary_and_describes_its_parameters_and_answers(schema: dict[str, Any]) -> None:
    without = []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            described = {"summary": operation.get("summary"), "description": operation.get("description")}
            described |= {parameter["name"]: parameter.get("description") for parameter in operation["parameters"]}
            described |= {status: answer["description"] for status, answer in operation["responses"].items()}
            without += [f"{method} {path}: {name}" for name, words in described.items() if not words]
    assert without == []


def test_a_summary_is_one_sentence(schema: dict[str, Any]) -> None:
    summaries = [operation["summary"] for path in schema["paths"].values() for operation in path.values()]
    assert [summary for summary in summaries if len(summary) > 120 or summary.endswith(".")] == []


def test_every_word_of_the_glossary_is_used(schema: dict[str, Any]) -> None:
    used = {
        parameter["name"]
        for path in schema["paths"].values()
        for one in path.values()
        for parameter in one["parameters"]
    }
    for name, component in schema["components"]["schemas"].items():
        used |= {word for field in component.get("properties", {}) for word in (field, f"{name}.{field}")}
    assert set(MEANINGS) - used == set()
