"""The schema says what a field or parameter refuses, so that a client knows before it asks.

drf-spectacular leaves out what JSON Schema can say of decimals, of lists that may not be empty, of ids, of empty
parameters and of unknown fields; a request that the schema calls valid would be refused for its form.
"""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from accounts.api.contract.filtering import LARGEST_ID

Direction = Literal["request", "response"]
UNNAMED = ("enum", "format", "pattern")


class DecimalBounds(OpenApiSerializerFieldExtension):
    """A decimal in a request has a digit, no more of them than are kept, and no sign where it may not be negative."""

    target_class = serializers.DecimalField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        """The library's schema with a pattern that means what the field takes."""
        schema = _as_mapped(auto_schema, self.target, direction)
        field = self.target
        if direction == "request" and field.max_whole_digits is not None:
            sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
            whole, places = field.max_whole_digits, field.decimal_places
            schema["pattern"] = rf"^{sign}[0-9]{{1,{whole}}}(?:\.[0-9]{{1,{places}}})?$"
        return schema


class ListBounds(OpenApiSerializerFieldExtension):
    """A list that may not be empty says so."""

    target_class = serializers.ListField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        """The library's schema with its least length."""
        schema = _as_mapped(auto_schema, self.target, direction)
        return schema if self.target.allow_empty else {**schema, "minItems": 1}


class RelatedListBounds(ListBounds):
    """The same for a list of ids."""

    target_class = serializers.ManyRelatedField  # type: ignore[assignment]  # another field with the same attribute


class IdBounds(OpenApiSerializerFieldExtension):
    """An id is positive and fits the database."""

    target_class = serializers.PrimaryKeyRelatedField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        """The library's schema within the range of ids."""
        schema = _as_mapped(auto_schema, self.target, direction)
        return {**schema, "minimum": 1, "maximum": LARGEST_ID}


def _as_mapped(auto_schema: Any, field: serializers.Field, direction: Direction) -> dict[str, Any]:
    """What the library says of the field; that it may be null is added by the library afterwards."""
    schema: dict[str, Any] = auto_schema._map_serializer_field(field, direction, bypass_extensions=True)  # noqa: SLF001
    if isinstance(schema.get("type"), list):
        (schema["type"],) = set(schema["type"]) - {"null"}
    return schema


def say_what_is_refused(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: no parameter is empty, and no body has a field that is not named."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _bound(parameter)
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request"):
            component["additionalProperties"] = False
    return result


def _bound(parameter: dict[str, Any]) -> None:
    schema = parameter["schema"]
    if parameter["in"] == "query" and schema.get("type") == "string" and not any(word in schema for word in UNNAMED):
        schema["minLength"] = 1
    if parameter["in"] == "path" and schema.get("type") == "integer":
        schema.update(minimum=0, format="int64")
