"""Judgements of indicators in words, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from indicators.rules import Attainment, Judgement, Pace

TWO_DECIMALS = Decimal("0.01")

PACE_WORDS = {
    Pace.ATTAINED: _("Attained"),
    Pace.ON_PACE: _("On pace"),
    Pace.SLIGHTLY_BEHIND: _("Slightly behind"),
    Pace.BEHIND: _("Behind"),
    Pace.NO_DATA: _("No data"),
    Pace.NOT_DUE: _("No reading due yet"),
    Pace.NOT_JUDGED: _("Judged by a verifier only"),
}

ATTAINMENT_WORDS = {
    Attainment.ATTAINED: _("Attained"),
    Attainment.NOT_ATTAINED: _("Not attained"),
    Attainment.OPEN: _("Open"),
    Attainment.NOT_JUDGED: _("Judged by a verifier only"),
}

REASONS = {
    "qualitative": _("The report names no figure; a verifier judges the result."),
    "not_due": _("No reading has fallen due yet."),
    "no_data": _("No verified reading since %(since)s."),
    "limit_exceeded": _("%(value)s exceeds the limit of %(target)s for the whole year."),
    "cumulative_attained": _("%(value)s reached, the year's target is %(target)s."),
    "cumulative_on_pace": _("%(value)s reached, %(expected)s expected by now."),
    "cumulative_slightly_behind": _("%(value)s reached, %(expected)s expected by now: slightly behind."),
    "cumulative_behind": _("%(value)s reached, %(expected)s expected by now: behind."),
    "level_on_pace": _("%(value)s meets the target of %(target)s."),
    "level_slightly_behind": _("%(value)s misses the target of %(target)s by no more than %(tolerance)s."),
    "level_behind": _("%(value)s misses the target of %(target)s by more than %(tolerance)s."),
}


def pace_in_words(judgement: Judgement) -> str:
    """The pace as one word or two."""
    return str(PACE_WORDS[judgement.pace])


def attainment_in_words(judgement: Judgement) -> str:
    """The attainment as one word or two."""
    return str(ATTAINMENT_WORDS[judgement.attainment])


def reason_in_words(judgement: Judgement) -> str:
    """One sentence: where the indicator stands and what it is held against."""
    return fill(str(REASONS[judgement.reason]), judgement.numbers)


def fill(template: str, numbers: Mapping[str, object]) -> str:
    """Put numbers into a sentence: decimals to two places, periods as year and month."""
    for name, value in numbers.items():
        template = template.replace(f"%({name})s", _shown(value))
    return template


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, "YEAR_MONTH_FORMAT")
    if isinstance(value, Decimal):
        rounded = value.quantize(TWO_DECIMALS, ROUND_HALF_UP)
        return f"{rounded.normalize():f}" if rounded else "0"
    return str(value)
