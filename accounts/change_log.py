"""Triggers that write down what was changed and who sees it (API.md "Sync"; the rows are ``accounts.models.Change``).

They are the database's, so that bulk updates, cascades and plain SQL are logged, too; and they run once
for a statement, so that a thousand rows cost one more insert.

Who sees an object may hang on another one, its owner: a milestone's audience is its project's. While one
transaction moves the owner's audience and another changes what hangs on it, neither sees the other's
rows, and a department might never hear of a change. Hence what hangs on an owner locks it shared, and
what moves its audience locks it alone.
"""

from dataclasses import dataclass
from enum import StrEnum

import pgtrigger

from accounts.choices import Reach

NOBODY = "ARRAY[]::bigint[]"
HAS_NEW_VERSION = "was.version <> becomes.version"
_BOTH = "FROM old_rows was JOIN new_rows becomes ON becomes.id = was.id"
IS_DIFFERENT = "was IS DISTINCT FROM becomes"


class Rows(StrEnum):
    """Rows of the statement that a trigger runs for; of an update those that it really changed."""

    CREATED = "new_rows"
    DELETED = "old_rows"
    BEFORE = "rows_before"
    AFTER = "rows_after"


@dataclass(frozen=True, slots=True)
class Owner:
    """What an object's audience hangs on: a table, and the column that names its item."""

    table: str
    column: str

    def locked(self, rows: str, strength: str) -> str:
        """Lock the owners of a statement's rows, in one order for all."""
        return f"""
            PERFORM FROM (
                SELECT owner.id FROM {self.table} owner
                WHERE owner.id IN (SELECT {self.column} FROM {rows} owned) ORDER BY owner.id FOR {strength}
            ) locked;
        """  # noqa: S608  (no word of it comes from outside; so below)


def change_triggers(
    kind: str,
    audience: str,
    *,
    owners: tuple[Owner, ...] = (),
    changed: str = HAS_NEW_VERSION,
    lock: str = "",
    updated: str = "",
    deleted: str = "",
) -> list[pgtrigger.Trigger]:
    """Log what happens to a table under the API's name of its objects.

    ``audience`` is a SELECT from ``{rows}`` that gives object id, region id, reach, departments and recipient
    of each row; it is asked of an updated row before and after. ``changed`` compares ``was`` with ``becomes``.
    ``updated`` and ``deleted`` are statements of :func:`insert_changes` about what hangs on the rows; ``lock`` one of
    :func:`lock_moved`, where an update moves the audience of what hangs on them.
    """
    both = f"{_of(audience, Rows.BEFORE)} UNION {_of(audience, Rows.AFTER)}"
    locks = [owner.locked(Rows.CREATED, "KEY SHARE") for owner in owners]
    return [
        _trigger("log_created", pgtrigger.Insert, *locks, _insert(kind, _of(audience, Rows.CREATED))),
        _trigger(
            "log_changed",
            pgtrigger.Update,
            *locks,
            _with_changed(changed, _insert(kind, both)),
            lock,
            _with_changed(changed, updated),
        ),
        _trigger(
            "log_deleted",
            pgtrigger.Delete,
            *(owner.locked(Rows.DELETED, "KEY SHARE") for owner in owners),
            _insert(kind, _of(audience, Rows.DELETED)),
            deleted,
        ),
    ]


def part_triggers(owner: Owner, *logs: str, moves_audience: bool = False, name: str = "log") -> list[pgtrigger.Trigger]:
    """Log what happens to rows that are a part of their owner; ``logs`` are statements about ``{rows}``."""
    strength = "UPDATE" if moves_audience else "KEY SHARE"
    created, deleted = [_of(log, Rows.CREATED) for log in logs], [_of(log, Rows.DELETED) for log in logs]
    lock_old, lock_new = owner.locked(Rows.DELETED, strength), owner.locked(Rows.CREATED, strength)
    return [
        _trigger(f"{name}_created", pgtrigger.Insert, lock_new, *created),
        _trigger(f"{name}_changed", pgtrigger.Update, lock_old, lock_new, *deleted, *created),
        _trigger(f"{name}_deleted", pgtrigger.Delete, lock_old, *deleted),
    ]


def followed(name: str, log: str) -> pgtrigger.Trigger:
    """Log what hangs on updated rows of a table that another app logs."""
    return _trigger(name, pgtrigger.Update, _with_changed(HAS_NEW_VERSION, log))


def lock_moved(table: str, condition: str) -> str:
    """Lock those updated rows alone whose audience moved; ``condition`` compares ``was`` with ``becomes``."""
    rows = f"(SELECT was.id AS owned_id {_BOTH} WHERE {condition})"
    return Owner(table, "owned_id").locked(rows, "UPDATE")


def whole_region(region_id: str = "item.region_id", joined: str = "") -> str:
    """An audience of everybody who works with the row's region."""
    return f"SELECT item.id, {region_id}, {Reach.REGION}, {NOBODY}, NULL::bigint FROM {{rows}} item {joined}"  # noqa: S608


def insert_changes(select: str) -> str:
    """A statement that logs the kinds, ids and audiences that a SELECT gives."""
    return f"""
        INSERT INTO accounts_change (kind, object_id, region_id, reach, departments, recipient_id)
        {select};
    """


def _insert(kind: str, select: str) -> str:
    return insert_changes(f"SELECT '{kind}', seen.* FROM ({select}) seen")  # noqa: S608


def _of(text: str, rows: Rows) -> str:
    return text.replace("{rows}", rows)


def _with_changed(changed: str, statement: str) -> str:
    """The statement with the rows that are changed, as they were before and as they are after."""
    rows = f"""
        WITH rows_before AS (SELECT was.* {_BOTH} WHERE {changed}),
            rows_after AS (SELECT becomes.* {_BOTH} WHERE {changed})
    """
    return statement and rows + statement


def _trigger(name: str, operation: pgtrigger.Operation, *statements: str) -> pgtrigger.Trigger:
    old = "old_rows" if operation != pgtrigger.Insert else None
    new = "new_rows" if operation != pgtrigger.Delete else None
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),
        func="\n".join([*filter(None, statements), "RETURN NULL;"]),
    )
