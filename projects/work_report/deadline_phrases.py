"""What "年底前", "6月底" or "三季度" means as a date; pure, and never a guess.

A phrase is understood, or it says nothing certain; then the dates that it may mean are offered.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

NO_DATE = re.compile(
    r"^(长期|长期坚持|长期推进|长期任务|持续|持续推进|持续实施|常态化|常态化推进|全年持续推进|全年持续|不设时限|无时限|无)$"
)
CHINESE_MONTHS = {
    name: str(month)
    for month, name in reversed(
        list(enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1))
    )
}
CHINESE_MONTH = re.compile(f"({'|'.join(CHINESE_MONTHS)})(?=月)")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# The last day before the feast; what is of another year or calendar is asked about.
FEASTS = {"五一": (4, 30), "七一": (6, 30), "八一": (7, 31), "国庆": (9, 30), "十一": (9, 30)}
BEFORE = ("前", "之前", "以前")
TEN_DAYS = {"上旬": 10, "中旬": 20}
HARMLESS = re.compile(
    r"^(于|在|力争|确保|争取|截至|前|之前|以前|份|完成|全面完成|全部完成|基本完成|到位|止|[,。.;、()])*$"
)
YEAR = r"(?:(?P<year>\d{4})年|(?P<relative>今年|本年|当年|明年))"


@dataclass(frozen=True, slots=True)
class DeadlinePhrase:
    """``due_on``, or ``has_no_date`` (said explicitly); neither: not understood, ``candidates`` are possible."""

    due_on: date | None = None
    has_no_date: bool = False
    candidates: tuple[date, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether the phrase has one meaning."""
        return self.due_on is not None or self.has_no_date


def read_deadline(text: str, year: int) -> DeadlinePhrase:
    """The meaning of a phrase in a list of commitments for ``year``; dates without a year are of that year."""
    phrase = CHINESE_MONTH.sub(lambda found: CHINESE_MONTHS[found[1]], "".join(normalize("NFKC", text).split()))
    if NO_DATE.match(phrase):
        return DeadlinePhrase(has_no_date=True)
    found, rest, is_certain = _dates_in(phrase, year)
    if len(found) == 1 and is_certain and HARMLESS.match(rest):
        return DeadlinePhrase(due_on=found[0])
    return DeadlinePhrase(candidates=tuple(sorted(set(found))))


def _dates_in(phrase: str, year: int) -> tuple[list[date], str, bool]:
    """All dates of a phrase, what is left of it, and whether each is certain."""
    found: list[date] = []
    is_certain = True
    rest = phrase
    for pattern, meanings in PATTERNS:
        while match := pattern.search(rest):
            before, after = rest[: match.start()], rest[match.end() :]
            try:
                dates = list(meanings(match, year, after))
            except ValueError:  # 31 June
                dates = []
            is_certain = is_certain and len(dates) == 1
            found += dates
            rest = f"{before},{after}"
    return found, rest, is_certain


def _year(match: re.Match[str], year: int) -> int:
    named = match.groupdict()
    if named.get("year"):
        return int(named["year"])
    return year + 1 if named.get("relative") == "明年" else year


def _month_end(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first.replace(day=monthrange(year, month)[1])


def _day(match: re.Match[str], year: int, _after: str) -> Iterator[date]:
    yield date(_year(match, year), int(match["month"]), int(match["day"]))


def _month(match: re.Match[str], year: int, after: str) -> Iterator[date]:
    year, month, part = _year(match, year), int(match["month"]), match["part"]
    if part in TEN_DAYS:
        yield date(year, month, TEN_DAYS[part])
        return
    if part == "初":
        yield from (date(year, month, 1), date(year, month, 10))
        return
    if not part and after.startswith(BEFORE):  # before June, or until its end?
        yield date(year, month, 1) if month == 1 else _month_end(year, month - 1)
    yield _month_end(year, month)


def _month_of_number(match: re.Match[str], year: int, _after: str) -> Iterator[date]:
    """2024.6; 2024.1 may be what a spreadsheet left of 2024.10."""
    month = int(match["month"])
    yield _month_end(_year(match, year), month)
    if match["month"] == "1" and match["separator"] == ".":
        yield _month_end(_year(match, year), 10)


def _quarter(match: re.Match[str], year: int, after: str) -> Iterator[date]:
    year, quarter = _year(match, year), QUARTERS[match["quarter"]]
    if not match["end"] and after.startswith(BEFORE):  # before the third quarter, or until its end?
        yield _month_end(year, quarter * 3 - 3) if quarter > 1 else date(year, 1, 1)
    yield _month_end(year, quarter * 3)


def _half(match: re.Match[str], year: int, _after: str) -> Iterator[date]:
    yield _month_end(_year(match, year), 6 if match["half"] == "上" else 12)


def _year_end(match: re.Match[str], year: int, _after: str) -> Iterator[date]:
    yield date(_year(match, year), 12, 31)


def _feast(match: re.Match[str], year: int, _after: str) -> Iterator[date]:
    yield date(_year(match, year), *FEASTS[match["feast"]])


Meanings = Callable[[re.Match[str], int, str], Iterator[date]]
PATTERNS: tuple[tuple[re.Pattern[str], Meanings], ...] = tuple(
    (re.compile(pattern), meanings)
    for pattern, meanings in (
        (r"(?P<year>\d{4})[年./-](?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?", _day),
        (r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)", _day),
        (rf"{YEAR}?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]", _day),
        (rf"{YEAR}?(?P<month>\d{{1,2}})月份?(?P<part>上旬|中旬|下旬|初|底|末)?", _month),
        (r"(?<![\d.])(?P<year>\d{4})(?P<separator>[./-])(?P<month>\d{1,2})(?![\d.])", _month_of_number),
        (rf"{YEAR}?第?(?P<quarter>[一二三四1-4])季度(?P<end>[末底])?", _quarter),
        (rf"{YEAR}?(?P<half>[上下])半年[末底]?", _half),
        (rf"{YEAR}?(?P<feast>{'|'.join(FEASTS)})节?(?=前|之前)", _feast),
        (rf"(?:{YEAR}年?|年)[底末内]|[本今]年度", _year_end),
    )
)
