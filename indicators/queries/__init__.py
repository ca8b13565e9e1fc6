"""Reads of reports and indicators; ``visible_to`` is the gate of every one of them."""

from indicators.queries.judgements import judgements
from indicators.queries.pace_twin import at_pace, pace_counts
from indicators.queries.policy import policy_in_force
from indicators.queries.visibility import (
    current_report,
    reports_of_own_region,
    reports_visible_to,
    visible_to,
)

__all__ = [
    "at_pace", "current_report", "judgements", "pace_counts", "policy_in_force", "reports_of_own_region",
    "reports_visible_to", "visible_to",
]  # fmt: skip
