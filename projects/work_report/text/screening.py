"""Which figures of a plan are no targets, and why: each objection is one rule with a name."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from projects.work_report.text.contexts import Context
from projects.work_report.text.givens import is_given
from projects.work_report.text.programmes import counts_measures, is_in_words, is_multiplied, is_programme
from projects.work_report.text.thresholds import bounds_share, defines_class, describes_project, tells_size_of_one
from projects.work_report.text.units import kind

LATER_YEAR = re.compile(
    r"(?:^|(?<=[到至在，；、。—-])|(?<=力争)|(?<=确保))(20\d\d)年(?!度|版|第|全[国省]|世界|省|亚|[春夏秋冬]|工作)|“?十[三四五六七]五”?(?:末|期末|时期末|期间)|(?:今后|未来|接下来)[一二两三四五六七八九十几\d]{1,2}年"
    r"|(?:用|利用|力争|通过|经过|争取)[一二两三四五六七八九十\d]{1,2}(?:[至到—-][一二两三四五六七八九十\d]{1,2})?年左?右?的?(?:时间|努力)"
    r"|(?<![\d零一二三四五六七八九十])[一二两三四五六七八九十\d]{1,2}年内|本届政府|远景目标"
    # A report given in December says 明年 of its plan year, at the begin of a sentence or of its goals.
    r"|(?<!^)明年(?!(?:全[省市县区]|经济社会|政府|我们)?[^，。；]{0,10}(?:目标|任务|工作))"
)
THIS_YEAR = re.compile(r"今年|本年|(?<![一二两三四五六七八九十\d])年内|全年|当年|年底")
PAST = re.compile(r"(?:目前|截至|截止|已|去年|上年|过去|此前|现有|近年来|[一五三]年来|历年|前期已)")
INTENDED = re.compile(r"力争|确保|要|将|再|争取|预计|完成|实现|达到")
PAST_ATTRIBUTE = re.compile(
    r"(?:(?<![比较])(?:去年|上年)|以往|原有|现有|现行|已有|已建成?的?|已完成的?|目前|历年|往年)[^，]{0,6}$"
)
ON_THE_BASIS = re.compile(r"[^，；]{0,12}的?基础上")
PROGRESS_FROM = re.compile(r"(?:从|由)[^，；、]{0,12}$")
PROGRESS_TO = re.compile(
    r"[^，；]{0,6}(?:提升|提高|增加|增长|上升|扩大|下降|降低|降|压缩|压减|减少|缩短|调整|增|升|提至|缩减|优化|拓展|恢复|扩|到|至)"
)
OFFERED_AROUND_THE_CLOCK = re.compile(
    r"的?[^，。；]{0,8}圈|的?(?:经济|交通|通勤|生活|便民|健身|文化|养老|医疗|就医|服务|就业|阅读|急救|救援|应急|公共|品质|出行|物流|值班|值守"
    r"|自助|过境|免签|无理由|通关|不打烊|开放|营业|政务|巡查|高铁|直达|免费)|[^，。；]{0,6}(?:响应|在线|待命)"
)
REACHED_AFTER = {
    "年": r"(?:年限|寿命)[^，]{0,6}$",
    "岁": r"寿命[^，]{0,6}$",
    "周岁": r"寿命[^，]{0,6}$",
    "个月": r"(?:周期|时间|时限|期限|工期)[^，]{0,8}$",
}
TIMES_OF_DAY = ("分钟", "小时", "个小时", "天", "秒")
MOVES_UP = re.compile(
    r"进|居|列|保持|跻身|争|排|挺|冲|入|位|稳|迈|闯|夺|站|晋|全[国省市区县州]|力争|确保|名次|百强|考核|评价"
)


def objection(context: Context, year: int | None, *, reviewed: bool = False) -> str:
    """Why a figure is no target in a plan for ``year``; empty if nothing speaks against it.

    In a text that looks back (``reviewed``) that a figure is past is no objection.
    """
    return next(
        (name for name, objects in OBJECTIONS if not (reviewed and name in OF_TIME) and objects(context, year)), ""
    )


def _is_enclosed(context: Context, _year: int | None) -> bool:
    return bool(context.enclosure) and not re.match(r"（(?:其中|含|包括)", context.enclosure)


def _is_of_another_nature(context: Context, _year: int | None) -> bool:
    """Years, ages, voltages, hours of service, phases of works: unless such is what is to be reached."""
    unit = context.figure.unit.lstrip("十百千万亿")
    before, after = context.before, context.after
    if unit in REACHED_AFTER:
        return not re.search(REACHED_AFTER[unit], before)
    if unit in TIMES_OF_DAY:
        return bool(OFFERED_AROUND_THE_CLOCK.match(after)) or before.endswith(("每天", "每日", "每周"))
    if unit in ("米", "公里", "次"):
        return after.startswith("见") or before.endswith("跑")
    is_phase = unit == "期" and bool(re.match(r"(?:工程|项目|建设|改造|厂)", after))
    return kind(context.figure.unit) == "voltage" or unit == "点" or is_phase


def _is_per_member(context: Context, _year: int | None) -> bool:
    return context.before.endswith("每") and "/" not in context.figure.unit


def _is_distant(context: Context, year: int | None) -> bool:
    """Said of a later year, in this sentence, and not of this year again since."""
    later = [end for end, named in _later_years(context.text) if not (named and (not year or named <= year))]
    at = bisect_right(later, context.figure.start)
    if not at:
        return False
    since = context.text[later[at - 1] : context.figure.start]
    is_of_this_year = THIS_YEAR.search(since) or (year and f"{year}年" in since)
    return not is_of_this_year and not re.match(r"(?:行动|计划|规划|攻坚|倍增|提升)", since)


@lru_cache(maxsize=4)
def _later_years(text: str) -> tuple[tuple[int, int], ...]:
    """Where words for years end in a sentence, each with the year if it is a number, else 0."""
    return tuple((found.end(), int(found[1] or 0)) for found in LATER_YEAR.finditer(text))


def _is_past(context: Context, year: int | None) -> bool:
    if ON_THE_BASIS.match(context.after) and "在" in context.clause_before:
        return True
    if PAST.match(context.clause) and not INTENDED.search(context.clause_before):
        return True
    if re.match(r"(?:目前|截至|去年|上年)", context.clause) and "已" in context.clause_before + context.clause[:12]:
        return True
    if re.match(r"(?:去年|上年)(?!同期)", context.clause) and not re.search(
        r"力争|确保|要|将|再", context.clause_before
    ):
        return True
    if year and re.match(rf"(?:在|截至)?{year - 1}年", context.clause):
        return True
    return bool(PAST_ATTRIBUTE.search(context.before))


def _is_starting_value(context: Context, _year: int | None) -> bool:
    """The first figure of "由5个增加到8个"."""
    return bool(PROGRESS_FROM.search(context.before)) and bool(PROGRESS_TO.match(context.after))


def _is_no_rank(context: Context, _year: int | None) -> bool:
    """ "前三" is a rank only where somebody is to move up."""
    return (context.figure.is_rank or context.figure.is_place) and not MOVES_UP.search(context.clause_before)


OBJECTIONS: tuple[tuple[str, Callable[[Context, int | None], bool]], ...] = (
    ("enclosed", _is_enclosed),
    ("of another nature", _is_of_another_nature),
    ("per member", _is_per_member),
    ("distant", _is_distant),
    ("past", _is_past),
    ("starting value", _is_starting_value),
    ("given", is_given),
    ("class", defines_class),
    ("bound of a share", bounds_share),
    ("describes a project", describes_project),
    ("size of one", tells_size_of_one),
    ("measures", counts_measures),
    ("slogan", is_multiplied),
    ("in words", is_in_words),
    ("programme", is_programme),
    ("no rank", _is_no_rank),
)
OF_TIME = ("past", "distant")
