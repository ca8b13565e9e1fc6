"""Which part of a report looks back and which plans: found from headings, tenses and figures, not configured."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate

from projects.work_report.text.sections import Block
from projects.work_report.text.years import NOTES_HEADING, OUTLOOK_WORDS, PLAN_WORDS, REVIEW_WORDS

DONE = re.compile(
    r"同比|[比较]上年|增长了|完成了|实现了|取得了?|获评|荣获|获批|获得|被[评列授]|入选|入围|位居|位列|列全|居全|首次|圆满|全面完成|建成投[用产运]"
    r"|过去的?一年|一年来|五年来|去年|累计|率先|顺利(?:完成|通过|实施|推进)|成功(?:创建|举办|承办|入选|申报|获)|得到|有序推进|稳步(?:推进|提升|实施)"
    r"|(?:持续|不断|明显|显著|稳步|进一步|全面)(?:优化|改善|向好|提升|增强|提高|加强|扩大|完善|深化|好转|释放|壮大)[，。；]|新高|回顾|衷心|感谢|敬意|清醒|困难和|短板"
    r"|存在.{0,12}问题|成绩|来之不易|预计(?:全年|完成|实现|地区)?|达到?[\d.]+|增长[\d.]+%[，。；、]"
)
MEANT = re.compile(
    r"今年|力争|确保|争取|将|(?<![重主需必紧首])要(?![求素点闻害道件])|努力|加快|推进|推动|着力|加强|强化|落实|支持|打造|目标|围绕|谋划|启动|大力"
    r"|完善|健全|深化|全力|坚持|严格|积极|抓好|抓实|用好|办好|做好|聚焦|引导|鼓励|左右|以上|以内|新的一年"
)
STRONG_PLAN = re.compile(
    r"(?:经济社会)?发展的?(?:主要)?(?:预期)?目标(?:[是为：建]|——)|(?:主要|预期)目标(?:[是为：]|——)|工作的?(?:总体要求|总体思路|指导思想)[是为：]"
    r"|今年[是，]|(?:做好|围绕|实现|完成)(?:以上|上述|今年|这些).{0,12}(?:目标|任务|工作)"
)
STRONG_REVIEW = re.compile(
    r"过去的?(?:一|五|20\d\d)年|[一五]年来，|成绩来之不易|(?:困难|问题|短板)(?:和|与|、).{0,4}(?:挑战|不足|问题|困难)|衷心的?感谢|崇高的?敬意"
)
FURTHER_POINT = re.compile(r"——|[一二三四五六七八九十]是|\d{1,2}[.、]|（\d{1,2}）|—|·")
SAYS_THIS_YEAR = re.compile(r"今年|明年|新的一年|下一步")
LONGEST_CLOSING = 400
CLOSING = re.compile(r"让我们.{0,390}(?:奋斗|前进|迈进|胜利召开|贡献|篇章|辉煌|未来|明天)[！。]?$")
UNDECIDED = 0.0


class Part(StrEnum):
    """What a part of a report is for; an outlook reaches beyond the plan year."""

    REVIEW = "review"
    PLAN = "plan"
    OUTLOOK = "outlook"
    NOTES = "notes"


def parts(report: Sequence[Block], year: int | None) -> list[Part]:
    """The part to which each block belongs."""
    end = _begin_of_notes(report)
    begin = _begin_of_plan(report[:end], year)
    found = [Part.REVIEW] * begin
    far = ""  # numbering of the heading below which the report looks further ahead
    is_outlook = False
    for block in report[begin:end]:
        if block.heading and block.style != "theme":
            far = _look_ahead(block, far, year)
        is_outlook = _is_outlook(block.body, year) or (is_outlook and _goes_on(block, year))
        if is_outlook or far:
            found.append(Part.OUTLOOK)
        else:
            found.append(Part.REVIEW if _reports(block, year) else Part.PLAN)
    return found + [Part.NOTES] * (len(report) - end)


def _look_ahead(block: Block, far: str, year: int | None) -> str:
    """Numbering of the heading that opened an outlook, empty after one that closes it."""
    names_year = bool(year and f"{year}年" in block.heading) or "今年" in block.heading
    if names_year:
        return ""
    if OUTLOOK_WORDS.search(block.heading):
        return far or block.style
    is_of_plan = re.search(r"重点工作|工作重点|主要任务|重点任务", block.heading)
    return "" if is_of_plan and block.style == far else far


def _reports(block: Block, year: int | None) -> bool:
    """Whether a paragraph of the plan tells what was done, as it says with its first words."""
    past = ("去年", "过去一年", f"{year - 1}年") if year else ("去年", "过去一年")
    return block.body.startswith(past) and _leaning(block, year) < 0


def _is_outlook(body: str, year: int | None) -> bool:
    """Whether a paragraph of the plan speaks of years to come, as it says with its first words."""
    later = re.match(r"(?:今后|未来)[三五几]年|到(?P<year>20[2-5]\d)年|“?十[三四五六]五”?(?:时期|期间|末)", body)
    if later is None or "今年" in body:
        return False
    return not (later["year"] and year and int(later["year"]) <= year)


def _goes_on(block: Block, year: int | None) -> bool:
    """Whether a paragraph is a further point of the one before."""
    text = block.paragraph.text
    is_of_this_year = "今年" in text or bool(year and f"{year}年" in text)
    return not is_of_this_year and bool(FURTHER_POINT.match(text))


def _begin_of_notes(report: Sequence[Block]) -> int:
    """Where explanations of terms begin; they close a report."""
    for index in range(len(report) // 3, len(report)):
        block = report[index]
        title = block.heading or (block.paragraph.text if len(block.paragraph.text) < 20 else "")  # noqa: PLR2004
        if title and NOTES_HEADING.search(title):
            return index
        if CLOSING.search(block.paragraph.text[-LONGEST_CLOSING:]):
            return index + 1
    return len(report)


def _begin_of_plan(report: Sequence[Block], year: int | None) -> int:
    """The division at which what comes before looks back most, and what comes after plans most."""
    leanings = [_leaning(block, year) for block in report]
    after = list(accumulate(reversed(leanings), initial=0.0))[::-1]
    before = list(accumulate(leanings, initial=0.0))
    score = [
        after[index] - before[index] + (_opening(report[index], year) if index < len(report) else 0.0)
        for index in range(len(report) + 1)
    ]
    begin = max(range(len(score)), key=lambda index: (round(score[index], 6), -index))
    return begin if _is_meant(report[begin:], year) or not _looks_back(report[:begin]) else len(report)


def _is_meant(report: Sequence[Block], year: int | None) -> bool:
    """Whether anything says that the blocks plan, other than their verbs."""
    return any(
        _heading_leaning(block.heading, year) > 0
        or STRONG_PLAN.search(block.body)
        or SAYS_THIS_YEAR.search(block.body)
        or (year and f"{year}年" in block.body)
        for block in report
    )


def _looks_back(report: Sequence[Block]) -> bool:
    """Whether the blocks say that they look back."""
    return any(REVIEW_WORDS.search(block.heading) or STRONG_REVIEW.search(block.body) for block in report)


def _opening(block: Block, year: int | None) -> float:
    """How plainly a block opens the plan."""
    if not block.heading or block.style == "theme":
        return 0.0
    return 12.0 * max(_heading_leaning(block.heading, year), 0.0)


def _leaning(block: Block, year: int | None) -> float:
    """Positive where a block plans, negative where it looks back."""
    own = 0.0
    if block.heading and block.style != "theme":
        own += 6.0 * _heading_leaning(block.heading, year)
    text = block.body
    if not text:
        return own
    past = f"{year - 1}年" if year else "去年"
    done = len(DONE.findall(text)) + 3 * len(STRONG_REVIEW.findall(text)) + 2 * text.startswith(past)
    meant = len(MEANT.findall(text)) + 5 * len(STRONG_PLAN.findall(text))
    meant += 3 * bool(year and text.startswith(f"{year}年"))
    if not done + meant:
        return own
    return own + 2.0 * (meant - 1.5 * done) / (meant + 1.5 * done + 2.0)


def _heading_leaning(heading: str, year: int | None) -> float:
    """1 for a heading of the plan, -1 for one of the review, fractions where it is less plain."""
    looks_back, plans = bool(REVIEW_WORDS.search(heading)), bool(PLAN_WORDS.search(heading))
    if looks_back and not plans:
        return -1.0
    if year and f"{year - 1}年" in heading and not plans:
        return -1.0
    if plans and (not year or f"{year - 1}年" not in heading):
        return 1.0 if year and (f"{year}年" in heading or "今年" in heading) else 0.7
    if year and re.match(rf"(?:第?.{{1,3}}(?:部分)?[、：])?{year}年", heading):
        return 0.9
    return 0.5 if OUTLOOK_WORDS.search(heading) else UNDECIDED
