"""JSON as API.md writes it: decimals as short strings, dates in ISO form, instants with their offset."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from accounts.clock import BEIJING


def decimal_text(value: Decimal) -> str:
    """Plain notation without trailing zeros: 6.2000 → "6.2", 1E+2 → "100", 0.0000 → "0"."""
    return format(value.normalize(), "f") if value else "0"


def instant_text(value: datetime) -> str:
    """An instant in Beijing time, to the millisecond."""
    return value.astimezone(BEIJING).isoformat(timespec="milliseconds")


def time_text(value: time) -> str:
    """A time of day to the second; clients set alarms by it."""
    return value.isoformat(timespec="seconds")


WRITERS: dict[type, Callable[[Any], str]] = {
    Decimal: decimal_text,
    datetime: instant_text,
    date: date.isoformat,
    time: time_text,
}


def plain(value: Any) -> Any:
    """What orjson cannot write, or must not write its own way."""
    write = WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def to_json(data: Any) -> bytes:
    """Rows to bytes in one step."""
    return orjson.dumps(data, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


class OrjsonRenderer(BaseRenderer):
    """Every answer is JSON."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The body of an answer; empty where there is nothing to say."""
        if data is None:
            return b""
        return to_json(data)
