"""Ranks in tables: the place, and how far a department has moved, in a sign and in words."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.queries.rank_changes import RankChange


def rank_cell(change: RankChange | None) -> SafeString:
    """The rank of the last closed month and the change to it; a dash where there is no record."""
    if change is None:
        return format_html("{}", "—")
    return format_html('<span class="db-rank">{} {}</span>', change.rank, moved_cell(change.places_gained))


def moved_cell(places: int | None) -> SafeString:
    """Places gained or lost; None stands for a first ranking."""
    if places is None:
        return format_html('<span class="db-note">{}</span>', _("first ranking"))
    if places == 0:
        return format_html('<span class="db-note" aria-hidden="true">=</span>{}', _words(_("unchanged")))
    if places > 0:
        words = ngettext("%(places)s place up", "%(places)s places up", places) % {"places": places}
        return format_html('<span class="db-rank-up" aria-hidden="true">▲{}</span>{}', places, _words(words))
    words = ngettext("%(places)s place down", "%(places)s places down", -places) % {"places": -places}
    return format_html('<span class="db-rank-down" aria-hidden="true">▼{}</span>{}', -places, _words(words))


def _words(words: str) -> SafeString:
    return format_html('<span class="db-hidden">{}</span>', words)
