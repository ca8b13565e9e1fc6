"""What every page of a model has in common: rights by role, lost-update check, refusals at the form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from accounts.access import Capability, may
from accounts.console.list_address import ALL, OWN, VIEW, unknown_parameters
from accounts.console.reader import reader
from accounts.console.timeline import lines_of
from accounts.errors import InvalidInput, Refusal, StaleVersion
from accounts.models import User

Capabilities = tuple[Capability, ...]


class RoleRights:
    """Decides by the role's capabilities, the only place where the console does (DOMAIN §6).

    Accounts hold no Django permissions. Whoever may change may also view; an empty tuple means nobody.
    """

    viewers: ClassVar[Capabilities] = ()
    adders: ClassVar[Capabilities] = ()
    changers: ClassVar[Capabilities] = ()
    deleters: ClassVar[Capabilities] = ()

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, *self.viewers, *self.changers)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, *self.adders)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, *self.changers)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, *self.deleters)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @staticmethod
    def _may(request: HttpRequest, *capabilities: Capability) -> bool:
        return any(may(reader(request), capability) for capability in capabilities)


def explain(form: forms.BaseForm, refusal: Refusal | ValidationError) -> None:
    """Say at the field what a service found wrong with it; where the form has no such field, above it."""
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return
    detail = str(refusal.detail) if isinstance(refusal, Refusal) else refusal.messages
    attr = getattr(refusal, "attr", None)
    form.add_error(attr if attr in form.fields else None, ValidationError(detail))


class ConsoleForm(forms.ModelForm):
    """A form that remembers which version it shows and can show why a service refused it."""

    refusal: ClassVar[Refusal | ValidationError | None] = None

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal is not None:
            explain(self, self.refusal)
        return cleaned


class ConsoleChangeList(ChangeList):
    """A list whose address may also name a view and columns, which filter nothing."""

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """The filters of an address. Refused are those with a character that the database has no text for."""
        filters = {name: value for name, value in super().get_filters_params(params).items() if name not in OWN}
        if any("\0" in text for values in filters.values() for text in values):
            raise IncorrectLookupParameters
        return filters


class ConsoleModelAdmin(RoleRights, ModelAdmin):
    """Base of every model's pages.

    ``visible`` is the query that decides which rows a user sees; without it the role alone decides.
    ``exported_as`` names the kind of export that the list has a button for; empty for none.
    History is written by database triggers (DOMAIN §7), hence Django's own log is not kept as a second one.
    """

    form = ConsoleForm
    visible: ClassVar[Callable[[User], QuerySet[Any]] | None] = None
    exported_as: ClassVar[str] = ""

    change_form_before_template = "console/form_before.html"
    list_per_page = 30
    list_filter_submit = True
    list_fullwidth = True
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    actions_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = type(self).visible
        if visible is None:
            return super().get_queryset(request)
        return visible(reader(request)).order_by(*self.get_ordering(request))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return [name for name in super().get_fields(request, obj) if name != "seen_version"]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "console_refusal", None)
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal is not None else form

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the rows that the user sees in their own list, so that regions do not see each other's."""
        related = db_field.remote_field.model
        offered = related._default_manager.all()
        if self.admin_site.is_registered(related):
            pages = self.admin_site.get_model_admin(related)
            offered = pages.get_queryset(request) if pages.has_view_permission(request) else offered
        return super().formfield_for_foreignkey(db_field, request, queryset=with_relations(offered), **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; filters that it no longer knows or understands are left out, and the reader is told so."""
        try:
            response = super().changelist_view(request, extra_context)
        except DisallowedModelAdminLookup:
            return self._without_unknown(request)
        is_refused = response.status_code == HTTPStatus.FOUND and response["Location"].endswith(f"?{ERROR_FLAG}=1")
        return self._without_unknown(request) if is_refused else response

    def _without_unknown(self, request: HttpRequest) -> HttpResponse:
        """The same list without the filters that do not exist; without any, if it still would not understand."""
        unknown = unknown_parameters(self, request, request.GET)
        kept = request.GET.copy()
        if unknown:
            for name in unknown:
                del kept[name]
            words = _("This list has no such filter any more, it was left out: %(names)s")
            messages.warning(request, words % {"names": "、".join(unknown)})
        else:
            kept = QueryDict(mutable=True)
            messages.warning(request, _("This list did not understand its filters; everything is shown."))
        kept.setdefault(VIEW, ALL)
        return HttpResponseRedirect(f"{request.path}?{kept.urlencode()}")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ConsoleChangeList

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str | None) -> HttpResponse:
        """What is not there, or not for this reader, is not found; Django would send them to the dashboard."""
        raise Http404

    def summary_of(self, row: Any, request: HttpRequest) -> dict[str, Any]:
        """What ``change_form_outer_before_template`` shows of a row above its form."""
        return {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form; what a service or the database refuses comes back at the form, nothing typed is lost."""
        row = self.get_object(request, object_id) if object_id else None
        extra_context = {**(extra_context or {}), **(self.summary_of(row, request) if row is not None else {})}
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refusal, ValidationError) as refusal:
            request.console_refusal = refusal  # type: ignore[attr-defined]  # get_form reads it
        except IntegrityError:
            request.console_refusal = InvalidInput(  # type: ignore[attr-defined]  # as above
                _("This contradicts what is stored already; it may have been changed meanwhile. Check the values.")
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the triggers recorded of a row that the user sees."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "object": obj,
            "opts": self.opts,
            "lines": lines_of(obj),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "console/history.html", context)

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Save unless somebody else saved since the form was opened."""
        if change and hasattr(obj, "version"):
            require_version(obj, form.cleaned_data.get("seen_version"))
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """See the class: triggers record it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """See the class: triggers record it."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """See the class: triggers record it."""


class ConsoleInline(RoleRights, TabularInline):
    """Rows of another model on its parent's page."""

    extra = 0
    show_change_link = False
    hide_title = True  # it would repeat the parent and the first column above each row

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Name each field for screen readers: in a table the heading above is no label."""
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name))
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_relations(super().get_queryset(request))

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Ask for what may be chosen once in a request, not for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        is_parent = db_field.remote_field.model is self.parent_model
        if field is not None and request.method == "GET" and not is_parent and self.has_change_permission(request):
            asked: dict[Any, Any] = request.__dict__.setdefault("console_choices", {})
            if db_field not in asked:
                asked[db_field] = list(field.choices)
            field.choices = asked[db_field]
        return field


def with_relations(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with all that they point to, since a row's name is often made of its relations' names."""
    relations = [field.name for field in queryset.model._meta.fields if isinstance(field, ForeignKey)]
    return queryset.select_related(*relations) if relations else queryset


def require_version(obj: Model, seen: int | None) -> None:
    """Lock the row and raise :class:`StaleVersion` unless it is still the version that the form showed."""
    current = type(obj)._default_manager.select_for_update().values_list("version", flat=True).get(pk=obj.pk)
    if seen != current:
        raise StaleVersion(current_version=current)


def run(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Call a service in its transaction and tell the user what came of it; True if it was done."""
    try:
        with transaction.atomic():
            action()
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return False
    messages.success(request, done)
    return True
