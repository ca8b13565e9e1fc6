"""Numbers before headings and points: "一、", "（一）", "1.", "（1）"."""

import re
from collections.abc import Iterator

CHINESE = "一二三四五六七八九十百"
# "2.50个小区" is the second point and speaks of fifty, "3.6月底前" the third and speaks of June.
_WITH_DIGITS = (
    r"\d{1,2}[.、](?:(?!\d)|(?=20\d\d年)|(?=1?\d月[底末初前上中下\d])"
    r"|(?=\d{1,6}(?:个(?!百)|[家户所条座名人项件台套处场间栋])))"
)
_IN_BRACKETS, _BEFORE_BRACKET = r"（\d{1,2}）[、.]?", r"\d{1,2}）"
NUMBERINGS = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("part", rf"第[{CHINESE}]{{1,3}}(?:部分|章|篇|编)[、：]?"),
        ("section", rf"第[{CHINESE}]{{1,3}}节[、：]?"),
        ("一、", rf"[{CHINESE}]{{1,3}}[、.](?![{CHINESE}]{{1,2}}[、产])"),
        ("（一）", rf"（[{CHINESE}]{{1,3}}）[、.]?"),
        ("1.", _WITH_DIGITS),
        ("（1）", _IN_BRACKETS),
        ("1）", _BEFORE_BRACKET),
    )
)
# A point within a paragraph. Behind a comma or colon a number with further digits is a decimal.
POINT = re.compile(
    rf"(?:^|(?<=[；。])){_WITH_DIGITS}|(?:^|(?<=[；：。]))（[{CHINESE}]{{1,3}}）[、.]?"
    rf"|(?:^|(?<=[；：。，]))(?:\d{{1,2}}[.、](?!\d)|{_IN_BRACKETS}|{_BEFORE_BRACKET})"
)
OPENING, CLOSING = "（“《[", "）”》]"


def points(sentence: str) -> Iterator[tuple[int, int]]:
    """Where the numbered points of a sentence stand, without their numbers; brackets and quotation marks hold together.

    A sentence without numbers is one.
    """
    begin = read_until = depth = 0
    for number in POINT.finditer(sentence):
        before = sentence[read_until : number.start()]
        depth = max(depth + sum(map(before.count, OPENING)) - sum(map(before.count, CLOSING)), 0)
        read_until = number.start() if depth else number.end()
        if depth:
            continue
        if number.start() > begin:
            yield begin, number.start()
        begin = number.end()
    if begin < len(sentence):
        yield begin, len(sentence)
