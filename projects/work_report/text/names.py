"""What a figure is the figure of: the words before it, or behind it where it comes first."""

import re

from projects.work_report.text.contexts import Context
from projects.work_report.text.units import kind

FILLERS = re.compile(
    r"^(?:[，、：；]|和|及|与|以及|并|其中|同时|此外|另外|力争|确保|争取|努力|保证|保障|全力|全面|预计|计划|进一步|继续|持续|着力|切实|有效|积极|大力|年内|今年|当年|本年度?|全年|全年度|20\d\d年"
    r"|上半年|下半年|年底前?|[全][省市区县州旗盟域]|各县（[^）]{1,6}）|我[省市区县州旗]|要|将|再|共|总共|累计|合计|实现|完成|使|让|把|将|促进|推动|带动|促使|引导|按照|使得|达到|——|(?:一|二|三|四|五|六|七|八|九|十)(?:是|要))+"
)
TAIL = re.compile(
    r"(?:分别|各自|均|都|双双|全部|力争|确保|争取|努力|要|将|再|各)*(?:继续)?(?:稳定|保持|控制|维持|巩固|压减|压降|限制|提升|提高|增加|扩大|下降|降低|减少|上升|恢复|压缩|发展)?(?:达到或超过|达到|达|至|到|为|是|在|于|突破|完成|实现|不低于|不少于|不超过|不高于|不小于|超过|超|过|高于|低于|逾|近|约|至少|最多|共|累计)*$"
)
MOVEMENT = r"(?:同比|比上年|较上年|年均|名义|实际|同口径|可比口径|按可比价格?|按可比价计算)*(?:增长|增速|增幅|增加|提高|提升|上升|上涨|下降|降低|减少|压减|削减|回落|增收|涨幅|压降|下调)"
ENDS_WITH_MOVEMENT = re.compile(rf"{MOVEMENT}(?:了|率)?$")
ACTION = re.compile(
    r"^(?:新增|新建|新（[^）]{1,4}）建|新改扩?建|改建|扩建|改扩建|改造|建成|建设|修建|开工|动工|竣工|投用|创建|创成|争创|打造|培育|新培育|引进|引育|招引|签约|举办|开展|启动|实施|建立|设立|组建|认定|发放|招聘|培训|培养|入库|净增|治理|整治|完善|提升|推动|推进|加快|办好|办理|盘活|消化|处置|争取|支持|筹集|发展|新发展|新认定|新增认定|新引进|新签约|新开工|续建|承办|安排|投入|投放|化解|配备|规划建设)+"
)
SEPARATOR = re.compile(r"、|以及|和|与|及(?!时|其)")
INDICATOR = re.compile(
    r"(?:率|收入|投资|增加值|总值|总额|总产值|产值|营收|税收|出口|进出口|进口|消费|销售额|零售额|交易额|指数|价格|比重|占比|强度|浓度|总量|周转量|存款|贷款|余额|用电量|游客|人次|人数|利润|面积|GDP|外资|内资|排放量|能耗|消耗|得分|满意度|规模|产量|吞吐量|客流|支出|实缴资金|到位资金|省外资金|成交额|授权量|拥有量|税金|主体|经济)$"
)
RESPECTIVE = re.compile(r"(?:分别|各自|均|都|双双|全部)(?=[^、]{0,14}$)")
URBAN_AND_RURAL = re.compile(r"城乡|城镇(?:常住)?(?:居民)?(?:和|、|与|及)农村")
LIST_OF_EXAMPLES = re.compile(r"(?:等|等等)$")
LONGEST = 40


class Named(tuple[str, int, int]):
    """A name with its start and end in the sentence; both -1 where it stands elsewhere."""

    __slots__ = ()


def leading_names(context: Context, size: int) -> list[tuple[str, int]]:
    """Names before a group of ``size`` figures, one for each indicator, with their start; empty if none stands there."""
    before = context.before
    end = context.figure.start
    start = end - len(before)
    tail = TAIL.search(before)
    stem = before[: tail.start()] if tail else before
    start, stem = _without_fillers(start, stem)
    movement = ENDS_WITH_MOVEMENT.search(stem)
    verb = movement[0] if movement else ""
    respective = RESPECTIVE.search(before)
    subject = stem[: movement.start()] if movement else stem
    if respective and subject.endswith(respective[0]):
        subject = subject[: -len(respective[0])]
    elif respective and respective.end() - len(before) + end > start and respective[0] in subject:
        head, _word, verb_part = subject.rpartition(respective[0])
        subject, verb = head, verb_part + verb
    if not subject:
        return []
    members = _members(subject, size, is_share=kind(context.figure.unit) == "share", respective=bool(respective))
    return [(f"{_clean(text)}{verb}", start + at) for text, at in members if _clean(text)]


def _without_fillers(start: int, stem: str) -> tuple[int, str]:
    fillers = FILLERS.match(stem)
    return (start + fillers.end(), stem[fillers.end() :]) if fillers else (start, stem)


def _members(subject: str, size: int, *, is_share: bool, respective: bool) -> list[tuple[str, int]]:
    if size == 2 and URBAN_AND_RURAL.search(subject):  # noqa: PLR2004  (towns and country)
        found = URBAN_AND_RURAL.search(subject)
        rest = subject[found.end() :].removeprefix("居民")
        return [(f"城镇居民{rest}", 0), (f"农村居民{rest}", 0)]
    split = _split(subject)
    if size > 1:
        return split[:size] if len(split) >= size else [*split, *[split[-1]] * (size - len(split))]
    if len(split) > 1 and (respective or (is_share and all(INDICATOR.search(text) for text, _at in split))):
        return split
    if is_share and (found := re.search(r"城镇(?:常住)?(?:居民)?(?:和|、|与|及)农村(?:常住)?(?:居民)?", subject)):
        rest = subject[found.end() :]
        return [(f"城镇居民{rest}", 0), (f"农村居民{rest}", found.start())]
    return [(subject, 0)]


def _split(subject: str) -> list[tuple[str, int]]:
    """Members of a list; brackets and quotation marks hold together."""
    masked = re.sub(r"“[^”]*”|（[^）]*）|《[^》]*》", lambda found: "□" * len(found[0]), subject)
    members, at = [], 0
    for found in SEPARATOR.finditer(masked):
        members.append((subject[at : found.start()], at))
        at = found.end()
    members.append((subject[at:], at))
    return [(text, offset) for text, offset in members if text]


def following_name(context: Context) -> tuple[str, int]:
    """The words behind a figure that comes first ("87公里国省道改造"), and where they end."""
    after = re.split(r"[、（]", context.after, maxsplit=1)[0]
    name = after.removeprefix("的")
    return _clean(name), context.figure.end + len(after)


def comes_first(context: Context) -> bool:
    """Whether what a figure counts stands behind it: only a verb or examples ("甲、乙等") stand before."""
    before = FILLERS.sub("", context.before)
    if not context.after or re.match(r"[，。；]", context.after) or context.after.startswith(("以上", "、")):
        return False
    tail = TAIL.search(before)
    stem = before[: tail.start()] if tail else before
    return not ACTION.sub("", stem) or bool(LIST_OF_EXAMPLES.search(stem))


def _clean(name: str) -> str:
    cleaned = name.strip("，、；：。的 “”" if name.count("“") != name.count("”") else "，、；：。的")
    return cleaned[-LONGEST:]
