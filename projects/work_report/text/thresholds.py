"""Figures that tell which things are meant, not how many: "10亿元以上项目6个" promises six."""

import re
from dataclasses import replace

from projects.work_report.text.contexts import Context
from projects.work_report.text.units import kind

MAGNITUDES = frozenset({"money", "area", "volume", "length", "power"})
# What is raised, spent or produced: "5亿元以上投资" is to be reached, "5亿元以上项目" is a class.
FLOWS = re.compile(
    r"(?:资金|债券?|贷款|信贷|融资|投资|补助|补贴|税收|税费|收入|营收|产值|增加值|成本|授信|消费|销售额?|交易额|成交额|专款|经费|支出|红利|利润"
    r"|外资|担保|红包|消费券|负担|额度|产能|面积|规模|存量|基金|款项|欠款|账款)(?:以上|左右)?$"
)
THINGS = re.compile(
    r"(?:以上|以下|级|量级|规模)?的?[^，。；、]{0,16}(?:项目|企业|产业链?|集群|园区|集团|主体|公司|工程|平台|龙头|大户|产品|品牌|单品|村|镇|乡|街|社区"
    r"|楼宇|商圈|基地|农场|合作社|机组|锅炉|用地|地块|林地|坡耕地|耕地|水库|河流|湖泊|屯|组|园|商场|市场|商户|家庭|人群|人口|设备|码头|船舶|骨干"
    r"|大单|订单|巨头|总部|县|企|矿山|电站|线路|变电站|公路|道路|燃煤|[^，。；、]库|厂|站|中心|场馆|院|学校|大桥|水池|渠|坝|仓)"
)
CLASSED = re.compile(
    r"(?:级|量级)?的?[^，。；、（）]{0,6}(?:项目|企业|产业|产业链|集群|园区|集团|公司|产品|品牌|单品|主体|楼宇|商圈|村|镇|乡|街道?|大户|合作社|商户)"
    r"(?:共|达|达到|新增|突破|超过?|力争|不少于|不低于|至少|各)*"
)
SPENT = re.compile(r"资金|债券|贷款|融资|投资|补[助贴]|奖励|经费|基金|支持|用于|带动|扶持|惠及|服务(?!业)")
CLASSES = re.compile(
    r"(?:产值|收入|营收|税收|纳税|税额|纳税额|投资|投资额|销售|销售额|利润|增加值|规模|出口|出口额|交易额|成交额|零售额|营业额|估值|市值|资产"
    r"|培育|引进|招引|引育|打造|新增|净增|签约|落地|新上|发展|壮大|做强|扶持|实施|开工|竣工|投产|储备|谋划|推进|形成|认定|入库|洽谈|对接|包装|策划"
    r"|国家级|省级|市级|^[、和及]|其中)$"
)
DWELLERS = re.compile(
    r"的?(?:自然|行政|村民|建制|搬迁|集中|连片|聚居|安置)?(?:村|屯|湾|组|小区|居民点|安置点|企业|单位|居住区|聚集区|聚居点)"
    r"|的?[^，。；、\d]{0,10}(?:村寨|村落|自然村|村民小组|居民点|安置点|安置区)"
)
LEVEL = re.compile(r"的?(?:水平|规模|目标|区间|台阶|标准)")
EXCEEDS = re.compile(r"(?:超过?|(?<!通)过|达到?|突破|不低于|高于|大于|逾)$")
UNDERTAKES = re.compile(
    r"新建|改建|扩建|改造|建成|建设|修建|修缮|新增|增设|增加|创建|打造|培育|完成|启动|实施|整治|治理|拆除|消化|盘活|处置|开发|收储|出让|绿化|种植"
    r"|栽植|发展|推广|生产|储备|收购|流转|造林|供应|淘汰|压减|腾退|清运|处理|争取|投入"
)
REACHED_BY_MEMBERS = re.compile(
    r"(?:收入|产值|营收|规模|均|水平|积累|分别|经济)?[^，；]{0,6}(?:达到?|超过?|过|突破|以上|增收)$"
)
SERVES = re.compile(r"支持|用于|投入|推动|带动|扶持|服务|惠及|建设|实施|发展|助力")
CAPACITY = re.compile(
    r"(?:总?投资(?:额|规模)?|年产|日产|年处理|日处理|日供|年供|总?装机(?:容量)?|设计产能|总?库容|占地(?:面积)?|总长度?|全长|总面积|建筑(?:总)?面积"
    r"|线路长|(?<![延增加全])[长宽]|规划(?:面积|用地)|注册资[本金]|产能|处理能力)(?:约|达|超过?|近|为)*$"
)
# "总投资15亿元的甲项目、12亿元的乙项目": the second is no target either.
ONE_OF_COSTLY = re.compile(r"投资(?:额|规模)?(?:约|达|超过?|近)?[\d.]+[万亿]*元的[^，；]{0,60}、$")
# "可容纳5000人的体育馆".
HOLDS = re.compile(r"(?:容纳|可供|可同时|藏书)[^，、\d]{0,4}$")
PER_YEAR = re.compile(r"(?:年产|日产|年处理|日处理|日供|年供)(?:约|达|超过?)*$")
PROJECT = re.compile(
    r"(?:以上|级)?的?[^，；、]{1,24}(?:项目|工程|生产线|基地|电站|变电站|水厂|处理厂|输变电|风电场|光伏|码头|铁路|高速|产业园|物流园|综合体)"
)
GENERATION = re.compile(r"[^，。；、]{0,4}(?:风电|光伏|储能|机组|热电|煤电|火电|核电|水电|抽水蓄能|燃气|特高压)")
# A list or a verb: the next figure is of something else.
GOES_ON = re.compile(
    r"[、，和与及]|举办|开展|建设|新增|提供|实施|改造|完成|建成|覆盖|组织|安排|种植|发放|引进|达到?|配备|安装|加装|选派|培训|服务|惠及"
)
# "45家（其中批零业25家、住餐业20家）": the total before its parts.
OPENS_A_BRACKET = re.compile(r"（[^）]*$")
DESCRIPTION = re.compile(
    r"[^，；。]{0,16}[\d.]+[^，；。的]{0,8}的[^，；。]{0,24}(?:项目|工程|基地|园|建设|大道|大桥|公路|厂|馆|中心|学校|医院)"
)


def defines_class(context: Context, _year: int | None) -> bool:
    """Whether the figure bounds a class: "投资超10亿元的产业项目", "20户以上自然村", "10蒸吨以下锅炉"."""
    figure, after = context.figure, context.after
    if re.match(r"级|量级|规模以上|规模的|陡?坡", after):
        return True
    if figure.unit in ("户", "人", "名") and figure.after:
        return bool(DWELLERS.match(after))
    if kind(figure.unit) not in MAGNITUDES:
        return False
    is_bound = bool(figure.after or EXCEEDS.search(context.before))
    if is_bound and not after and _counts_later(context) and context.next and context.next.start == figure.end:
        return True
    if kind(figure.unit) == "money":
        return _bounds_money(context)
    return _bounds_size(context)


def _bounds_money(context: Context) -> bool:
    if _is_level_of_counted(context):
        return True
    is_bound = context.figure.after or context.after.startswith("的") or EXCEEDS.search(context.before)
    is_bound = is_bound or re.search(r"总?投资(?:额|规模)?(?:约|近)?$", context.before)
    if not is_bound or not THINGS.match(context.after) or SERVES.match(context.after):
        return False
    member = re.split(r"[，。；、]", context.after, maxsplit=1)[0]
    return not FLOWS.search(member) or _counts_later(context)


def _is_level_of_counted(context: Context) -> bool:
    """Money before the noun of things that the next figure counts: "营收80亿元企业2家", "储备3亿元项目8个"."""
    following = context.next
    if following is None or following.start != context.figure.end + len(context.after):
        return False
    if context.after in ("、", "和", "及") and kind(following.unit) == "money" and CLASSES.search(context.before):
        context = replace(context, index=context.index + 1)
        following = context.next
    if following is None or not _counts_later(context):
        return False
    is_spent = UNDERTAKES.match(context.after) or SPENT.search(context.after)
    return not is_spent and bool(CLASSED.fullmatch(context.after) and CLASSES.search(context.before))


def _bounds_size(context: Context) -> bool:
    figure, after = context.figure, context.after
    stands_alone = not after or after.startswith("、") or LEVEL.match(after)
    if figure.after and not stands_alone and not UNDERTAKES.search(context.before):
        return True
    is_bound = figure.after or after.startswith("的") or EXCEEDS.search(context.before)
    is_of_next = context.next is not None and context.next.start == figure.end + len(after)
    goes_on = _counts_later(context) or (is_of_next and not re.search(r"[、，和与及]", after))
    if figure.after and is_of_next and after and not GOES_ON.search(after) and _counts_later(context):
        return True
    return bool(is_bound and THINGS.match(after) and (goes_on or after.startswith("的")))


def _counts_later(context: Context) -> bool:
    """Whether the clause goes on to count those that the figure describes."""
    following = context.next
    if following is None or following.start >= context.clause_end:
        return False
    return kind(following.unit) in ("count", "people")


def bounds_share(context: Context, _year: int | None) -> bool:
    """Whether it is what the members of a share reach: "八成以上的村年收入过20万元"."""
    if kind(context.figure.unit) == "share" or not context.index:
        return False
    previous = context.figures[context.index - 1]
    between = context.text[previous.end : context.figure.start]
    if kind(previous.unit) != "share" or re.search(r"[，；。：、]", between):
        return False
    return bool(REACHED_BY_MEMBERS.search(between))


def describes_project(context: Context, _year: int | None) -> bool:
    """Whether it is the cost or the capacity of a project: "年产80万吨净水剂项目", "总投资50亿元的某某项目"."""
    figure, after = context.figure, context.after
    measured = kind(figure.unit)
    if after.startswith("的") and (HOLDS.search(context.before) or ONE_OF_COSTLY.search(context.clause_before)):
        return True
    if measured not in MAGNITUDES:
        return False
    if after.startswith("的") and measured != "money" and (_counts_later(context) or THINGS.match(after)):
        return True
    if CAPACITY.search(context.before):
        return _describes(context)
    if measured == "power" and GENERATION.match(after) and not UNDERTAKES.search(context.clause_before):
        return True
    is_size = measured in ("power", "volume") and not figure.after and bool(PROJECT.match(after))
    return is_size and not re.search(r"(?:完成|新增|实现|治理|改造)$", context.before)


def tells_size_of_one(context: Context, _year: int | None) -> bool:
    """Whether it tells how large each is of those that the next figure counts: "6000座体育场1座"."""
    following = context.next
    if not following or not context.after or GOES_ON.search(context.after) or OPENS_A_BRACKET.search(context.after):
        return False
    if following.start != context.figure.end + len(context.after) or kind(following.unit) != "count":
        return False
    is_last_word = re.match(r"[，。；、]|$", context.text[following.end :])
    return bool(is_last_word) and kind(context.figure.unit) in ("count", "people") and not EXCEEDS.search(context.after)


def _describes(context: Context) -> bool:
    if PER_YEAR.search(context.before) or context.after.startswith("的") or PROJECT.match(context.after):
        return True
    return bool(DESCRIPTION.match(context.text[context.figure.end : context.clause_end]))
