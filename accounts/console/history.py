"""The history that database triggers keep, in words: per object, and all of it for the auditor (DOMAIN §7)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models
from pghistory.models import Events
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.decorators import display
from unfold.views import ChangeList

from accounts.access import Capability
from accounts.console.base import ConsoleModelAdmin
from accounts.console.site import site
from accounts.models import User

BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at", "standing_on"})
LONGEST_SHOWN = 120
NEWEST = 100

ACTIONS = {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}


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


def tracked_model(event: Events) -> type[Model]:
    """The model whose rows the event is about."""
    return apps.get_model(event.pgh_obj_model)


def _actor(event: Events) -> int | None:
    return (event.pgh_context or {}).get("user")


def _changed(event: Events) -> Iterator[tuple[Field[Any, Any], Any, Any]]:
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
    if value in (None, ""):
        return "—"
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), f"#{value}")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, DateTimeField):
        return date_format(datetime.fromisoformat(value), "DATETIME_FORMAT")
    if isinstance(field, DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    text = str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


class KindFilter(DropdownFilter):
    """Which model's history; one at a time, since each model's events are a table of their own."""

    title = _("kind of record")
    parameter_name = "kind"
    default = "accounts.user"
    all_option = None

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        tracked = {model.pgh_tracked_model for model in event_models()}
        return sorted(
            ((model._meta.label_lower, str(model._meta.verbose_name)) for model in tracked), key=lambda p: p[1]
        )

    def value(self) -> str:
        chosen = super().value()
        known = {key for key, _name in self.lookup_choices}
        return chosen if chosen in known else self.default

    def queryset(self, request: HttpRequest, queryset: QuerySet[Events]) -> QuerySet[Events]:
        tracked = apps.get_model(self.value())
        return queryset.across(*event_models(tracks_model=tracked, include_missing_pgh_obj=True))


class HistoryList(ChangeList):
    """A page of history whose people and related rows are looked up once for all its lines."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for event, line in zip(self.result_list, in_words(self.result_list), strict=True):
            event.line = line


@admin.register(Events, site=site)
class HistoryAdmin(ConsoleModelAdmin):
    """The whole audit trail, for the auditor alone; nobody can change it here or anywhere."""

    viewers = (Capability.READ_HISTORY,)
    list_display = ("at", "who", "action", "row", "changes", "request_id")
    list_display_links = None
    list_filter = (KindFilter, ("pgh_created_at", RangeDateFilter))
    search_fields = ("pgh_obj_id__exact",)
    search_help_text = _("Number of the record")
    ordering = ("-pgh_created_at", "-pgh_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Events]:
        return Events.objects.order_by(*self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return HistoryList

    @display(description=_("at"), ordering="pgh_created_at")
    def at(self, event: Events) -> datetime:
        return event.pgh_created_at

    @display(description=_("who"))
    def who(self, event: Events) -> str:
        return event.line.who

    @display(description=_("action"), ordering="pgh_label")
    def action(self, event: Events) -> str:
        return event.line.action

    @display(description=_("record"), ordering="pgh_obj_id")
    def row(self, event: Events) -> str:
        return f"{event.line.model} #{event.line.row}"

    @display(description=_("changes"))
    def changes(self, event: Events) -> SafeString:
        return render_to_string("console/changes.html", {"changes": event.line.changes})

    @display(description=_("request"))
    def request_id(self, event: Events) -> str:
        return event.line.request_id
