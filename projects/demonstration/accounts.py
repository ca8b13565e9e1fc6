"""Accounts for every role and department, with the posts they hold (ARCHITECTURE.md §2 "Posts")."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import clock
from accounts.choices import PostKind, Role
from accounts.models import Department, Post, PostCharge, Region, User
from indicators.models import WorkReport

MAIL_DOMAIN = "duban.example"


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be: user name, whose name shows, role, place."""

    username: str
    name: str
    role: Role
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """What was done; ``password`` is the one that all demonstration accounts share."""

    created: int
    password: str


@transaction.atomic
def create_accounts(*, report: WorkReport, password: str | None) -> Accounts:
    """Make the demonstration's accounts; without a password a random one is set on all of them.

    Idempotent: a second run makes what is missing and sets the password where it differs.
    """
    chosen = password or secrets.token_urlsafe(9)
    with translation.override("zh-hans"):
        created = _create_users(report.region, chosen)
        _create_posts(report.region)
    return Accounts(created=created, password=chosen)


def _wanted(region: Region) -> Iterator[Account]:
    yield Account("supervisor", _("Supervision office"), Role.SUPERVISOR)
    yield Account("leader", _("Responsible leader"), Role.LEADER)
    yield Account("sysadmin", _("System administrator"), Role.SYSTEM_ADMIN)
    yield Account("secadmin", _("Security administrator"), Role.SECURITY_ADMIN)
    yield Account("auditor", _("Auditor"), Role.AUDITOR)
    for department in Department.objects.filter(region=region):
        head = _("%(department)s, head") % {"department": department.name}
        reporter = _("%(department)s, reporter") % {"department": department.name}
        yield Account(f"head_{department.code}", head, Role.DEPARTMENT_HEAD, department)
        yield Account(f"reporter_{department.code}", reporter, Role.REPORTER, department)


def _create_users(region: Region, password: str) -> int:
    present = {user.username: user for user in User.objects.filter(is_demonstration=True)}
    wanted = [account for account in _wanted(region) if account.username not in present]
    # All share one hash, and checking one takes a tenth of a second.
    hashed = next(
        (kept for kept in {user.password for user in present.values()} if check_password(password, kept)), None
    )
    hashed = hashed or make_password(password)
    User.objects.filter(is_demonstration=True).exclude(password=hashed).update(password=hashed)
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
    User.objects.bulk_create(
        User(
            username=account.username,
            name=account.name,
            role=account.role,
            region=None if account.role in administrators else region,
            department=account.department,
            email=f"{account.username}@{MAIL_DOMAIN}",
            password=hashed,
            is_demonstration=True,
        )
        for account in wanted
    )
    return len(wanted)


def _create_posts(region: Region) -> None:
    """A head and a contact in each department, and one leader in charge of all of them."""
    holders = {user.username: user for user in User.objects.filter(is_demonstration=True)}
    departments = list(Department.objects.filter(region=region))
    kinds = ((PostKind.HEAD, "head"), (PostKind.CONTACT, "reporter"))
    Post.objects.bulk_create(
        [
            Post(
                region=region,
                department=department,
                kind=kind,
                title=str(kind.label),
                holder=holders[f"{account}_{department.code}"],
                held_since=clock.today().replace(month=1, day=1),
            )
            for department in departments
            for kind, account in kinds
        ],
        ignore_conflicts=True,
    )
    leader, _created = Post.objects.get_or_create(
        region=region,
        department=None,
        title=str(PostKind.DISTRICT_LEADER.label),
        defaults={"kind": PostKind.DISTRICT_LEADER, "holder": holders["leader"]},
    )
    PostCharge.objects.bulk_create(
        [PostCharge(post=leader, department=department) for department in departments], ignore_conflicts=True
    )
