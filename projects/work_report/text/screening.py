"""Which figures of a plan are no targets: thresholds, ordinals, programmes, capacities, past and distant figures."""

import re
from collections.abc import Callable

from projects.work_report.text.contexts import Context
from projects.work_report.text.units import kind

MAGNITUDES = frozenset({"money", "area", "volume", "length", "power"})
# What money flows through; "5亿元以上投资" is to be raised, "5亿元以上项目" is a class.
FLOWS = re.compile(
    r"的?(?:[^，。；、]{0,14})(?:资金|债券?|贷款|信贷|融资|投资|补助|补贴|税收|税费|收入|营收|产值|增加值|成本|授信|消费|销售额?|交易额|成交额|专款|经费|基金|支出|红利|利润|外资|担保|红包|消费券|负担|额度|产能|面积|规模|存量)"
)
CLASS_OF_THINGS = re.compile(
    r"(?:以上|以下|级|量级|规模)?的?(?:[^，。；、]{0,16})(?:项目|企业|产业链?|集群|园区|集团|主体|公司|工程|平台|龙头|大户|产品|品牌|单品|村|镇|乡|街|社区|楼宇|商圈|基地|农场|合作社|机组|锅炉|用地|地块|林地|坡耕地|耕地|水库|河流|湖泊|自然村|屯|组|园|商场|市场|商户|家庭|人群|人口|老人|老年人|儿童|婴幼儿|设备|码头|船舶|骨干|大单|订单|巨头|总部|县|企|矿山|电站|线路|变电站|公路|道路|燃煤)"
)
LATER_YEAR = re.compile(
    r"(?:(?:到|至)(20\d\d)年|(20\d\d)年(?:底|末|前)|(?:到|至)?“?十[三四五六七]五”?(?:末|期末|时期末|期间|时期)|(?:今后|未来|接下来)[一二两三四五六七八九十几\d]{1,2}年"
    r"|(?:用|利用|力争|通过|经过|争取)[一二两三四五六七八九十\d]{1,2}(?:至|到|—|-)?[一二两三四五六七八九十\d]{0,2}年左?右?的?(?:时间|努力)|[一二两三四五六七八九十\d]{1,2}年内|本届政府|远景)"
)
THIS_YEAR = re.compile(r"今年|本年|年内|全年|当年")
PAST = re.compile(r"^(?:目前|当前|截至|截止|已经?|去年|上年|过去|此前|现有|近年来|[一五三]年来|历年|前期已)")
PAST_ATTRIBUTE = re.compile(r"(?:去年|上年|以往|原有|现有|已有|已建成?的?|已完成|目前|前期|历年|往年|存量)[^，]{0,6}$")
PROGRESS_FROM = re.compile(r"(?:从|由)[^，；、]{0,12}$")
PROGRESS_TO = re.compile(
    r"^[^，；]{0,6}(?:提升|提高|增加|增长|上升|扩大|下降|降低|降至|降到|压缩|压减|减少|缩短|调整|增至|升至|提至|缩减|优化|拓展|恢复|到|至)"
)
EVERY = re.compile(r"每(?:个|一|隔|年|满|季度?|月|周)?$")
RATIO_OF_MEMBERS = re.compile(r"[—-]?\d?$")
CAPACITY = re.compile(
    r"(?:年产|日产|年处理|日处理|日供|年供|总装机|装机|装机容量|设计产能|总库容|库容|占地(?:面积)?|总长度?|全长|总面积|建筑面积约?|建筑总面积|线路长|规划(?:面积|用地)|注册资本|注册资金|产能)约?$"
)
DESCRIBED_PROJECT = re.compile(
    r"^(?:以上|级)?的?[^，；、]{1,24}(?:项目|工程|生产线|基地|电站|变电站|水厂|处理厂|输变电|风电场|光伏|码头|线路|铁路|高速)"
)
TIME_OF_SERVICE = re.compile(
    r"^(?:的?(?:经济|交通|通勤|生活|便民|健身|文化|养老|医疗|就医|服务|就业|阅读|急救|救援|应急|公共|品质|城市|出行|物流|值班|值守|自助|不打烊|开放|营业|政务|巡查|高铁|出海|直达|圈)|[^，。；]{0,8}圈)"
)
PROGRAMME = re.compile(
    r"^[^，。；、]{0,4}(?:工程|行动|计划|战略|体系|模式|机制|布局|格局|思路|理念|方针|制度|原则|政策|举措|清单|方案|精神|要求|目标|文章|抓手|定位|路径|圈层|轴|带|核|极|翼)"
)
ABSTRACT = re.compile(
    r"^的?[^，。；、]{0,10}(?:工程|行动|计划|战略|体系|模式|机制|布局|格局|思路|理念|方针|制度|原则|政策|举措|措施|清单|方案|精神|要求|目标|文章|抓手|定位|路径|方面|重点|任务|工作|关系|环节|领域|阶段|维度|层面|难题|问题|短板|关键|统筹|结合|融合|转变|提升|攻坚战?|改革|革命|保障|确保|坚持|意识|自信|维护|确立|高地|中心城市|示范区|先行区|能力|优势|动能|引擎|品质|步骤|专项|专班|会议|精神|文明|循环|市场|一流|集聚区|强县|名片|窗口|门户|主线|底线|红线|台阶|新|更|高|大|好|老|主导)"
)
DELIVERS = re.compile(
    r"新建|改建|扩建|改造|建成|建设|修建|修缮|开工|动工|竣工|投用|投产|投入|完工|新增|增设|增加|创建|创成|争创|打造|培育|引进|引育|招引|签约|落地|举办|承办|开展|完成|启动|实施|建立|设立|组建|开通|挂牌|认定|申报|获批|评选|发放|招录|招聘|培训|培养|选派|办好|办成|办理|推出|出台|推广|布局|上市|入库|入统|升规|新开|关闭|淘汰|整治|治理|拆除|消除|消化|盘活|处置|安置|解决|化解|达到?|突破|超过|不少于|不低于|力争|确保|实现|增长|推进|加快|谋划|储备|筹集|争取|开发|收储|出让|建好|续建|启用|配备|安装|铺设|绿化|种植|栽植|发展|扶持|支持|提升|抓好"
)
COUNTED_THING = re.compile(
    r"^(?:以上|左右)?的?[^，。；、]{0,14}(?:公园|广场|学校|小学|中学|高中|初中|幼儿园|学院|医院|卫生院|服务站|服务中心|中心|桥梁?|大桥|隧道|路|道路|公路|街|厂|站|场|馆|院|所|园|园区|景区|小区|社区|村|镇|乡|县|项目|企业|基地|平台|实验室|酒店|商圈|街区|市场|楼|水库|电站|闸|泵站|管网|线路|设施|设备|车辆|航线|班列|品牌|产品|试点|示范|团队|人才|机构|工厂|车间|集群|综合体|标杆|名镇|名村|实事|活动|赛事|展会|剧目|演出|标准|专利|床位|学位|泊位|停车位|房|住房|公寓|湿地|河|湖|林|园林|口袋|驿站|食堂|门诊)"
)


def objection(context: Context, year: int | None) -> str:
    """Why a figure is no target; empty if nothing speaks against it."""
    return next((name for name, objects in OBJECTIONS if objects(context, year)), "")


def _is_enclosed(context: Context, _year: int | None) -> bool:
    if not context.enclosure:
        return False
    return not re.match(r"（(?:其中|含|包括)", context.enclosure)


def _is_of_another_nature(context: Context, _year: int | None) -> bool:
    """Years, ages, voltages, hours of service, bare ordinals."""
    figure = context.figure
    unit = figure.unit.lstrip("十百千万亿")
    if kind(figure.unit) == "voltage":
        return True
    if unit == "年":
        return not re.search(r"(?:年限|寿命|时间|期限)[^，]{0,4}$", context.before)
    if unit in ("岁", "周岁"):
        return "寿命" not in context.before
    if unit in ("分钟", "小时", "个小时", "天", "秒"):
        return bool(TIME_OF_SERVICE.match(context.after)) or bool(
            re.match(r"[^，。；]{0,6}(?:办结|办理|响应|在线)", context.after)
        )
    if unit == "点":
        return True
    return unit == "期" and bool(re.match(r"(?:工程|项目|建设|改造|厂)", context.after))


def _is_per_member(context: Context, _year: int | None) -> bool:
    return bool(EVERY.search(context.before)) and "/" not in context.figure.unit


def _is_distant(context: Context, year: int | None) -> bool:
    """Within a clause that speaks of a later year, until one that speaks of this year again."""
    before = context.text[: context.figure.start]
    last = None
    for found in LATER_YEAR.finditer(before + context.text[context.figure.start : context.figure.start + 0]):
        named = found[1] or found[2]
        if named and year and int(named) <= year:
            continue
        last = found
    if last is None:
        return False
    since = before[last.end() :]
    this_year = THIS_YEAR.search(since) or (year and f"{year}年" in since)
    return not this_year and not re.match(r"(?:行动|计划|规划|攻坚|倍增|提升)", since)


def _is_past(context: Context, year: int | None) -> bool:
    if PAST.match(context.clause) and not re.search(r"力争|确保|要|将|再|争取|预计", context.clause_before):
        return not re.match(r"(?:去年|上年)[^，]{0,10}基础上", context.clause)
    if year and re.match(rf"(?:在|截至)?{year - 1}年", context.clause):
        return True
    if re.match(r"[^，；]{0,12}(?:的?基础上|的?现有)", context.after) and "在" in context.before:
        return True
    return bool(PAST_ATTRIBUTE.search(context.before))


def _is_starting_value(context: Context, _year: int | None) -> bool:
    """The first figure of "由5个增加到8个"."""
    return bool(PROGRESS_FROM.search(context.before)) and bool(PROGRESS_TO.match(context.after))


def _defines_a_class(context: Context, _year: int | None) -> bool:
    """ "10亿元以上项目6个", "投资超10亿元的产业项目", "20户以上自然村", "80岁以上老人"."""
    figure, after = context.figure, context.after
    measured = kind(figure.unit)
    if re.match(r"级|量级|规模以上|规模的", after):
        return True
    if figure.unit in ("户", "人", "名") and figure.after == "以上":
        return bool(
            re.match(
                r"的?(?:自然|行政|村民|建制|搬迁|集中|连片|聚居|安置)?(?:村|屯|湾|组|小区|居民点|安置点|企业|单位|居住区|聚集区)",
                after,
            )
        )
    if measured not in MAGNITUDES:
        return False
    exceeds = bool(re.search(r"(?:超过?|过|达到?|突破|不低于|高于|大于|逾|在)$", context.before))
    if not (figure.after in ("以上", "及以上", "以下", "以内") or exceeds or after.startswith("的")):
        return False
    if not CLASS_OF_THINGS.match(after):
        return False
    if measured == "money":
        return not FLOWS.match(after) or _counts_later(context)
    return _counts_later(context) or after.startswith("的") or not DELIVERS.search(context.before)


def _counts_later(context: Context) -> bool:
    following = context.next
    return bool(following) and following.start < context.clause_end and kind(following.unit) in ("count", "people")


def _defines_a_share(context: Context, _year: int | None) -> bool:
    """The figure that members of a share reach: "90%以上村集体经营性收入过30万元"."""
    if kind(context.figure.unit) == "share" or not context.index:
        return False
    previous = context.figures[context.index - 1]
    between = context.text[previous.end : context.figure.start]
    if kind(previous.unit) != "share" or BREAKS.search(between):
        return False
    return bool(
        re.search(
            r"(?:收入|产值|年均|营收|规模|均|水平|积累|分别)?[^，；]{0,6}(?:达到?|超过?|过|突破|以上|增收)$", between
        )
    )


BREAKS = re.compile(r"[，；。：、]")


def _is_capacity(context: Context, _year: int | None) -> bool:
    """What describes a named project: "年产80万吨净水剂项目", "总投资50亿元的某某项目"."""
    figure = context.figure
    if kind(figure.unit) not in MAGNITUDES:
        return False
    if CAPACITY.search(context.before) and (
        DESCRIBED_PROJECT.match(context.after) or re.search(r"年产|日产|年处理|日处理|日供", context.before)
    ):
        return True
    if re.search(r"总?投资(?:额|规模)?(?:达|超过?|约|近|为)*$", context.before) and re.match(r"的", context.after):
        return True
    return (
        kind(figure.unit) in ("power", "volume")
        and not figure.after
        and bool(re.match(r"的?[^，；、]{1,20}(?:项目|工程|生产线|基地|电站)(?!.*\d)", context.after))
        and not re.search(r"(?:完成|新增|实现|治理|改造|建成)$", context.before)
    )


def _is_programme(context: Context, _year: int | None) -> bool:
    """Chinese numerals that count measures or belong to a slogan: "三项制度", "八大行动", "两个确立"."""
    figure = context.figure
    if not figure.is_chinese or figure.is_rank or figure.unit.endswith(("%", "元", "亩", "吨", "公里", "番", "倍")):
        return False
    if figure.number == "1" and (
        context.figure.unit not in ("座", "所", "家", "条", "处") or context.after.startswith(("批", "些"))
    ):
        return True
    if not DELIVERS.search(context.clause_before):
        return True
    return bool(ABSTRACT.match(context.after)) or not COUNTED_THING.match(context.after)


def _is_no_rank(context: Context, _year: int | None) -> bool:
    """ "前三" ranks only where somebody is to move up."""
    if not context.figure.is_rank:
        return context.figure.unit in ("位", "名") and False
    return not re.search(
        r"进|居|列|保持|跻身|争|排|挺|冲|入|位|稳|迈|闯|夺|站|晋|全[国省市区县州]|力争|确保|名次|百强",
        context.clause_before,
    )


def _is_measure_in_words(context: Context, _year: int | None) -> bool:
    """A number in Chinese characters with a magnitude is a name ("百亿元产业", "万亩灌区") unless something reaches it."""
    figure = context.figure
    if not figure.is_chinese or figure.is_rank or figure.unit == "%":
        return False
    if kind(figure.unit) not in MAGNITUDES:
        return False
    reaches = re.search(
        r"(?:突破|超过?|达到?|完成|实现|不低于|不少于|增加|新增|新建|建成|治理|投入|争取)[^，、；]{0,10}$",
        context.before,
    )
    return not reaches or not (not context.after or re.match(r"以上|左右|目标|大关|$", context.after))


OBJECTIONS: tuple[tuple[str, Callable[[Context, int | None], bool]], ...] = (
    ("enclosed", _is_enclosed),
    ("of another nature", _is_of_another_nature),
    ("per member", _is_per_member),
    ("distant", _is_distant),
    ("past", _is_past),
    ("starting value", _is_starting_value),
    ("class", _defines_a_class),
    ("share's threshold", _defines_a_share),
    ("capacity", _is_capacity),
    ("measure in words", _is_measure_in_words),
    ("programme", _is_programme),
    ("no rank", _is_no_rank),
)
