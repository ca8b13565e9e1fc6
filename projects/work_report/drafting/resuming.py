"""Going on with an undone breakdown: a copy with its edits and decisions, to be corrected and applied again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowedNow
from accounts.models import User
from projects.choices import ReportBreakdownState
from projects.models import BreakdownDraft, DraftSupport, ReportBreakdown
from projects.work_report.drafting.leases import BATCH
from projects.work_report.drafting.locking import lock_breakdown

OF_THE_TEXT = ("report", "stored_file", "name", "is_traditional", "language", "year_found", "lines", "sentences")
# What a copy has of its own, or gets when it is applied.
NOT_COPIED = {
    "id", "breakdown", "version", "created_at", "updated_at", "split_from", "merged_into", "indicator", "project",
}  # fmt: skip


@transaction.atomic
def resume(*, by: User, breakdown_id: int, version: int | None = None) -> ReportBreakdown:
    """The copy that the office works on; one that is there already is it.

    Raises ``ReportBreakdown.DoesNotExist``, AccessRefused, StaleVersion, NotAllowedNow (it was not undone).
    """
    undone = lock_breakdown(breakdown_id, by, version=version)
    if undone.state != ReportBreakdownState.UNDONE:
        raise NotAllowedNow(_("Only an undone breakdown is gone on with in a copy."))
    copies = ReportBreakdown.objects.filter(
        report=undone.report, stored_file=undone.stored_file_id, started_at__gte=undone.undone_at
    )
    there = copies.filter(state=ReportBreakdownState.READ).order_by("pk").first()
    return there or _copied(undone, by)


def _copied(undone: ReportBreakdown, by: User) -> ReportBreakdown:
    copy = ReportBreakdown.objects.create(
        state=ReportBreakdownState.READ,
        read_at=timezone.now(),
        started_by=by,
        **{name: getattr(undone, name) for name in OF_THE_TEXT},
    )
    left = list(undone.drafts.order_by("pk"))
    copies: dict[int | None, BreakdownDraft] = {}
    while left:
        # A draft that refers to another follows it: in the database that must stand first.
        ready = [draft for draft in left if {draft.split_from_id, draft.merged_into_id} <= copies.keys() | {None}]
        made = BreakdownDraft.objects.bulk_create([_copy_of(draft, copy, copies) for draft in ready], batch_size=BATCH)
        copies |= {draft.pk: each for draft, each in zip(ready, made, strict=True)}
        left = [draft for draft in left if draft.pk not in copies]
    supports = DraftSupport.objects.filter(draft__breakdown=undone).order_by("pk")
    DraftSupport.objects.bulk_create(
        [DraftSupport(draft=copies[each.draft_id], department_id=each.department_id) for each in supports],
        batch_size=BATCH,
    )
    return copy


def _copy_of(draft: BreakdownDraft, copy: ReportBreakdown, copies: dict[int | None, BreakdownDraft]) -> BreakdownDraft:
    values: dict[str, Any] = {
        field.attname: getattr(draft, field.attname)
        for field in BreakdownDraft._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    return BreakdownDraft(
        breakdown=copy,
        split_from=copies.get(draft.split_from_id),
        merged_into=copies.get(draft.merged_into_id),
        **values,
    )
