"""Whether a figure is to be met, reached, approached or kept below: from the words around it."""

import re
from typing import Literal

from projects.work_report.text.items import Comparison

AT_LEAST: Literal["at_least"] = "at_least"
AT_MOST: Literal["at_most"] = "at_most"
ABOUT: Literal["about"] = "about"
EXACTLY: Literal["exactly"] = "exactly"

AFTER = r"(?:左右|上下|(?:及|或|以及)?以上|(?:及|或)?以下|以内|之内|之上|之下|内(?![外部容涵地销河]))"
MEANING_AFTER: tuple[tuple[str, Comparison], ...] = (
    ("左右", ABOUT),
    ("上下", ABOUT),
    ("上", AT_LEAST),
    ("下", AT_MOST),
    ("内", AT_MOST),
)
# "节约", "签约" and "通过" only end like words of comparison.
BEFORE: tuple[tuple[re.Pattern[str], Comparison], ...] = (
    (
        re.compile(
            r"(?:不(?:得|能|应)?(?:[高大多]于|超过?|超出|突破)|(?<![不得能应])[低少小]于|控制(?:在|到|至|为)|限制在|[至最]多|≤|<)"
            r"(?:到|达到?|至)?$"
        ),
        AT_MOST,
    ),
    (
        re.compile(
            r"(?:不(?:得|能|应)?[低少小弱]于|不下于?|保底|超过?|超出|突破|[高大多优]于|逾|(?<![通经超])过|≥|>)"
            r"(?:到|达到?|至)?$"
        ),
        AT_LEAST,
    ),
    (re.compile(r"[至最]少[^，；、\d]{0,6}$"), AT_LEAST),
    (re.compile(r"(?:(?<![节公集签履违预续邀条制特])约|[接将]近|(?<![附临最就])近|大体|≈)(?:达到?|为)?$"), ABOUT),
)
BEFORE_AT_ANY_DISTANCE = re.compile(r"(?:均|都|各|分别)$")


def comparison(before: str, after: str, approximate: str = "") -> Comparison:
    """From the words directly ``before`` and ``after`` a figure, and from 余 or 多 within it ("30余家")."""
    for ending, meaning in MEANING_AFTER:
        if after.endswith(ending):
            return meaning
    said = said_before(before)
    if said:
        return said
    return AT_LEAST if approximate in ("余", "多") else EXACTLY


def said_before(before: str) -> Comparison | None:
    """What the words before a figure say, if anything: "不低于" → at_least."""
    words = BEFORE_AT_ANY_DISTANCE.sub("", before[-12:])
    return next((meaning for pattern, meaning in BEFORE if pattern.search(words)), None)
