"""Report breakdowns and their drafts: the supervision office's own affair."""

from django.db.models import QuerySet

from accounts.access import Capability, may
from accounts.models import User
from projects.models import BreakdownDraft, LeadKeyword, ReportBreakdown


def report_breakdowns_visible_to(user: User) -> QuerySet[ReportBreakdown]:
    """The region's breakdowns for its supervision office, nobody else's."""
    if not may(user, Capability.SUPERVISE):
        return ReportBreakdown.objects.none()
    return ReportBreakdown.objects.filter(report__region=user.region_id)


def breakdown_drafts_visible_to(user: User) -> QuerySet[BreakdownDraft]:
    """Drafts of :func:`report_breakdowns_visible_to`."""
    if not may(user, Capability.SUPERVISE):
        return BreakdownDraft.objects.none()
    return BreakdownDraft.objects.filter(breakdown__report__region=user.region_id)


def lead_keywords_visible_to(user: User) -> QuerySet[LeadKeyword]:
    """The region's keywords for its supervision office."""
    if not may(user, Capability.SUPERVISE):
        return LeadKeyword.objects.none()
    return LeadKeyword.objects.filter(region=user.region_id)
