"""How I want to be reached: channels, quiet hours, time zone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.choices import Channel
from accounts.clock import BEIJING
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.errors import Refusal
from accounts.services import preference_of, update_preference

MUTABLE = tuple(channel for channel in Channel if channel != Channel.IN_APP)
TIME = {"type": "time", "class": "db-input db-input-short"}


def time_zones() -> list[tuple[str, str]]:
    """Everybody's first, by the name that people use."""
    others = [(name, name) for name in sorted(available_timezones()) if name != BEIJING.key]
    return [(BEIJING.key, _("Beijing time")), *others]


class PreferenceForm(forms.Form):
    """What one may choose; levels 3 and 4 pass all of it."""

    muted_channels = forms.MultipleChoiceField(
        label=gettext_lazy("do not send me"),
        choices=[(channel.value, channel.label) for channel in MUTABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = forms.TimeField(label=gettext_lazy("quiet from"), required=False, widget=forms.TimeInput(attrs=TIME))
    quiet_until = forms.TimeField(label=gettext_lazy("quiet until"), required=False, widget=forms.TimeInput(attrs=TIME))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("time zone"),
        choices=time_zones,
        widget=forms.Select(attrs={"class": "db-input"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def preferences_page(request: HttpRequest) -> HttpResponse:
    """Show what holds, and keep what is chosen."""
    user = reader(request)
    present = preference_of(user)
    names = ("muted_channels", "quiet_from", "quiet_until", "time_zone", "version")
    form = PreferenceForm(request.POST or None, initial={name: getattr(present, name) for name in names})
    if request.method == "POST" and form.is_valid() and _kept(form, request):
        messages.success(request, _("Your preferences have been kept."))
        return HttpResponseRedirect(reverse("console:preferences"))
    context = {**site.each_context(request), "title": _("My reminders"), "form": form, "user": user}
    return TemplateResponse(request, "console/preferences.html", context, status=400 if form.errors else 200)


def _kept(form: PreferenceForm, request: HttpRequest) -> bool:
    changes: dict[str, Any] = dict(form.cleaned_data)
    try:
        update_preference(by=reader(request), version=changes.pop("version"), changes=changes)
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return False
    return True


site.add_page("preferences/", preferences_page, "preferences")
