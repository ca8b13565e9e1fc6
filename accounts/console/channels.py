"""Ways to reach people: which are set up, and whether they work (CONSOLE.md "System")."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, RelatedDropdownFilter

from accounts.access import Capability, require
from accounts.choices import Channel
from accounts.console.base import ConsoleForm, ConsoleModelAdmin
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Endpoint
from accounts.notifications.channels import sms_is_configured
from accounts.notifications.channels.webhook import address_fault
from accounts.notifications.test_message import send_test

READERS = (Capability.CONFIGURE,)


class EndpointForm(ConsoleForm):
    """Address and secret are never shown again; what is left empty stays as it is."""

    url = forms.CharField(
        label=gettext_lazy("address"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "db-input", "autocomplete": "off"}),
        help_text=gettext_lazy("Whoever knows it can post there; it is not shown again."),
    )
    secret = forms.CharField(
        label=gettext_lazy("secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "db-input", "autocomplete": "off"}),
        help_text=gettext_lazy("The robot's signing secret (DingTalk, Feishu), or the one agreed on for signed JSON."),
    )

    class Meta:
        model = Endpoint
        fields = ("region", "department", "user", "kind", "name", "url", "secret", "is_active")

    def clean_url(self) -> str:
        """Refuse an address that messages must not go to; keep the present one if none is given."""
        url: str = self.cleaned_data["url"].strip() or self.instance.url
        fault = address_fault(url) if url else _("Give the address that the robot or system is reached at.")
        if fault:
            raise ValidationError(fault)
        return url

    def clean_secret(self) -> str:
        """Keep the present secret if none is given."""
        return self.cleaned_data["secret"].strip() or self.instance.secret


@admin.register(Endpoint, site=site)
class EndpointAdmin(ConsoleModelAdmin):
    """Robots and other systems; switched off rather than deleted, since deliveries name them."""

    viewers = adders = changers = READERS
    form = EndpointForm
    fields = (("region", "department", "user"), ("kind", "name"), "url", "secret", "is_active")
    list_display = ("name", "kind", "region", "department", "user", "is_active")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("department", RelatedDropdownFilter),
        ("is_active", BooleanRadioFilter),
    )
    list_select_related = ("region", "department", "user")
    search_fields = ("name", "department__name")


@require_http_methods(["GET", "POST"])
def channels_page(request: HttpRequest) -> HttpResponse:
    """What is set up; POST sends a test message over one channel at once and says what came of it."""
    user = reader(request)
    require(user, *READERS)
    if request.method == "POST":
        _test(request)
        return HttpResponseRedirect(reverse("console:channels"))
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Channels"),
        "user": user,
        "mail_server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "mail_sender": settings.DEFAULT_FROM_EMAIL,
        "sms_is_configured": sms_is_configured(),
        "endpoints": Endpoint.objects.filter(is_active=True).select_related("region", "department", "user"),
    }
    return TemplateResponse(request, "console/channels.html", context)


def _test(request: HttpRequest) -> None:
    user, chosen = reader(request), request.POST.get("channel", "")
    if chosen == Channel.WEBHOOK:
        number = request.POST.get("endpoint", "")
        endpoint = get_object_or_404(Endpoint, pk=number if number.isdecimal() else 0, is_active=True)
        failure, name = send_test(by=user, endpoint=endpoint), endpoint.name
    elif chosen in {Channel.EMAIL, Channel.SMS}:
        failure, name = send_test(by=user, channel=chosen), str(Channel(chosen).label)
    else:
        failure, name = _("Choose a channel."), ""
    if failure:
        messages.error(request, _("%(name)s: not sent. %(failure)s") % {"name": name, "failure": failure})
    else:
        messages.success(request, _("%(name)s: the test message was accepted.") % {"name": name})


site.add_page("channels/", channels_page, "channels")
