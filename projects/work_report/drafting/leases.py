"""Who reads which text: PostgreSQL holds what waits, a worker owns what it has claimed until its lease is over."""

import os
import secrets
import socket
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from projects.choices import ReportBreakdownState
from projects.models import BreakdownDraft, ReportBreakdown

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=120)  # 2 MB are read in ten seconds
BATCH = 500


class LostLeaseError(Exception):
    """Another worker has taken the text over; what this one read is nobody's."""


@transaction.atomic
def claim_next(*, but_for: Collection[int] = ()) -> ReportBreakdown | None:
    """The text that has waited longest, for this process alone; ``but_for`` those that it has just tried in vain.

    What a killed worker has left counts as waiting; after :data:`MOST_ATTEMPTS` it has failed for good.
    """
    abandoned = Q(state=ReportBreakdownState.READING, lease_until__lte=Now())
    for lost in ReportBreakdown.objects.select_for_update(skip_locked=True).filter(
        abandoned, attempts__gte=MOST_ATTEMPTS
    ):
        fail(lost)
    waiting = ReportBreakdown.objects.filter(Q(state=ReportBreakdownState.QUEUED) | abandoned).exclude(pk__in=but_for)
    ids = list(waiting.order_by("id").select_for_update(skip_locked=True).values_list("pk", flat=True)[:1])
    ReportBreakdown.objects.filter(pk__in=ids).update(
        state=ReportBreakdownState.READING,
        claimed_by=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        lease_until=Now() + LEASE,
        attempts=F("attempts") + 1,
    )
    return ReportBreakdown.objects.select_related("report__region", "stored_file").filter(pk__in=ids).first()


@transaction.atomic
def finish(
    breakdown: ReportBreakdown,
    *,
    lines: Sequence[str],
    year_found: int | None,
    sentences: Sequence[Mapping[str, Any]],
    drafts: Sequence[BreakdownDraft],
) -> None:
    """Keep what was read, all of it. Raises :class:`LostLeaseError`."""
    owned = _owned(breakdown).update(
        state=ReportBreakdownState.READ,
        lease_until=None,
        read_at=timezone.now(),
        year_found=year_found,
        lines=list(lines),
        sentences=list(sentences),
    )
    if not owned:
        raise LostLeaseError
    BreakdownDraft.objects.bulk_create(drafts, batch_size=BATCH)


def give_back(breakdown: ReportBreakdown) -> None:
    """It could not be read this time; the next tick tries again, or it has failed for good."""
    if breakdown.attempts >= MOST_ATTEMPTS:
        fail(breakdown)
    else:
        _owned(breakdown).update(state=ReportBreakdownState.QUEUED, lease_until=None)


def fail(breakdown: ReportBreakdown, words: str = "") -> None:
    """It cannot be read, for this reason."""
    with override(breakdown.language):
        lost = _("The text could not be read. Tell the operator: breakdown %(number)s.") % {"number": breakdown.pk}
    _owned(breakdown).update(state=ReportBreakdownState.FAILED, failure=words or lost, lease_until=None)


def _owned(breakdown: ReportBreakdown) -> Any:
    return ReportBreakdown.objects.filter(
        pk=breakdown.pk, state=ReportBreakdownState.READING, claimed_by=breakdown.claimed_by
    )
