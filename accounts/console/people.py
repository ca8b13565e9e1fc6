"""Regions, departments, posts and devices: the security administrator's pages."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console.base import ConsoleInline, ConsoleModelAdmin
from accounts.console.cells import example_badge
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Department, Device, Post, PostCharge, Region

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the region, which names the post of a district leader."""
        return super().get_queryset(request).select_related("post__region", "department")


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


@admin.register(Device, site=site)
class DeviceAdmin(ConsoleModelAdmin):
    """Log-ins of phones and programs; deleting one refuses its token on the very next request."""

    viewers = deleters = ACCOUNTS
    fields = (("user", "name"), ("address", "created"), "expiry")
    list_display = ("name", "user", "address", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__name")
    date_hierarchy = "created"
