"""All of the history, for the auditor (DOMAIN §7)."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models
from pghistory.models import Events
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.decorators import display
from unfold.views import ChangeList

from accounts.access import Capability
from accounts.console.base import ConsoleModelAdmin
from accounts.console.site import site
from accounts.console.timeline import in_words


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
