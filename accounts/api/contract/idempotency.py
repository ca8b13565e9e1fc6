"""POST that a client may send again after a lost answer (API.md "Retries"; IETF idempotency-key draft 07).

The same key and body get the stored answer; another body under the key is refused. An error is not stored:
it had no effect, and the same request may succeed later.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.errors import field_error
from accounts.api.contract.rendering import to_json
from accounts.models import AnsweredRequest

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("ETag", "Location")
LONGEST_ROUTE = cast("int", AnsweredRequest._meta.get_field("route").max_length)
REPLAYED = {"Idempotent-Replayed": "true"}


class KeyUsedOtherwise(exceptions.APIException):
    """The key was used for another body."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was used for another request. Make a new key for a new request.")


class StillRunning(exceptions.APIException):
    """The first request with the key is not answered yet."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "still_running"
    default_detail = _("The same request is being carried out. Send it again in a moment.")
    wait = 1
    allowed: tuple[str, ...] = ()


def answer_once(handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
    """Carry the request out, or repeat what was answered to its key.

    Raises a 400 for a key that is no UUID, :class:`KeyUsedOtherwise`, :class:`StillRunning`.
    """
    header = request.headers.get(HEADER)
    if header is None or not request.user.is_authenticated:
        return handler(request, *args, **kwargs)
    if len(request.path) > LONGEST_ROUTE:
        raise exceptions.NotFound()  # an id with hundreds of zeros before it
    key, fingerprint = _key(header), _fingerprint(request.data)
    with transaction.atomic():
        _lock(f"{request.user.pk} {request.path} {key}")
        known = AnsweredRequest.objects.filter(user=request.user.pk, route=request.path, key=key).first()
        if known is not None:
            return _repeat(known, fingerprint)
        response = handler(request, *args, **kwargs)
        AnsweredRequest.objects.create(
            user_id=request.user.pk,
            route=request.path,
            key=key,
            fingerprint=fingerprint,
            status=response.status_code,
            body=b"" if response.data is None else to_json(response.data),
            headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            | {"Content-Language": get_language() or settings.LANGUAGE_CODE},
        )
    return response


def _key(header: str) -> UUID:
    try:
        return UUID(header.strip().strip('"'))
    except ValueError as error:
        raise field_error(HEADER, _("Give a UUID that is made anew for each new request.")) from error


def _fingerprint(data: Any) -> str:
    if not isinstance(data, Mapping):
        return _digest(_written(data)).hexdigest()
    digest = _digest()
    for name in sorted(data):
        value = data[name]
        digest.update(_written(name))
        if isinstance(value, UploadedFile):
            for chunk in value.chunks():
                digest.update(chunk)
            value.seek(0)
        else:
            digest.update(_written(value))
    return digest.hexdigest()


def _digest(begin: bytes = b"") -> "hmac.HMAC":
    """Keyed: a body may hold a password, and whoever reads the table shall not be able to guess it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"accounts.api.idempotency" + begin, sha256)


def _written(value: Any) -> bytes:
    """Whatever JSON may hold, numbers and characters that orjson refuses included: it is judged later."""
    return json.dumps(value, sort_keys=True).encode()


def _lock(name: str) -> None:
    """Hold the name until the transaction ends; another request that holds it is still running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (is_free,) = cursor.fetchone()
    if not is_free:
        raise StillRunning()


def _repeat(known: AnsweredRequest, fingerprint: str) -> Response:
    if known.fingerprint != fingerprint:
        raise KeyUsedOtherwise()
    body = bytes(known.body)
    return Response(orjson.loads(body) if body else None, status=known.status, headers={**known.headers, **REPLAYED})
