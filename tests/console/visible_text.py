"""What a reader sees of a page: its text, and the attributes that are shown or read aloud."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from pghistory.models import Event

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
WORDS = re.compile(r"[A-Za-z]{3,}")
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}")
SHOWN = (
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "data-label",
    "data-saved",
    "data-saving",
    "data-expired",
    "data-offline",
)
OURS = {"accounts", "indicators", "projects"}
UNSEEN = {"script", "style", "code", "svg"}
WITHOUT_END = {"input", "img", "br", "hr", "link", "meta", "source", "wbr", "col"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if not any(self._unseen):
            self.pieces += [named[name] or "" for name in SHOWN if name in named]
            if tag == "input" and named.get("type") in {"submit", "button"}:
                self.pieces.append(named.get("value") or "")
        if tag not in WITHOUT_END:
            is_icon = "material-symbols-outlined" in (named.get("class") or "")
            self._unseen.append(tag in UNSEEN or is_icon)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END and self._unseen:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._unseen):
            self.pieces.append(data)


def visible_text(html: str) -> str:
    """All that is seen, one piece per line."""
    reader = _Reader()
    reader.feed(html)
    return "\n".join(piece.strip() for piece in reader.pieces if piece.strip())


def stored_text() -> str:
    """Every text in the database: what a page says of it is data, not the page's own words."""
    return "\n".join(_values())


def _values() -> Iterator[str]:
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.app_label not in OURS:
            continue
        fields = [
            field.name for field in model._meta.concrete_fields if isinstance(field, CharField | TextField | JSONField)
        ]
        for row in model._base_manager.values_list(*fields) if fields else ():
            yield from (str(value) for value in row if value)


def left_over(html: str, data: str, *, language: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Words of the other language that are neither data nor ``known``; in the order in which they stand."""
    text = IDENTIFIER.sub("", visible_text(html))
    if language == "en":
        return [run for run in CHINESE.findall(text) if run not in data and run not in known]
    folded = data.casefold()
    return [word for word in WORDS.findall(text) if word.casefold() not in folded and word not in known]
