"""Pages of ``sync/``: first all that the reader sees, then what changed since, oldest first (API.md "Sync").

The first pages walk the tables by id. What changes meanwhile is in the change log behind the horizon that
was taken before the first page, where the later cursors go on; so nothing falls between the two.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status

from accounts.api.contract.cursors import from_cursor, to_cursor
from accounts.api.contract.errors import field_error
from accounts.api.contract.pagination import foreign_cursor
from accounts.api.contract.views import Shaped
from accounts.changes import CHANGES_REMEMBERED, Horizon, changes_between, horizon, sight_of
from accounts.models import User
from projects.api.synced_kinds import KINDS

# Counted up when the rows of a kind say something else than before: copies are then made afresh.
FORMAT = 1
LARGEST_ID = 2**63 - 1


class CursorExpired(exceptions.APIException):
    """The copy that the cursor belongs to cannot be brought up to date any more."""

    status_code = status.HTTP_410_GONE
    default_code = "cursor_expired"
    default_detail = _("This copy can no longer be brought up to date. Drop it and start without a cursor.")


@dataclass(frozen=True, slots=True)
class Place:
    """How far a copy has come. ``walking`` is (kind, last id) while the tables are walked, then None.

    ``since`` is when the horizon was taken behind which the log goes on; ``after`` the last change taken.
    """

    made_for: str
    kinds: tuple[str, ...]
    since: int
    after: tuple[int, int]
    walking: tuple[int, int] | None

    def to_text(self) -> str:
        """The cursor."""
        return to_cursor([self.made_for, list(self.kinds), self.since, list(self.after), self.walking])


@dataclass(frozen=True, slots=True)
class Page:
    """What to apply to a copy, and the cursor with which to ask for more."""

    entries: list[Shaped]
    place: Place
    has_more: bool


def page_of(user: User, kinds: tuple[str, ...] | None, cursor: str | None, size: int) -> Page:
    """The page behind a cursor, or the first one of the kinds, which are then all kinds if none are named.

    Raises a 400 for what is no cursor or another choice of kinds, :class:`CursorExpired` for one whose
    copy is to be dropped: too old, of another log, or made for other rights or another language.
    """
    settled = horizon()
    if cursor is None:
        place = Place(_made_for(user, settled), kinds or tuple(KINDS), _now(), (settled.transaction, 0), (0, 0))
    else:
        place = _checked(cursor, kinds, _made_for(user, settled))
    return _changes(user, place, settled, size) if place.walking is None else _walk(user, place, settled, size)


def _walk(user: User, place: Place, settled: Horizon, size: int) -> Page:
    """Objects as they are, kind after kind, by id."""
    first, last_id = place.walking or (0, 0)
    entries: list[Shaped] = []
    for number, name in enumerate(place.kinds[first:], start=first):
        visible = KINDS[name].visible(user).filter(pk__gt=last_id).order_by("pk")
        shaped = KINDS[name].shaped(visible[: size - len(entries)])
        entries += [_entry(name, row["id"], row) for row in shaped]
        if len(entries) == size:
            return Page(entries, replace(place, walking=(number, shaped[-1]["id"])), has_more=True)
        last_id = 0
    return Page(entries, replace(place, walking=None), has_more=settled.transaction > place.after[0])


def _changes(user: User, place: Place, settled: Horizon, size: int) -> Page:
    """What the log says; each object once, in its present state."""
    logged = changes_between(user, place.after, settled).filter(kind__in=place.kinds)[:size]
    changes = list(logged.values_list("transaction", "id", "kind", "object_id"))
    has_more = len(changes) == size
    if has_more:
        place = replace(place, after=(changes[-1][0], changes[-1][1]))
    else:
        place = replace(place, after=(settled.transaction, 0), since=_now())
    latest = {(kind, object_id): None for *_where, kind, object_id in reversed(changes)}
    return Page(present(user, list(reversed(latest))), place, has_more)


def present(user: User, changed: Iterable[tuple[str, int]]) -> list[Shaped]:
    """Entries for (kind, id); what the user does not see is there no more for them."""
    changed = list(changed)
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, object_id in changed:
        wanted[kind].add(object_id)
    found = {
        (name, row["id"]): row
        for name, ids in wanted.items()
        for row in KINDS[name].shaped(KINDS[name].visible(user).filter(pk__any_of=ids))
    }
    return [_entry(kind, object_id, found.get((kind, object_id))) for kind, object_id in changed]


def _entry(kind: str, object_id: int, row: Shaped | None) -> Shaped:
    return {"type": kind, "id": object_id, "removed": row is None, "object": row}


def _made_for(user: User, settled: Horizon) -> str:
    """What a copy hangs on besides the objects: rights, language, the log itself, the form of the rows."""
    words = f"{FORMAT} {settled.log} {get_language()} {sight_of(user)}"
    return blake2b(words.encode(), digest_size=9).hexdigest()


def _now() -> int:
    return int(timezone.now().timestamp())


def _checked(cursor: str, kinds: tuple[str, ...] | None, made_for: str) -> Place:
    try:
        place = _place(from_cursor(cursor))
    except (ValueError, TypeError) as error:
        raise foreign_cursor() from error
    if kinds is not None and kinds != place.kinds:
        raise field_error("types", _("The cursor was made for other types; leave them out, or start without it."))
    if place.made_for != made_for or datetime.fromtimestamp(place.since, UTC) < timezone.now() - CHANGES_REMEMBERED:
        raise CursorExpired()
    return place


def _place(given: Any) -> Place:
    """Raises ValueError or TypeError unless it is what :meth:`Place.to_text` made."""
    made_for, kinds, since, after, walking = given
    numbers = [since, *after, *(walking or ())]
    if len(after) != 2 or (walking is not None and len(walking) != 2):  # noqa: PLR2004  (pairs)
        raise ValueError("not a place")
    if any(type(number) is not int or not 0 <= number <= LARGEST_ID for number in numbers):
        raise ValueError("not a place")
    known = set(kinds) & set(KINDS)
    if not kinds or len(known) != len(kinds) or (walking is not None and walking[0] >= len(kinds)):
        raise ValueError("no such kinds")
    return Place(str(made_for), tuple(kinds), min(since, _now()), tuple(after), walking and tuple(walking))
