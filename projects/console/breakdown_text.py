"""A report's text with its words linked to the drafts that were found in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from projects.models import BreakdownDraft

Span = tuple[int, int, int]  # first character, the one after the last, id of the draft


def spans_of(drafts: Iterable[BreakdownDraft]) -> dict[int, list[Span]]:
    """Line → the words of drafts that stand in it, places of merged ones among them."""
    found: dict[int, list[Span]] = defaultdict(list)
    for draft in drafts:
        if draft.is_replaced:
            continue
        for line, start, end in draft.places:
            found[line].append((start, end, draft.pk))
    return found


def line_html(text: str, spans: Sequence[Span], uncovered: Sequence[Mapping[str, Any]]) -> SafeString:
    """One line: each piece of words that the same drafts share is a link to the first of them."""
    marks = [(each["start"], each["end"]) for each in uncovered]
    edges = {0, len(text), *(edge for start, end, _id in spans for edge in (start, end))}
    edges |= {edge for mark in marks for edge in mark}
    ends = sorted(edge for edge in edges if edge <= len(text))
    pieces = []
    begun: set[int] = set()
    for start, end in pairwise(ends):
        ids = [pk for first, last, pk in spans if first <= start and end <= last]
        is_uncovered = any(first <= start and end <= last for first, last in marks)
        pieces.append(_piece(text[start:end], ids, begun, is_uncovered=is_uncovered))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _piece(words: str, ids: Sequence[int], begun: set[int], *, is_uncovered: bool) -> SafeString | str:
    if not ids:
        return format_html('<mark class="rb-uncovered">{}</mark>', words) if is_uncovered else words
    anchors = format_html_join("", '<span id="w{}"></span>', ((pk,) for pk in ids if pk not in begun))
    begun.update(ids)
    return format_html(
        '{}<a class="rb-words" href="#d{}" data-d="{}">{}</a>', anchors, ids[0], " ".join(map(str, ids)), words
    )
