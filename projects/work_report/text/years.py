"""The year for which a report plans, from the headings and dates in which it names years."""

import re
from collections import Counter
from collections.abc import Sequence

from projects.work_report.text.sections import Block

REVIEW_WORDS = re.compile(r"回顾|总结|过去的?[一五]年|[一五]年来的?(?:工作|成)|工作(?:完成)?情况|主要成[绩就效]")
PLAN_WORDS = re.compile(
    r"总体要求|总体思路|总体安排|(?:预期|主要|发展|奋斗|工作)目标|目标任务|主要任务|重点任务|重点工作|工作重点"
    r"|工作(?:的)?(?:总体)?(?:安排|打算|部署|任务|建议|举措|计划|思路|考虑|布局)|的?(?:安排|打算|建议)$|今年|新的一年"
)
OUTLOOK_WORDS = re.compile(
    r"(?:今后|未来|下一个?)[一三四五六几]年|(?:今后|未来)(?:一个|一段)?时期|“?十[二三四五六七]五”?(?:时期|规划|期间)|20[3-5]5年|远景目标|本届政府(?:任期|的?工作)"
)
NOTES_HEADING = re.compile(
    r"^(?:附[：:]?|附件\d?[：:]?|附录\d?[：:]?)?[《（]?(?:政府工作报告)?(?:有关|相关|部分|专有|专业)?(?:名词|术语|用语|词语|缩略语|注释|备注)(?:术语|名词|词汇)?(?:解释|注释|说明|释义)?"
    r"|^附(?:件|录|表)\d?(?:[：:]|$)|^注释?[：:]?$|名词(?:解释|注释)|(?:用语|术语|词语)(?:解释|注释|说明)"
)
NAMED_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
YEARS = range(2000, 2100)  # for which a report may plan


def plan_year(report: Sequence[Block]) -> int | None:
    """The plan year, or None where no year is named."""
    votes: Counter[int] = Counter()
    for number, block in enumerate(report):
        if block.heading:
            _vote_by_heading(votes, block.heading)
        if number < 10 and not block.heading:  # noqa: PLR2004  (title, date and place of the meeting)
            _vote_by_front(votes, block.paragraph.text[:80])
        for found in re.finditer(
            r"(20\d\d)年(?:是|，?(?:政府|我们|全[省市县区州旗盟镇]|经济社会).{0,24}(?:要求|目标|安排|任务))", block.body
        ):
            votes[int(found[1])] += 2
        for found in re.finditer(r"(?:过去的|刚刚过去的|回顾)(20\d\d)年", block.body[:60]):
            votes[int(found[1]) + 1] += 3
    if not votes:
        votes.update(int(year) for block in report for year in NAMED_YEAR.findall(block.paragraph.text))
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def _vote_by_heading(votes: Counter[int], heading: str) -> None:
    years = [int(year) for year in NAMED_YEAR.findall(heading)]
    if not years or OUTLOOK_WORDS.search(heading):
        return
    is_review, is_plan = bool(REVIEW_WORDS.search(heading)), bool(PLAN_WORDS.search(heading))
    if is_review and not is_plan:
        votes[years[-1] + 1] += 5
    elif is_plan:
        votes[years[-1]] += 6
    else:
        votes[years[-1]] += 2


def _vote_by_front(votes: Counter[int], text: str) -> None:
    titled = re.search(r"(20\d\d)年.{0,24}政府工作报告", text)
    if titled:
        votes[int(titled[1])] += 3
    held = re.search(r"(20\d\d)年(\d{1,2})月\d{1,2}日.{0,40}(?:会议|大会|人民代表)", text)
    if held:
        votes[int(held[1]) + (int(held[2]) >= 10)] += 4  # noqa: PLR2004  (held before the year begins)
