"""Reads of reports and indicators; ``visible_to`` is the gate of every one of them."""

from indicators.queries.judgements import at_pace, judgements
from indicators.queries.policy import policy_in_force
from indicators.queries.visibility import reports_visible_to, visible_to

__all__ = ["at_pace", "judgements", "policy_in_force", "reports_visible_to", "visible_to"]
