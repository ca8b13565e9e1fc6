"""What the supervision office says to drafts: accepted, rejected, taken back; one at a time or many at once."""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from projects.choices import DraftDecision, DraftKind
from projects.models import BreakdownDraft
from projects.work_report.drafting.editing import decide, give_back, require_standing
from projects.work_report.drafting.locking import lock_draft, lock_drafts, lock_read_breakdown


@transaction.atomic
def accept(*, draft_id: int, by: User, version: int | None, takes_suggestion: bool = False) -> BreakdownDraft:
    """Accept a draft; ``takes_suggestion``: the suggested department becomes its lead if it has none.

    Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, NotAllowedNow, StaleVersion.
    """
    draft = lock_draft(draft_id, by, version=version)
    require_standing(draft)
    also = []
    is_without = draft.lead_department_id is None and draft.suggested_lead_id is not None
    if takes_suggestion and is_without and not draft.supporting_departments.filter(pk=draft.suggested_lead_id).exists():
        draft.lead_department_id = draft.suggested_lead_id
        also = ["lead_department"]
    decide(draft, DraftDecision.ACCEPTED, by, also=also)
    return _fresh(draft)


@transaction.atomic
def reject(*, draft_id: int, by: User, version: int | None) -> BreakdownDraft:
    """Reject a draft; it stays in sight. Raises what :func:`accept` does."""
    draft = lock_draft(draft_id, by, version=version)
    require_standing(draft)
    decide(draft, DraftDecision.REJECTED, by)
    return _fresh(draft)


@transaction.atomic
def reopen(*, draft_id: int, by: User, version: int | None) -> BreakdownDraft:
    """Take a decision back: what was merged stands alone again, pieces of what was split go.

    Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, StaleVersion, NotAllowedNow (a piece was merged or split
    itself).
    """
    draft = lock_draft(draft_id, by, version=version)
    also: list[str] = []
    if draft.decision == DraftDecision.MERGED and draft.merged_into_id is not None:
        _part(draft)
        also = ["merged_into", "lent"]
    if draft.decision == DraftDecision.SPLIT:
        pieces = lock_drafts(draft.breakdown, list(draft.pieces.values_list("pk", flat=True)))
        if any(piece.is_replaced or piece.merged.exists() for piece in pieces):
            raise NotAllowedNow(_("One of its pieces was split or merged itself; take that back first."))
        BreakdownDraft.objects.filter(pk__in=[piece.pk for piece in pieces]).delete()
    decide(draft, DraftDecision.OPEN, by, also=also)
    return _fresh(draft)


def _part(draft: BreakdownDraft) -> None:
    """Take a merged draft out of the one that stands for it, and out of those which that was merged into."""
    own = set(draft.places)
    into_id = draft.merged_into_id
    while into_id is not None:
        (into,) = lock_drafts(draft.breakdown, [into_id])
        changed = give_back(into, draft.lent) if into_id == draft.merged_into_id else []
        into.further = [list(place) for place in into.places[1:] if place not in own]
        into.save(update_fields=["further", *(name.removesuffix("_id") for name in changed)])
        into_id = into.merged_into_id
    draft.merged_into, draft.lent = None, {}


@transaction.atomic
def accept_from(
    *,
    breakdown_id: int,
    by: User,
    confidence: Decimal,
    kind: DraftKind | None = None,
    takes_suggestion: bool = False,
    version: int | None = None,
) -> int:
    """Accept every undecided draft of at least this confidence, of one kind or all; returns how many.

    Raises ``ReportBreakdown.DoesNotExist``, AccessRefused, StaleVersion, NotAllowedNow,
    InvalidInput.
    """
    if not (confidence.is_finite() and 0 <= confidence <= 1):
        raise InvalidInput(_("A confidence lies between 0 and 1."), attr="confidence")
    drafts = _open(breakdown_id, by, kind, version).filter(confidence__gte=confidence)
    ids = list(drafts.values_list("pk", flat=True))
    chosen = BreakdownDraft.objects.filter(pk__in=ids)
    if takes_suggestion:
        for department_id in set(chosen.values_list("suggested_lead_id", flat=True)) - {None}:
            without = chosen.filter(lead_department=None, suggested_lead=department_id)
            without.exclude(supporting_departments=department_id).update(lead_department_id=department_id)
    return chosen.update(decision=DraftDecision.ACCEPTED, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def reject_open(*, breakdown_id: int, by: User, kind: DraftKind | None = None, version: int | None = None) -> int:
    """Reject every undecided draft, of one kind or all; returns how many. Raises what :func:`accept_from` does."""
    drafts = _open(breakdown_id, by, kind, version)
    return drafts.update(decision=DraftDecision.REJECTED, decided_by=by, decided_at=timezone.now())


def _open(breakdown_id: int, by: User, kind: DraftKind | None, version: int | None) -> QuerySet[BreakdownDraft]:
    breakdown = lock_read_breakdown(breakdown_id, by, version=version)
    drafts = breakdown.drafts.filter(decision=DraftDecision.OPEN)
    return drafts.filter(kind=kind) if kind else drafts


def _fresh(draft: BreakdownDraft) -> BreakdownDraft:
    draft.refresh_from_db()
    return draft
