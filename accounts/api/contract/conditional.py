"""Conditional reads: 304 to a caller that has what would be shown (API.md "Conditional GET")."""

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.api.contract.versions import is_known

if TYPE_CHECKING:
    from accounts.api.contract.views import ContractView

READING = frozenset({"GET", "HEAD"})
DEPENDS_ON = ("Accept-Language", "Authorization", "Cookie")
# What RFC 9110 §15.4.5 wants repeated.
REPEATED = ("Cache-Control", "ETag", "Vary")


def unless_known(
    view: "ContractView", handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any
) -> Response:
    """Spare the reading where the view's :meth:`~ContractView.state_tag` says that nothing has changed.

    The token is taken before anything is read: what changes in between makes the next question's tag differ.
    """
    state = view.state_tag()
    if state is None:
        return handler(request, *args, **kwargs)
    tag = _tag_of_state(state, view)
    if is_known(request, tag):
        return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    response = handler(request, *args, **kwargs)
    response.headers.setdefault("ETag", tag)
    return response


def answer_to(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, or a 304 in its place; keeps proxies from giving it to anybody else.

    Without an ETag of its own the answer is named by its bytes, which is right whatever it shows.
    """
    patch_vary_headers(response, DEPENDS_ON)
    if not response.has_header("Cache-Control"):
        if request.method in READING:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, no_store=True)
    if (
        request.method not in READING
        or response.status_code != status.HTTP_200_OK
        or not isinstance(response, Response)
    ):
        return response
    if not response.has_header("ETag"):
        response.render()
        response.headers["ETag"] = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
    if not is_known(request, response.headers["ETag"]):
        return response
    return HttpResponseNotModified(headers={name: response.headers[name] for name in REPEATED})


def _tag_of_state(state: str, view: "ContractView") -> str:
    """A state's ETag for this reader (their version counts changes of role and department), address and day."""
    reader = view.reader
    parts = [state, reader.pk, reader.version, get_language(), view.request.get_full_path(), clock.today()]
    return f'"{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"'
