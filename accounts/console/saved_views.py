"""Pages on which views of lists are saved, changed, chosen and deleted; the lists themselves show them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.console.base import explain
from accounts.console.list_address import LONGEST, address_query, unknown_parameters
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.console.viewed_list import ViewedAdmin
from accounts.errors import Refusal
from accounts.models import SavedView
from accounts.queries import views_visible_to
from accounts.services import views

INPUT = {"class": "db-input"}


class ShownForm(forms.Form):
    """What a list shows."""

    query = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, pages: ViewedAdmin, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages, self.request = pages, request

    def clean_query(self) -> str:
        """Refuse what the list would not understand."""
        query: str = self.cleaned_data["query"]
        parameters = QueryDict(query)
        unknown = unknown_parameters(self.pages, self.request, parameters)
        if unknown:
            raise ValidationError(_("This list has no such filter: %(names)s.") % {"names": "、".join(unknown)})
        if not is_understood(self.pages, self.request, query):
            raise ValidationError(_("This list does not understand a filter of the view. Choose the filters again."))
        return query

    def clean_columns(self) -> list[str]:
        """The columns that the list knows."""
        chosen = self.pages.kept_columns(self.cleaned_data["columns"].split(","))
        return chosen.split(",") if chosen else []


class ViewForm(ShownForm):
    """A new view."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=40, widget=forms.TextInput(attrs=INPUT))
    is_shared = forms.BooleanField(label=gettext_lazy("share with the region"), required=False)
    opens = forms.BooleanField(label=gettext_lazy("open the list with it"), required=False)


class RenameForm(forms.Form):
    """What is changed of a view without looking at its list."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=40, widget=forms.TextInput(attrs=INPUT))
    position = forms.IntegerField(
        label=gettext_lazy("position"),
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "db-input db-input-short"}),
    )
    is_shared = forms.BooleanField(label=gettext_lazy("share with the region"), required=False)


def is_understood(pages: ViewedAdmin, request: HttpRequest, query: str) -> bool:
    """Whether a list can show a kept query."""
    asked = HttpRequest()
    asked.method, asked.META, asked.user = "GET", request.META, request.user
    asked.GET = QueryDict(address_query(query, pages.numbered_columns(request, pages.list_display), {}))
    try:
        pages.get_changelist_instance(asked)
    except (IncorrectLookupParameters, SuspiciousOperation):
        return False
    return True


def pages_of(name: str, request: HttpRequest) -> ViewedAdmin:
    """The pages of a list that has views and that the reader may open. Raises Http404."""
    for pages in site._registry.values():  # noqa: SLF001  (Django names no other way to all pages)
        if isinstance(pages, ViewedAdmin) and pages.page == name and pages.has_view_permission(request):
            return pages
    raise Http404


def list_address(page: str) -> str:
    """The list's address without anything behind it."""
    return reverse(f"{site.name}:{page.replace('.', '_')}_changelist")


@require_http_methods(["GET", "POST"])
def save_page(request: HttpRequest, page: str) -> HttpResponse:
    """Keep what the list shows; what is refused comes back as a form with all that was typed."""
    pages = pages_of(page, request)
    if request.method == "GET":
        return HttpResponseRedirect(list_address(page))
    form = ViewForm(pages, request, request.POST)
    saved: list[SavedView] = []
    if form.is_valid() and _done(form, lambda: saved.append(_save(form, page, request))):
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": saved[0].name})
        return HttpResponseRedirect(list_address(page) + pages.address_of(saved[0], request))
    return _form_page(request, form, _("Save this view"), list_address(page))


def _save(form: ViewForm, page: str, request: HttpRequest) -> SavedView:
    user, said = reader(request), form.cleaned_data
    view = views.save_view(
        by=user, page=page, name=said["name"], query=said["query"], columns=said["columns"], is_shared=said["is_shared"]
    )
    if said["opens"]:
        views.open_with(by=user, page=page, view_id=view.pk)
    return view


@require_http_methods(["GET", "POST"])
def view_page(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename, share, move or delete one's own view."""
    view = get_object_or_404(SavedView, pk=view_id, owner=reader(request))
    pages = pages_of(view.page, request)
    if request.POST.get("action") == "delete":
        views.delete_view(view_id=view.pk, by=reader(request))
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return HttpResponseRedirect(f"{list_address(view.page)}?view=all")
    names = ("name", "position", "is_shared")
    form = RenameForm(request.POST or None, initial={name: getattr(view, name) for name in names})
    rename = partial(views.rename_view, view_id=view.pk, by=reader(request))
    if request.method == "POST" and form.is_valid() and _done(form, lambda: rename(**form.cleaned_data)):
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(list_address(view.page) + pages.address_of(view, request))
    back = list_address(view.page) + pages.address_of(view, request)
    return _form_page(request, form, _("Change this view"), back, is_saved=True)


@require_POST
def replace_page(request: HttpRequest, view_id: int) -> HttpResponse:
    """Let one's own view show what the list shows now."""
    view = get_object_or_404(SavedView, pk=view_id, owner=reader(request))
    pages = pages_of(view.page, request)
    form = ShownForm(pages, request, request.POST)
    if form.is_valid():
        view = views.replace_view(view_id=view.pk, by=reader(request), **form.cleaned_data)
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return HttpResponseRedirect(list_address(view.page) + pages.address_of(view, request))


@require_POST
def open_with_page(request: HttpRequest, page: str) -> HttpResponse:
    """Choose the view with which a list opens for oneself, or that it opens with everything."""
    pages, user, chosen = pages_of(page, request), reader(request), request.POST.get("view", "")
    view = views_visible_to(user, page).filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None  # noqa: PLR2004
    if view is None and chosen != "all":
        raise Http404
    views.open_with(by=user, page=page, view_id=view.pk if view else None)
    if view is None:
        messages.success(request, _("The list opens with everything again."))
        return HttpResponseRedirect(f"{list_address(page)}?view=all")
    messages.success(request, _("The list now opens with “%(name)s”.") % {"name": view.name})
    return HttpResponseRedirect(list_address(page) + pages.address_of(view, request))


def _done(form: forms.Form, action: Callable[[], Any]) -> bool:
    try:
        action()
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return False
    return True


def _form_page(
    request: HttpRequest, form: forms.Form, title: str, back: str, *, is_saved: bool = False
) -> HttpResponse:
    context = {**site.each_context(request), "title": title, "form": form, "back": back, "is_saved": is_saved}
    return TemplateResponse(request, "console/saved_view.html", context, status=400 if form.errors else 200)


site.add_page("views/of/<str:page>/save/", save_page, "save_view")
site.add_page("views/of/<str:page>/open-with/", open_with_page, "open_list_with")
site.add_page("views/<int:view_id>/", view_page, "saved_view")
site.add_page("views/<int:view_id>/replace/", replace_page, "replace_view")
