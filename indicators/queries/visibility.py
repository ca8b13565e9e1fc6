"""The gate: what a user may see of reports and indicators."""

from django.db.models import QuerySet

from accounts.models import User
from indicators.access import visible_indicators, visible_reports
from indicators.models import Indicator, WorkReport


def reports_visible_to(user: User) -> QuerySet[WorkReport]:
    """Work reports that the user may see."""
    return WorkReport.objects.filter(visible_reports(user))


def visible_to(user: User) -> QuerySet[Indicator]:
    """Indicators that the user may see."""
    return Indicator.objects.filter(visible_indicators(user))
