"""All of the history, for the auditor (DOMAIN §7)."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models
from pghistory.models import Events
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter, TextFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console.base import ConsoleChangeList, ConsoleModelAdmin
from accounts.console.site import site
from accounts.console.timeline import ACTIONS, in_words, names_of
from accounts.models import User

MOST = 500


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


class PersonFilter(TextFilter):
    """Whose changes: a part of their name or user name."""

    title = _("person")
    parameter_name = "who"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Events]) -> QuerySet[Events]:
        name = (self.value() or "").replace("\0", "").strip()
        if not name:
            return queryset
        people = User.objects.filter(Q(name__icontains=name) | Q(username__icontains=name))
        return queryset.filter(pgh_context__user__in=list(people.values_list("pk", flat=True)[:MOST]))


class DayFilter(RangeDateFilter):
    """When, under a name that readers know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("at")


class ActionFilter(DropdownFilter):
    """What was done."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Events]) -> QuerySet[Events]:
        return queryset.filter(pgh_label=self.value()) if self.value() in ACTIONS else queryset


class HistoryList(ConsoleChangeList):
    """A page of history whose people and related rows are looked up once for all its lines."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        named = names_of(self.result_list)
        for event, line in zip(self.result_list, in_words(self.result_list), strict=True):
            event.line = line
            event.name = named.get(event.pgh_obj_id, "")


# The library's own names for the page are field names; readers know it as the history.
Events._meta.verbose_name = _("change")
Events._meta.verbose_name_plural = _("History")


@admin.register(Events, site=site)
class HistoryAdmin(ConsoleModelAdmin):
    """The whole audit trail, for the auditor alone; nobody can change it here or anywhere."""

    viewers = (Capability.READ_HISTORY,)
    list_display = ("at", "who", "action", "row", "changes", "request_id")
    list_display_links = None
    list_filter = (KindFilter, PersonFilter, ActionFilter, ("pgh_created_at", DayFilter))
    search_fields = ("pgh_obj_id__exact",)
    search_help_text = _("Name or number of the record")
    ordering = ("-pgh_created_at", "-pgh_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Events]:
        return Events.objects.order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Events], search_term: str
    ) -> tuple[QuerySet[Events], bool]:
        """By the record's number, or by what its own list would find it by."""
        term = search_term.strip()
        if not term:
            return queryset, False
        chosen = KindFilter(request, dict(request.GET.lists()), Events, self).value()
        ids = {term} if term.isdecimal() else set()
        tracked = apps.get_model(chosen)
        if self.admin_site.is_registered(tracked):
            pages = self.admin_site.get_model_admin(tracked)
            if pages.search_fields:
                found, _doubles = pages.get_search_results(request, tracked._base_manager.all(), term)
                ids |= {str(key) for key in found.order_by().values_list("pk", flat=True)[:MOST]}
        return queryset.filter(pgh_obj_id__in=sorted(ids)), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ConsoleChangeList]:
        return HistoryList

    @display(description=_("at"), ordering="pgh_created_at")
    def at(self, event: Events) -> datetime:
        return event.pgh_created_at

    @display(description=_("by whom"))
    def who(self, event: Events) -> str:
        return event.line.who

    @display(description=_("action"), ordering="pgh_label")
    def action(self, event: Events) -> str:
        return event.line.action

    @display(description=_("record"), ordering="pgh_obj_id")
    def row(self, event: Events) -> str:
        return f"{event.line.model} #{event.line.row} {event.name}".rstrip()

    @display(description=_("changes"))
    def changes(self, event: Events) -> SafeString:
        return render_to_string("console/changes.html", {"changes": event.line.changes})

    @display(description=_("request"))
    def request_id(self, event: Events) -> str:
        return event.line.request_id
