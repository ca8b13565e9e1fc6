"""Messages and their deliveries (DOMAIN §5)."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.choices import DeliveryState
from accounts.console.base import ConsoleModelAdmin, run
from accounts.console.cells import badge
from accounts.console.message_actions import actions_on
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Delivery, Notification
from accounts.notifications.resend import resend
from accounts.queries import deliveries_visible_to, messages_visible_to

EVERYONE = tuple(Capability)
STATE_TONES = {
    DeliveryState.SENT: "good",
    DeliveryState.RETRY: "warn",
    DeliveryState.FAILED: "bad",
    DeliveryState.CANCELLED: "plain",
}


class ReadFilter(DropdownFilter):
    """Whether the recipient has read it; messages called off count as neither."""

    title = _("read")
    parameter_name = "read"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("no", _("Unread")), ("yes", _("Read"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        if self.value() == "no":
            return queryset.filter(read_at=None, cancelled_at=None)
        return queryset.filter(read_at__isnull=False) if self.value() == "yes" else queryset


class RecipientFilter(DropdownFilter):
    """One's own messages, for those who also see other people's."""

    title = _("recipient")
    parameter_name = "to"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("me", _("To me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        return queryset.filter(recipient=reader(request)) if self.value() == "me" else queryset


@admin.register(Notification, site=site)
class NotificationAdmin(ConsoleModelAdmin):
    """Everyone's own messages; the supervision office sees those of its region, to know who was told."""

    viewers = EVERYONE
    visible = messages_visible_to
    change_form_outer_before_template = "console/message_summary.html"
    fields = (
        ("kind", "level"),
        ("recipient", "occasion_on"),
        ("read_at", "acknowledged_at", "postponed_until"),
    )
    list_display = ("title", "is_read", "kind", "level", "recipient", "occasion_on")
    list_filter = (
        ReadFilter,
        RecipientFilter,
        ("kind", ChoicesDropdownFilter),
        ("level", ChoicesDropdownFilter),
    )
    list_select_related = ("recipient",)
    search_fields = ("title", "body", "recipient__name")
    date_hierarchy = "occasion_on"

    @display(description=_("read"), ordering="read_at")
    def is_read(self, notification: Notification) -> SafeString | str:
        if notification.read_at is None:
            return badge(gettext("Unread"), "warn")
        return date_format(timezone.localtime(notification.read_at), "SHORT_DATETIME_FORMAT")

    def summary_of(self, row: Notification, request: HttpRequest) -> dict[str, Any]:
        """The matters with their links, how it was sent, and what the recipient may do."""
        deliveries = row.deliveries.select_related("endpoint").order_by("pk")
        return {**actions_on(row, reader(request)), "deliveries": deliveries}


@admin.register(Delivery, site=site)
class DeliveryAdmin(ConsoleModelAdmin):
    """The outbox: what went out on which channel, what waits, what failed and why."""

    viewers = (Capability.CONFIGURE, Capability.SUPERVISE)
    visible = deliveries_visible_to
    fields = (
        ("channel", "address", "endpoint"),
        ("state", "attempts"),
        ("next_attempt_at", "expires_at", "sent_at"),
        ("message_id", "claimed_by"),
        "last_error",
    )
    list_display = ("number", "message", "recipient", "channel", "state_badge", "attempts", "sent_at", "error")
    list_filter = (("state", ChoicesDropdownFilter), ("channel", ChoicesDropdownFilter))
    list_select_related = ("notification__recipient",)
    search_fields = ("address", "notification__recipient__name", "message_id")
    date_hierarchy = "created_at"
    actions = ("send_again",)

    @admin.action(description=_("Send again what failed"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Queue the chosen ones once more; each that cannot be says why."""
        for delivery in queryset.order_by("pk"):
            run(
                request,
                partial(resend, delivery_id=delivery.pk, by=reader(request)),
                gettext("#%(number)s will be sent again.") % {"number": delivery.pk},
            )

    @display(description=_("message"))
    def message(self, delivery: Delivery) -> str:
        return delivery.notification.title

    @display(description=_("number"), ordering="id")
    def number(self, delivery: Delivery) -> str:
        return f"#{delivery.pk}"

    @display(description=_("recipient"), ordering="notification__recipient__name")
    def recipient(self, delivery: Delivery) -> str:
        return str(delivery.notification.recipient)

    @display(description=_("state"), ordering="state")
    def state_badge(self, delivery: Delivery) -> SafeString:
        return badge(delivery.get_state_display(), STATE_TONES.get(DeliveryState(delivery.state), "note"))

    @display(description=_("last error"))
    def error(self, delivery: Delivery) -> SafeString:
        return format_html('<span class="db-clip" title="{0}">{0}</span>', delivery.last_error)
