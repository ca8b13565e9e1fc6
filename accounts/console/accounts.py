"""Accounts: made, changed, and given a one-time password by the security administrator (DOMAIN §6)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display
from unfold.forms import UserCreationForm

from accounts.access import Capability, require
from accounts.console.base import ConsoleForm, ConsoleModelAdmin, run
from accounts.console.cells import badge
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.errors import Refusal
from accounts.models import User
from accounts.services import people
from accounts.services.password_attempts import locks_of

ACCOUNTS = (Capability.MANAGE_ACCOUNTS,)


class AccountForm(ConsoleForm):
    """An account's details; its password has a page of its own."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "region", "department", "email", "phone", "language", "is_active")


class NewAccountForm(ConsoleForm, UserCreationForm):
    """An account with its first password, which its owner has to replace."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "region", "department", "email", "phone", "language")


class LoginFilter(DropdownFilter):
    """Whether somebody has ever used the account."""

    title = _("use")
    parameter_name = "login"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("never", _("Never logged in")), ("password", _("Must choose a new password"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "never":
            return queryset.filter(last_login=None)
        return queryset.filter(must_change_password=True) if self.value() == "password" else queryset


@admin.register(User, site=site)
class UserAdmin(ConsoleModelAdmin, DjangoUserAdmin):  # type: ignore[misc]  # both log, one on purpose nothing
    """Accounts; nobody is deleted, since history and duties name them: they are made inactive."""

    viewers = adders = changers = ACCOUNTS
    form = AccountForm
    add_form = NewAccountForm
    change_form_outer_before_template = "console/account_summary.html"
    fieldsets = (
        (None, {"fields": (("username", "name"), ("role", "is_active"), ("region", "department"))}),
        (_("How to reach the person"), {"fields": (("email", "phone"), "language")}),
        (_("Use"), {"fields": (("last_login", "created_at"), ("must_change_password", "is_demonstration"))}),
    )
    add_fieldsets = (
        (None, {"fields": (("username", "name"), "role", ("region", "department"), ("password1", "password2"))}),
        (_("How to reach the person"), {"fields": (("email", "phone"), "language")}),
    )
    readonly_fields = ("last_login", "created_at", "must_change_password", "is_demonstration")
    filter_horizontal = ()
    list_display = ("username", "full_name", "role", "department", "email", "last_login", "state")
    list_filter = (
        ("role", ChoicesDropdownFilter),
        ("department", RelatedDropdownFilter),
        LoginFilter,
        ("is_active", BooleanRadioFilter),
    )
    list_select_related = ("department",)
    search_fields = ("username", "name", "department__name", "email", "phone")
    ordering = ("username",)
    actions = ("deactivate",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "name":
            field.label = _("Full name")
        return field

    def summary_of(self, row: User, request: HttpRequest) -> dict[str, Any]:
        return {"is_own_account": row.pk == request.user.pk, "locks": locks_of(row)}

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Hand what was filled in to the service."""
        said = {name: form.cleaned_data[name] for name in form.cleaned_data if name in people.DETAILS}
        if change:
            version = form.cleaned_data.get("seen_version")
            changes = {name: said[name] for name in form.changed_data if name in said}
            people.update_account(user_id=obj.pk, by=reader(request), version=version, changes=changes)
        else:
            password = form.cleaned_data["password1"]
            obj.pk = people.create_account(by=reader(request), password=password, details=said).pk

    @admin.action(description=_("Make inactive"), permissions=["change"])
    def deactivate(self, request: HttpRequest, chosen: Any) -> None:
        """End the chosen accounts; each that has to stay says why."""
        ended = 0
        for user in chosen.filter(is_active=True).order_by("pk"):
            try:
                people.update_account(user_id=user.pk, by=reader(request), version=None, changes={"is_active": False})
                ended += 1
            except Refusal as refusal:
                self.message_user(request, f"{user}：{refusal.detail}", level="error")
        words = ngettext("%(count)s account is inactive now.", "%(count)s accounts are inactive now.", ended)
        self.message_user(request, words % {"count": ended}, level="success" if ended else "warning")

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Give a one-time password and show it this once; what is refused is said on the page."""
        user = self.get_object(request, id)
        if user is None or not self.has_change_permission(request, user):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("One-time password"),
            "account": user,
            "opts": self.opts,
        }
        if request.method == "POST":
            try:
                context["password"] = people.reset_password(user_id=user.pk, by=reader(request))
            except Refusal as refusal:
                context["fault"] = refusal.detail
        response = TemplateResponse(request, "console/one_time_password.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @display(description=_("Full name"), ordering="name")
    def full_name(self, user: User) -> str:
        return user.name

    @display(description=_("state"), ordering="is_active")
    def state(self, user: User) -> SafeString:
        if not user.is_active:
            return badge(gettext("Inactive"), "plain")
        if user.must_change_password:
            return badge(gettext("Must choose a new password"), "note")
        return badge(gettext("Active"), "good")


@require_POST
def lift_lock_page(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let an account log in again at once, and stay on its page."""
    require(reader(request), Capability.MANAGE_ACCOUNTS)
    if not User.objects.filter(pk=user_id).exists():
        raise Http404
    run(
        request,
        lambda: people.lift_lock(user_id=user_id, by=reader(request)),
        gettext("The lock is lifted; this person can log in at once."),
    )
    return HttpResponseRedirect(reverse("console:accounts_user_change", args=[user_id]))


site.add_page("accounts/<int:user_id>/lift-lock/", lift_lock_page, "lift_lock")
