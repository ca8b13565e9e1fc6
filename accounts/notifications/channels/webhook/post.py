"""What a vendor's module makes of a message, and what robots have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Delivery
from accounts.notifications.channels.answers import quoted
from accounts.notifications.links import absolute
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError


@dataclass(frozen=True, slots=True)
class Post:
    """One request: query parameters are added to those of the endpoint's address."""

    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def markdown_lines(delivery: Delivery) -> list[str]:
    """Title, text with a link for each matter, and a link to the message, in the robots' common markdown."""
    notification = delivery.notification
    lines = [f"**{escaped(notification.title)}**"]
    if notification.items:
        lines += [
            f"{number}. [{escaped(item['text'])}]({absolute(item['path'])})"
            for number, item in enumerate(notification.items, start=1)
        ]
    else:
        lines += [escaped(line) for line in notification.body.splitlines()]
    if notification.path:
        lines.append(f"[{absolute(notification.path)}]({absolute(notification.path)})")
    return lines


def escaped(text: str) -> str:
    """Text that markdown takes literally: nobody's words become a link or a mention of everybody."""
    return "".join(f"\\{character}" if character in "\\*_[]()<>`#@" else character for character in text)


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis, in at most ``limit`` bytes of UTF-8."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len("…".encode())].decode(errors="ignore") + "…"


def require_code(answer: Any, name: str, *, temporary: frozenset[int], words: str) -> None:
    """Return if a vendor's answer carries code 0 under ``name``.

    Raises TemporaryFailureError (rate limits, a busy vendor, no code at all) or PermanentFailureError.
    """
    code = answer.get(name) if isinstance(answer, dict) else None
    if code == 0:
        return
    text = quoted(str(answer.get(words, ""))) if isinstance(answer, dict) else ""
    kind = TemporaryFailureError if not isinstance(code, int) or code in temporary else PermanentFailureError
    raise kind(f"{name} {code} {text}".strip())
