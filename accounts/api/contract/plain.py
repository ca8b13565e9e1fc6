"""Errors in the contract's shape for requests that end before, or beside, the API's own views."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django_guid import get_guid

ADDRESSES = "/api/"


def is_for_api(request: HttpRequest) -> bool:
    """Whether a program asks, to which a page would say nothing."""
    return request.path.startswith(ADDRESSES)


def plain_error(status: HTTPStatus, code: str, detail: object) -> JsonResponse:
    """An error about the request as a whole (API.md "Errors")."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "client_error"
    errors = [{"code": code, "detail": str(detail), "attr": None}]
    return JsonResponse({"type": kind, "errors": errors, "request_id": get_guid()}, status=status)
