"""What the recipient does with a message on its page: take note of it, or be reminded later."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.choices import Level, NotificationKind
from accounts.console.base import run
from accounts.console.reader import reader
from accounts.console.site import site
from accounts.models import Notification, User
from accounts.notifications import inbox
from accounts.queries import notifications_of


class PostponeForm(forms.Form):
    """The day on which to be reminded again."""

    until = forms.DateField(
        label=gettext_lazy("remind me on"), widget=forms.DateInput(attrs={"type": "date", "class": "db-input"})
    )


def actions_on(notification: Notification, user: User) -> dict[str, Any]:
    """What the page of a message offers its reader; opening it reads it. Nothing for those who only look on."""
    if notification.recipient_id != user.pk or notification.cancelled_at is not None:
        return {"is_own": False}
    inbox.mark_read(notification_id=notification.pk, by=user)
    is_first = notification.level == Level.L1 and notification.kind == NotificationKind.REMINDER
    return {
        "is_own": True,
        "may_acknowledge": notification.acknowledged_at is None,
        "postpone_form": PostponeForm() if is_first else None,
    }


@require_POST
def acknowledge_page(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Take note, and stay on the message."""
    _own(notification_id, reader(request))
    run(
        request,
        lambda: inbox.acknowledge(notification_id=notification_id, by=reader(request)),
        _("You have confirmed that you know."),
    )
    return _back(notification_id)


@require_POST
def postpone_page(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Ask to be reminded later, and stay on the message."""
    _own(notification_id, reader(request))
    form = PostponeForm(request.POST)
    if form.is_valid():
        run(
            request,
            lambda: inbox.postpone(notification_id=notification_id, by=reader(request), **form.cleaned_data),
            _("You will be reminded on that day."),
        )
    else:
        messages.error(request, " ".join(str(error) for error in form.errors.get("until", [])))
    return _back(notification_id)


def _own(notification_id: int, user: User) -> None:
    if not notifications_of(user).filter(pk=notification_id).exists():
        raise Http404


def _back(notification_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:accounts_notification_change", args=[notification_id]))


site.add_page("messages/<int:notification_id>/acknowledge/", acknowledge_page, "acknowledge_message")
site.add_page("messages/<int:notification_id>/postpone/", postpone_page, "postpone_message")
