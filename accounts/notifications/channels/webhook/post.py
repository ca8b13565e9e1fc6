"""What a vendor's module makes of a message, and what robots have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from accounts.models import Delivery, Notification
from accounts.notifications.links import absolute

ELLIPSIS = "…"
# No vendor documents how to escape, so what could be markup is written in its full-width form.
WITHOUT_MARKUP = {ord(character): ord(character) + 0xFEE0 for character in "<>[]*`#\\"}
WITHOUT_CONTROLS = dict.fromkeys(range(ord(" ")), ord(" "))


@dataclass(frozen=True, slots=True)
class Post:
    """One request: query parameters are added to those of the endpoint's address."""

    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A vendor's answer that is no acceptance; no ``code`` if it is not what the vendor documents."""

    code: int | None
    words: str
    is_temporary: bool


class Format(Protocol):
    """What each vendor's module offers."""

    def post_of(self, delivery: Delivery, now: datetime) -> Post:
        """The request that carries a message."""

    def refusal_in(self, answer: object) -> Refusal | None:
        """Why an answer is no acceptance; None if it is one."""


def refusal_by_code(answer: object, *, names: Iterable[str], words: str, temporary: frozenset[int]) -> Refusal | None:
    """The refusal in an answer whose first present field of ``names`` is 0 for success.

    An answer without such a number may come from a proxy on the way, so the message is tried again.
    """
    fields = answer if isinstance(answer, dict) else {}
    name = next((name for name in names if isinstance(fields.get(name), int)), None)
    if name is None:
        return Refusal(None, "", is_temporary=True)
    code = fields[name]
    if code == 0:
        return None
    return Refusal(code, f"{name} {code} {fields.get(words, '')}", is_temporary=code in temporary)


def markdown(notification: Notification, *, separator: str, limit: int) -> str:
    """Title, text with a link for each matter, and a link to the message, in at most ``limit`` bytes.

    What is too long is cut in its middle part: title and link always remain.
    """
    link = absolute(notification.path)
    head, tail = f"**{plain(one_line(notification.title))}**", f"[{link}]({link})"
    room = limit - sum(len(part.encode()) for part in (head, tail, separator, separator))
    if notification.items:
        items = [
            f"{number}. [{plain(item['text'])}]({absolute(item['path'])})"
            for number, item in enumerate(notification.items, start=1)
        ]
        middle = separator.join(whole_lines(items, separator=separator, limit=room))
    else:
        middle = cut(separator.join(plain(line) for line in notification.body.splitlines()), room)
    return separator.join(part for part in (head, middle, tail) if part)


def plain(text: str) -> str:
    """Text that holds no markup: nobody's words become a link or a mention of everybody."""
    return text.translate(WITHOUT_MARKUP | WITHOUT_CONTROLS)


def one_line(text: str) -> str:
    """The text with each run of white space as one space."""
    return " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis, in at most ``limit`` bytes of UTF-8."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


def whole_lines(lines: Iterable[str], *, separator: str, limit: int) -> list[str]:
    """As many lines as fit into ``limit`` bytes, with an ellipsis in place of the others."""
    taken, room = list[str](), limit - len(ELLIPSIS.encode())
    for line in lines:
        room -= len(line.encode()) + len(separator.encode())
        if room < 0:
            return [*taken, ELLIPSIS]
        taken.append(line)
    return taken
