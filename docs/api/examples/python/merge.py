"""What is left of my changes when somebody else was faster."""

from collections.abc import Callable
from typing import Any

from duban_client.models import ProgressReportDetailRow

Draft = dict[str, Any]
Choose = Callable[[str, Any, Any], Any]  # asks the user: the field, mine, theirs
FIELDS = (
    "percent", "percent_explanation", "done", "problems", "support_needed", "next_steps", "expects_delay",
    "investment_this_month", "investment_to_date",
)  # fmt: skip


def draft_of(report: ProgressReportDetailRow) -> Draft:
    """A report in the words of a draft, so that the two can be compared field by field."""
    completions = [
        {"milestone": one.milestone.id, "completed_on": one.completed_on.isoformat(), "note": one.note}
        for one in report.completions
    ]
    return {**{name: getattr(report, name) for name in FIELDS}, "completions": completions}


def merge(base: Draft, mine: Draft, theirs: Draft, choose: Choose) -> Draft:
    """What is left to send: ``base`` is what I read, ``mine`` what I made of it, ``theirs`` what is there now.

    What only I changed stays mine, what is there already needs no sending, of what both changed the user chooses.
    """
    kept = {
        name: value if theirs[name] in (base[name], value) else choose(name, value, theirs[name])
        for name, value in mine.items()
    }
    return {name: value for name, value in kept.items() if value != theirs[name]}
