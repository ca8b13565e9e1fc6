"""Rows as ``sync/`` gives them: each object alone, others by their id, so that it changes only when it is changed.

A list embeds names of other objects and what the day makes of a date; a copy on a phone would be wrong as
soon as those change. Here a reference is an id of another synced object.
"""

from copy import deepcopy
from typing import Any

from rest_framework import serializers

from accounts.api.contract.rows import RowSerializer


def synced_row(
    name: str,
    row: type[RowSerializer],
    *,
    without: tuple[str, ...] = (),
    columns: dict[str, serializers.Field] | None = None,
    attached: dict[str, serializers.Field] | None = None,
) -> type[RowSerializer]:
    """The row of a list or detail, with ids instead of embedded objects, and without what is attached to it.

    ``columns`` are further fields of the row's own; ``attached`` fields are added from other tables.
    """
    fields: dict[str, Any] = {
        field_name: _alone(field_name, field)
        for field_name, field in row._declared_fields.items()  # noqa: SLF001  (DRF's own registry)
        if field_name not in (*without, *row.attached, *row.expandable)
    }
    body = fields | (columns or {}) | (attached or {})
    return type(name, (RowSerializer,), {**body, "attached": tuple(attached or ()), "__doc__": row.__doc__})


def id_of(column: str, *, allow_null: bool = False) -> serializers.IntegerField:
    """The id of another synced object; ``column`` is that of the table."""
    words = column.removesuffix("_id").replace("_", " ")
    return serializers.IntegerField(source=column, allow_null=allow_null, help_text=f"Id of the {words}.")


def _alone(name: str, field: serializers.Field) -> serializers.Field:
    if isinstance(field, RowSerializer):
        return id_of(f"{field.source or name}_id", allow_null=field.allow_null)
    return deepcopy(field)
