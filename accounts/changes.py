"""Reading the change log: what a user may have seen changing, and how far it is settled (API.md "Sync")."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import CAPABILITIES, Capability, may, own_department_ids
from accounts.choices import Reach
from accounts.models import Change, User

CHANGES_REMEMBERED = timedelta(days=90)
# A change is logged before it is committed; a copy that is not too old may need one that is a little older.
MARGIN = timedelta(days=1)
# The oldest transaction that still runs in this database, and which log it is a point of. (No WITH: what does not
# begin with SELECT is taken for a change by the history, which sends its context along.)
_HORIZON = """
    (
        SELECT
            coalesce(
                (
                    SELECT min(running.xid::text::bigint) FROM pg_snapshot_xip(present.snapshot) AS running (xid)
                    WHERE NOT EXISTS (
                        SELECT FROM pg_locks held JOIN pg_stat_activity holder ON holder.pid = held.pid
                        WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
                            AND held.transactionid = running.xid::xid AND holder.datname <> current_database()
                    )
                ),
                pg_snapshot_xmax(present.snapshot)::text::bigint
            ) AS transaction,
            concat_ws('.', (pg_control_system()).system_identifier, (pg_control_checkpoint()).timeline_id,
                'accounts_change'::regclass::oid) AS log
        FROM (SELECT pg_current_snapshot() AS snapshot OFFSET 0) AS present
        OFFSET 0
    ) AS horizon
"""
_STATE = f"""
    SELECT log,
        (SELECT max(settled.transaction) FROM accounts_change settled
            WHERE settled.region_id = %(region)s AND settled.transaction < horizon.transaction),
        (SELECT md5(string_agg(open.id::text, ',' ORDER BY open.id)) FROM accounts_change open
            WHERE open.region_id = %(region)s AND open.transaction >= horizon.transaction)
    FROM {_HORIZON}
"""  # noqa: S608  (no word of it comes from outside; nor below)


@dataclass(frozen=True, slots=True)
class Horizon:
    """A point in the log that no transaction still running, or yet to come, can get below."""

    transaction: int
    log: str  # Which log it is a point of; another one after the database was restored.


def horizon() -> Horizon:
    """The present horizon; everything below it is committed or gone.

    It is the oldest transaction that still runs here; one of another database of the same server cannot
    write to this log, and does not hold it back. Numbers of transactions mean nothing in another cluster,
    after a return to an earlier point in time, or in a table that was made anew from a backup; each of these
    gives the log another name.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT transaction, log FROM {_HORIZON}")  # noqa: S608
        return Horizon(*cursor.fetchone())


def state_of_region(region_id: int | None) -> str:
    """A text that is another one after every logged change of the region, whatever order transactions end in.

    What is settled is told by its newest transaction: what comes to it later is newer. What is not, by name.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"region": region_id})
        return " ".join(str(part) for part in cursor.fetchone())


def audience_of(user: User) -> Q:
    """Changes of what the user sees, or saw before the change."""
    seen = Q(recipient_id=user.pk)
    reach = _reach(user)
    if reach is not None:
        seen |= Q(region_id=user.region_id, reach__gte=reach)
    if may(user, Capability.SEE_OWN_WORK):
        seen |= Q(region_id=user.region_id, departments__overlap=own_department_ids(user))
    return seen


def changes_between(user: User, after: tuple[int, int], settled: Horizon) -> QuerySet[Change]:
    """Changes behind the one of (transaction, id) and below the horizon, oldest first."""
    transaction, last = after
    behind = Q(transaction__gt=transaction) | Q(transaction=transaction, id__gt=last)
    return (
        Change.objects.filter(audience_of(user), behind, transaction__gte=transaction)
        .filter(transaction__lt=settled.transaction)
        .order_by("transaction", "id")
    )


def sight_of(user: User) -> str:
    """What the user's sight hangs on besides the objects themselves; it differs once the user's own rights do."""
    rights = sorted(CAPABILITIES.get(user.role, ())) if user.is_active else []
    return f"{user.pk} {user.region_id} {sorted(own_department_ids(user))} {rights}"


def forget_changes() -> int:
    """Drop changes that no copy may ask for any more, and all but the last of each object that are settled.

    Returns how many. A later change of an object says all that an earlier one did, unless their audiences
    differ. (API.md "Sync": 90 days.)
    """
    old, _ = Change.objects.filter(logged_at__lt=timezone.now() - CHANGES_REMEMBERED - MARGIN).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM accounts_change earlier USING accounts_change later
            WHERE later.kind = earlier.kind AND later.object_id = earlier.object_id
                AND (later.transaction, later.id) > (earlier.transaction, earlier.id)
                AND later.reach = earlier.reach AND later.departments = earlier.departments
                AND later.region_id IS NOT DISTINCT FROM earlier.region_id
                AND later.recipient_id IS NOT DISTINCT FROM earlier.recipient_id
                AND later.transaction < %s
            """,
            [horizon().transaction],
        )
        return old + int(cursor.rowcount)


def _reach(user: User) -> Reach | None:
    """How far a change must reach in the region for the user to see it; None for the administrators."""
    if may(user, Capability.SUPERVISE):
        return Reach.SUPERVISION
    if may(user, Capability.SEE_REGION):
        return Reach.LEADERSHIP
    return Reach.REGION if may(user, Capability.SEE_OWN_WORK) else None
