"""Sentences for the timeline, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Department
from projects.choices import ExtensionState, InstructionState, ProgressReportState, Rag, ReplyState, Stage
from projects.models import (
    Evidence,
    Extension,
    Instruction,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    ProjectSupport,
    StageChange,
)
from projects.queries.timeline_events import Event
from projects.wording import reasons_in_words

Change = tuple[str, str, str]
WARNING = (Rag.RED, Rag.AMBER)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, as one sentence: ``kind`` is stable for programs."""

    kind: str
    text: str
    reason: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """Names that sentences need: milestones by id, departments by id."""

    milestones: dict[int, str]
    departments: dict[int, str]


def words_for(events: Iterable[Event]) -> Words:
    """Names of what the events mention; those of milestones come from the events themselves. One query."""
    titles: dict[int, str] = {}
    departments: set[int] = set()
    for event in events:
        if event.model is Milestone:
            titles[event.row["id"]] = event.row["title"]
        departments |= {event.row[name] for name in ("department_id", "lead_department_id") if event.row.get(name)}
        if event.before.get("lead_department_id"):
            departments.add(event.before["lead_department_id"])
    names = {row.pk: row.name for row in Department.objects.filter(pk__in=departments)}
    return Words(milestones=titles, departments=names)


def sentence_of(event: Event, words: Words) -> Iterator[Sentence]:
    """What an event says; nothing for bookkeeping."""
    tell = TELLERS.get(event.model)
    if tell is not None:
        yield from tell(event, words)


def _stage_change(event: Event) -> Iterator[Sentence]:
    if event.label == "insert":
        row = event.row
        text = _("stage: %(before)s → %(after)s") % {
            "before": Stage(row["from_stage"]).label,
            "after": Stage(row["to_stage"]).label,
        }
        yield Sentence("stage_changed", text, "，".join(filter(None, [row["reason"], row["document"]])))


def _project(event: Event, words: Words) -> Iterator[Sentence]:
    if event.label == "insert":
        yield Sentence("project_drafted", _("put on the list"))
        return
    if event.changed("rag") and event.before.get("rag"):
        text = _("light: %(before)s → %(after)s") % {
            "before": Rag(event.before["rag"]).label,
            "after": Rag(event.row["rag"]).label,
        }
        reasons = "；".join(reasons_in_words(event.row["rag_reasons"])) if event.row["rag"] in WARNING else ""
        yield Sentence("light_changed", f"{text}（{reasons}）" if reasons else text)
    names = [name for name in event.loud if name not in {"rag", "stage"}]
    if names:
        changes = [_change(Project, name, event, words) for name in names]
        said = "、".join(label for label, _before, _after in changes)
        yield Sentence("project_changed", _("changed: %(fields)s") % {"fields": said}, changes=changes)


def _milestone(event: Event, words: Words) -> Iterator[Sentence]:
    row, before = event.row, event.before
    title = row["title"]
    if event.label == "insert":
        yield Sentence(
            "milestone_added",
            _("milestone “%(title)s” planned for %(day)s") % {"title": title, "day": date_format(row["due_on"])},
        )
    elif event.label == "delete":
        yield Sentence("milestone_removed", _("milestone “%(title)s” struck from the plan") % {"title": title})
    elif event.changed("completed_on") and row["completed_on"]:
        text = _("milestone “%(title)s” completed on %(day)s") % {
            "title": title,
            "day": date_format(row["completed_on"]),
        }
        yield Sentence("milestone_completed", text, row["completion_note"])
    elif event.changed("waived_on") and row["waived_on"]:
        text = _("milestone “%(title)s” waived") % {"title": title}
        yield Sentence("milestone_waived", text, row["waive_reason"])
    elif event.changed("completed_on") or event.changed("waived_on"):
        text = _("milestone “%(title)s” opened again") % {"title": title}
        yield Sentence("milestone_opened_again", text, row["completion_note"])
    elif event.changed("due_on"):
        text = _("milestone “%(title)s” moved from %(before)s to %(after)s") % {
            "title": title,
            "before": date_format(before["due_on"]),
            "after": date_format(row["due_on"]),
        }
        yield Sentence("milestone_due_moved", text)
    elif event.loud:
        changes = [_change(Milestone, name, event, words) for name in event.loud]
        yield Sentence("milestone_changed", _("milestone “%(title)s” changed") % {"title": title}, changes=changes)


def _report(event: Event) -> Iterator[Sentence]:
    if not event.changed("state"):
        return
    row = event.row
    month = date_format(row["period"], "YEAR_MONTH_FORMAT")
    texts = {
        ProgressReportState.SUBMITTED: ("report_submitted", _("monthly report for %(month)s submitted")),
        ProgressReportState.CONFIRMED: ("report_confirmed", _("monthly report for %(month)s confirmed by the head")),
        ProgressReportState.APPROVED: ("report_approved", _("monthly report for %(month)s approved")),
        ProgressReportState.RETURNED: ("report_returned", _("monthly report for %(month)s returned")),
    }
    if row["state"] in texts:
        kind, text = texts[row["state"]]
        percent = "" if row["percent"] is None else f"（{_number(row['percent'])}%）"
        reason = row["return_reason"] if kind == "report_returned" else ""
        yield Sentence(kind, text % {"month": month} + (percent if kind == "report_submitted" else ""), reason)


def _extension(event: Event, words: Words) -> Iterator[Sentence]:
    row = event.row
    facts = {
        "what": words.milestones.get(row["milestone_id"], _("the project")),
        "before": date_format(row["old_due_on"]),
        "after": date_format(row["new_due_on"]),
        "days": (row["new_due_on"] - row["old_due_on"]).days,
    }
    if event.label == "insert":
        text = _("asked to move “%(what)s” from %(before)s to %(after)s, %(days)s days") % facts
        yield Sentence("extension_requested", text, row["reason"])
    elif event.changed("state"):
        texts = {
            ExtensionState.APPROVED: _("“%(what)s” moved from %(before)s to %(after)s, %(days)s days"),
            ExtensionState.REFUSED: _("extension of “%(what)s” to %(after)s refused"),
            ExtensionState.WITHDRAWN: _("request to move “%(what)s” to %(after)s withdrawn"),
        }
        yield Sentence(f"extension_{row['state']}", texts[row["state"]] % facts, row["decision_note"])


def _instruction(event: Event) -> Iterator[Sentence]:
    row = event.row
    if event.label == "insert":
        text = _("instruction: %(text)s (reply due on %(day)s)") % {
            "text": row["text"],
            "day": date_format(row["reply_due_on"]),
        }
        yield Sentence("instruction_given", text)
    elif event.changed("state") and row["state"] == InstructionState.CLOSED:
        yield Sentence("instruction_closed", _("instruction closed: %(text)s") % {"text": row["text"][:40]})


def _reply(event: Event, words: Words) -> Iterator[Sentence]:
    row = event.row
    facts = {"department": words.departments.get(row["department_id"], ""), "text": row["text"]}
    if event.label == "insert":
        yield Sentence("instruction_replied", _("%(department)s replied: %(text)s") % facts)
    elif event.changed("state"):
        texts = {
            ReplyState.ACCEPTED: ("reply_accepted", _("reply of %(department)s accepted")),
            ReplyState.SENT_BACK: ("reply_sent_back", _("reply of %(department)s sent back")),
        }
        kind, text = texts[row["state"]]
        yield Sentence(kind, text % facts, row["return_reason"])


def _evidence(event: Event) -> Iterator[Sentence]:
    name = {"name": event.row["name"]}
    if event.label == "insert":
        yield Sentence("evidence_attached", _("evidence attached: %(name)s") % name)
    elif event.label == "delete":
        yield Sentence("evidence_removed", _("evidence taken off: %(name)s") % name)


def _support(event: Event, words: Words) -> Iterator[Sentence]:
    name = {"department": words.departments.get(event.row["department_id"], "")}
    if event.label == "insert":
        yield Sentence("support_added", _("supported by %(department)s") % name)
    elif event.label == "delete":
        yield Sentence("support_removed", _("no longer supported by %(department)s") % name)


TELLERS: dict[type[Model], Callable[[Event, Words], Iterator[Sentence]]] = {
    StageChange: lambda event, _words: _stage_change(event),
    Project: _project,
    Milestone: _milestone,
    ProgressReport: lambda event, _words: _report(event),
    Extension: _extension,
    Instruction: lambda event, _words: _instruction(event),
    InstructionReply: _reply,
    Evidence: lambda event, _words: _evidence(event),
    ProjectSupport: _support,
}


def _change(model: type[Model], name: str, event: Event, words: Words) -> Change:
    field_of: Any = model._meta.get_field(name.removesuffix("_id"))
    shown = [_shown(field_of, values.get(name), words) for values in (event.before, event.row)]
    return (str(field_of.verbose_name), shown[0], shown[1])


def _shown(field_of: Any, value: Any, words: Words) -> str:
    if value in (None, "", []):
        return "—"
    if field_of.is_relation:
        return words.departments.get(value, f"#{value}") if field_of.attname == "lead_department_id" else f"#{value}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value)
    text = _number(value) if isinstance(value, Decimal) else str(value)
    return str(dict(field_of.flatchoices).get(value, text)) if field_of.choices else text


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
