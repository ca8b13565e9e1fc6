"""What the parser found → drafts as they are kept, within what the columns hold."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from projects.choices import Action, DraftKind
from projects.models import BreakdownDraft, ReportBreakdown
from projects.rules.lead_suggestions import Keyword, suggest
from projects.work_report import parser
from projects.work_report.drafting.fields import as_kept
from projects.work_report.text.items import Deadline, Item, Place
from projects.work_report.text.works.items import Project, Task

LONGEST_NAME = 120
LONGEST_COMMITMENT = 200
LONGEST_RULE = 60
LONGEST_UNIT = 30
LONGEST_MEMBER = 60
LONGEST_PHRASE = 60
LONGEST_WRITTEN = 120
LONGEST_HEADING = 200
LARGEST_NUMBER = Decimal(10) ** 14
PLACES = Decimal("0.0001")


def drafts_of(
    breakdown: ReportBreakdown, text: parser.ReportText, found: parser.Breakdown, keywords: Sequence[Keyword]
) -> list[BreakdownDraft]:
    """Unsaved drafts in the order of the text, each with its date and a suggested lead."""
    deadlines = _by_place(found.deadlines)
    baselines = {baseline.of: baseline for baseline in found.baselines}
    drafts = []
    for item, kind, values in (*_targets(found, baselines, text), *_projects(found), *_tasks(found)):
        draft = _draft(breakdown, text, item, kind, values)
        _date(draft, deadlines.get(item.place) or _named_by(item, found.deadlines))
        suggestion = suggest((draft.name, draft.words, *reversed(draft.sections)), keywords)
        if suggestion is not None:
            draft.suggested_lead_id, draft.suggested_for = suggestion.department, suggestion.word
        draft.as_read = as_kept(draft)
        drafts.append(draft)
    return sorted(drafts, key=lambda draft: (draft.line, draft.start, draft.end))


def sentences_of(found: parser.Breakdown) -> list[dict[str, Any]]:
    """Sentences with numbers: ``line``, ``start``, ``end`` and the places of their ``numbers``."""
    return [
        {"line": each.line, "start": each.start, "end": each.end, "numbers": [_triple(place) for place in each.places]}
        for each in found.numbered
    ]


def _triple(place: Place) -> tuple[int, int, int]:
    return place.line, place.start, place.end


Found = tuple[Item, DraftKind, dict[str, Any]]


def _targets(
    found: parser.Breakdown, baselines: dict[Place, parser.Baseline], text: parser.ReportText
) -> Iterable[Found]:
    for target in found.targets:
        values: dict[str, Any] = {
            "name": target.name,
            "comparison": target.comparison,
            "value": number(target.target),
            "unit": target.unit[:LONGEST_UNIT] or _("(no unit)"),
        }
        baseline = baselines.get(target.place)
        if baseline is not None:
            values["baseline_value"] = number(baseline.value)
            values["baseline_text"] = text.words(baseline)[:LONGEST_WRITTEN]
        yield target, DraftKind.TARGET, values


def _projects(found: parser.Breakdown) -> Iterable[Found]:
    for project in found.projects:
        yield (
            project,
            DraftKind.PROJECT,
            {
                "name": project.name,
                "action": project.action or Action.OTHER,
                "category": project.kind,
                "members": [member[:LONGEST_MEMBER] for member in project.members],
                "is_list_open": project.is_list_open,
                "value": number(project.quantity) if project.unit else None,
                "unit": project.unit[:LONGEST_UNIT],
                "commitment": storable(project.commitment)[:LONGEST_COMMITMENT],
            },
        )


def _tasks(found: parser.Breakdown) -> Iterable[Found]:
    for task in found.tasks:
        commitment = storable(task.title)[:LONGEST_COMMITMENT]
        values = {"name": task.title, "action": Action.OTHER, "category": task.kind, "commitment": commitment}
        yield task, DraftKind.TASK, values


def _draft(
    breakdown: ReportBreakdown, text: parser.ReportText, item: Item, kind: DraftKind, values: dict[str, Any]
) -> BreakdownDraft:
    words = storable(text.words(item))
    values["name"] = storable(values["name"])[:LONGEST_NAME]
    return BreakdownDraft(
        breakdown=breakdown,
        kind=kind,
        line=item.line,
        start=item.start,
        end=item.end,
        words=words,
        sections=[storable(heading)[:LONGEST_HEADING] for heading in item.sections],
        confidence=Decimal(str(round(item.confidence, 2))),
        rule=item.rule[:LONGEST_RULE],
        **values,
    )


def _date(draft: BreakdownDraft, deadline: Deadline | None) -> None:
    if deadline is not None:
        draft.due_on = date.fromisoformat(deadline.resolved)
        draft.due_text = deadline.phrase[:LONGEST_PHRASE]


def _named_by(item: Item, deadlines: Iterable[Deadline]) -> Deadline | None:
    """The date that a project or a task says itself that it is due by."""
    dated_by = item.dated_by if isinstance(item, Project | Task) else None
    return next((deadline for deadline in deadlines if dated_by is not None and deadline.place == dated_by), None)


def _by_place(deadlines: Iterable[Deadline]) -> dict[Place, Deadline]:
    """Which date holds for what stands at a place; the first in the text if there are several."""
    dated: dict[Place, Deadline] = {}
    for deadline in deadlines:
        for place in deadline.governs:
            dated.setdefault(place, deadline)
    return dated


def storable(text: str) -> str:
    """The text without the one character that PostgreSQL has none for; every other stays in its place."""
    return text.replace("\0", "\ufffd")


def number(text: str | None) -> Decimal | None:
    """A figure as the database holds it exactly; None for what is none, or too large."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value.quantize(PLACES).normalize() if value.is_finite() and abs(value) < LARGEST_NUMBER else None
