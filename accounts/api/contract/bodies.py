"""Fields and bodies that requests of every kind share; what may be done is the services' affair."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, QuerySet
from rest_framework import serializers

from accounts.api.contract.views import ContractView
from accounts.validators import LONGEST_TEXT

PLAUSIBLE = [MinValueValidator(date(1978, 1, 1)), MaxValueValidator(date(2100, 12, 31))]


class SeenField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a row that the caller may see; any other is unknown."""

    def __init__(self, model: type[Model], seen: Callable[[ContractView], QuerySet[Any]], **options: Any) -> None:
        self.seen = seen
        super().__init__(queryset=model._default_manager.none(), **options)

    def get_queryset(self) -> QuerySet[Any]:
        """Rows that may be named."""
        return self.seen(cast("ContractView", self.context["view"]))


class TextField(serializers.CharField):
    """A text of some paragraphs; what it may contain is the model's affair."""

    def __init__(self, **options: object) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        super().__init__(**options)  # type: ignore[arg-type]  # options are the base's own


class ReasonBody(serializers.Serializer):
    """Why something is sent back, waived, or taken back."""

    reason = TextField()
