"""A filter for every column that a list shows (API.md "Lists").

The row says what the list shows; each of its columns gives the filters that its kind allows. A list declares by hand
what cannot be read off a column: what is worked out, what spans several columns, what goes by another name.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from django_filters import rest_framework as filters
from rest_framework import serializers

from accounts.api.contract.filtering import (
    BooleanFilter,
    CodesFilter,
    DateFilter,
    IdFilter,
    IdOrCodeFilter,
    InstantFilter,
    NumberFilter,
    RowFilterSet,
)
from accounts.api.contract.rows import CodeField, IdField, LabelField, PeriodField, RowSerializer, column_of

# Where a name is one of many, only the whole of it is meant.
WHOLE = ("code", "sha256", "_code", "number", "unit", "subject_kind")
NO_FACT = frozenset({"version"})
Filters = dict[str, filters.Filter]
Named = Callable[[str, str, Any, str], filters.Filter]
T = TypeVar("T", bound=RowFilterSet)


class Bound(NamedTuple):
    """One end of a range: how the parameter ends, how it compares, what it says."""

    ending: str
    lookup: str
    words: str


DAYS = (Bound("_before", "lte", "On or before this day."), Bound("_after", "gte", "On or after this day."))
INSTANTS = (Bound("_before", "lt", "Before this instant."), Bound("_after", "gt", "After this instant."))
NUMBERS = (Bound("_min", "gte", "At least."), Bound("_max", "lte", "At most."))


def every_column_of(row: type[RowSerializer], *, but: Iterable[str] = ()) -> Callable[[type[T]], type[T]]:
    """Give a list's filters one or two for each column of its row, ``but`` those named; what it declares goes first."""
    left_out = {*but, *row.attached, *row.expandable, *NO_FACT}
    found: Filters = {}
    for name, field in row._declared_fields.items():  # noqa: SLF001  (DRF's own registry)
        if name not in left_out and not isinstance(field, LabelField):
            found |= filters_of(name, field)

    def with_columns(filter_set: type[T]) -> type[T]:
        filter_set.declared_filters = {**found, **filter_set.declared_filters}
        filter_set.base_filters = filter_set.get_filters()
        return filter_set

    return with_columns


def filters_of(name: str, field: serializers.Field) -> Filters:
    """The filters of one column by its kind; none for what has no order and no name, as a list of texts."""
    column, words = column_of(name, field), str(field.help_text or "")
    for kinds, named in NAMED:
        if isinstance(field, kinds):
            return {name: named(name, column, field, words)}
    for ranged, ending, kind, bounds in RANGES:
        if isinstance(field, ranged):
            return {
                f"{name.removesuffix(ending)}{bound.ending}": kind(
                    field_name=column, lookup_expr=bound.lookup, help_text=f"{words} {bound.words}".strip()
                )
                for bound in bounds
            }
    return {}


def _related(name: str, column: str, field: Any, words: str) -> filters.Filter:
    kind, told = (IdOrCodeFilter, "Id or code.") if "code" in field.fields else (IdFilter, "Id.")
    return kind(field_name=column, help_text=f"{words} {told}".strip())


def _id(name: str, column: str, field: Any, words: str) -> filters.Filter:
    return IdFilter(field_name=column, help_text=words)


def _code(name: str, column: str, field: Any, words: str) -> filters.Filter:
    return CodesFilter(field.enumeration, field_name=column, help_text=words)


def _flag(name: str, column: str, field: Any, words: str) -> filters.Filter:
    return BooleanFilter(field_name=column, help_text=words)


def _period(name: str, column: str, field: Any, words: str) -> filters.Filter:
    return DateFilter(field_name=column, help_text=words)


def _text(name: str, column: str, field: Any, words: str) -> filters.Filter:
    lookup, told = ("exact", "The whole of it.") if name.endswith(WHOLE) else ("icontains", "Part of it.")
    return filters.CharFilter(field_name=column, lookup_expr=lookup, help_text=f"{words} {told}".strip())


NAMED: tuple[tuple[type[serializers.Field], Named], ...] = (
    (RowSerializer, _related), (IdField, _id), (CodeField, _code), (serializers.BooleanField, _flag),
    (PeriodField, _period), (serializers.CharField, _text),
)  # fmt: skip
RANGES = (
    (serializers.DateField, "_on", DateFilter, DAYS), (serializers.DateTimeField, "_at", InstantFilter, INSTANTS),
    (serializers.IntegerField, "", NumberFilter, NUMBERS), (serializers.DecimalField, "", NumberFilter, NUMBERS),
)  # fmt: skip
