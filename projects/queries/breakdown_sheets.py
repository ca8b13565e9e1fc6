"""Uploaded breakdown lists: the supervision office's own affair."""

from django.db.models import QuerySet

from accounts.access import Capability, may
from accounts.models import User
from projects.models import BreakdownSheet


def breakdown_sheets_visible_to(user: User) -> QuerySet[BreakdownSheet]:
    """The region's lists for its supervision office, nobody else's."""
    if not may(user, Capability.SUPERVISE):
        return BreakdownSheet.objects.none()
    return BreakdownSheet.objects.filter(report__region=user.region_id)
