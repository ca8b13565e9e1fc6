"""Filters that never guess: an unknown parameter or a bad value is a 400 that names it (API.md "Lists")."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices, DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.drainage import set_override
from rest_framework.request import Request

from accounts.api.contract.errors import field_error
from accounts.clock import BEIJING

TRUTH = {"true": True, "false": False}
LARGEST_ID = 2**63 - 1
# An address's plus is a blank, unless it is written %2B; behind a time nothing else can be meant.
UNWRITTEN_PLUS = re.compile(r"(T[\d:.]+) (\d\d:\d\d)$", re.ASCII)
MOST_DAYS = 100_000
MOST = 10**15
PLACES = 10


def id_of(digits: str) -> int:
    """The id that decimal digits name; more of them than any id has are one that nothing has."""
    return int(digits[:20])


def check_parameters(request: Request, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raise a 400 for a parameter that is unknown, empty, or given twice where only one counts."""
    for name, values in request.query_params.lists():
        if name not in known:
            allowed = ", ".join(sorted(known)) or "—"
            raise field_error(
                name, _("There is no parameter of this name. Known here: %(names)s.") % {"names": allowed}, "unknown"
            )
        if any(value == "" for value in values):
            raise field_error(name, _("Give a value, or leave the parameter out."), "blank")
        if len(values) > 1 and name not in repeatable:
            raise field_error(name, _("This parameter may be given once only."), "repeated")


class StrictBooleanField(forms.Field):
    """``true`` or ``false``, nothing else."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> bool | None:
        """None where the parameter is absent."""
        if value in (None, ""):
            return None
        if value not in TRUTH:
            raise ValidationError(_("Give true or false."), code="invalid")
        return TRUTH[value]


class StrictDateField(forms.Field):
    """A date as ``YYYY-MM-DD``, whatever the language."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> date | None:
        """None where the parameter is absent."""
        if value in (None, ""):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError(_("Give a date as YYYY-MM-DD."), code="invalid") from error


class StrictInstantField(forms.Field):
    """An instant in ISO 8601; in UTC, because PostgreSQL takes no offset beyond 15:59."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> datetime | None:
        """None where the parameter is absent; without an offset it is of the service's time zone."""
        if value in (None, ""):
            return None
        try:
            instant = datetime.fromisoformat(UNWRITTEN_PLUS.sub(r"\1+\2", value))
            return (instant if instant.tzinfo else instant.replace(tzinfo=BEIJING)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Give an instant as YYYY-MM-DDTHH:MM:SS+08:00."), code="invalid") from error


class StrictNumberField(forms.DecimalField):
    """A number; places that no column has are rounded away."""

    def to_python(self, value: str | None) -> Decimal | None:  # type: ignore[override]  # the stubs' base says int
        """None where the parameter is absent."""
        number = super().to_python(value)
        if number is None or not number.is_finite() or abs(number) > MOST:
            return number
        return round(number, PLACES)


class PositiveField(forms.IntegerField):
    """An id; larger than any id is simply not found."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


class TypedFilter(filters.Filter):
    """A filter that says its type and its meaning in the schema: the library knows neither of a class of ours."""

    told: ClassVar[dict[str, Any]]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = options.get("help_text")
        set_override(self, "field", {**self.told, "description": words} if words else self.told)


class BooleanFilter(TypedFilter):
    """``?mine=true``."""

    told = {"type": "boolean"}
    field_class = StrictBooleanField


class DateFilter(TypedFilter):
    """``?due_before=2024-12-31``."""

    told = {"type": "string", "format": "date"}
    field_class = StrictDateField


class IdFilter(TypedFilter):
    """``?section=12``."""

    told = {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID}
    field_class = PositiveField


class NumberFilter(TypedFilter):
    """``?weight_min=2``."""

    told = {"type": "number", "minimum": -MOST, "maximum": MOST}
    field_class = StrictNumberField

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -MOST, "max_value": MOST, **options})


class DaysFilter(TypedFilter):
    """Days between two dates of a row, which are kept nowhere: ``?days_min=10``."""

    told = {"type": "integer", "minimum": -MOST_DAYS, "maximum": MOST_DAYS}
    field_class = forms.IntegerField
    first: ClassVar[str]
    last: ClassVar[str]

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-MOST_DAYS, max_value=MOST_DAYS, **options)

    def filter(self, queryset: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        """Compare the later date with the earlier one, so many days on."""
        if value is None:
            return queryset
        moved = ExpressionWrapper(F(self.first) + timedelta(days=value), output_field=DateTimeField())
        return queryset.filter(**{f"{self.last}__{self.lookup_expr}": moved})


class PercentFilter(NumberFilter):
    """``?progress_min=40``."""

    told = {"type": "number", "minimum": 0, "maximum": 100}

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, **options)


class InstantFilter(TypedFilter):
    """``?updated_after=2024-09-20T08:00:00%2B08:00``."""

    told = {"type": "string", "format": "date-time"}
    field_class = StrictInstantField


class CodesFilter(filters.MultipleChoiceFilter):
    """One or several codes of an enumeration: ``?rag=red&rag=amber``."""

    def __init__(self, choices: type[Choices], **options: Any) -> None:
        words = format_lazy(
            _("“%(value)s” is not known here. Give one of: {codes}."), codes=", ".join(map(str, choices.values))
        )
        super().__init__(choices=choices.choices, distinct=False, error_messages={"invalid_choice": words}, **options)


class IdOrCodeFilter(TypedFilter, filters.CharFilter):
    """A related row by its id or its code: ``?lead_department=fgw``."""

    told = {"type": "string"}

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Digits are an id, anything else a code."""
        if not value:
            return queryset
        if value.isascii() and value.isdigit():
            return queryset.filter(Q(**{f"{self.field_name}__pk": id_of(value)}))
        return queryset.filter(Q(**{f"{self.field_name}__code": value}))


class RowFilterSet(filters.FilterSet):
    """Base of every list's filters; knows which of its parameters may be given several times.

    It is made of the filters that are asked for alone: to copy and label thirty others that do nothing would take
    longer than the list.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **options: Any) -> None:
        asked, every = data or {}, type(self).base_filters
        self.__dict__["base_filters"] = {name: every[name] for name in every if name in asked}
        super().__init__(data, *args, **options)

    @classmethod
    def repeatable(cls) -> set[str]:
        """Names of parameters that take several values."""
        return {name for name, field in cls.base_filters.items() if isinstance(field, filters.MultipleChoiceFilter)}
