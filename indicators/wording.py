"""Judgements of indicators in words, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.rules import Attainment, Judgement, Pace
from indicators.rules.readings import Fault

TWO_DECIMALS = Decimal("0.01")
STORED_DATES = frozenset({"period", "since"})

PACE_WORDS = {
    Pace.ATTAINED: _("Attained"),
    Pace.ON_PACE: _("On pace"),
    Pace.SLIGHTLY_BEHIND: _("Slightly behind"),
    Pace.BEHIND: _("Behind"),
    Pace.NO_DATA: _("No data"),
    Pace.NOT_DUE: _("No reading due yet"),
    Pace.NOT_JUDGED: _("Judged by a verifier only"),
}

# Beside the word and the colour, always (CONSOLE.md).
PACE_SHAPES = {
    Pace.ATTAINED: "✔",
    Pace.ON_PACE: "●",
    Pace.SLIGHTLY_BEHIND: "▲",
    Pace.BEHIND: "■",
    Pace.NO_DATA: "?",
    Pace.NOT_DUE: "○",
    Pace.NOT_JUDGED: "–",
}

ATTAINMENT_WORDS = {
    Attainment.ATTAINED: _("Attained"),
    Attainment.NOT_ATTAINED: _("Not attained"),
    Attainment.OPEN: _("Open"),
    Attainment.NOT_JUDGED: _("Judged by a verifier only"),
}

REASONS = {
    "qualitative": _("The report names no figure; a verifier judges the result."),
    "verdict_attained": _("The verifier finds it attained (%(period)s)."),
    "verdict_on_track": _("The verifier finds it on track (%(period)s)."),
    "verdict_slightly_behind": _("The verifier finds it slightly behind (%(period)s)."),
    "verdict_behind": _("The verifier finds it behind (%(period)s)."),
    "verdict_not_attained": _("The verifier finds it not attained (%(period)s)."),
    "not_due": _("No reading has fallen due yet."),
    "no_data": _("No verified reading since %(since)s."),
    "limit_exceeded": _("%(value)s exceeds the limit of %(target)s for the whole year."),
    "target_overshot": _("%(value)s overshoots %(target)s, which was to be met to the figure."),
    "cumulative_attained": _("%(value)s reached, the year's target is %(target)s."),
    "cumulative_on_pace": _("%(value)s reached, %(expected)s expected by now."),
    "cumulative_slightly_behind": _("%(value)s reached, %(expected)s expected by now: slightly behind."),
    "cumulative_behind": _("%(value)s reached, %(expected)s expected by now: behind."),
    "level_on_pace": _("%(value)s meets the target of %(target)s."),
    "level_slightly_behind": _("%(value)s misses the target of %(target)s by no more than %(tolerance)s."),
    "level_behind": _("%(value)s misses the target of %(target)s by more than %(tolerance)s."),
}

FAULTS = {
    "no_such_period_monthly": _("Name a month of %(year)s by its first day."),
    "no_such_period_quarterly": _("Name a quarter of %(year)s by its first day."),
    "no_such_period_yearly": _("Name the year %(year)s by its first day."),
    "period_not_over": _("%(period)s is not over yet; enter its value from %(end)s on."),
    "too_large": _("This number is too large; check it and its unit."),
    "too_many_decimals": _("At most %(places)s decimal places are kept; round the value."),
    "count_negative": _("A count is not negative; %(value)s was entered."),
    "count_shrinks": _(
        "The year to date cannot shrink: %(earlier)s in %(period)s, %(value)s now."
        " Check this value, or correct that one."
    ),
    "count_shrinks_later": _(
        "The year to date cannot shrink: %(value)s here, but %(later)s in %(period)s."
        " Check this value, or correct that one."
    ),
    "count_not_whole": _("This is counted in whole numbers; %(value)s was entered."),
    "ratio_out_of_range": _("A ratio lies between 0 and 100; %(value)s was entered."),
    "plan_misses_target": _("The plan ends at %(value)s and thereby misses the target of %(target)s."),
}


def fault_in_words(fault: Fault) -> str:
    """What is wrong with a reading or a plan, and what to do."""
    numbers = dict(fault.numbers)
    if isinstance(end := numbers.get("end"), date):
        numbers["end"] = date_format(end)
    return fill(str(FAULTS[fault.code]), numbers)


def pace_in_words(judgement: Judgement) -> str:
    """The pace as one word or two."""
    return str(PACE_WORDS[judgement.pace])


def attainment_in_words(judgement: Judgement) -> str:
    """The attainment as one word or two."""
    return str(ATTAINMENT_WORDS[judgement.attainment])


def reason_in_words(judgement: Judgement, unit: str = "") -> str:
    """One sentence: where the indicator stands and what it is held against; its figures in ``unit``, if given."""
    if not unit:
        return fill(str(REASONS[judgement.reason]), judgement.numbers)
    # What lies between two shares is counted in percentage points.
    units = {"tolerance": gettext("percentage points") if unit == "%" else unit}
    figures = {
        name: number(value, units.get(name, unit)) if isinstance(value, Decimal) else value
        for name, value in judgement.numbers.items()
    }
    return fill(str(REASONS[judgement.reason]), figures)


def as_stored(judgement: Judgement) -> dict[str, Any]:
    """A judgement's reason as JSON, with numbers as strings and dates in ISO form."""
    numbers = {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in judgement.numbers.items()
    }
    return {"code": judgement.reason, "numbers": numbers}


def stored_reason_in_words(reason: Mapping[str, Any]) -> str:
    """The sentence of what :func:`as_stored` kept, in the reader's language."""
    numbers = {name: _from_stored(name, text) for name, text in reason["numbers"].items()}
    return fill(str(REASONS[reason["code"]]), numbers)


def _from_stored(name: str, text: str) -> object:
    return date.fromisoformat(text) if name in STORED_DATES else Decimal(text)


def fill(template: str, numbers: Mapping[str, object]) -> str:
    """Put numbers into a sentence: decimals to two places, periods as year and month."""
    for name, value in numbers.items():
        template = template.replace(f"%({name})s", _shown(value))
    return template


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, "YEAR_MONTH_FORMAT")
    return number(value) if isinstance(value, Decimal) else str(value)


def number(value: Decimal | None, unit: str = "") -> str:
    """A figure with its unit, at most two decimals; a dash for none."""
    if value is None:
        return "—"
    rounded = value.quantize(TWO_DECIMALS, ROUND_HALF_UP)
    return f"{rounded.normalize():f}{unit}" if rounded else f"0{unit}"
