"""Numbers before headings and points: "一、", "（一）", "1.", "（1）"."""

import re

CHINESE = "一二三四五六七八九十百"
# "2.50个小区" is the second point and speaks of fifty, "3.6月底前" the third and speaks of June.
_WITH_DIGITS = (
    r"\d{1,2}[.、](?:(?!\d)|(?=20\d\d年)|(?=1?\d月[底末初前上中下\d])"
    r"|(?=\d{1,6}(?:个(?!百)|[家户所条座名人项件台套处场间栋])))"
)
NUMBERINGS = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("part", rf"第[{CHINESE}]{{1,3}}(?:部分|章|篇|编)[、：]?"),
        ("section", rf"第[{CHINESE}]{{1,3}}节[、：]?"),
        ("一、", rf"[{CHINESE}]{{1,3}}[、.](?![{CHINESE}]{{1,2}}[、产])"),
        ("（一）", rf"（[{CHINESE}]{{1,3}}）[、.]?"),
        ("1.", _WITH_DIGITS),
        ("（1）", r"（\d{1,2}）[、.]?"),
        ("1）", r"\d{1,2}）"),
    )
)
