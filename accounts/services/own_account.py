"""What people change about their own account and devices (API.md "Authentication")."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language
from accounts.errors import InvalidInput, StaleVersion, WrongPassword
from accounts.models import AnsweredRequest, ContactPreference, Device, User

ANSWERS_KEPT = timedelta(days=7)
PREFERENCES = frozenset({"muted_channels", "quiet_from", "quiet_until", "time_zone"})
OWN_DETAILS = frozenset({"language", "email", "phone"})


@transaction.atomic
def open_device(*, user: User, name: str, address: str | None) -> tuple[Device, str]:
    """Register a device and return it with its token, which is readable this once only.

    Devices of the user whose time is up are cleared away. Raises WrongPassword if the account was given another
    password, or made inactive, after ``user`` was read: that ended all devices, and this one must not outlive it.
    """
    unchanged = User.objects.filter(pk=user.pk, password=user.password, is_active=True)
    if unchanged.select_for_update(no_key=True).values_list("pk").first() is None:
        raise WrongPassword
    Device.objects.filter(user=user, expiry__lt=timezone.now()).delete()
    device, token = Device.objects.create(user=user, name=name, address=address)
    return device, token


def device_key(device: Device) -> str:
    """A public name for a device: says nothing about its token, stays the same while it lives."""
    return blake2b(device.digest.encode(), digest_size=8).hexdigest()


def close_device(*, by: User, key: str) -> None:
    """End one of the user's own devices. Raises ``Device.DoesNotExist``."""
    for device in Device.objects.filter(user=by):
        if device_key(device) == key:
            device.delete()
            return
    raise Device.DoesNotExist


def close_devices(*, by: User, except_for: Device | None = None) -> int:
    """End the user's devices, all or all but one; return how many."""
    devices = Device.objects.filter(user=by)
    if except_for is not None:
        devices = devices.exclude(pk=except_for.pk)
    return devices.delete()[0]


@transaction.atomic
def update_own_details(*, by: User, version: int, changes: Mapping[str, str]) -> User:
    """Change language, e-mail or phone of one's own account.

    Raises StaleVersion, InvalidInput (not a detail of one's own), ValidationError (per field).
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    if user.version != version:
        raise StaleVersion(current_version=user.version)
    for name in sorted(set(changes) - OWN_DETAILS):
        raise InvalidInput(_("Only an administrator changes this."), attr=name)
    for name, value in changes.items():
        setattr(user, name, value)
    user.clean_fields(exclude={field.name for field in User._meta.fields} - set(changes))
    user.save(update_fields=list(changes))
    user.refresh_from_db()
    return user


@transaction.atomic
def change_password(*, by: User, current_password: str, new_password: str, keep: Device | None) -> None:
    """Give one's own account a new password and end every device but ``keep``.

    Ask within ``password_attempts.guarded``. Raises WrongPassword, ValidationError (the new one is too weak).
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    if not user.check_password(current_password):
        raise WrongPassword
    try:
        validate_password(new_password, user)
    except ValidationError as weak:
        raise ValidationError({"new_password": weak.error_list}) from weak
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    close_devices(by=user, except_for=keep)


def choose_language(*, by: User, language: str) -> None:
    """Keep the language that one reads in. Raises InvalidInput if the product does not speak it."""
    if language not in Language.values:
        raise InvalidInput(_("Choose one of the languages."), attr="language")
    User.objects.filter(pk=by.pk).exclude(language=language).update(language=language)


def preference_of(user: User) -> ContactPreference:
    """How a person wants to be reached; the defaults, unsaved and with version 0, if they have never said."""
    return ContactPreference.objects.filter(user=user).first() or ContactPreference(user=user, version=0)


@transaction.atomic
def update_preference(*, by: User, version: int, changes: Mapping[str, Any]) -> ContactPreference:
    """Change one's own channels and quiet hours.

    Raises StaleVersion, InvalidInput (no such preference), ValidationError (per field).
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    preference = preference_of(by)
    if preference.version != version:
        raise StaleVersion(current_version=preference.version)
    for name in sorted(set(changes) - PREFERENCES):
        raise InvalidInput(_("There is no such preference."), attr=name)
    for name, value in changes.items():
        setattr(preference, name, value)
    preference.muted_channels = sorted(set(preference.muted_channels))
    preference.full_clean(exclude=["user"])
    if preference.pk is None:
        preference.version = 1
    preference.save()
    preference.refresh_from_db()
    return preference


def forget_answered() -> int:
    """Drop idempotency keys that are older than :data:`ANSWERS_KEPT`; return how many (API.md "Retries")."""
    old = AnsweredRequest.objects.filter(answered_at__lt=timezone.now() - ANSWERS_KEPT)
    return old.delete()[0]
