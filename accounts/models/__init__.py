"""People, departments, and how people are reached."""

from accounts.models.base import VersionedModel
from accounts.models.change import Change
from accounts.models.department import Department, Region
from accounts.models.device import Device
from accounts.models.endpoint import Endpoint
from accounts.models.heartbeat import Heartbeat
from accounts.models.holiday import Holiday
from accounts.models.idempotency import AnsweredRequest
from accounts.models.notification import Delivery, Notification
from accounts.models.password_attempt import KnownAddress, PasswordAttempt
from accounts.models.post import Post, PostCharge
from accounts.models.preference import ContactPreference
from accounts.models.saved_view import DefaultView, SavedView
from accounts.models.user import User

__all__ = [
    "AnsweredRequest",
    "Change",
    "ContactPreference",
    "DefaultView",
    "Delivery",
    "Department",
    "Device",
    "Endpoint",
    "Heartbeat",
    "Holiday",
    "KnownAddress",
    "Notification",
    "PasswordAttempt",
    "Post",
    "PostCharge",
    "Region",
    "SavedView",
    "User",
    "VersionedModel",
]
