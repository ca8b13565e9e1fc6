"""The part of a list's address behind the question mark: which of it the list knows, and its order by name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.admin import ListFilter
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import (  # type: ignore[attr-defined]  # the stubs lack one
    ALL_VAR,
    ERROR_FLAG,
    IS_FACETS_VAR,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
)
from django.http import HttpRequest, QueryDict

VIEW, COLUMNS, ORDER = "view", "columns", "order"
ALL = "all"  # the view that shows everything
OWN = frozenset({VIEW, COLUMNS})
# Where in the list one is, and how it was come by; no part of what it shows.
PASSING = frozenset({VIEW, COLUMNS, PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR})
LONGEST = 1000


def unknown_parameters(pages: Any, request: HttpRequest, names: Iterable[str]) -> list[str]:
    """Those of the parameters that no filter of a model's pages knows any more."""
    return [name for name in names if not _is_known(pages, request, name)]


def _is_known(pages: Any, request: HttpRequest, name: str) -> bool:
    if name in PASSING | {SEARCH_VAR, ORDER_VAR, ORDER}:
        return True
    fields = [pages.date_hierarchy] if pages.date_hierarchy else []
    for filter_ in pages.get_list_filter(request):
        if isinstance(filter_, type) and issubclass(filter_, ListFilter):
            if name == getattr(filter_, "parameter_name", None):
                return True
        else:
            fields.append(filter_[0] if isinstance(filter_, tuple | list) else filter_)
    return any(name == field or name.startswith((f"{field}__", f"{field}_from", f"{field}_to")) for field in fields)


def shown_query(parameters: QueryDict, columns: Sequence[str]) -> str:
    """What a list shows, as a saved view keeps it: filters, search, and the order by its columns' names.

    The numbers of an address count the columns that one reader sees, so they mean nothing to another.
    """
    kept = sorted(
        (name, value)
        for name in parameters
        if name not in PASSING | {ORDER_VAR}
        for value in parameters.getlist(name)
        if value != ""
    )
    order = named_order(parameters.get(ORDER_VAR, ""), columns)
    query = QueryDict(mutable=True)
    for name, value in [*kept, *([(ORDER, order)] if order else [])]:
        query.appendlist(name, value)
    return query.urlencode()


def address_query(query: str, columns: Sequence[str], more: Mapping[str, str]) -> str:
    """A kept query as it stands in an address, for a reader who sees ``columns``; ``more`` comes first."""
    kept = QueryDict(query, mutable=True)
    order = numbered_order(kept.pop(ORDER, [""])[-1], columns)
    address = QueryDict(mutable=True)
    address.update(more)
    for name, values in kept.lists():
        address.setlist(name, values)
    if order:
        address[ORDER_VAR] = order
    return address.urlencode()


def named_order(numbers: str, columns: Sequence[str]) -> str:
    """``"3.-1"`` → ``"late,-number"``; numbers of no column are left out."""
    names = []
    for part in numbers.split("."):
        digits = part.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= 3 and int(digits) < len(columns):  # noqa: PLR2004
            names.append(("-" if part.startswith("-") else "") + columns[int(digits)])
    return ",".join(names)


def numbered_order(names: str, columns: Sequence[str]) -> str:
    """``"late,-number"`` → ``"3.-1"``; columns that are not shown do not order."""
    numbers = {name: str(number) for number, name in enumerate(columns)}
    parts = [
        ("-" if name.startswith("-") else "") + numbers[name.removeprefix("-")]
        for name in names.split(",")
        if name.removeprefix("-") in numbers
    ]
    return ".".join(parts)
