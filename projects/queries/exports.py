"""Reads of exports: each is its owner's alone, and only while they see what they saw when it was written."""

from django.db.models import QuerySet

from accounts.models import User
from projects.models import Export


def exports_of(user: User) -> QuerySet[Export]:
    """A person's own exports. Whoever has changed role or department loses those of the old one."""
    return Export.objects.filter(asked_by=user, sight=sight_of(user))


def sight_of(user: User) -> str:
    """What decides which rows an account sees."""
    return f"{user.role}/{user.region_id or 0}/{user.department_id or 0}"
