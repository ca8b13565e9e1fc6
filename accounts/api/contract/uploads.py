"""Uploads are bounded by what they announce, before anything reads them: checking a session does."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, status
from rest_framework.request import Request

from accounts.api.contract.openapi import ErrorAnswer

# Boundaries and the other fields of the form, beside the file.
FORM_BYTES = 64 * 1024
MEBIBYTE = 1024 * 1024
TOO_LARGE = OpenApiResponse(ErrorAnswer, "The body is larger than any file may be; it was not read.")


class RequestTooLarge(exceptions.APIException):
    """The body is over the limit; it is refused by its announced length, before it is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("The upload is larger than %(largest)s MiB. Make the file smaller, or split it.")

    def __init__(self, largest_bytes: int) -> None:
        super().__init__(self.default_detail % {"largest": largest_bytes // MEBIBYTE})


def require_announced(request: Request, largest_bytes: Callable[[], int]) -> None:
    """Raise :class:`RequestTooLarge` for a POST that announces more than a file of the largest size."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if request.method == "POST" and announced.isdigit():
        largest = largest_bytes()
        if int(announced.lstrip("0")[:20] or 0) > largest + FORM_BYTES:
            raise RequestTooLarge(largest)
