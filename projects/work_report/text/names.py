"""What a figure is the figure of: the words before it, or behind it where it comes first."""

import re
from dataclasses import dataclass

from projects.work_report.text.timings import EVENT, FEAST, LASTING, SEASON

# Words that open a clause and name nothing, unless they begin a word of their own (达标率, 再生水, 预期寿命).
FILLERS = re.compile(
    r"^(?:（[^（）]{1,4}）(?=[、，和及])|（(?:含|包括)：?|[，、：；（]|——|和(?!美|谐|平)|及(?!时|格)|与|以及|并(?!网|购|轨)|其中|同时|此外|另外|力争|奋力|冲刺(?=$)|确保|争取(?!上级|专|资|中央|国|省)|努力"
    r"|保证(?!金)|全力|全面|预计|预期(?!寿命|目标)|计划(?!生育)|进一步|继续|持续|着力|切实|积极|大力|有序|扎实|深入|加力"
    r"|(?:突出|重点|着重|集中力量|集中|精准|统筹|分类|同步)(?=抓好|推进|打造|培育|实施|完成|引进|做好|办好|支持|整治)"
    r"|年内|今年|当年|本年度?|全年度?|20\d\d年|上半年|下半年|年底前?|全[省市区县州旗盟](?!域|面)|各县（[^）]{1,6}）|我[省市区县州旗]"
    r"|要(?!素)|将|再(?!生|制造|就业|贷款|融资)|共(?!建|享|治|富|同)|总共|累计|合计|实现|完成(?!率|额|量)|使(?!用)|让(?!利)|把|促使|带动"
    r"|推动(?=\d|$)|按照|达到|达(?!标|产|效)|[一二三四五六七八九十]{1,2}(?:是|要)|分别)+"
)
# Words between a name and its figure: "…控制在", "…力争达到不低于".
PREPOSITION = (
    r"(?:达到或超过|达到|达|至|到|为|是|在|于|突破|完成|实现|不低于|不少于|不超过|不高于|不小于|不得低于|超过|超|(?<!通)过|高于|低于|逾|近"
    r"|(?<![签节公集])约|至少|最多|共计|合计|总计|(?<!公)共|累计|每(?:立方米|升|吨|亩|人|户|平方米|月|年|天))"
)
# "均增长8%", not 人均, 均衡 or 均价.
EACH = r"(?<![人亩户地日年平村乡镇县校班园件车月季次场店台床单])均(?![衡价等摊分质一线额])"
TAIL = re.compile(
    rf"(?:力争|确保|争取|努力|要|将|再|各|{EACH}|都|全部|继续|分别)*"
    r"(?:(?:稳定|保持|控制|维持|巩固|压减|压降|限制|提升|提高|增加|扩大|下降|降低|减少|上升|恢复|压缩|发展|降|增|升|缩短|优化|调整)?"
    rf"{PREPOSITION}{{1,3}}|稳定|保持|维持)?$"
)
RANKED = re.compile(
    r"(?:力争|确保|努力|争取|继续)?(?:进入|跻身|保持|保住|位居|迈入|迈进|位列|排名|排在|稳居|挺进|冲刺|冲进|进|居|列|争)?(?:到|至|在)?"
    r"(?:全[国省市区县州]|同类[^，]{0,6})?(?:同类[^，]{0,6})?$"
)
MOVEMENT = re.compile(
    r"(?:同比|比上年|较上年|年均|名义|实际|同口径|可比口径|按可比价格?|按可比价计算)*"
    r"(?:增长|增速|增幅|增加|提高|提升|上升|上涨|下降|降低|减少|压减|削减|回落|增收|涨幅|压降|下调|提速|递增|翻)(?:了|率)?$"
)
# "旅游收入较快增长".
PACE = re.compile(r"(?:保持|实现)?(?:较快|快速|稳步|稳定|持续|平稳|大幅)$")
# Words of comparison alone name nothing: "，同比分别增长4%、6%".
COMPARED = re.compile(r"(?:同比|环比|比上年|较上年|年均|名义|实际|同口径)+")
# "一二三产业", "第一、二、三产业" are industries of their own.
INDUSTRIES = re.compile(r"第?(?P<numbers>[一二三](?:、?第?[一二三]){1,2})(?:次产业|产业|产)|三次产业")
# What the last member of a list measures for all of them: "茶叶、水果产量分别达到".
MEASURE = re.compile(
    r"(?<=[^、]{2})(?:(?:播种|种植|养殖|栽培)?面积|总产量?|产量|单产|增加值|总?产值|存栏量?|出栏量?|销售额|投资|存量|覆盖率|普及率|参保率|达标率"
    r"|参保人数|占比|比重)$"
)
ACTION = re.compile(
    r"^(?:新增|增设|新建|新（[^）]{1,4}）建|新改扩?建|新发展|新认定|新引进|新签约|新开工|新竣工|新投产|新建成|新投用|新入库|新开通|新培育|新启动|新开|改建|扩建|改扩建|改造|建成|建设|修建|开工|动工|竣工|投用|创建|创成|争创|升创|打造|培育|引进|引育|招引|签约"
    r"|举办|开展|启动|实施|建立|设立|组建|认定|发放|招聘|招录|培训|培养|入库|净增|治理|整治|完善|提升|推动|推进|加快|办好|办理|盘活|消化|处置|争取|支持|筹集|发展|续建|承办|安排|投入|投放|化解|配备|规划建设|承接|谋划|储备"
    r"|帮扶|打通|抓好|扶持|落实|预备|并|再|和|、)+"
)
SEPARATOR = re.compile(r"、|以及|和(?!美|谐|平)|(?<!参)与|(?<![普涉遍波危顾惠])及(?!时|其)")
INDICATOR = re.compile(
    r"(?:率|收入|投资|增加值|总值|总额|总产值|产值|营收|税收|出口|进出口|进口|消费|销售额|零售额|交易额|指数|价格|比重|占比|强度|浓度|总量|周转量|存款|贷款|余额|用电量|游客|人次|人数|起数|利润|面积|GDP|外资|内资"
    r"|排放量|能耗|消耗|得分|满意度|规模|产量|吞吐量|客流|支出|资金|成交额|授权量|拥有量|税金|主体|经济|业务量|进度|水平)$"
)
# The 都 of 成都 or 首都 is no adverb.
RESPECTIVE = re.compile(rf"(?:分别|各自|{EACH}|都(?=$|[要能达保稳控实完超突])|双双|全部|同步)(?=[^、]{{0,12}}$)")
URBAN_AND_RURAL = re.compile(r"城乡|(?:城镇|城市)(?:常住)?(?:居民)?(?:和|、|与|及)农村(?:常住)?(?=居民)")
PROGRESS = re.compile(r"(?:由|从)[^，]{0,12}\d[^，]*$")
EXAMPLES = re.compile(r"等$")
LONGEST_VERB = 2
# Dates within a name: deadlines tell them.
DATE = re.compile(
    r"(?:(?<![^，、])[到至在于])?(?:(?:20\d\d年|今年|明年)?(?:\d{1,2}月(?:底|末|份|初|[上中下]旬|\d{1,2}日)?|[一二三四]季度末?|[上下]半年|年[内底末])(?:之前|前)?"
    r"|“?(?:五一|国庆|十一|七一|春节|元旦)”?节?前"
    rf"|“?{FEAST.pattern}|{SEASON.pattern}|{EVENT.pattern}|{LASTING.pattern})"
)
BRACKETED = re.compile(r"“[^”]*”|（[^）]*）|《[^》]*》")
GOES_ON = re.compile(r"支持|用于|投入|带动|扶持|惠及|助力|以满足|以")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it begins in the words that it was read from."""

    text: str
    at: int


def leading(words: str, size: int, *, is_share: bool, is_rank: bool = False) -> list[Name]:
    """Names in the words before a group of ``size`` figures, one for each indicator; empty if none is there."""
    stem = words[: _tail(words, is_rank=is_rank)]
    start = _fillers(stem)
    stem = PROGRESS.sub("", stem[start:])
    movement = MOVEMENT.search(stem)
    verb = movement[0] if movement else ""
    subject = stem[: movement.start()] if movement else stem
    respective = RESPECTIVE.search(subject)
    if respective:
        verb = subject[respective.end() :] + verb
        subject = subject[: respective.start()]
    if not subject or COMPARED.fullmatch(subject):
        return []
    is_shared = bool(respective or RESPECTIVE.search(words))
    members = _members(subject, size, is_share=is_share, is_shared=is_shared)
    return [Name(f"{tidy(each.text)}{verb}", start + each.at) for each in members if tidy(each.text)]


def members(words: str) -> list[str]:
    """The members of a list, without the words that open it."""
    return [tidy(each.text) for each in _split(words[_fillers(words) :])]


def following(words: str) -> str:
    """The name in the words behind a figure ("87公里国省道改造"): up to the next member of a list."""
    if GOES_ON.match(words):
        return ""
    found = re.match(r"(?:（[^）]{1,4}）)?[^、（），；和]+(?:（[^）]*）)?[^、），；和]*", words)
    return found[0] if found else ""


def action(words: str) -> str:
    """The verb with which the words before a figure begin, as in "新增", or an empty text."""
    found = ACTION.match(words[_fillers(words) :])
    return found[0].strip("、和并") if found else ""


def without_action(name: str) -> str:
    """A name without the verb with which it begins."""
    return ACTION.sub("", name)


def lacks_noun(words: str, *, is_share: bool) -> bool:
    """Whether before a figure stand only a verb, examples ("甲、乙等") or an attribute: its noun stands behind."""
    stem = words[: _tail(words, is_rank=False)]
    stem = stem[_fillers(stem) :]
    if stem.endswith("的") and not is_share:
        return True
    return len(ACTION.sub("", stem)) <= LONGEST_VERB or bool(EXAMPLES.search(stem))


def movement(words: str) -> str:
    """The word of movement with which words end, as in "增长", or an empty text."""
    found = MOVEMENT.search(words[: _tail(words, is_rank=False)])
    return found[0] if found else ""


def without_movement(name: str) -> str:
    """A name without the word of movement at its end."""
    return PACE.sub("", MOVEMENT.sub("", name)) or name


def without_comparison(name: str) -> str:
    """A name without the word of comparison at its end: "5家企业以上"."""
    return re.sub(r"(?:以上|以下|以内|左右)$", "", name)


def tidy(name: str) -> str:
    """Without punctuation at the ends and unpaired marks; as short as can be shown."""
    cleaned = DATE.sub("", re.sub(r"^（[^）]{1,4}）", "", name)).strip("，、；：。的")
    if cleaned.count("“") != cleaned.count("”"):
        cleaned = cleaned.strip("“”")
    if cleaned.count("（") != cleaned.count("）"):
        cleaned = cleaned.strip("（）")
    return re.sub(r"[和与及]$", "", cleaned)[-LONGEST:]


def _tail(words: str, *, is_rank: bool) -> int:
    found = (RANKED if is_rank else TAIL).search(words)
    return found.start() if found else len(words)


def _fillers(words: str) -> int:
    """Where the name begins behind fillers and dates."""
    start = 0
    while found := FILLERS.match(words[start:]) or DATE.match(words[start:]):
        start += found.end()
    return start


def _members(subject: str, size: int, *, is_share: bool, is_shared: bool) -> list[Name]:
    both = URBAN_AND_RURAL.search(subject)
    if both and (size == 2 or (size == 1 and is_share and (is_shared or both[0] != "城乡"))):  # noqa: PLR2004
        head, rest = subject[: both.start()], subject[both.end() :].removeprefix("居民")
        return [Name(f"{head}城镇居民{rest}", 0), Name(f"{head}农村居民{rest}", both.start())]
    split = _split(subject)
    if size > 1 or is_shared:
        split = _with_measure(_industries(subject) or split)
    if size > 1:
        return split[:size] if len(split) >= size else [*split, *[split[-1]] * (size - len(split))]
    if len(split) > 1 and (is_shared or (is_share and all(INDICATOR.search(each.text) for each in split))):
        return split
    return [Name(subject, 0)]


def _industries(subject: str) -> list[Name]:
    """ "一二三产业增加值": one name for each."""
    found = INDUSTRIES.search(subject)
    if not found:
        return []
    before, rest = subject[: found.start()], subject[found.end() :]
    numbers = re.sub(r"[、第]", "", found["numbers"] or "一二三")
    return [Name(f"{before}第{number}产业{rest}", found.start()) for number in numbers]


def _with_measure(members: list[Name]) -> list[Name]:
    """Members of a list whose last one says for all what is measured."""
    measure = MEASURE.search(members[-1].text)
    if not measure or any(INDICATOR.search(each.text) or MEASURE.search(each.text) for each in members[:-1]):
        return members
    return [Name(each.text + measure[0], each.at) for each in members[:-1]] + members[-1:]


def _split(subject: str) -> list[Name]:
    """Members of a list; brackets and quotation marks hold together."""
    masked = BRACKETED.sub(lambda found: "□" * len(found[0]), subject)
    members, at = [], 0
    for found in SEPARATOR.finditer(masked):
        members.append(Name(subject[at : found.start()], at))
        at = found.end()
    members.append(Name(subject[at:], at))
    return [each for each in members if each.text] or [Name(subject, 0)]
