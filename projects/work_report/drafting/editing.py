"""Drafts corrected, divided, joined and added by hand; decided drafts stay as they were decided."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import Department, User
from projects.choices import Action, DraftDecision, DraftKind
from projects.models import BreakdownDraft, DraftSupport
from projects.rules.lead_suggestions import Keyword, suggest
from projects.services.assignment import require_active_of_region, require_other_supporters
from projects.work_report.drafting.fields import EDITABLE, PLAIN, as_kept, kept
from projects.work_report.drafting.locking import lock_draft, lock_drafts, lock_read_breakdown
from projects.work_report.text.works.kinds import kind as field_of_work

BY_HAND = "by_hand"
MOST_PIECES = 60
FEWEST_PIECES = 2


@transaction.atomic
def edit(*, draft_id: int, by: User, version: int | None, changes: Mapping[str, Any]) -> BreakdownDraft:
    """Correct fields of :data:`fields.EDITABLE`, departments among them.

    Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, NotAllowedNow (applied already, or it has gone into
    others), StaleVersion, InvalidInput, ValidationError (per field).
    """
    draft = lock_draft(draft_id, by, version=version)
    require_standing(draft)
    for name in sorted(set(changes) - EDITABLE):
        raise InvalidInput(_("This field cannot be changed here."), attr=name)
    supporting = changes.get("supporting_departments")
    present = supporting if supporting is not None else list(draft.supporting_departments.all())
    for name in set(changes) - {"supporting_departments"}:
        setattr(draft, name, changes[name])
    _require_departments(draft, present)
    _check(draft)
    draft.save(update_fields=sorted(set(changes) - {"supporting_departments"}) or ["name"])
    if supporting is not None:
        DraftSupport.objects.filter(draft=draft).delete()
        DraftSupport.objects.bulk_create(DraftSupport(draft=draft, department=each) for each in supporting)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def add(
    *, breakdown_id: int, by: User, kind: DraftKind, line: int, start: int, end: int, name: str = ""
) -> BreakdownDraft:
    """Draft what the parser has passed over, at its words; without a name it is named by them.

    Raises ``ReportBreakdown.DoesNotExist``, AccessRefused, NotAllowedNow, InvalidInput (no such words),
    ValidationError.
    """
    breakdown = lock_read_breakdown(breakdown_id, by)
    lines: Sequence[str] = breakdown.lines
    words = lines[line - 1][start:end] if 0 < line <= len(lines) and 0 <= start < end else ""
    if not words.strip() or end > len(lines[line - 1]):
        raise InvalidInput(_("There are no words at this place of the text."), attr="start")
    nearest = (
        breakdown.drafts.filter(line__lte=line).order_by("-line", "-start").values_list("sections", flat=True).first()
    )
    draft = BreakdownDraft(
        breakdown=breakdown, kind=kind, line=line, start=start, end=end, words=words, rule=BY_HAND,
        confidence=Decimal(1), sections=nearest or [],
        name=(name or words.strip(" ，。；、：！"))[: BreakdownDraft._meta.get_field("name").max_length or 0],
        commitment="" if kind == DraftKind.TARGET else words[:200],
        action="" if kind == DraftKind.TARGET else Action.OTHER,
        category="" if kind == DraftKind.TARGET else field_of_work(name or words, tuple(nearest or ())),
    )  # fmt: skip
    keywords = breakdown.report.region.lead_keywords.filter(department__is_active=True)
    known = [Keyword(*row) for row in keywords.values_list("keyword", "department_id")]
    suggestion = suggest((draft.name, words, *reversed(draft.sections)), known)
    if suggestion is not None:
        draft.suggested_lead_id, draft.suggested_for = suggestion.department, suggestion.word
    draft.as_read = as_kept(draft)
    _check(draft)
    draft.save()
    return draft


@transaction.atomic
def split(*, draft_id: int, by: User, version: int | None, names: Sequence[str]) -> list[BreakdownDraft]:
    """Put drafts of these names in the place of one; where a name stands in its words, the piece points to that.

    Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, NotAllowedNow, StaleVersion, InvalidInput (fewer than two
    names, or too many), ValidationError.
    """
    draft = lock_draft(draft_id, by, version=version)
    require_standing(draft)
    wanted = [name for each in names if (name := each.strip())]
    if not FEWEST_PIECES <= len(wanted) <= MOST_PIECES:
        raise InvalidInput(
            _("Give between two and %(most)s names, one for each piece.") % {"most": MOST_PIECES}, attr="names"
        )
    supporting = list(draft.supporting_departments.all())
    pieces = []
    for name in wanted:
        at = draft.words.find(name)
        place = (draft.start, draft.end) if at < 0 else (draft.start + at, draft.start + at + len(name))
        piece = BreakdownDraft(
            breakdown=draft.breakdown, split_from=draft, line=draft.line, start=place[0], end=place[1],
            words=draft.words if at < 0 else name, sections=draft.sections, confidence=draft.confidence,
            rule=draft.rule, lead_department=draft.lead_department, suggested_lead=draft.suggested_lead,
            suggested_for=draft.suggested_for, **{field: getattr(draft, field) for field in PLAIN},
        )  # fmt: skip
        piece.name, piece.members, piece.is_list_open = name, [], False
        if _figure_is_of_the_whole(draft, piece):
            piece.value = piece.baseline_value = None
            piece.unit = "" if draft.kind != DraftKind.TARGET else piece.unit
            piece.baseline_text = ""
        piece.as_read = as_kept(piece)
        _check(piece, attr="names")
        pieces.append(piece)
    decide(draft, DraftDecision.SPLIT, by)
    pieces = BreakdownDraft.objects.bulk_create(pieces)
    DraftSupport.objects.bulk_create(
        DraftSupport(draft=piece, department=each) for piece in pieces for each in supporting
    )
    return pieces


def _figure_is_of_the_whole(draft: BreakdownDraft, piece: BreakdownDraft) -> bool:
    """5条 of 人民路、解放路等5条道路 is no quantity of 人民路; what stands in the words of the piece itself is."""
    figure = "" if draft.value is None else re.escape(f"{draft.value.normalize():f}")
    return bool(figure) and not re.search(rf"(?<![\d.]){figure}(?![\d.])", piece.name)


@transaction.atomic
def merge(*, draft_id: int, by: User, version: int | None, others: Collection[int]) -> BreakdownDraft:
    """Let one draft stand for others, too: it points to their words and takes from them what it lacks.

    Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, NotAllowedNow, StaleVersion, InvalidInput (``others``).
    """
    draft = lock_draft(draft_id, by, version=version)
    require_standing(draft)
    joined = lock_drafts(draft.breakdown, set(others) - {draft.pk})
    if not joined or len(joined) < len(set(others) - {draft.pk}):
        raise InvalidInput(_("Choose other drafts of this breakdown to be merged into this one."), attr="others")
    for other in joined:
        require_standing(other)
        draft.further = [list(place) for place in (*draft.places[1:], *other.places)]
        other.lent = _take_what_is_missing(draft, other)
        other.merged_into = draft
        decide(other, DraftDecision.MERGED, by, also=["merged_into", "lent"])
    _check(draft)
    draft.save()
    draft.refresh_from_db()
    return draft


def _take_what_is_missing(draft: BreakdownDraft, other: BreakdownDraft) -> dict[str, Any]:
    """Take over what one draft lacks and the other has; what that was, as JSON keeps it."""
    groups = [("lead_department_id",), ("suggested_lead_id", "suggested_for"), ("due_on", "due_text")]
    if draft.value is None:
        groups.append(("value", "unit", "comparison") if not draft.comparison else ("value", "unit"))
    missing = [group for group in groups if not getattr(draft, group[0]) and getattr(other, group[0])]
    taken = [name for group in missing for name in group]
    for name in taken:
        setattr(draft, name, getattr(other, name))
    return kept(draft, taken)


def give_back(draft: BreakdownDraft, lent: Mapping[str, Any]) -> list[str]:
    """Empty the fields of a draft that still hold what it took from another; their names. The caller saves."""
    present = kept(draft, lent)
    names = [name for name, value in lent.items() if present[name] == value]
    for name in names:
        field = draft._meta.get_field(name.removesuffix("_id"))
        setattr(draft, name, None if field.null else "")
    return names


def require_standing(draft: BreakdownDraft) -> None:
    """Raise NotAllowedNow if others stand for it now."""
    if draft.is_replaced:
        raise NotAllowedNow(
            _("“%(draft)s” is “%(state)s”; take that back first.")
            % {"draft": draft, "state": draft.get_decision_display()}
        )


def decide(draft: BreakdownDraft, decision: DraftDecision, by: User, *, also: Sequence[str] = ()) -> None:
    """Write a decision with who took it when; an open one has neither."""
    is_open = decision == DraftDecision.OPEN
    draft.decision = decision
    draft.decided_by, draft.decided_at = (None, None) if is_open else (by, timezone.now())
    draft.save(update_fields=["decision", "decided_by", "decided_at", *also])


def _require_departments(draft: BreakdownDraft, supporting: Collection[Department]) -> None:
    region_id = draft.breakdown.report.region_id
    require_active_of_region(region_id, "supporting_departments", supporting)
    if draft.lead_department is not None:
        require_active_of_region(region_id, "lead_department", [draft.lead_department])
        require_other_supporters(draft.lead_department, supporting)


def _check(draft: BreakdownDraft, *, attr: str = "name") -> None:
    """Raise InvalidInput or ValidationError for what the columns do not hold; a name's fault is told of ``attr``."""
    if not draft.name.strip():
        raise InvalidInput(_("Give it a name."), attr=attr, code="blank")
    if draft.value is not None and not draft.unit.strip():
        raise InvalidInput(_("A number needs its unit."), attr="unit")
    try:
        draft.clean_fields(exclude={field.name for field in draft._meta.fields} - set(PLAIN))
    except ValidationError as invalid:
        if attr != "name" and "name" in invalid.error_dict:
            raise InvalidInput(" ".join(invalid.message_dict["name"]), attr=attr) from invalid
        raise
