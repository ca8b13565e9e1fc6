"""Table cells about indicators: colour, shape and word together (CONSOLE.md)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from indicators.rules import Judgement, Pace
from indicators.wording import pace_in_words, reason_in_words

TONES = {
    Pace.ATTAINED: ("good", "✔"),
    Pace.ON_PACE: ("good", "●"),
    Pace.SLIGHTLY_BEHIND: ("warn", "▲"),
    Pace.BEHIND: ("bad", "■"),
    Pace.NO_DATA: ("note", "?"),
    Pace.NOT_DUE: ("plain", "○"),
    Pace.NOT_JUDGED: ("plain", "–"),
}


def pace_cell(judgement: Judgement) -> SafeString:
    """How an indicator keeps pace; the sentence with its numbers is at hand."""
    tone, shape = TONES[judgement.pace]
    return format_html(
        '<span class="db-badge db-badge-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>',
        tone,
        reason_in_words(judgement),
        shape,
        pace_in_words(judgement),
    )
