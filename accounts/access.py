"""Who belongs where and who may do what (DOMAIN §6): the only place that knows roles."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import connection

from accounts.choices import Role
from accounts.errors import AccessRefused
from accounts.models import User


class Capability(StrEnum):
    """Something a role allows; every check in the product names one of these."""

    SEE_OWN_WORK = "see_own_work"
    SEE_REGION = "see_region"
    FILE_PROGRESS = "file_progress"
    ANSWER_FOR_DEPARTMENT = "answer_for_department"
    SUPERVISE = "supervise"
    LEAD = "lead"
    CONFIGURE = "configure"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_HISTORY = "read_history"


CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.REPORTER: frozenset({Capability.SEE_OWN_WORK, Capability.FILE_PROGRESS}),
    Role.DEPARTMENT_HEAD: frozenset(
        {Capability.SEE_OWN_WORK, Capability.FILE_PROGRESS, Capability.ANSWER_FOR_DEPARTMENT}
    ),
    Role.SUPERVISOR: frozenset({Capability.SEE_REGION, Capability.SUPERVISE}),
    Role.LEADER: frozenset({Capability.SEE_REGION, Capability.LEAD}),
    Role.SYSTEM_ADMIN: frozenset({Capability.CONFIGURE}),
    Role.SECURITY_ADMIN: frozenset({Capability.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset({Capability.READ_HISTORY}),
}


def may(user: User, capability: Capability) -> bool:
    """Whether the user's role allows it; an inactive account may nothing."""
    return bool(user.is_active) and capability in CAPABILITIES.get(user.role, frozenset())


def require(user: User, *capabilities: Capability) -> None:
    """Raise :class:`AccessRefused` unless the user has one of the capabilities."""
    if not any(may(user, capability) for capability in capabilities):
        raise AccessRefused()


def department_and_below(department_id: int) -> list[int]:
    """Ids of a department and all that nest below it (bureau → office), in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM (
                WITH RECURSIVE tree AS (
                    SELECT id FROM accounts_department WHERE id = %s
                    UNION
                    SELECT child.id FROM accounts_department child JOIN tree ON child.parent_id = tree.id
                )
                SELECT id FROM tree
            ) AS below
            """,
            [department_id],
        )
        return [row[0] for row in cursor.fetchall()]


def own_department_ids(user: User) -> list[int]:
    """Departments whose work is the user's own: the department and below, or none.

    Asked once for each account object, that is once in a request.
    """
    if user.department_id is None:
        return []
    known: dict[int, list[int]] = user.__dict__.setdefault("_department_and_below", {})
    if user.department_id not in known:
        known[user.department_id] = department_and_below(user.department_id)
    return known[user.department_id]


def departments_in_charge(user: User) -> Iterable[int]:
    """Ids of the departments that a leader's posts are in charge of (分管)."""
    return user.posts.values_list("departments_in_charge", flat=True).exclude(departments_in_charge=None)


def require_supervisor(user: User, region_id: int | None) -> None:
    """Raise :class:`AccessRefused` unless the user is of the region's supervision office."""
    if not may(user, Capability.SUPERVISE) or user.region_id != region_id:
        raise AccessRefused()


def works_in(user: User, department_id: int | None, capability: Capability) -> bool:
    """Whether a department is the user's own, or below it, and the role gives the capability there."""
    return may(user, capability) and department_id in own_department_ids(user)


def require_department(user: User, department_id: int | None, capability: Capability) -> None:
    """Raise :class:`AccessRefused` unless :func:`works_in`."""
    if not works_in(user, department_id, capability):
        raise AccessRefused()
