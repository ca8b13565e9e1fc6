"""Numbers with their units in a sentence, in digits or Chinese numerals, ranges and ranks included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from projects.work_report.text.comparisons import AFTER, comparison
from projects.work_report.text.items import Comparison
from projects.work_report.text.numbers import CHARACTERS, in_digits
from projects.work_report.text.numbers import DIGITS as NUMERALS
from projects.work_report.text.units import HUNDRED_MILLIONS, NO_UNIT, PER, UNIT

# Not after letters (G105), points, signs of sums ("1+3") and ratios ("5：3"), nor the 第 of an ordinal.
UNATTACHED = r"(?:(?<=GDP)|(?<![\dA-Za-z.+×/#第]))(?<![A-Za-z\d][-—~])(?<!\d：)"
# Not the 千 of 千瓦 or 千米.
SCALE = r"(?:[十百千](?![瓦克伏米焦]))?[万亿]{0,2}"
# "27.5万农村人口"; "突破1000亿，"; "控制在0.02以内".
PEOPLE = "人口|群众|居民|农民|学生|老人|老年人|儿童|妇女|职工|市民|劳动力|对象|残疾人|退役军人"
OF_PEOPLE = (
    rf"(?<=万)(?P<people>)(?=[^，。；、：\d的个人户亩元]{{0,6}}(?:{PEOPLE}))"
    r"|(?<=万)(?P<households>)(?=[^，。；、：\d的个人户亩元]{0,6}(?:农户|住户|脱贫户|低保户|家庭))"
)
WITHOUT_UNIT = rf"(?<=[万亿])(?=[，。；、）]|{AFTER}|大关|$)|(?=以内|以下|左右)"
DIGITS = re.compile(
    rf"{UNATTACHED}(?:(?P<low>\d{{1,12}}(?:\.\d{{1,6}})?)(?P<low_scale>{SCALE})(?P<low_unit>{UNIT})?(?:[-~—]{{1,2}}|至|到))?"
    rf"(?P<number>\d{{1,12}}(?:\.\d{{1,6}})?)(?P<more>[余多])?(?P<scale>{SCALE})(?P<more_of_scale>[余多来])?"
    rf"(?:(?P<unit>{UNIT})(?P<per>{PER})?|{OF_PEOPLE}|{WITHOUT_UNIT})(?P<after>{AFTER})?"
)
# A coefficient has no unit: "提高到0.58".
COEFFICIENT = re.compile(
    r"(?:达到|提高到|提升到|缩小[到至]|[降增升提][到至]|控制在|保持在|稳定在|不低于|不高于|不超过|低于)"
    r"(?P<number>\d{1,6}(?:\.\d{1,4})?)(?=[，。；]|$)"
)
CHINESE = re.compile(
    rf"(?<![{CHARACTERS}\d第每各数几“])(?P<percent>百分之)?(?P<number>[{CHARACTERS}]{{1,9}}(?:点[零一二三四五六七八九]{{1,3}})?)"
    rf"(?P<more>[余多])?(?P<unit>{UNIT})?(?P<per>{PER})?(?P<after>{AFTER})?"
)
# "八成以上" is 80% or more; "一成不变" is none.
TENTHS = re.compile(
    rf"(?<![{CHARACTERS}\d.])(?P<number>[1-9一二两三四五六七八九])成(?P<more>多)?"
    rf"(?:(?P<after>{AFTER})|(?=[，。；、）的]|$)|(?<=[超近达逾过].成)(?![员效立功就]))"
)
RANK = re.compile(
    r"(?<=[国省市区县州盟旗])第(?P<place>[1-9]\d?|[一二三四五六七八九十]{1,2})(?:位|名)"
    r"|(?<![底日月年末初节度庆一之提])前(?P<number>\d{1,3}|[一二三四五六七八九十百]{1,3})(?P<unit>位|名|强|%)?(?:以内|之内)?"
    r"(?![\d.个季半一二三四五六七八九十期分/])"
)
# "突破10项关键技术" counts them.
BREAKTHROUGHS = re.compile(r"的?[^，。；、]{0,8}(?:技术|难题|瓶颈)")
SHARING_A_UNIT = re.compile(
    r"(?:分别|依次|各)[^，。；\d]{0,12}?(?P<numbers>(?<![\dA-Za-z.])\d{1,9}(?:\.\d{1,4})?(?:[、和及]\d{1,9}(?:\.\d{1,4})?){0,9})[、和及]$"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in a sentence's text.

    ``start`` to ``end`` covers number, unit and a word of comparison behind; the number itself begins at ``start``, the
    words behind begin at ``unit_end``. Of a range it is the lower end. "前50位" is a rank, "第3位" a place.
    """

    start: int
    end: int
    unit_end: int
    number: str
    unit: str
    after: str = ""
    approximate: str = ""
    is_chinese: bool = False
    is_rank: bool = False
    is_place: bool = False

    def comparison(self, text: str) -> Comparison:
        """How it is meant in the sentence."""
        if self.is_rank:
            return "at_most"
        if not self.after and text.endswith("突破", 0, self.start) and BREAKTHROUGHS.match(text, self.unit_end):
            return "exactly"
        return comparison(text[max(self.start - 16, 0) : self.start], self.after, self.approximate)


def figures(text: str) -> list[Figure]:
    """The figures of a sentence in their order; none overlaps another."""
    found: list[Figure] = []
    taken_until = 0
    for figure in sorted(
        [*_ranks(text), *_digits(text), *_coefficients(text), *_chinese(text), *_tenths(text)],
        key=lambda each: (each.start, -each.end),
    ):
        if figure.start >= taken_until:
            found += _with_one_unit(text[taken_until : figure.start], taken_until, figure)
            found.append(figure)
            taken_until = figure.end
    return found


def _with_one_unit(before: str, offset: int, figure: Figure) -> Iterator[Figure]:
    """Bare numbers before a figure that share its unit: "分别达到200、80、150亿元"."""
    shared = SHARING_A_UNIT.search(before)
    if shared:
        for number in re.finditer(r"\d+(?:\.\d+)?", shared["numbers"]):
            start, end = (offset + shared.start("numbers") + at for at in number.span())
            yield Figure(start, end, end, number[0], figure.unit)


def _digits(text: str) -> Iterator[Figure]:
    for match in DIGITS.finditer(text):
        of_people = "人" if match["people"] is not None else "户" if match["households"] is not None else ""
        base = _unit(match) or of_people
        if base and NO_UNIT.match(text, match.start("unit")):
            continue
        low, number = match["low"], match["number"]
        unit = (match["low_scale"] or match["scale"]) + base + (match["per"] or "").replace("每", "/")
        yield Figure(
            start=match.start(),
            end=match.end(),
            unit_end=match.start("after") if match["after"] else match.end(),
            number=low or number,
            unit=_per_volume(text, match.start(), unit),
            after=match["after"] or "",
            approximate=match["more"] or match["more_of_scale"] or "",
        )


def _unit(match: re.Match[str]) -> str:
    """As it is written, but 个亿 as 亿元."""
    return "亿元" if match["unit"] == HUNDRED_MILLIONS else match["unit"] or ""


def _coefficients(text: str) -> Iterator[Figure]:
    for match in COEFFICIENT.finditer(text):
        start, end = match.span("number")
        yield Figure(start, end, end, match["number"], unit="")


def _chinese(text: str) -> Iterator[Figure]:
    for match in CHINESE.finditer(text):
        if not match["percent"] and (not match["unit"] or NO_UNIT.match(text, match.start("unit"))):
            continue
        read = in_digits(match["number"])
        if read is None or (match["percent"] and match["unit"]):
            continue
        number, scale = read
        yield Figure(
            start=match.start(),
            end=match.end(),
            unit_end=match.end("per" if match["per"] else "unit" if match["unit"] else "number"),
            number=number,
            unit="%" if match["percent"] else scale + _unit(match) + (match["per"] or "").replace("每", "/"),
            after=match["after"] or "",
            approximate=match["more"] or "",
            is_chinese=True,
        )


def _tenths(text: str) -> Iterator[Figure]:
    for match in TENTHS.finditer(text):
        written = match["number"]
        yield Figure(
            start=match.start(),
            end=match.end(),
            unit_end=match.start("after") if match["after"] else match.end(),
            number=f"{written if written.isdigit() else NUMERALS[written]}0",
            unit="%",
            after=match["after"] or "",
            approximate=match["more"] or "",
            is_chinese=not written.isdigit(),
        )


def _ranks(text: str) -> Iterator[Figure]:
    """ "前50位" is a bound, "全省第3位" a place."""
    for match in RANK.finditer(text):
        written = match["place"] or match["number"]
        number = written if written.isdigit() else (in_digits(written) or ("",))[0]
        if number:
            yield Figure(
                start=match.start(),
                end=match.end(),
                unit_end=match.end(),
                number=number,
                unit="%" if match["unit"] == "%" else "位",
                is_chinese=not written.isdigit(),
                is_rank=not match["place"],
                is_place=bool(match["place"]),
            )


def _per_volume(text: str, start: int, unit: str) -> str:
    """ "每立方米26微克" is 微克/立方米."""
    every = re.search(r"每(立方米|升|吨|亩|平方米|平方公里|千瓦时)$", text[max(start - 6, 0) : start])
    return f"{unit}/{every[1]}" if every and "/" not in unit else unit
