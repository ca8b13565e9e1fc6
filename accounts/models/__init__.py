"""People, departments, and how people are reached."""

from accounts.models.base import VersionedModel
from accounts.models.department import Department, Region
from accounts.models.device import Device
from accounts.models.holiday import Holiday
from accounts.models.idempotency import AnsweredRequest
from accounts.models.notification import Delivery, Notification
from accounts.models.post import Post, PostCharge
from accounts.models.user import User

__all__ = [
    "AnsweredRequest",
    "Delivery",
    "Department",
    "Device",
    "Holiday",
    "Notification",
    "Post",
    "PostCharge",
    "Region",
    "User",
    "VersionedModel",
]
