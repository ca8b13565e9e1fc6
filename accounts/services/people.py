"""What the security administrator does with accounts (DOMAIN §6): made, changed, given a new password.

One account has one role, so nobody holds two of the three administrators' offices (三员分立); nobody gives
themselves another role; and somebody is always left who can make accounts, which the database keeps too.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.access import Capability, require
from accounts.choices import ADMINISTRATOR_ROLES, Role
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow, StaleVersion
from accounts.models import Post, User
from accounts.services.own_account import close_devices

DETAILS = frozenset({"username", "name", "role", "region", "department", "email", "phone", "language", "is_active"})
# Without letters and digits that are taken for one another when read aloud or from paper.
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
ONE_TIME_LENGTH = 14


@transaction.atomic
def create_account(*, by: User, password: str, details: Mapping[str, Any]) -> User:
    """Make an account with a first password, which its owner has to replace.

    Raises AccessRefused, InvalidInput (no such detail), ValidationError (per field).
    """
    require(by, Capability.MANAGE_ACCOUNTS)
    _require_details(details)
    user = User(**details, must_change_password=True)
    _validated(user, password)
    user.full_clean(exclude=["password"])
    user.save(force_insert=True)
    return user


@transaction.atomic
def update_account(*, user_id: int, by: User, version: int | None, changes: Mapping[str, Any]) -> User:
    """Change an account's details, role or state; who is made inactive, or something else, is out on the next request.

    Raises AccessRefused (also for one's own role or state), StaleVersion, InvalidInput, NotAllowedNow (the last
    security administrator; an administrator-to-be with a post), ValidationError.
    """
    require(by, Capability.MANAGE_ACCOUNTS)
    _require_details(changes)
    _lock_security_administrators()
    user = User.objects.select_for_update().get(pk=user_id)
    if version is not None and user.version != version:
        raise StaleVersion(current_version=user.version)
    changed = {name: value for name, value in changes.items() if getattr(user, name) != value}
    _require_separation(user, by, changed)
    for name, value in changed.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    if changed:
        user.save(update_fields=list(changed))
    if not user.is_active or "role" in changed:
        close_devices(by=user)
    return user


@transaction.atomic
def reset_password(*, user_id: int, by: User) -> str:
    """Give an account a one-time password and return it, readable this once only.

    It ends the account's sessions and devices, lifts a lock, and opens nothing but the page on which it is replaced.
    One's own password is changed with the present one. Raises AccessRefused, NotAllowedNow (inactive).
    """
    require(by, Capability.MANAGE_ACCOUNTS)
    user = User.objects.select_for_update().get(pk=user_id)
    if user.pk == by.pk:
        raise AccessRefused(_("Change your own password with the present one, in the menu beside your name."))
    if not user.is_active:
        raise NotAllowedNow(_("This account is inactive; make it active first."))
    password = "".join(secrets.choice(READABLE) for _place in range(ONE_TIME_LENGTH))
    user.set_password(password)
    user.must_change_password = True
    user.password_attempts_forgiven_at = now()
    user.save(update_fields=["password", "must_change_password", "password_attempts_forgiven_at"])
    close_devices(by=user)
    return password


@transaction.atomic
def lift_lock(*, user_id: int, by: User) -> None:
    """Forgive an account the wrong passwords until now; the history says who did it. Raises AccessRefused."""
    require(by, Capability.MANAGE_ACCOUNTS)
    user = User.objects.select_for_update().get(pk=user_id)
    user.password_attempts_forgiven_at = now()
    user.save(update_fields=["password_attempts_forgiven_at"])


def _require_details(details: Mapping[str, Any]) -> None:
    for name in sorted(set(details) - DETAILS):
        raise InvalidInput(_("There is no such detail of an account."), attr=name)


def _validated(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password1": weak.error_list}) from weak
    user.set_password(password)


def _lock_security_administrators() -> None:
    """Of two who would make each other inactive at once, the second sees what the first has done."""
    list(User.objects.select_for_update().filter(role=Role.SECURITY_ADMIN, is_active=True).order_by("pk"))


def _require_separation(user: User, by: User, changed: Mapping[str, Any]) -> None:
    if not {"role", "is_active"} & set(changed):
        return
    attr = "role" if "role" in changed else "is_active"
    if user.pk == by.pk:
        raise AccessRefused(
            _("Nobody changes their own role or state; another security administrator does."), attr=attr
        )
    role, is_active = changed.get("role", user.role), changed.get("is_active", user.is_active)
    stays = role == Role.SECURITY_ADMIN and is_active
    if user.role == Role.SECURITY_ADMIN and user.is_active and not stays:
        others = User.objects.filter(role=Role.SECURITY_ADMIN, is_active=True).exclude(pk=user.pk)
        if not others.exists():
            raise NotAllowedNow(_("This is the last active security administrator; make another one first."), attr=attr)
    if role in ADMINISTRATOR_ROLES and is_active and Post.objects.filter(holder=user).exists():
        raise NotAllowedNow(
            _("This person holds a post; an administrator has no business of a department. Give the post to another."),
            attr="role",
        )
