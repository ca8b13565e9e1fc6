"""One source line as canonical characters, each of which knows where it stood.

Full-width letters and digits become half-width, punctuation becomes full-width, blanks and footnote marks vanish.
"""

import re
from collections.abc import Callable

FULL_WIDTH_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
PUNCTUATION = {
    ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？",
    "､": "、", "｡": "。", "﹪": "%", "٪": "%", "﹐": "，", "﹑": "、", "﹔": "；", "﹕": "：", "﹙": "（", "﹚": "）",
    "～": "~", "〜": "~", "∼": "~", "–": "-", "‐": "-", "‑": "-", "−": "-", "﹣": "-", "―": "—", "─": "—", "━": "—",
    "„": "“", "〝": "“", "〞": "”", "「": "“", "」": "”", "『": "“", "』": "”", "‚": "，", "【": "[", "】": "]",
    "〔": "[", "〕": "]", "［": "[", "］": "]", "﹝": "[", "﹞": "]", "•": "·", "・": "·", "≧": "≥", "≦": "≤",
    "⩾": "≥", "⩽": "≤", "〇": "零", "○": "零",
}  # fmt: skip
CANONICAL = FULL_WIDTH_FORMS | {
    ord(before): ord(after)
    for before, after in (
        PUNCTUATION | {chr(ord(k) + 0xFEE0): v for k, v in PUNCTUATION.items() if k.isascii()}
    ).items()
}
YEAR_IN_WORDS = re.compile(r"[一二][零九][零一二三四五六七八九]{2}(?=年)")
TO_DIGITS = {ord(word): str(digit) for digit, word in enumerate("零一二三四五六七八九")}
# Blanks of any kind; bullets; marks of footnotes ("[12]", "[注3]", superscripts, circled numbers).
DROPPED = re.compile(
    r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u3000]+"
    r"|\[[ \u3000]?(?:注释?)?\d{1,3}(?:[，、-]\d{1,3})*[ \u3000]?\]|\[注释?\]|（见?注释?\d{1,3}）"
    r"|[●■□◆◇▲△★☆▪▶►➤※]|(?<!m)[⁰¹²³⁴-⁹]+|[①-⑳㉑-㉟㊱-㊿❶-❿]"
)
GROUPED_DIGITS = re.compile(r"(?<![\d.])\d{1,3}(?:，\d{3})+(?!\d)")


def canonical(line: str, simplified: Callable[[str], str] | None = None) -> tuple[str, list[int]]:
    """The canonical characters of a line and the offset in the line of each of them.

    ``simplified`` turns traditional characters into simplified ones and keeps their number.
    """
    text = line.translate(CANONICAL)
    if simplified:
        text = simplified(text)
    text = YEAR_IN_WORDS.sub(lambda found: found[0].translate(TO_DIGITS), text)
    if '"' in text:
        text = _paired_quotes(text)
    kept: list[int] = []
    at = 0
    for start, end in dropped(text):
        kept.extend(range(at, start))
        at = end
    kept.extend(range(at, len(text)))
    return "".join(map(text.__getitem__, kept)), kept


def dropped(text: str) -> list[tuple[int, int]]:
    """Spans of canonical characters that say nothing, in their order."""
    spans = [found.span() for found in DROPPED.finditer(text)]
    for found in GROUPED_DIGITS.finditer(text):
        spans += [(at, at + 1) for at in range(*found.span()) if text[at] == "，"]
    return sorted(spans)


def _paired_quotes(text: str) -> str:
    parts = text.split('"')
    return parts[0] + "".join(("”" if number % 2 else "“") + part for number, part in enumerate(parts[1:]))
