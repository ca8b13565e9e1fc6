"""Conditional reads: 304 to a caller that has what would be shown (API.md "Conditional GET")."""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.api.contract.versions import is_known, known_by_state, with_state

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

    The state is taken before anything is read: what changes in between makes the next question's differ. A
    tag names the state and what was shown: an answer that is the same in another state is known, too. Who asks
    for the first time is not made to wait for the state; their next question names it.
    """
    state = view.state_tag() if "If-None-Match" in request.headers else None
    if state is None:
        return handler(request, *args, **kwargs)
    view.state = _state_for(state, view)
    if (tag := known_by_state(request, view.state)) is not None:
        return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
    return handler(request, *args, **kwargs)


def answer_to(request: Request, response: HttpResponseBase, state: str | None = None) -> HttpResponseBase:
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
    if state is not None:
        response.headers["ETag"] = with_state(response.headers["ETag"], state)
    if not is_known(request, response.headers["ETag"]):
        return response
    return HttpResponseNotModified(headers={name: response.headers[name] for name in REPEATED})


def _state_for(state: str, view: "ContractView") -> str:
    """A state for this reader (their version counts changes of role and department), address, day and program."""
    reader = view.reader
    parts = [state, reader.pk, reader.version, get_language(), view.request.get_full_path(), clock.today(), program()]
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


@cache
def program() -> str:
    """A name for the program and its words as they are installed: another one may show the same rows otherwise."""
    digest = blake2b(digest_size=8)
    for folder in ("accounts", "indicators", "projects"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in {".py", ".mo"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
