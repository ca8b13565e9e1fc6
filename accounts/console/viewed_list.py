"""A list with views to choose from, and columns to show or hide (CONSOLE.md "filters, saved views, columns")."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.admin.views.main import ORDER_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.text import capfirst

from accounts.access import Capability, may
from accounts.console.base import ConsoleModelAdmin
from accounts.console.list_address import (
    ALL,
    COLUMNS,
    LONGEST,
    VIEW,
    address_query,
    named_order,
    numbered_order,
    shown_query,
)
from accounts.console.reader import reader
from accounts.models import DefaultView, SavedView
from accounts.queries import views_visible_to

TICKED, CHOOSING = "column", "choose_columns"


@dataclass(frozen=True, slots=True)
class Chip:
    """A view as it stands above the list."""

    view: SavedView
    address: str
    is_open: bool
    is_default: bool


class ViewedAdmin(ConsoleModelAdmin):
    """Base of the pages of models whose lists have views; ``always_shown`` are columns that cannot be hidden."""

    list_before_template = "console/saved_views.html"
    always_shown: ClassVar[tuple[str, ...]] = ()

    @property
    def page(self) -> str:
        """The list's name in the views that are kept of it."""
        return self.opts.label_lower

    def get_list_display(self, request: HttpRequest) -> Sequence[str]:
        return self.shown_columns(request.GET.get(COLUMNS, ""))

    def shown_columns(self, chosen: str) -> list[str]:
        """The columns that an address or a view asks for, in the list's own order; all if it asks for none."""
        names = chosen.split(",") if chosen else []
        known = [name for name in self.list_display if name in names]
        if not known:
            return list(self.list_display)
        return [name for name in self.list_display if name in known or name in self.always_shown]

    def numbered_columns(self, request: HttpRequest, columns: Sequence[str]) -> list[str]:
        """Columns as the numbers of an order count them: the box to tick comes first, where there is one."""
        return [*(["action_checkbox"] if self.get_actions(request) else []), *columns]

    def present_query(self, request: HttpRequest) -> str:
        """What the list shows now, as a view would keep it."""
        columns = self.shown_columns(request.GET.get(COLUMNS, ""))
        return shown_query(request.GET, self.numbered_columns(request, columns))

    def address_of(self, view: SavedView, request: HttpRequest) -> str:
        """Where a view leads, for this reader."""
        chosen = self.kept_columns(view.columns)
        numbered = self.numbered_columns(request, self.shown_columns(chosen))
        more = {VIEW: str(view.pk)} | ({COLUMNS: chosen} if chosen else {})
        return f"?{address_query(view.query, numbered, more)}"

    def kept_columns(self, columns: Sequence[str]) -> str:
        """Columns for an address; nothing if that is all of them."""
        known = [name for name in self.list_display if name in columns]
        return "" if len(known) in {0, len(self.list_display)} else ",".join(known)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; without anything behind its address, as the reader has chosen that it opens."""
        if request.method == "GET" and CHOOSING in request.GET:
            return HttpResponseRedirect(f"?{self._with_columns(request)}")
        if request.method == "GET" and not request.GET:
            default = DefaultView.objects.filter(user=reader(request), page=self.page).select_related("view").first()
            if default is not None and views_visible_to(reader(request), self.page).filter(pk=default.view_id).exists():
                return HttpResponseRedirect(self.address_of(default.view, request))
        shown = {} if "_popup" in request.GET else {"views": self._views(request)}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def _with_columns(self, request: HttpRequest) -> str:
        """The same list with other columns: an order keeps to the columns that it names."""
        before = self.numbered_columns(request, self.shown_columns(request.GET.get(COLUMNS, "")))
        chosen = self.kept_columns([*request.GET.getlist(TICKED), *self.always_shown])
        after = self.numbered_columns(request, self.shown_columns(chosen))
        address = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            if name not in {CHOOSING, TICKED, COLUMNS, ORDER_VAR, "p"}:
                address.setlist(name, values)
        address.setdefault(VIEW, ALL)
        order = numbered_order(named_order(request.GET.get(ORDER_VAR, ""), before), after)
        address.update({name: value for name, value in ((COLUMNS, chosen), (ORDER_VAR, order)) if value})
        return address.urlencode()

    def _views(self, request: HttpRequest) -> dict[str, Any]:
        user, chosen = reader(request), request.GET.get(VIEW, "")
        default = DefaultView.objects.filter(user=user, page=self.page).values_list("view_id", flat=True).first()
        chips = [
            Chip(view, self.address_of(view, request), chosen == str(view.pk), view.pk == default)
            for view in views_visible_to(user, self.page)
        ]
        query, columns = self.present_query(request), self.kept_columns(self.get_list_display(request))
        present = next((chip.view for chip in chips if chip.is_open), None)
        shown = set(self.get_list_display(request))
        return {
            "page": self.page,
            "chips": chips,
            "present": present,
            "is_own": present is not None and present.owner_id == user.pk,
            "is_default": present is not None and present.pk == default,
            "has_default": default is not None,
            "is_changed": present is not None
            and (present.query, self.kept_columns(present.columns)) != (query, columns),
            "is_all": present is None and not query and not columns,
            "query": query[:LONGEST],
            "columns": columns,
            "may_share": may(user, Capability.SUPERVISE),
            "choices": [
                (name, self._heading(name), name in shown, name in self.always_shown) for name in self.list_display
            ],
            "others": [(name, value) for name, values in request.GET.lists() if name != "p" for value in values],
        }

    def _heading(self, name: str) -> str:
        """A column's heading."""
        column = getattr(self, name, None)
        label = getattr(column, "short_description", None)
        return capfirst(str(label or self.opts.get_field(name).verbose_name))
