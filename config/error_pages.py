"""What a reader is told when a page cannot be shown: what happened, what to do, and a way back.

Inside the console the page keeps the menu; before logging in, and when something is broken, it stands alone and
asks the database for nothing. Programs get the same in the shape of the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django_guid import get_guid
from django_stubs_ext import StrPromise

from accounts.api.contract.plain import is_for_api, plain_error
from accounts.console import site
from accounts.models import User

Words = str | StrPromise
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened, and what to do about it; ``code`` is the API's."""

    code: str
    title: Words
    what: Words
    help: Words


FAULTS: Mapping[HTTPStatus, Fault] = {
    HTTPStatus.BAD_REQUEST: Fault(
        "invalid",
        _("This request was not understood"),
        _("The address or the form holds something that no page of this system sends."),
        _("Go back and try again from the menu; do not edit the address by hand."),
    ),
    HTTPStatus.FORBIDDEN: Fault(
        "permission_denied",
        _("Not for your role"),
        _("Your role does not open this page."),
        _("If you need it, ask the security administrator of your district."),
    ),
    HTTPStatus.NOT_FOUND: Fault(
        "not_found",
        _("This page was not found"),
        _("There is nothing at this address, or it is not for you to see."),
        _("It may have been deleted or handed to another department. Look for it in the lists, or search with Ctrl+K."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Fault(
        "too_large",
        _("This is too much at once"),
        _("What was sent is larger than any form of this system takes; nothing has been saved."),
        _("Go back: what you typed is still there. Shorten the texts, and attach files one by one."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Fault(
        "error",
        _("Something went wrong on our side"),
        _("The fault has been written down for the operator; nothing of what you sent has been half saved."),
        _("Try again in a minute. If it happens again, tell the operator the number below."),
    ),
}
EXPIRED = Fault(
    "permission_denied",
    _("This form has expired"),
    _("The form was open for too long, you have logged in anew in another window, or the browser keeps no cookies."),
    _("Go back, load the page again and send it once more. Nothing has been saved by this attempt."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where the request was too large."""
    too_much = isinstance(exception, TOO_MUCH)
    return _answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_much else HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _answer(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _answer(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; what failed may be the database, so nothing is asked of it."""
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (the log has it)
    """403 of a form whose token does not fit."""
    return _answer(request, HTTPStatus.FORBIDDEN, EXPIRED)


def _answer(request: HttpRequest, status: HTTPStatus, fault: Fault | None = None) -> HttpResponse:
    fault = fault or FAULTS[status]
    if is_for_api(request):
        return plain_error(status, fault.code, fault.what)
    inside = status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and _is_inside(request)
    context = {"title": fault.title, "fault": fault, "status": int(status), "request_id": get_guid()}
    if inside:
        context = {**site.each_context(request), **context}
    template = "console/error.html" if inside else "console/error_alone.html"
    return HttpResponse(render_to_string(template, context, request if inside else None), status=status)


def _is_inside(request: HttpRequest) -> bool:
    return request.path.startswith("/console/") and isinstance(getattr(request, "user", None), User)
