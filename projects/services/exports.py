"""The life of an export: asked for, claimed, written, kept, over (docs/exports.md).

PostgreSQL holds what is due; a worker owns what it has claimed under a lease that each piece of progress
renews. One that is killed loses the lease, and the next begins the file anew.
"""

import os
import secrets
import socket
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import Capability, require
from accounts.errors import NotAllowedNow
from accounts.models import User
from projects.choices import UNFINISHED_EXPORT_STATES, ExportState
from projects.models import Export
from projects.queries.exports import exports_of, sight_of

READERS = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)
MOST_WAITING = 5
MOST_ATTEMPTS = 3
KEPT = timedelta(days=7)
CLAIMING = 7_201_030  # name of the lock under which workers claim


class LostLeaseError(Exception):
    """Another worker has taken the export over; the file that this one writes is nobody's."""


@transaction.atomic
def ask(
    *,
    by: User,
    kind: str,
    file_format: str,
    parameters: Mapping[str, Any],
    language: str,
    rows_total: int,
) -> Export:
    """Queue an export. Raises AccessRefused, NotAllowedNow (too many wait already)."""
    require(by, *READERS)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if exports_of(by).filter(state__in=UNFINISHED_EXPORT_STATES).count() >= MOST_WAITING:
        raise NotAllowedNow(
            _("%(count)s of your exports are waiting already. Wait until one of them is ready.")
            % {"count": MOST_WAITING}
        )
    return Export.objects.create(
        asked_by=by,
        kind=kind,
        format=file_format,
        parameters=dict(parameters),
        language=language,
        sight=sight_of(by),
        rows_total=rows_total,
    )


@transaction.atomic
def claim_next(*, but_for: Collection[int] = ()) -> Export | None:
    """The export that has waited longest, for this process alone; None while enough are being written.

    ``but_for`` are those that this process has just tried in vain.

    What a killed worker has left counts as waiting; after :data:`MOST_ATTEMPTS` it has failed for good.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])
    abandoned = Q(state=ExportState.RUNNING, lease_until__lte=Now())
    for lost in Export.objects.select_for_update(skip_locked=True).filter(abandoned, attempts__gte=MOST_ATTEMPTS):
        _fail(lost)
    if Export.objects.filter(state=ExportState.RUNNING, lease_until__gt=Now()).count() >= settings.EXPORTS_AT_ONCE:
        return None
    waiting = Export.objects.filter(Q(state=ExportState.QUEUED) | abandoned).exclude(pk__in=but_for)
    return _claim(waiting.order_by("asked_at", "id")[:1])


@transaction.atomic
def claim(export_id: int) -> Export | None:
    """One export that still waits, for this process; None if another has it."""
    return _claim(Export.objects.filter(pk=export_id, state=ExportState.QUEUED))


def begin(export: Export, rows_total: int) -> None:
    """Note as whom it is written and how much there is to write. Raises :class:`LostLeaseError`."""
    _update(export, sight=sight_of(export.asked_by), rows_total=rows_total, rows_done=0)


def advance(export: Export, rows_done: int) -> None:
    """Note progress, which renews the lease. Raises :class:`LostLeaseError`."""
    done = min(rows_done, export.rows_total)
    _update(export, rows_done=done, lease_until=Now() + timedelta(seconds=settings.EXPORT_LEASE_SECONDS))


def finish(export: Export, *, file: str, name: str, size: int, sha256: str) -> None:
    """The file is in storage. Raises :class:`LostLeaseError`."""
    now = timezone.now()
    _update(
        export, state=ExportState.DONE, file=file, name=name, size=size, sha256=sha256, lease_until=None,
        rows_done=export.rows_total, finished_at=now, expires_at=now + KEPT,
    )  # fmt: skip


def give_back(export: Export) -> None:
    """It could not be written this time; the next tick tries again, or it has failed for good."""
    if export.attempts >= MOST_ATTEMPTS:
        _fail(export)
    else:
        Export.objects.filter(pk=export.pk, claimed_by=export.claimed_by, state=ExportState.RUNNING).update(
            state=ExportState.QUEUED, lease_until=None
        )


def refuse(export: Export, words: str) -> None:
    """It cannot be written as it was asked for."""
    _fail(export, words)


def expire() -> list[str]:
    """End the exports whose time is over; return the names of their files in storage."""
    over = Export.objects.filter(state=ExportState.DONE, expires_at__lte=Now())
    with transaction.atomic():
        rows = list(over.select_for_update(skip_locked=True).values_list("pk", "file"))
        Export.objects.filter(pk__in=[pk for pk, _file in rows]).update(state=ExportState.EXPIRED, file="")
    return [file for _pk, file in rows]


def _claim(chosen: QuerySet[Export]) -> Export | None:
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    ids = list(chosen.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Export.objects.filter(pk__in=ids).update(
        state=ExportState.RUNNING,
        claimed_by=name,
        lease_until=Now() + timedelta(seconds=settings.EXPORT_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    return Export.objects.select_related("asked_by__region").filter(pk__in=ids).first()


def _update(export: Export, **values: Any) -> None:
    owned = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, claimed_by=export.claimed_by)
    if not owned.update(**values):
        raise LostLeaseError
    export.rows_total = values.get("rows_total", export.rows_total)


def _fail(export: Export, words: str = "") -> None:
    with override(export.language):
        lost = _("The file could not be written. Narrow the list by filters, or tell the operator: export %(number)s.")
        failure = words or lost % {"number": export.pk}
    Export.objects.filter(pk=export.pk, claimed_by=export.claimed_by, state=ExportState.RUNNING).update(
        state=ExportState.FAILED, failure=failure, finished_at=timezone.now(), lease_until=None
    )
