"""Which rows of a list are exported: the list itself is asked, by the very words of its address.

API and console have lists of the same things with filters of their own, which a file has to agree with. Both
lie above this layer, hence they say here how they narrow (``config.apps`` loads them).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from indicators.queries import visible_to as indicators_visible_to
from projects.choices import ExportKind
from projects.queries.filings import department_records_visible_to
from projects.queries.projects import milestones_visible_to, visible_to


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Rows that a list shows to a user, and its filters in words."""

    rows: QuerySet[Any]
    words: list[str]


VISIBLE: dict[str, Callable[[User], QuerySet[Any]]] = {
    ExportKind.PROJECTS: visible_to,
    ExportKind.MILESTONES: milestones_visible_to,
    ExportKind.INDICATORS: indicators_visible_to,
    ExportKind.DEPARTMENT_RECORDS: department_records_visible_to,
}
# (kind of list, user, query string of the list) → rows; raises InvalidInput for a query that the list refuses.
Narrow = Callable[[str, User, str], Narrowed]
_NARROW: dict[str, Narrow] = {}


def register(source: str, narrow: Narrow) -> None:
    """Say how the lists of ``source`` (api, console) narrow."""
    _NARROW[source] = narrow


def narrowed(source: str, kind: str, user: User, query: str) -> Narrowed:
    """The rows of a list as a user sees it now; the gate of the kind is passed here, whatever the list did."""
    found = _NARROW[source](kind, user, query)
    return Narrowed(VISIBLE[kind](user).filter(pk__in=found.rows.order_by().values("pk")), found.words)
