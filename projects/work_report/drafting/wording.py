"""Outcomes, faults and differences of a breakdown in the reader's language."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from indicators.choices import Comparison
from indicators.wording import number
from projects.choices import Action, Category
from projects.models import BreakdownDraft
from projects.work_report.drafting.comparing import Difference
from projects.work_report.drafting.plan import Fault, Line, Outcome

NOTHING = "—"
OUTCOMES = {
    Outcome.NEW: gettext_lazy("new"),
    Outcome.CHANGED: gettext_lazy("changes what is there"),
    Outcome.SAME: gettext_lazy("there already"),
}
FAULTS = {
    Fault.NO_FIGURE: gettext_lazy("Give the target, or choose “qualitative” if the report names no figure."),
    Fault.NO_COMPARISON: gettext_lazy("Say how the figure is to be compared."),
    Fault.REPEATED: gettext_lazy("“%(other)s” is accepted, too: merge them, or reject one."),
    Fault.SAME_AS_ANOTHER: gettext_lazy(
        "It is about the same thing in the system as “%(other)s”: merge them, or reject one."
    ),
    Fault.LEAD_INACTIVE: gettext_lazy("The lead department is not active any more; choose another one."),
}
FIELDS = {
    "kind": gettext_lazy("kind"),
    "name": gettext_lazy("name"),
    "value": gettext_lazy("figure"),
    "unit": gettext_lazy("unit"),
    "comparison": gettext_lazy("comparison"),
    "due_on": gettext_lazy("date named in the report"),
    "due_text": gettext_lazy("date as written"),
    "lead_department": gettext_lazy("lead department"),
    "commitment": gettext_lazy("commitment"),
    "action": gettext_lazy("action"),
    "category": gettext_lazy("category"),
    "members": gettext_lazy("members"),
    "is_list_open": gettext_lazy("list goes on"),
    "baseline_value": gettext_lazy("last year's value"),
    "baseline_text": gettext_lazy("last year as written"),
}
CODES: dict[str, type[TextChoices]] = {"comparison": Comparison, "action": Action, "category": Category}
COMPARED = {
    Comparison.ABOUT: pgettext_lazy("a figure", "about %(figure)s"),
    Comparison.AT_LEAST: "≥ %(figure)s",
    Comparison.AT_MOST: "≤ %(figure)s",
    Comparison.EXACTLY: "= %(figure)s",
}


def figure(draft: BreakdownDraft) -> str:
    """“≥ 12 家”; empty without a figure."""
    if draft.value is None:
        return draft.get_comparison_display() if draft.comparison else ""
    words = number(draft.value, draft.unit)
    compared = COMPARED.get(Comparison(draft.comparison)) if draft.comparison else None
    return str(compared) % {"figure": words} if compared else words


def faults_in_words(line: Line) -> list[str]:
    """What stands against a draft and what to do."""
    return [str(FAULTS[fault]) % {"other": line.other or ""} for fault in line.faults]


def difference_in_words(difference: Difference, departments: dict[int, str]) -> tuple[str, str, str]:
    """Field, before and after."""
    name = str(FIELDS[difference.field])
    if difference.field == "lead_department":
        return name, departments.get(difference.before, NOTHING), departments.get(difference.after, NOTHING)
    if difference.field in CODES:
        return name, _label(difference.field, difference.before), _label(difference.field, difference.after)
    return name, in_words(difference.before), in_words(difference.after)


def edited_in_words(field: str, before: Any, after: Any) -> tuple[str, str, str]:
    """Field, as it was found, and as it is now."""
    if field in CODES:
        return str(FIELDS[field]), _label(field, before), _label(field, after)
    return str(FIELDS[field]), in_words(before), in_words(after)


def in_words(value: Any) -> str:
    """A value as a person reads it."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return str(value)


def _label(field: str, code: str | None) -> str:
    return str(CODES[field](code).label) if code else NOTHING
