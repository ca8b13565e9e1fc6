"""The tree of headings: numbered in any of the usual styles, unnumbered, or run into a paragraph's first sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from projects.work_report.text.numbering import NUMBERINGS
from projects.work_report.text.paragraphs import Paragraph
from projects.work_report.text.short_promises import promises_works

YEARS = re.compile(r"20\d\d年?(?:[-—~至到]20\d\d年?)?|“[^”]{0,12}”")
# In these styles lists are numbered as well.
OF_LISTS = {style: pattern for style, pattern in NUMBERINGS if style in ("（一）", "1.", "（1）", "1）")}
LONGEST_HEADING = 60
LONGEST_NUMBERED_HEADING = 100
LONGEST_THEME = 24
SHORTEST_BODY = 12
SPEAKS_OF_A_YEAR = re.compile(r"20\d\d年|今年|去年|过去|一年来|五年来|之年")
FRONT = re.compile(
    r"工作报告|^(?:各位|尊敬的|同志们|现在|我代表|附：|（?20\d\d年\d{1,2}月|——20\d\d年)|(?:区长|县长|市长|省长|主席|州长|旗长|盟长|镇长)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph below its headings ``path``; its own text begins at ``start``, after a heading that is run in.

    ``heading`` is the heading that the paragraph itself is or begins with, ``style`` the heading's numbering.
    """

    paragraph: Paragraph
    start: int
    path: tuple[str, ...]
    heading: str = ""
    style: str = ""

    @property
    def body(self) -> str:
        """What the paragraph says below its heading."""
        return self.paragraph.text[self.start :]


def blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
    """Each paragraph with the headings above it, from the outermost to the innermost."""
    open_headings: list[tuple[str, str]] = []
    for paragraph, (style, title, start) in _headed(tuple(paragraphs)):
        if title:
            _open(open_headings, style, title)
        elif style:
            _close(open_headings, style)
        if start == len(paragraph.text) or style:
            yield Block(paragraph, start, tuple(each for _style, each in open_headings), title, style)
            continue
        theme = _theme(paragraph.text)
        _open(open_headings, "theme", theme) if theme else _close(open_headings, "theme")
        path = tuple(each for _style, each in open_headings)
        yield Block(paragraph, len(theme) + 1 if theme else 0, path, theme, "theme" if theme else "")


def is_part(title: str) -> bool:
    """Whether an unnumbered heading divides the report: it names a year's work."""
    return bool(re.search(r"^(?:关于)?20\d\d年?|(?:回顾|总结|安排|部署|打算|建议)$|名词|注释|今年", title))


def _headed(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, tuple[str, str, int]]]:
    """Each paragraph with the heading with which it begins. A whole sentence with nothing below it is none but a point.

    Below it is nothing where the next number of its style, a part or the end of the text follows.
    """
    found = [_heading(paragraph.text) for paragraph in paragraphs]
    following = [style for style, _title, _start in found[1:]]
    for paragraph, heading, after in zip_longest(paragraphs, found, following):
        style, _title, start = heading
        is_sentence = start == len(paragraph.text) and paragraph.text.endswith(("。", "；"))
        if is_sentence and style in OF_LISTS and after in (style, "part", "section", "一、", None):
            number = OF_LISTS[style].match(paragraph.text)
            yield paragraph, (style, "", number.end() if number else 0)
        else:
            yield paragraph, heading


def _heading(text: str) -> tuple[str, str, int]:
    """Style, title and end of the heading with which a paragraph begins; no style and title, and 0, if with none."""
    for style, pattern in NUMBERINGS:
        number = pattern.match(text)
        if number:
            return _numbered(style, text, number.end())
    plain = text.removeprefix("——")
    if (
        len(plain) > LONGEST_HEADING
        or re.search(r"[。；！？]", plain.rstrip("。！"))
        or plain.endswith(("：", "，", "、", "；", "。"))
    ):
        return "", "", 0
    if FRONT.search(plain) or _has_figures(plain):
        return "", "", 0
    return ("part" if is_part(plain) else "plain"), plain, len(text)


def _numbered(style: str, text: str, number_end: int) -> tuple[str, str, int]:
    """A numbered heading ends with its paragraph or first sentence; with figures or works it is a clause instead."""
    end = re.search(r"[。！？：；]", text[number_end:])
    title_end = number_end + end.start() if end else len(text)
    title = text[:title_end]
    words = text[number_end:title_end]
    is_promise = text[title_end : title_end + 1] in ("。", "；") and promises_works(words)
    if len(words) > LONGEST_NUMBERED_HEADING or _has_figures(words) or is_promise:
        return style, "", number_end
    return style, title, min(title_end + 1, len(text))


def _theme(text: str) -> str:
    """The motto of a paragraph: a short first sentence without figures or works, of which the rest speaks."""
    end = text.find("。", 0, LONGEST_THEME + 1)
    if end <= 1 or len(text) - end < SHORTEST_BODY or FRONT.search(text[:end]) or SPEAKS_OF_A_YEAR.search(text[:end]):
        return ""
    return "" if _has_figures(text[:end]) or promises_works(text[:end]) else text[:end]


def _has_figures(title: str) -> bool:
    return bool(re.search(r"\d", YEARS.sub("", title)))


def _open(open_headings: list[tuple[str, str]], style: str, title: str) -> None:
    """Put a heading below those of other styles that are open, in the place of the last one of its own."""
    _close(open_headings, style)
    if style == "part":
        open_headings.clear()
    open_headings.append((style, title))


def _close(open_headings: list[tuple[str, str]], style: str) -> None:
    for position, (each, _title) in enumerate(open_headings):
        if each == style:
            del open_headings[position:]
            return
