"""Places in a list as text that clients hand back unread; not secret, and checked when they come back."""

import base64
import binascii
from typing import Any

import orjson

from accounts.api.contract.rendering import plain


def to_cursor(place: list[Any]) -> str:
    """A list of plain values as text for an address; instants keep their microseconds."""
    raw = orjson.dumps(place, default=_exact, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def from_cursor(cursor: str) -> Any:
    """What was made into a cursor. Raises ValueError for anything else."""
    try:
        return orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise ValueError("not a cursor") from error


def _exact(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)
