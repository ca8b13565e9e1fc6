"""The history that database triggers keep, in words: who changed what, when, from what to what (DOMAIN §7)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pghistory.models import Events

from accounts.models import User

BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at", "standing_on"})
LONGEST_SHOWN = 120
LONGEST_NAME = 40
NEWEST = 100

# How a field that is stored as data for programs reads; the app that owns the field says so.
IN_WORDS: dict[str, Callable[[Any], str]] = {}

ACTIONS = {"insert": _("created"), "update": _("changed"), "delete": _("deleted"), "simulated": _("simulated")}


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as a reader would write them."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Who did what to which row, and when."""

    at: datetime
    who: str
    action: str
    model: str
    row: str
    request_id: str
    changes: tuple[Change, ...]


def lines_of(obj: Model) -> list[HistoryLine]:
    """The newest changes of a row, newest first."""
    return in_words(Events.objects.tracks(obj).order_by("-pgh_created_at", "-pgh_id")[:NEWEST])


def in_words(events: Iterable[Events]) -> list[HistoryLine]:
    """Events as lines; one query for the people, one for each kind of related row that is named."""
    listed = list(events)
    names = _names(listed)
    people = User.objects.in_bulk({_actor(event) for event in listed} - {None})
    return [
        HistoryLine(
            at=event.pgh_created_at,
            who=str(people.get(_actor(event), gettext("the system"))),
            action=str(ACTIONS.get(event.pgh_label, event.pgh_label)),
            model=str(tracked_model(event)._meta.verbose_name),
            row=event.pgh_obj_id or "",
            request_id=str((event.pgh_context or {}).get("request_id") or ""),
            changes=tuple(
                Change(str(field.verbose_name), _shown(field, before, names), _shown(field, after, names))
                for field, before, after in _changed(event)
            ),
        )
        for event in listed
    ]


def names_of(events: Iterable[Events]) -> dict[str, str]:
    """What the rows are called now: number of the record → name; deleted ones are left out (a query per kind)."""
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for event in events:
        if event.pgh_obj_id is not None:
            wanted[tracked_model(event)].add(event.pgh_obj_id)
    names = {}
    for model, keys in wanted.items():
        relations = [field.name for field in model._meta.fields if isinstance(field, ForeignKey)]
        rows = model._base_manager.filter(pk__in=keys)
        for row in rows.select_related(*relations) if relations else rows:
            text = str(row)
            names[str(row.pk)] = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
    return names


def tracked_model(event: Events) -> type[Model]:
    """The model whose rows the event is about."""
    return apps.get_model(event.pgh_obj_model)


def _actor(event: Events) -> int | None:
    return (event.pgh_context or {}).get("user")


def _changed(event: Events) -> Iterator[tuple[Any, Any, Any]]:
    model = tracked_model(event)
    for column, (before, after) in sorted((event.pgh_diff or {}).items()):
        if column in BOOKKEEPING:
            continue
        try:
            field = model._meta.get_field(column.removesuffix("_id"))
        except FieldDoesNotExist:
            continue
        yield field, before, after


def _names(events: Iterable[Events]) -> dict[tuple[type[Model], Any], str]:
    """Names of the related rows that the changes mention."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for event in events:
        for field, *values in _changed(event):
            if isinstance(field, ForeignKey):
                wanted[field.related_model].update(value for value in values if value is not None)
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._base_manager.in_bulk(keys).items()
    }


def _shown(field: Field[Any, Any], value: Any, names: dict[tuple[type[Model], Any], str]) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), f"#{value}")
    if str(field) in IN_WORDS:
        return IN_WORDS[str(field)](value)
    return _plainly(field, value)


def _plainly(field: Field[Any, Any], value: Any) -> str:
    """A value that names no other row."""
    if isinstance(field, ArrayField):
        return "、".join(_plainly(field.base_field, each) for each in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, DateTimeField):
        return date_format(datetime.fromisoformat(value), "DATETIME_FORMAT")
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    text = str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
