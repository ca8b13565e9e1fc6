"""Who was chased about what, and the rules behind it (DOMAIN §5)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability, may
from accounts.choices import Channel
from accounts.console import ConsoleModelAdmin, site
from accounts.console.base import ConsoleForm
from accounts.console.reader import reader
from indicators.queries import reports_visible_to
from projects.console.actions import project_address
from projects.models import Reminder, ReminderRule
from projects.reminders.sweep import SUBJECTS

SENDING_CHANNELS = (Channel.IN_APP, Channel.EMAIL)


class ReminderRuleForm(ConsoleForm):
    """Offers the channels and subjects that are served."""

    channels = forms.MultipleChoiceField(
        label=_("channels"),
        choices=[(channel.value, channel.label) for channel in SENDING_CHANNELS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ReminderRule
        fields = "__all__"

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        if subject not in SUBJECTS:
            self.add_error("subject", _("This is not chased yet; choose milestone or acknowledgement."))
        return subject


@admin.register(ReminderRule, site=site)
class ReminderRuleAdmin(ConsoleModelAdmin):
    """Rules are switched off, not deleted: reminders that were sent name them."""

    viewers = (Capability.SEE_REGION,)
    adders = changers = (Capability.SUPERVISE, Capability.CONFIGURE)
    form = ReminderRuleForm
    fields = (
        ("report", "code"),
        ("subject", "audience", "level"),
        ("offset_workdays", "repeat_workdays"),
        "channels",
        "text_zh_hans",
        "text_en",
        "is_active",
    )
    list_display = ("code", "subject", "when", "level", "audience", "is_active")
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

    @display(description=_("when"), ordering="offset_workdays")
    def when(self, rule: ReminderRule) -> str:
        text = f"{rule.offset_workdays:+d}"
        return f"{text} ↻ {rule.repeat_workdays}" if rule.repeat_workdays else text


@admin.register(Reminder, site=site)
class ReminderAdmin(ConsoleModelAdmin):
    viewers = (Capability.SEE_REGION,)
    fields = (
        ("rule", "level"),
        ("subject_kind", "project"),
        ("due_on", "occasion_on"),
        ("recipient", "state", "notification"),
    )
    list_display = ("project_link", "subject_kind", "recipient", "level", "due_on", "occasion_on", "state")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("level", ChoicesDropdownFilter),
        ("subject_kind", ChoicesDropdownFilter),
        ("rule", RelatedDropdownFilter),
    )
    list_select_related = ("project", "recipient", "rule")
    search_fields = ("project__code", "project__name", "recipient__name", "recipient__username")
    date_hierarchy = "occasion_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(rule__report__in=reports_visible_to(reader(request)))

    @display(description=_("project"), ordering="project__code")
    def project_link(self, reminder: Reminder) -> SafeString | str:
        if reminder.project is None:
            return "—"
        return format_html(
            '<a class="db-link db-wrap" href="{}">{} {}</a>',
            project_address(reminder.project.pk),
            reminder.project.code,
            reminder.project.name,
        )
