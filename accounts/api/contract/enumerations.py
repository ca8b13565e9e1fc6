"""One name for each enumeration in the schema, so that a generated client has one type for it.

drf-spectacular names the enumerations of bodies, and repeats those of parameters wherever they stand: a client
would get a type of its own for the state of every list, and for the language of every operation.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from inflection import camelize

Schema = dict[str, Any]


def name_enumerations(result: Schema, **_: Any) -> Schema:
    """Let parameters refer to the enumeration they mean (a hook of drf-spectacular, after its own for bodies)."""
    components: Schema = result["components"]["schemas"]
    for name, schema in components.items():
        if "enum" in schema:
            _name_members(schema, name.removesuffix("Enum"))
    places = [(parameter, place) for parameter in _parameters(result) for place in _places(parameter)]
    times = Counter(parameter["name"] for parameter, _ in places)
    meanings = Counter(name for name, _ in {(parameter["name"], _values(place)) for parameter, place in places})
    known = {_values(schema): name for name, schema in components.items() if "enum" in schema}
    for parameter, place in places:
        name, values = parameter["name"], _values(place)
        if values not in known and meanings[name] == 1 < times[name]:
            known[values] = f"{camelize(name)}Enum"
            components[known[values]] = {
                "type": place["type"], "enum": place["enum"], "description": parameter.get("description", ""),
            }  # fmt: skip
        if values in known:
            default = {"default": place["default"]} if "default" in place else {}
            place.clear()
            place.update({"$ref": f"#/components/schemas/{known[values]}", **default})
        else:
            _name_members(place, name)
    result["components"]["schemas"] = dict(sorted(components.items()))
    return result


def _parameters(result: Schema) -> Iterator[Schema]:
    for path in result["paths"].values():
        for operation in path.values():
            yield from operation.get("parameters", ())


def _places(parameter: Schema) -> Iterator[Schema]:
    """Where a parameter lists values: itself, or what it is a list of; its label in some language is no name."""
    schema = parameter.get("schema", {})
    for place in (schema, schema.get("items", {})):
        place.pop("title", None)
        if "enum" in place:
            yield place


def _values(schema: Schema) -> tuple[str, frozenset[Any]]:
    return schema.get("type", ""), frozenset(schema["enum"])


def _name_members(schema: Schema, name: str) -> None:
    """Say how a program calls values that are no words; generators would number them, anew with each value added."""
    schema.setdefault("type", "string")
    if not all(isinstance(value, str) and re.fullmatch(r"\w[\w-]*", value) for value in schema["enum"]):
        schema["x-enum-varnames"] = [_member(value, name) for value in schema["enum"]]


def _member(value: str | int, name: str) -> str:
    if isinstance(value, int):
        return f"{name}_{value}".upper()
    descending = "_DESCENDING" if value.startswith("-") else ""
    return (value.lstrip("-").upper() or "BLANK") + descending
