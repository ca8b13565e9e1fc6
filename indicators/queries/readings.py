"""Readings that a user sees, and what may be done with each."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet

from accounts.access import Capability, may
from accounts.models import User
from indicators.access import enters, visible_indicators
from indicators.choices import ReadingState
from indicators.models import Indicator, Reading
from indicators.rules.filings import READING, allowed_actions


def readings_visible_to(user: User) -> QuerySet[Reading]:
    """Readings of indicators that the user may see."""
    return Reading.objects.filter(indicator__in=Indicator.objects.filter(visible_indicators(user)))


def allowed_actions_on(user: User, reading: Reading) -> list[str]:
    """Actions that the reading's state and the user's role allow; ``indicator__report`` is to be selected."""
    may_enter = enters(user, reading.indicator)
    verifies = may(user, Capability.SUPERVISE) and user.region_id == reading.indicator.report.region_id
    allowed = [
        action for action in allowed_actions(READING, reading.state) if (may_enter if action == "submit" else verifies)
    ]
    if may_enter and reading.state in {ReadingState.DRAFT, ReadingState.RETURNED}:
        allowed.insert(0, "edit")
    return allowed


def latest_handed_in(indicators: Collection[Indicator]) -> dict[int, date]:
    """Indicator id → latest period that is submitted or verified. One query."""
    handed_in = Reading.objects.filter(
        indicator__in=indicators, state__in=(ReadingState.SUBMITTED, ReadingState.VERIFIED)
    ).order_by()
    return dict(handed_in.values_list("indicator_id").annotate(latest=Max("period")))


def revisions_of(indicator: Indicator) -> QuerySet[Reading]:
    """Every reading of an indicator with who entered and reviewed it, the newest first."""
    return indicator.readings.select_related("entered_by", "reviewed_by").order_by("-period", "-revision")


def planned_curve_of(indicator: Indicator) -> dict[date, Decimal]:
    """Period → planned value, in order; empty without a curve."""
    return dict(indicator.planned_values.order_by("period").values_list("period", "value"))
