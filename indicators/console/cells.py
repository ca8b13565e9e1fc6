"""Table cells about indicators: colour, shape and word together (CONSOLE.md)."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.rules import Judgement, Pace
from indicators.wording import PACE_SHAPES, number, pace_in_words, reason_in_words

TONES = {
    Pace.ATTAINED: "good",
    Pace.ON_PACE: "good",
    Pace.SLIGHTLY_BEHIND: "warn",
    Pace.BEHIND: "bad",
    Pace.NO_DATA: "note",
    Pace.NOT_DUE: "plain",
    Pace.NOT_JUDGED: "plain",
}


def pace_cell(judgement: Judgement, unit: str = "") -> SafeString:
    """How an indicator keeps pace; the sentence with its numbers is at hand."""
    return format_html(
        '<span class="db-badge db-badge-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>',
        TONES[judgement.pace],
        reason_in_words(judgement, unit),
        PACE_SHAPES[judgement.pace],
        pace_in_words(judgement),
    )


def pace_bar(judgement: Judgement, unit: str) -> SafeString | str:
    """How much of the target is reached, with a mark where it should be by now; the figures stand below."""
    target, latest, expected = judgement.numbers.get("target"), judgement.latest, judgement.expected
    if latest is None or expected is None or not isinstance(target, Decimal):
        return "—"
    words = _("%(value)s of %(expected)s") % {"value": number(latest.value, unit), "expected": number(expected, unit)}
    whole = max(target, expected, latest.value)
    if target <= 0 or latest.value < 0 or whole <= 0:
        return format_html('<span class="db-bar-text">{}</span>', words)
    return format_html(
        '<span class="db-bar" aria-hidden="true"><span class="db-bar-done" style="width:{}%"></span>'
        '<span class="db-bar-mark" style="left:{}%"></span></span><span class="db-bar-text">{}</span>',
        round(latest.value * 100 / whole),
        min(round(expected * 100 / whole), 99),
        words,
    )
