"""Pages by position, not by number (API.md "Lists").

A cursor names the last row seen by (value of the ordered column, id), so that page 1,000 costs what
page 1 costs and rows inserted meanwhile neither repeat nor hide others. Empty values come last.
DRF's own cursor loses rows whose value is empty and counts rows of equal value by offset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.db.models import DecimalField, F, Field, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api.contract.cursors import from_cursor, to_cursor
from accounts.api.contract.errors import field_error

PAGE_SIZE = 50
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Ordering:
    """A column to order by, its direction, and the parameter that asked for it."""

    parameter: str
    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two rows: behind (or, going back, before) the row with this value and id."""

    value: Any
    id: int
    backwards: bool


class KeysetPagination(BasePagination):
    """``next``, ``previous``, ``results``; with ``?count=exact`` also ``count``."""

    parameters = frozenset({"cursor", "page_size", "ordering", "count"})

    def page_of(self, queryset: QuerySet[Any, dict[str, Any]], request: Request, view: Any) -> list[dict[str, Any]]:
        """One page of ``.values()`` rows; the view's ``orderings`` maps parameters to columns."""
        self.request = request
        size = page_size(request)
        self.count = queryset.count() if _wants_count(request) else None
        self.ordering = _ordering(request, view.orderings, view.default_ordering)
        field = _field(queryset.model, self.ordering.column)
        position = _position(request, self.ordering, field)
        going_back = position is not None and position.backwards
        ordered = queryset.order_by(*_order_by(self.ordering, field, reverse=going_back))
        if position is not None:
            ordered = ordered.filter(_beyond(position, self.ordering, field))
        rows = list(ordered[: size + 1])
        has_more, rows = len(rows) > size, rows[:size]
        if going_back:
            rows.reverse()
        self.has_next = bool(rows) and (has_more or going_back)
        self.has_previous = bool(rows) and (has_more if going_back else position is not None)
        self.rows = rows
        return rows

    def get_paginated_response(self, data: list[dict[str, Any]]) -> Response:
        """The page with its links."""
        body: dict[str, Any] = {
            "next": self._link(self.rows[-1], backwards=False) if self.has_next else None,
            "previous": self._link(self.rows[0], backwards=True) if self.has_previous else None,
            "results": data,
        }
        return Response(body if self.count is None else {"count": self.count, **body})

    def _link(self, row: Mapping[str, Any], *, backwards: bool) -> str:
        token = [self.ordering.parameter, row[self.ordering.column], row["id"], backwards]
        return replace_query_param(self.request.build_absolute_uri(), "cursor", to_cursor(token))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How a page looks."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "How many rows there are in all; only with count=exact."},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters that every list takes."""
        orderings = [sign + name for name in view.orderings for sign in ("", "-")]
        return [
            _parameter("cursor", "From a next or previous link; not to be made up.", {"type": "string"}),
            _parameter(
                "page_size", "Rows per page.",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
            ),
            _parameter(
                "ordering", "Column to order by, descending with a hyphen; empty values come last.",
                {"type": "string", "enum": orderings, "default": view.default_ordering},
            ),
            _parameter("count", "Ask for the exact number of rows.", {"type": "string", "enum": ["exact"]}),
        ]  # fmt: skip


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def page_size(request: Request, *, usual: int = PAGE_SIZE, largest: int = LARGEST_PAGE) -> int:
    """How many rows the caller wants at once; a 400 for anything but 1 to ``largest``."""
    text = request.query_params.get("page_size", str(usual))
    is_short = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
    if not (is_short and 1 <= int(text) <= largest):
        raise field_error("page_size", _("Give a number from 1 to %(largest)s.") % {"largest": largest})
    return int(text)


def _wants_count(request: Request) -> bool:
    text = request.query_params.get("count")
    if text not in (None, "exact"):
        raise field_error("count", _("The only value is “exact”."))
    return text is not None


def _ordering(request: Request, orderings: Mapping[str, str], default: str) -> Ordering:
    parameter = request.query_params.get("ordering", default)
    name = parameter.removeprefix("-")
    if name not in orderings:
        raise field_error("ordering", _("Order by one of: %(names)s.") % {"names": ", ".join(orderings)})
    return Ordering(parameter, orderings[name], parameter.startswith("-"))


def _position(request: Request, ordering: Ordering, field: "Field[Any, Any]") -> Position | None:
    cursor = request.query_params.get("cursor")
    if cursor is None:
        return None
    try:
        parameter, value, row_id, backwards = from_cursor(cursor)
        value = _kept_as(field, value)
    except (ValueError, TypeError, OverflowError, ValidationError) as error:
        raise foreign_cursor() from error
    known = parameter == ordering.parameter and type(row_id) is int and type(backwards) is bool
    if not known or "\0" in str(value) or (value is None and not field.null):
        raise foreign_cursor()
    return Position(value, row_id, backwards)


def _kept_as(field: "Field[Any, Any]", value: Any) -> Any:
    """A cursor's value as the column keeps it; raises one of several errors for what no column can."""
    kept = None if value is None else field.to_python(value)
    if isinstance(field, DecimalField) and kept is not None:
        DecimalValidator(field.max_digits, field.decimal_places)(kept)
    if isinstance(kept, datetime):
        if kept.tzinfo is None:
            raise ValueError("an instant without an offset")
        return kept.astimezone(UTC)  # PostgreSQL takes no offset beyond 15:59
    return kept


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    """The column of the model, or of a row that it belongs to."""
    *relations, name = column.split("__")
    for relation in relations:
        model = cast("type[Model]", model._meta.get_field(relation).related_model)
    return cast("Field[Any, Any]", model._meta.get_field(name))


def foreign_cursor() -> exceptions.ValidationError:
    """A 400 for a cursor that was made up, or by another list."""
    return field_error("cursor", _("This cursor is not one of this list's; start without it."))


def _order_by(ordering: Ordering, field: "Field[Any, Any]", *, reverse: bool) -> list[Any]:
    descending = ordering.descending != reverse
    column = F(ordering.column)
    options = {"nulls_first" if reverse else "nulls_last": True} if field.null else {}
    first = column.desc(**options) if descending else column.asc(**options)
    if ordering.column in ("id", "pk"):
        return [first]
    return [first, F("id").desc() if descending else F("id").asc()]


def _beyond(position: Position, ordering: Ordering, field: "Field[Any, Any]") -> Q:
    """Rows behind the position in reading order, or before it when going back.

    ``column >= value AND (column > value OR id > …)`` lets PostgreSQL walk an index, where the shorter
    ``column > value OR (column = value AND id > …)`` would scan.
    """
    comparison = "lt" if ordering.descending != position.backwards else "gt"
    column = ordering.column
    later_id = Q(**{f"id__{comparison}": position.id})
    if column in ("id", "pk"):
        return later_id
    if position.value is None:
        among_empty = Q(**{f"{column}__isnull": True}) & later_id
        return among_empty | Q(**{f"{column}__isnull": False}) if position.backwards else among_empty
    beyond = Q(**{f"{column}__{comparison}e": position.value}) & (
        Q(**{f"{column}__{comparison}": position.value}) | later_id
    )
    if field.null and not position.backwards:
        return beyond | Q(**{f"{column}__isnull": True})
    return beyond
