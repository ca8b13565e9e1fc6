"""Phrases that set a date in a sentence of the plan, what they mean in its year, and what they govern."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from projects.work_report.deadline_phrases import FEASTS, read_deadline
from projects.work_report.text.items import Deadline, Target
from projects.work_report.text.sentences import Clause, Sentence
from projects.work_report.text.timings import FEAST, SEASON

MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月"
NAMED_YEAR = r"(?:20\d\d年|今年|本年|当年|明年)?"
BEFORE = r"(?:之前|以前|前)?"
# Not "三年内", "去年底", "每年6月", "1—6月".
ALONE = r"(?<![-—~\d一二两三四五六七八九十几每去上往历近半多])(?<!每年)(?<![月日号年度][至到])"
CALENDAR = re.compile(
    rf"{ALONE}(?:"
    rf"{NAMED_YEAR}{MONTH}(?:\d{{1,2}}[日号]|份?(?:上旬|中旬|下旬|初|底|末)|份)?{BEFORE}(?![-—~起至到\d饼嫂薪均度票季]|开始|以来)"
    rf"|{NAMED_YEAR}(?:第?[一二三四1-4]|前三个?)季度(?:末|底)?{BEFORE}"
    rf"|{NAMED_YEAR}[上下]半年(?:末|底)?{BEFORE}"
    rf"|(?:20\d\d年|今年|本年|明年)?(?:年内|年底|年末|年终)(?!常住|人口|总人口|余额|存栏|考核|总结|外){BEFORE}"
    rf"|(?:20\d\d年|今年|本年度?|明年)(?:(?:内|底|末){BEFORE}|前)(?!后)"
    rf"|年中(?=前|完成|建成|实现|投|开工|开业|竣工|交付|达|全面|基本|，){BEFORE}"
    rf")"
)
# The last day before the feast.
EVES = FEASTS | {
    "劳动": (4, 30),
    "儿童": (5, 31),
    "教师": (9, 9),
    "双11": (11, 10),
    "双十一": (11, 10),
    "元旦": (12, 31),
}
LUNAR_FEASTS = {"春节": "春节", "除夕": "农历除夕", "清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
SEASONS = {
    "秋": (8, 31),
    "9": (8, 31),
    "春": (2, 28),
    "主": (5, 31),
    "汛": (5, 31),
    "入汛": (5, 31),
    "供": (10, 31),
    "采": (10, 31),
    "冬": (10, 31),
    "入冬": (10, 31),
    "暑": (6, 30),
    "高": (6, 6),
    "岁末": (12, 31),
}
ENCLOSED = re.compile(r"“[^”]{0,60}”|《[^》]{0,60}》")
PAST = re.compile(r"(?:去年|上年|前年|较|比|自|从|截至)$")
# "9月在我市召开的大会" tells when an event is, not what is due.
OF_AN_EVENT = re.compile(r"[^，。；、]{0,12}(?:召开|举办|举行|实施|施行|生效)的")
MODALS = re.compile(
    r"^(?:[，、；]|[一二三四五六七八九十]{1,2}[是要]|力争|确保|争取|努力|全力|力促|保证|要|将|在|于|并|到|至|按期|如期)+"
)
RESPECTIVELY = re.compile(r"分别[在于]?$")
BETWEEN_DATES = ("、", "和", "及")
BARE_VERB = re.compile(
    r"(?:获[^，、\d]{0,8}|(?:通过|投用|投产|竣工|完工|开工|通车|运营|交付|开业|投入使用|投入运营|封顶|贯通|验收)[^，、\d]{0,4})$"
)
CERTAIN, LIKELY, GUESSED = 0.95, 0.85, 0.6


@dataclass(frozen=True, slots=True)
class Dated:
    """A phrase of a sentence and the date that it sets."""

    start: int
    end: int
    due_on: date
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Extent:
    """From where to where one phrase stands, or several side by side."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The parts of a sentence that a phrase dates, and what is to be done by then in words."""

    spans: tuple[tuple[int, int], ...]
    subject: str


def deadlines(sentence: Sentence, year: int, targets: Sequence[Target]) -> Iterator[Deadline]:
    """The deadlines of a sentence in their order; ``targets`` are those of the same sentence."""
    dated = _dated(sentence.text, year)
    if not dated:
        return
    clauses = tuple(sentence.clauses())
    for number, each in enumerate(dated):
        first, last = _joined(sentence.text, dated, number)
        following = dated[last + 1].start if last + 1 < len(dated) else len(sentence.text)
        whole = Extent(dated[first].start, dated[last].end)
        scope = _scope(sentence.text, clauses, whole, dated[first - 1] if first else None, following)
        phrase = sentence.place(each.start, each.end)
        reach = [sentence.place(start, end) for start, end in scope.spans if end > start]
        yield Deadline(
            line=phrase.line,
            start=phrase.start,
            end=phrase.end,
            confidence=each.confidence,
            rule=each.rule,
            sections=sentence.sections,
            phrase=sentence.text[each.start : each.end],
            resolved=each.due_on.isoformat(),
            subject=scope.subject,
            governs=tuple(
                target.place
                for target in targets
                if any(part.line == target.line and part.start <= target.end - 1 < part.end for part in reach)
            ),
        )


def _dated(text: str, year: int) -> list[Dated]:
    quoted = [found.span() for found in ENCLOSED.finditer(text)]
    found = [*_by_calendar(text, year), *_by_feast(text, year), *_by_season(text, year)]
    kept: list[Dated] = []
    for each in sorted(found, key=lambda item: (item.start, -item.end)):
        is_quoted = any(start < each.start and each.end < end for start, end in quoted)
        if not is_quoted and (not kept or each.start >= kept[-1].end):
            kept.append(each)
    return kept


def _by_calendar(text: str, year: int) -> Iterator[Dated]:
    for match in CALENDAR.finditer(text):
        phrase = match[0]
        if (
            PAST.search(text[: match.start()])
            or OF_AN_EVENT.match(text, match.end())
            or (phrase[:4].isdigit() and int(phrase[:4]) < year)
        ):
            continue
        due_on, confidence = _meaning(phrase, year)
        if due_on:
            yield Dated(match.start(), match.end(), due_on, confidence, "calendar")


def _meaning(phrase: str, year: int) -> tuple[date | None, float]:
    """Of a phrase with two readings, "5月前" means before May; "5月初" until the tenth."""
    if phrase.startswith("年中"):
        return date(year, 6, 30), LIKELY
    if "前三" in phrase and "季度" in phrase:
        return date(year, 9, 30), CERTAIN
    named = phrase.replace("本年度", "今年").replace("当年", "今年").replace("年终", "年底")
    named = re.sub(r"^(20\d\d|今|本|明)年前$", r"\1年底前", named)
    named = re.sub(r"^(今|本|明)年年", r"\1年", named)
    read = read_deadline(named, year)
    if read.due_on:
        return read.due_on, CERTAIN
    if not read.candidates:
        return None, 0.0
    return (max if "初" in named else min)(read.candidates), LIKELY


def _by_feast(text: str, year: int) -> Iterator[Dated]:
    for match in FEAST.finditer(text):
        feast = match["feast"]
        due_on = date(year, *EVES[feast]) if feast in EVES else _eve(LUNAR_FEASTS[feast], year)
        if due_on:
            start = match.start() - (text[: match.start()].endswith("“"))
            yield Dated(start, match.end(), due_on, LIKELY, "feast")


@cache
def _eve(feast: str, year: int) -> date | None:
    """The day before a feast of the lunar calendar."""
    days = country_holidays("CN", years=year, language="zh_CN").items()
    first = min((day for day, name in days if feast in name and "休息日" not in name), default=None)
    return first - timedelta(days=1) if first else None


def _by_season(text: str, year: int) -> Iterator[Dated]:
    for match in SEASON.finditer(text):
        season = match["season"] or match["turn"]
        month, day = SEASONS.get(season) or SEASONS[season[0]]
        yield Dated(match.start(), match.end(), date(year, month, day), GUESSED, "season")


def _joined(text: str, dated: Sequence[Dated], number: int) -> tuple[int, int]:
    """The first and the last of the phrases that stand side by side: "分别于6月底、9月底前建成"."""
    first = last = number
    while first and text[dated[first - 1].end : dated[first].start] in BETWEEN_DATES:
        first -= 1
    while last + 1 < len(dated) and text[dated[last].end : dated[last + 1].start] in BETWEEN_DATES:
        last += 1
    return first, last


def _scope(text: str, clauses: Sequence[Clause], each: Extent, previous: Dated | None, following: int) -> Scope:
    """What a phrase dates, or phrases side by side.

    That is its clause, or the clauses behind it where it stands alone before a comma.
    """
    number = next(number for number, clause in enumerate(clauses) if clause.start <= each.start < clause.end)
    start, end = clauses[number].start, clauses[number].end
    if previous and previous.end > start:
        comma = text.find("、", previous.end, each.start)
        start = comma + 1 if comma >= 0 else previous.end
    if following < end:
        comma = text.find("、", each.end, following)
        end = comma if comma >= 0 else following
    before, after = RESPECTIVELY.sub("", MODALS.sub("", text[start : each.start])), text[each.end : end]
    if not before and not after:
        behind = [(clause.start, min(clause.end, following)) for clause in clauses[number + 1 : number + 4]]
        spans = [(first, last) for first, last in behind if first < last]
        return Scope(tuple(spans), "，".join(MODALS.sub("", text[first:last]) for first, last in spans))
    subject = before + MODALS.sub("", after)
    is_free = number and start == clauses[number].start and (not previous or previous.end <= clauses[number - 1].start)
    if not before and BARE_VERB.match(after) and is_free:
        subject = f"{MODALS.sub('', clauses[number - 1].text)}，{subject}"
    return Scope(((start, each.start), (each.end, end)), subject)
