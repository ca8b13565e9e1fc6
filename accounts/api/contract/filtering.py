"""Filters that never guess: an unknown parameter or a bad value is a 400 that names it (API.md "Lists")."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from accounts.api.contract.errors import field_error
from accounts.clock import BEIJING

TRUTH = {"true": True, "false": False}
LARGEST_ID = 2**63 - 1


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
            instant = datetime.fromisoformat(value)
            return (instant if instant.tzinfo else instant.replace(tzinfo=BEIJING)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Give an instant as YYYY-MM-DDTHH:MM:SS+08:00."), code="invalid") from error


class PositiveField(forms.IntegerField):
    """An id; larger than any id is simply not found."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


@extend_schema_field(OpenApiTypes.BOOL)
class BooleanFilter(filters.Filter):
    """``?mine=true``."""

    field_class = StrictBooleanField


@extend_schema_field(OpenApiTypes.DATE)
class DateFilter(filters.Filter):
    """``?due_before=2024-12-31``."""

    field_class = StrictDateField


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID})
class IdFilter(filters.Filter):
    """``?section=12``."""

    field_class = PositiveField


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 100})
class PercentFilter(filters.NumberFilter):
    """``?progress_min=40``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, **options)


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantFilter(filters.Filter):
    """``?updated_after=2024-09-20T08:00:00%2B08:00``."""

    field_class = StrictInstantField


class CodesFilter(filters.MultipleChoiceFilter):
    """One or several codes of an enumeration: ``?rag=red&rag=amber``."""

    def __init__(self, choices: type[Choices], **options: Any) -> None:
        super().__init__(choices=choices.choices, distinct=False, **options)


@extend_schema_field(OpenApiTypes.STR)
class IdOrCodeFilter(filters.CharFilter):
    """A related row by its id or its code: ``?lead_department=fgw``."""

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Digits are an id, anything else a code."""
        if not value:
            return queryset
        if value.isascii() and value.isdigit():
            return queryset.filter(Q(**{f"{self.field_name}__pk": id_of(value)}))
        return queryset.filter(Q(**{f"{self.field_name}__code": value}))


class RowFilterSet(filters.FilterSet):
    """Base of every list's filters; knows which of its parameters may be given several times."""

    @classmethod
    def repeatable(cls) -> set[str]:
        """Names of parameters that take several values."""
        return {name for name, field in cls.base_filters.items() if isinstance(field, filters.MultipleChoiceFilter)}
