"""Who was chased about what with which outcome, and the rules behind it (CONSOLE.md "Reminders")."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability, may
from accounts.calendar import years_without_holidays
from accounts.choices import Channel, DeliveryState
from accounts.console import ConsoleModelAdmin, site
from accounts.console.base import ConsoleForm
from accounts.console.cells import badge
from accounts.console.messages import STATE_TONES
from accounts.console.reader import reader
from accounts.models import Delivery
from indicators.queries import reports_visible_to
from projects.models import ManualReminder, Reminder, ReminderRule
from projects.queries.projects import visible_to
from projects.queries.reminding import health, outcomes_of, reminders_visible_to
from projects.reminders.matters import Matter, matters_of
from projects.rule_wording import rule_in_words
from projects.rules.reminder_texts import PLACEHOLDERS

MAY_NAME = format_lazy(
    "{} {}", _("It may name:"), "、".join(f"${name}（{example}）" for name, example in PLACEHOLDERS.items())
)


class ReminderRuleForm(ConsoleForm):
    """Channels are ticked."""

    channels = forms.MultipleChoiceField(
        label=_("channels"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ReminderRule
        fields = "__all__"
        help_texts = {"text_zh_hans": MAY_NAME, "text_en": MAY_NAME}


@admin.register(ReminderRule, site=site)
class ReminderRuleAdmin(ConsoleModelAdmin):
    """Rules are switched off, not deleted: reminders that were sent name them."""

    viewers = (Capability.SEE_REGION,)
    adders = changers = (Capability.SUPERVISE, Capability.CONFIGURE)
    form = ReminderRuleForm
    list_before_template = "console/rules_before.html"
    fields = (
        ("report", "code"),
        ("subject", "audience", "level"),
        ("offset_workdays", "repeat_workdays"),
        "channels",
        "text_zh_hans",
        "text_en",
        "is_active",
    )
    list_display = ("in_words", "level", "by", "is_active")
    list_filter = (
        ("subject", ChoicesDropdownFilter),
        ("level", ChoicesDropdownFilter),
        ("audience", ChoicesDropdownFilter),
        ("is_active", BooleanRadioFilter),
    )
    search_fields = ("code", "text_zh_hans", "text_en")

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request)
        if may(reader(request), Capability.CONFIGURE):
            return queryset
        return queryset.filter(report__in=reports_visible_to(reader(request)))

    @display(description=_("rule"), ordering="subject")
    def in_words(self, rule: ReminderRule) -> SafeString:
        return format_html('<span class="db-wrap">{}</span>', rule_in_words(rule))

    @display(description=_("channels"))
    def by(self, rule: ReminderRule) -> str:
        return rule.channels_in_words


@admin.register(Reminder, site=site)
class ReminderAdmin(ConsoleModelAdmin):
    viewers = (Capability.SEE_REGION,)
    visible = reminders_visible_to
    list_before_template = "console/reminders_before.html"
    fields = (
        ("rule", "manual", "level"),
        ("duty", "project", "department"),
        ("due_on", "occasion_on"),
        ("recipient", "state", "notification"),
    )
    list_display = ("matter", "duty", "recipient", "level", "due_on", "occasion_on", "state", "outcome")
    list_display_links = ("duty",)  # the matter leads to itself
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("level", ChoicesDropdownFilter),
        ("duty", ChoicesDropdownFilter),
        ("department", RelatedDropdownFilter),
        ("notification__deliveries__state", ChoicesDropdownFilter),
    )
    list_select_related = ("project", "department", "recipient", "rule", "notification")
    search_fields = ("project__code", "project__name", "recipient__name", "recipient__username")
    date_hierarchy = "occasion_on"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {**(extra_context or {}), "health": health(), "unknown_years": years_without_holidays()}
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Ask for what the page's rows are about, and for the outcomes of their messages, at once."""
        page = super().get_changelist_instance(request)
        ids = [row.notification_id for row in page.result_list if row.notification_id]
        found, matters = outcomes_of(ids), matters_of(page.result_list)
        for row in page.result_list:
            row.outcomes = found.get(row.notification_id, [])
            row.about = matters.get((row.subject_kind, row.subject_id))
        return page

    @display(description=_("matter"), ordering="project__code")
    def matter(self, reminder: Reminder) -> SafeString | str:
        about: Matter | None = getattr(reminder, "about", None)
        if about is None:
            return str(reminder.project or reminder.department or "—")
        return format_html(
            '<a class="db-link db-wrap" href="{}">{} {}</a>', about.link(reminder.duty), about.code, about.title()
        )

    @display(description=_("outcome"))
    def outcome(self, reminder: Reminder) -> SafeString | str:
        """Each channel with its state, and whether the recipient has read it."""
        told = _outcomes(getattr(reminder, "outcomes", []))
        message = reminder.notification
        if message is None:
            return "—"
        if message.acknowledged_at is not None:
            return told + badge(gettext("acknowledged"), "good")
        return told + badge(gettext("read"), "good") if message.read_at is not None else told


@admin.register(ManualReminder, site=site)
class ManualReminderAdmin(ConsoleModelAdmin):
    viewers = (Capability.SEE_REGION,)
    fields = (("project", "milestone"), "audience", "text", ("made_by", "made_on"), "by", "told")
    readonly_fields = ("by", "told")
    list_display = ("project", "audience", "excerpt", "made_by", "made_on")
    list_select_related = ("project", "made_by")
    search_fields = ("project__code", "project__name", "text")
    date_hierarchy = "made_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(project__in=visible_to(reader(request)))

    @display(description=_("channels"))
    def by(self, manual: ManualReminder) -> str:
        return "、".join(str(Channel(channel).label) for channel in manual.channels)

    @display(description=_("outcome"))
    def told(self, manual: ManualReminder) -> SafeString | str:
        """Each recipient, with each channel and its state."""
        rows = list(manual.reminders.select_related("recipient", "notification").order_by("pk"))
        found = outcomes_of([row.notification_id for row in rows if row.notification_id])
        lines = [
            (row.recipient, _outcomes(found.get(row.notification_id or 0, [])) or row.get_state_display())
            for row in rows
        ]
        return format_html_join("", "<div>{} {}</div>", lines) or "—"

    @display(description=_("text"))
    def excerpt(self, manual: ManualReminder) -> str:
        return manual.text[:60]


def _outcomes(deliveries: list[Delivery]) -> SafeString:
    badges = ((badge(f"{d.get_channel_display()} {d.get_state_display()}", _tone(d)),) for d in deliveries)
    return format_html_join(" ", "{}", badges)


def _tone(delivery: Delivery) -> str:
    return STATE_TONES.get(DeliveryState(delivery.state), "note")
