"""Reason codes of the project rules in words, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext

from projects.choices import Rag
from projects.rules.rag import Reason

ONE_DECIMAL = Decimal("0.1")
DATES = frozenset({"due_on", "until"})
TEXTS = frozenset({"names"})

# Beside the word and the colour of a light, always (CONSOLE.md).
LIGHT_SHAPES = {Rag.RED: "■", Rag.AMBER: "▲", Rag.GREEN: "●", Rag.BLUE: "✔", Rag.GREY: "○"}

# In words what projects.rules.ranking does; shown with every ranking.
RANKING_RULE = gettext_lazy(
    "Departments rank by the share of monthly reports filed in time; then by fewer missing, late and returned reports; "
    "then by the smaller share of red and of amber items; then by fewer days of slippage. Equal ones share a rank."
)

PLAIN: dict[str, Any] = {
    "closed": gettext_lazy("Closed"),
    "drafted": gettext_lazy("Not assigned yet"),
    "suspended": gettext_lazy("Suspended"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "nothing_due_yet": gettext_lazy("Nothing is due before %(until)s"),
    "on_pace": gettext_lazy("On pace: %(progress)s % done, %(expected)s % expected"),
    "final_date_passed": gettext_lazy("The final date %(due_on)s passed %(days)s days ago"),
    "behind_pace": gettext_lazy("%(points)s points behind pace: %(progress)s % done, %(expected)s % expected"),
    "month_task_not_done": gettext_lazy("Only %(percent)s % of what was due by now is done"),
    "investment_share_of_pace": gettext_lazy("Investment stands at %(percent)s % of its pace"),
    "investment_behind": gettext_lazy("Investment stands at %(percent)s % of its pace"),
    "start_long_missed": gettext_lazy("The start was due on %(due_on)s and is %(days)s days late"),
    "start_missed": gettext_lazy("The start was due on %(due_on)s and is %(days)s days late"),
    "reports_missing": gettext_lazy("The last %(count)s monthly reports are missing"),
    "report_missing": gettext_lazy("The last monthly report is missing"),
    "reply_overdue": gettext_lazy("The reply to an instruction was due on %(due_on)s, %(workdays)s working days ago"),
    "delay_expected": gettext_lazy("The milestone due on %(due_on)s will not be met, says the last report"),
    "headline_indicator_behind": gettext_lazy("Linked headline indicators are behind: %(names)s"),
}


def _long_overdue(numbers: Mapping[str, Any]) -> str:
    return ngettext(
        "%(count)s milestone overdue since %(due_on)s, %(workdays)s working days",
        "%(count)s milestones overdue, the oldest since %(due_on)s, %(workdays)s working days",
        int(numbers["count"]),
    )


def _overdue(numbers: Mapping[str, Any]) -> str:
    return ngettext(
        "%(count)s milestone overdue since %(due_on)s, %(days)s days",
        "%(count)s milestones overdue, the oldest since %(due_on)s, %(days)s days",
        int(numbers["count"]),
    )


COUNTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "milestone_long_overdue": _long_overdue,
    "milestone_overdue": _overdue,
}


def reason_in_words(code: str, numbers: Mapping[str, Any]) -> str:
    """One sentence for a stored reason; numbers come back from JSON as strings."""
    template = COUNTED[code](numbers) if code in COUNTED else str(PLAIN[code])
    return _fill(template, numbers)


def reasons_in_words(reasons: list[dict[str, Any]]) -> list[str]:
    """Sentences for a project's stored ``rag_reasons``."""
    return [reason_in_words(reason["code"], reason["numbers"]) for reason in reasons]


def as_stored(reason: Reason) -> dict[str, Any]:
    """A reason as JSON: numbers as strings, dates in ISO form."""
    numbers = {
        name: str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
        for name, value in reason.numbers.items()
    }
    return {"code": reason.code, "numbers": numbers}


def _fill(template: str, numbers: Mapping[str, Any]) -> str:
    for name, value in numbers.items():
        template = template.replace(f"%({name})s", _shown(name, value))
    return template


def _shown(name: str, value: Any) -> str:
    if name in DATES:
        return date_format(value if isinstance(value, date) else date.fromisoformat(value), "DATE_FORMAT")
    if name in TEXTS:
        return str(value)
    rounded = Decimal(value).quantize(ONE_DECIMAL, ROUND_HALF_UP)
    return f"{rounded.normalize():f}" if rounded else "0"
