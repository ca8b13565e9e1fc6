"""Regions, departments, posts, accounts and devices: the security administrator's pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.access import Capability
from accounts.console.base import ConsoleForm, ConsoleInline, ConsoleModelAdmin
from accounts.console.cells import example_badge
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Department, Device, Post, PostCharge, Region, User

ACCOUNTS = (Capability.MANAGE_ACCOUNTS,)
DIRECTORY = (Capability.SEE_REGION, Capability.CONFIGURE)


def of_own_region(request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The directory of the user's region; administrators, who have none, see every region's."""
    region_id = reader(request).region_id
    return queryset.filter(region_id=region_id) if region_id else queryset


@admin.register(Region, site=site)
class RegionAdmin(ConsoleModelAdmin):
    viewers = changers = (*ACCOUNTS, Capability.CONFIGURE)
    adders = ACCOUNTS
    fields = (("code", "name"), ("sends_from", "sends_until"), "notice_word")
    list_display = ("name", "code", "sends_from", "sends_until")
    search_fields = ("name", "code")


@admin.register(Department, site=site)
class DepartmentAdmin(ConsoleModelAdmin):
    viewers = DIRECTORY
    adders = changers = ACCOUNTS
    fields = (
        ("region", "parent"),
        ("code", "name"),
        ("kind", "position"),
        ("is_illustrative", "is_named_in_report"),
        ("needs_confirmation", "is_active"),
    )
    list_display = ("name_and_origin", "code", "kind", "parent", "people", "is_named_in_report", "is_active")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("is_illustrative", BooleanRadioFilter),
        ("is_active", BooleanRadioFilter),
    )
    list_select_related = ("parent",)
    search_fields = ("name", "code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        counted = super().get_queryset(request).annotate(active_people=Count("users", filter=Q(users__is_active=True)))
        return of_own_region(request, counted)

    @display(description=_("department"), ordering="position")
    def name_and_origin(self, department: Department) -> str:
        return example_badge(department.name, shown=department.is_illustrative)

    @display(description=_("active accounts"), ordering="active_people")
    def people(self, department: Department) -> int:
        return department.active_people  # type: ignore[attr-defined]  # annotated above


class PostChargeInline(ConsoleInline):
    viewers = DIRECTORY
    adders = changers = deleters = ACCOUNTS
    model = PostCharge


@admin.register(Post, site=site)
class PostAdmin(ConsoleModelAdmin):
    viewers = DIRECTORY
    adders = changers = ACCOUNTS
    fields = (("region", "department"), ("kind", "title"), ("holder", "held_since"))
    inlines = (PostChargeInline,)
    list_display = ("title", "department", "kind", "holder", "held_since")
    list_filter = (("kind", ChoicesDropdownFilter), ("department", RelatedDropdownFilter))
    list_select_related = ("department", "holder")
    search_fields = ("title", "department__name", "holder__name")
    autocomplete_fields = ("holder",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return of_own_region(request, super().get_queryset(request))


class AccountForm(ConsoleForm, UserChangeForm):
    """An account's details; its password has a page of its own."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "region", "department", "email", "phone", "language", "is_active")


class NewAccountForm(ConsoleForm, UserCreationForm):
    """An account with its first password."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "region", "department", "email", "phone", "language")


@admin.register(User, site=site)
class UserAdmin(ConsoleModelAdmin, DjangoUserAdmin):  # type: ignore[misc]  # both log, one on purpose nothing
    """Accounts; nobody is deleted, since history and duties name them: they are made inactive."""

    viewers = adders = changers = ACCOUNTS
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AdminPasswordChangeForm
    fieldsets = (
        (None, {"fields": (("username", "name"), ("role", "is_active"), ("region", "department"), "password")}),
        (_("How to reach the person"), {"fields": (("email", "phone"), "language")}),
        (_("Use"), {"fields": (("last_login", "created_at", "is_demonstration"),)}),
    )
    add_fieldsets = (
        (None, {"fields": (("username", "name"), "role", ("region", "department"), ("password1", "password2"))}),
        (_("How to reach the person"), {"fields": (("email", "phone"), "language")}),
    )
    readonly_fields = ("last_login", "created_at", "is_demonstration")
    filter_horizontal = ()
    list_display = ("username", "name", "role", "department", "email", "last_login", "is_active")
    list_filter = (
        ("role", ChoicesDropdownFilter),
        ("department", RelatedDropdownFilter),
        ("is_active", BooleanRadioFilter),
    )
    list_select_related = ("department",)
    search_fields = ("username", "name", "department__name")
    ordering = ("username",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "name":
            field.label = _("Full name")
        return field


@admin.register(Device, site=site)
class DeviceAdmin(ConsoleModelAdmin):
    """Log-ins of phones and programs; deleting one refuses its token on the very next request."""

    viewers = deleters = ACCOUNTS
    fields = (("user", "name"), ("address", "created"), "expiry")
    list_display = ("name", "user", "address", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__name")
    date_hierarchy = "created"
