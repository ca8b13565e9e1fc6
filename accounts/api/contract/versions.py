"""Versions as ETags: lost updates and conditional reads (API.md "Lost updates", "Conditional GET").

The ETag is ``"<version>"``. A representation that also depends on something else says so behind a
hyphen, ``"<version>-<variant>"``; for If-Match only the version counts.
"""

import re
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.api.contract.errors import PreconditionRequired, field_error
from accounts.api.contract.rendering import to_json

# Of an ETag: what was shown, at its end, and before it the state, if it names one.
SHOWN = re.compile(r'[0-9a-f]+"$')
STATE = re.compile(r'[0-9a-f]{16}\.(?=[0-9a-f]+"$)')
# A proxy that compresses answers marks their ETag as weak.
ETAG = re.compile(r'(?:W/)?"(\d{1,10})(?:-[\w.-]*)?"', re.ASCII)


def etag(version: int, *variant: str) -> str:
    """The ETag of a representation in the caller's language."""
    language = get_language() or settings.LANGUAGE_CODE
    parts = [str(version), language if language != settings.LANGUAGE_CODE else "", *variant]
    return f'"{"-".join(filter(None, parts))}"'


def fingerprint(representation: Any) -> str:
    """A short name for what is shown, where that depends on more than one row's version."""
    return blake2b(to_json(representation), digest_size=8).hexdigest()


def required_version(request: Request) -> int:
    """The version that the caller read; 428 without If-Match, 400 if it is not one of our ETags."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired()
    match = ETAG.fullmatch(header.strip())
    if match is None:
        raise field_error("If-Match", _('Give one ETag in quotes as this service sent it, for example "3".'))
    return int(match.group(1))


def with_state(tag: str, state: str) -> str:
    """An ETag of what is shown that also names the state in which it was shown."""
    return SHOWN.sub(rf"{state}.\g<0>", tag)


def known_by_state(request: Request, state: str) -> str | None:
    """The tag in If-None-Match that was given in this state; then what it names is shown still."""
    return next((tag for tag in _given(request) if f"{state}." in tag), None)


def is_known(request: Request, current: str) -> bool:
    """Whether If-None-Match names what the current ETag names, in whatever state, so that a 304 will do."""
    given = _given(request)
    return "*" in given or STATE.sub("", current) in {STATE.sub("", tag) for tag in given}


def _given(request: Request) -> list[str]:
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
