"""Writes of the accounts app: one's own account, other people's, and the views of lists that one keeps."""

from accounts.services.own_account import (
    change_password,
    choose_language,
    close_device,
    close_devices,
    device_key,
    forget_answered,
    open_device,
    preference_of,
    update_own_details,
    update_preference,
)
from accounts.services.password_attempts import forget_attempts

__all__ = [
    "change_password",
    "choose_language",
    "close_device",
    "close_devices",
    "device_key",
    "forget_answered",
    "forget_attempts",
    "open_device",
    "preference_of",
    "update_own_details",
    "update_preference",
]
