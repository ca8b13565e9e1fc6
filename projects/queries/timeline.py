"""A project's timeline in words: who did what, when and why, before → after (DOMAIN §7).

Built from the history tables, so that imports, bulk changes and SQL are in it, too. What was written in one
transaction is one entry.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Project, StageChange
from projects.queries.timeline_events import Event, events_of
from projects.queries.timeline_sentences import Sentence, Words, sentence_of, words_for

PAGE = 50
# Where several things happened at once, the first of these says best what it was.
WEIGHT = (
    "stage_changed", "extension_approved", "report_submitted", "instruction_given", "milestone_completed",
)  # fmt: skip
SAID_BY_OTHERS = {
    "milestone_due_moved": {"extension_approved"},
    "project_changed": {"stage_changed", "extension_approved"},
    "support_added": {"stage_changed"},
    "milestone_added": {"project_drafted"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. ``key`` names its place: newest first, stable between pages."""

    key: str
    at: datetime
    who: str
    kind: str
    text: str
    reason: str
    changes: list[tuple[str, str, str]]


def timeline_of(project: Project, *, before: str = "", limit: int = PAGE) -> tuple[list[Entry], str]:
    """The newest entries before a key, and the key to go on from ("" at the end); a constant number of queries."""
    groups: dict[tuple[datetime, str], list[Event]] = defaultdict(list)
    events = events_of(project.pk)
    for event in events:
        at, context = event.transaction
        groups[at, str(context or "")].append(event)
    words = words_for(events)
    people = User.objects.select_related("department").in_bulk({e.user_id for e in events if e.user_id is not None})
    page: list[Entry] = []
    for (at, context), group in sorted(groups.items(), key=lambda item: item[0], reverse=True):
        key = f"{at.isoformat()}_{context}"
        if before and key >= before:
            continue
        entry = _entry(key, group, words, people)
        if entry is None:
            continue
        if len(page) == limit:
            return page, page[-1].key
        page.append(entry)
    return page, ""


def _entry(key: str, group: Iterable[Event], words: Words, people: dict[int, User]) -> Entry | None:
    events = sorted(group, key=lambda event: (event.model is not StageChange, event.number))
    sentences = [sentence for event in events for sentence in sentence_of(event, words)]
    kinds = {sentence.kind for sentence in sentences}
    told = [sentence for sentence in sentences if not SAID_BY_OTHERS.get(sentence.kind, set()) & kinds]
    if not told:
        return None
    told.sort(key=_importance)
    who = next((people[event.user_id] for event in events if event.user_id in people), None)
    return Entry(
        key=key,
        at=events[0].at,
        who=_name_of(who),
        kind=told[0].kind,
        text="；".join(dict.fromkeys(sentence.text for sentence in told)),
        reason="；".join(dict.fromkeys(sentence.reason for sentence in told if sentence.reason)),
        changes=[change for sentence in told for change in sentence.changes],
    )


def _importance(sentence: Sentence) -> int:
    return WEIGHT.index(sentence.kind) if sentence.kind in WEIGHT else len(WEIGHT)


def _name_of(user: User | None) -> str:
    if user is None:
        return _("the system")
    return f"{user.name}（{user.department.name}）" if user.department else str(user.name)
