"""Rows: one declaration gives the columns to read, the answer's shape and its schema.

Lists and details come from ``.values()``, never from model instances (PERFORMANCE.md: 2.5 times the
requests per second). A :class:`RowSerializer` is an ordinary DRF serializer to the schema; what it adds
is :meth:`columns` for the query and :meth:`shape` for the answer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar

from django.db.models import Choices, QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

# A row of ``.values()``, or a tuple of ``.values_list()`` with the place of each column.
Row = Any
Places = Mapping[str, int]
Shaper = Callable[[Row], Any]


@cache
def labels(choices: type[Choices], language: str | None) -> dict[Any, str]:
    """Code → label of an enumeration in a language, which must be the active one."""
    return {value: str(label) for value, label in choices.choices}


class CodeField(serializers.ChoiceField):
    """An enumeration's code; a blank one in the database is null in the API."""

    def __init__(self, choices: type[Choices], **options: Any) -> None:
        self.enumeration = choices
        super().__init__(choices.choices, **options)


class LabelField(serializers.CharField):
    """The label of a code in the caller's language; ``stage_label`` stands for ``stage``."""

    def __init__(self, choices: type[Choices], **options: Any) -> None:
        self.enumeration = choices
        options.setdefault("help_text", "The code in the caller's language (Accept-Language).")
        super().__init__(**options)


class IdField(serializers.IntegerField):
    """The id of a row: its own, or of one that is not told of further."""


class PeriodField(serializers.DateField):
    """A month, quarter or year by its first day."""


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class ClockField(serializers.TimeField):
    """A time by a clock on the wall: hours, minutes, perhaps seconds, and no offset.

    JSON Schema's own format of a time wants an offset (RFC 3339), which a wall has not.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M:%S", "%H:%M"], **options)


class DecimalString(serializers.DecimalField):
    """A number that is exact: a string in JSON."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_digits", None)
        options.setdefault("decimal_places", None)
        super().__init__(**options)


class DerivedField(serializers.Field):
    """A field that is worked out from the value of its column."""

    def derive(self, value: Any) -> Any:
        """The answer's value for the column's."""
        raise NotImplementedError


class RowSerializer(serializers.Serializer):
    """Declares a row. Fields read the column of their name or ``source``; nested rows follow a relation.

    ``attached`` names the fields that the view adds afterwards, from one more query for the whole page;
    ``expandable`` those of them that it adds only if the caller asks for them with ``expand=``.
    """

    attached: ClassVar[tuple[str, ...]] = ()
    expandable: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[str] = "id"

    @classmethod
    def columns(cls, prefix: str = "") -> list[str]:
        """Names for ``.values()``."""
        names: list[str] = []
        for name, field in cls._declared_fields.items():
            if cls._is_added_later(name):
                continue
            column = prefix + column_of(name, field)
            names += field.columns(f"{column}__") if isinstance(field, RowSerializer) else [column]
        return list(dict.fromkeys(names))

    @classmethod
    def shaper(cls, prefix: str = "", places: Places | None = None) -> Shaper:
        """A function that turns one row into the answer's object in the active language.

        None where a relation is empty. What needs no work is copied in one step, which is most of a page. With
        ``places`` the rows are tuples of ``.values_list()``, which cost less where there are many.
        """
        fields = {name: field for name, field in cls._declared_fields.items() if not cls._is_added_later(name)}
        columns = {name: prefix + column_of(name, field) for name, field in fields.items()}
        read = [f"{columns[name]}__{field.key}" if isinstance(field, RowSerializer) else columns[name]
                for name, field in fields.items()]  # fmt: skip
        pick, names = _picker([_place(column, places) for column in read]), tuple(fields)
        worked_out = [
            (name, work) for name, field in fields.items() if (work := _work(columns[name], field, places)) is not None
        ]
        key = _place(prefix + cls.key, places) if prefix else None

        def shape(row: Row) -> Any:
            if key is not None and row[key] is None:
                return None
            shaped = dict(zip(names, pick(row), strict=True))
            for name, work in worked_out:
                shaped[name] = work(row)
            return shaped

        return shape

    @classmethod
    def shape(cls, row: Row) -> dict[str, Any]:
        """One row as the answer's object, without the attached fields."""
        shaped: dict[str, Any] = shaper_of(cls, get_language())(row)
        return shaped

    @classmethod
    def _is_added_later(cls, name: str) -> bool:
        return name in cls.attached or name in cls.expandable


@cache
def shaper_of(serializer: type[RowSerializer], language: str | None) -> Shaper:
    """The shaper of a row in a language, which must be the active one."""
    return serializer.shaper()


@cache
def tuple_shaper_of(serializer: type[RowSerializer], language: str | None) -> Shaper:
    """The same for tuples of ``.values_list(*serializer.columns())``."""
    return serializer.shaper(places={column: place for place, column in enumerate(serializer.columns())})


def hide_unseen(rows: Collection[dict[str, Any]], relation: str, seen: QuerySet[Any]) -> None:
    """Let no row name a related one that is not among those that the reader sees. At most one query."""
    named = {row[relation]["id"] for row in rows if row[relation] is not None}
    if not named:
        return
    known = set(seen.filter(pk__in=named).values_list("pk", flat=True))
    for row in rows:
        if row[relation] is not None and row[relation]["id"] not in known:
            row[relation] = None


def column_of(name: str, field: serializers.Field) -> str:
    """Where a field of a row is read from, in terms of ``.values()``."""
    if field.source is not None:
        return str(field.source).replace(".", "__")
    return name.removesuffix("_label") if isinstance(field, LabelField) else name


def _place(column: str, places: Places | None) -> str | int:
    """Where a row keeps a column."""
    return column if places is None else places[column]


def _picker(read: Sequence[str | int]) -> Callable[[Row], tuple[Any, ...]]:
    """The values of columns, also of a single one."""
    if len(read) == 1:
        return lambda row: (row[read[0]],)
    return itemgetter(*read)


def _work(column: str, field: serializers.Field, places: Places | None) -> Shaper | None:
    """How a field is worked out of the row; None where the column's value is the answer's."""
    if isinstance(field, RowSerializer):
        return field.shaper(f"{column}__", places)
    place = _place(column, places)
    if isinstance(field, LabelField):
        words = labels(field.enumeration, get_language())
        return lambda row: words.get(row[place])
    if isinstance(field, CodeField) and field.allow_null:
        return lambda row: None if row[place] == "" else row[place]
    if isinstance(field, DerivedField):
        return lambda row: field.derive(row[place])
    return None
