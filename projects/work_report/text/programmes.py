"""Numbers that belong to a slogan, a programme or a set of measures: "八大行动", "两个确立", "三项制度"."""

import re

from projects.work_report.text.contexts import Context
from projects.work_report.text.units import kind, listed

UNDERTAKES = re.compile(
    r"新建|新（[^）]{1,3}）建|改建|扩建|改造|建成|建设|修建|修缮|开工|动工|竣工|投用|投产|投入|完工|新增|增设|增加|创建|创成|争创|打造|培育|引进|引育|招引|签约|落地|举办|承办"
    r"|开展|完成|启动|实施|建立|设立|组建|开通|挂牌|认定|申报|获批|招聘|招录|招收|选树|轮训|培训|选派|开行|购置|添置|办好|办成|推出|布局|上市|入库|新开|关闭|淘汰|整治|治理|拆除|消除|盘活"
    r"|处置|化解|达到?|突破|超过|力争|确保|实现|推进|加快|谋划|储备|争取|开发|建好|续建|启用|配备|发展|扶持|支持|抓好"
)
THINGS = (
    r"(?:公园|广场|学校|小学|中学|高中|初中|幼儿园|学院|医院|卫生院|服务站|园区|中心|桥梁?|隧道|路|街|厂|站|场|馆|院|所|园"
    r"|景区|小区|社区|村|镇|乡|县|项目|企业|基地|平台|实验室|酒店|商圈|合作社|楼|水库|泵站|闸|管网|线路|设施|设备|车辆|航线|班列|品牌|产品|试点|示范"
    r"|团队|人才|机构|公司|单位|商场|超市|门店|银行|院士|工作站|车间|集群|产业链|综合体|标杆|实事|赛事|展会|剧目|标准|专利|床位|学位|泊位|停车位|房|公寓|湿地|河|湖|林|驿站|食堂|门诊)"
)
COUNTED = re.compile(rf"(?:以上|左右)?的?[^，。；、]{{0,14}}{THINGS}")
COUNTED_LAST = re.compile(rf"{THINGS}$")
ABSTRACT = re.compile(
    r"的?[^，。；、]{0,10}(?:行动|计划|战略|体系|模式|机制|布局|格局|思路|理念|方针|制度|原则|政策|举措|措施|清单|方案|精神|要求|目标|文章|抓手|定位|路径"
    r"|方面|重点|任务|工作|关系|环节|领域|阶段|维度|层面|难题|问题|短板|关键|统筹|结合|融合|转变|提升|攻坚战?|改革|革命|保障|坚持|意识|自信|维护|确立"
    r"|高地|中心城市|先行区|能力|优势|动能|引擎|步骤|专项|专班|会议|文明|循环|一流|名片|窗口|门户|主线|底线|红线|台阶|主导|市场|资源|方向|环境|力量|支柱)"
)
PARTS_OF_ONE_WORK = re.compile(r"工程|建设|改造|规划")
MULTIPLIED = re.compile(r"[\d两三四五六七八九十]+[个项][\d.]+(?:%|[百千万亿]+元?)(?=工程|目标|行动|计划|[，。；]|$)")
BARE = re.compile(r"(?:中心|基地|高地|平台|示范|标杆|品牌|集群)(?:[，。；、]|建设|$)")
ASPECTS = re.compile(
    r"的?(?:[^，。；、]{0,6}指标|(?:重点|关键|主要)?(?:方面|环节|领域|维度|层面|阶段|重点工作|重点任务))"
)
MEASURES = re.compile(r"的?[^，。；、]{0,12}(?:政策|措施|举措|意见|规定|制度|机制|条例|准则|禁令|要求)")
OBEYS = re.compile(r"落实|执行|贯彻|兑现|用好|用足|遵守|严守|按照|对照")
REACHES = re.compile(
    r"(?:突破|超过?|达到?|完成|实现|不低于|不少于|增加|新增|新建|建成|治理|投入|争取|造林|种植|扩种|绿化|改造)[^，、；]{0,10}$"
)
CONCRETE = tuple("座所处条栋幢辆艘架名套")
# Units that behind a noun count nothing but things, people or extents: not 项 of measures, 区 and 园 of a layout.
BEHIND_A_NOUN = frozenset(
    listed(
        """
        名 人 人次 户 所 座 家 处 栋 幢 间 套 台 辆 列 艘 架 场 场次
        亩 公顷 平方米 平方公里 公里 吨 千瓦 元
        """
    )
)
COUNTED_PEOPLE = re.compile(
    r"(?:[博硕]士|人才|专家|教授|院士|学者|干部|村医|教练|书记|[医护教讲导][师生]|护士|[员生师])$"
)
CLOSES_MEMBER = re.compile(r"[、，。；（）和及]|$")
UP_TO = re.compile(
    r"(?:力争|确保|达到?|突破|超过?|(?<!通)过|近|约|共|各|至少|完成|不少于|不低于|不超过|增加到|增至|控制在|稳定在|保持在)+$"
)
# "不漏一户", "只跑一次", "集中到一处".
NO_NOUN = re.compile(r"(?:[不未没无只仅每唯][^，、]{0,2}|[到至在成了为有同这那另再又的是上下])$")
LEADING_VERBS = re.compile(rf"^(?:{UNDERTAKES.pattern}|再|将|要)+")
BUILDS = re.compile(r"新建|新增|增设|建成|修建|扩建")
SEVERAL = 10
SHORTEST_NOUN = 2
COUNTABLE = ("count", "people", "time", "rank")
SINGLE = ("座", "所", "家", "条", "处")


def counts_measures(context: Context, _year: int | None) -> bool:
    """Whether it counts measures that are only to be obeyed: "落实稳经济36条措施"."""
    if context.figure.unit not in ("条", "项", "个"):
        return False
    if ASPECTS.match(context.after):
        return True
    if not OBEYS.search(context.clause_before):
        return False
    rest = context.text[context.figure.end : context.clause_end]
    return bool(MEASURES.match(context.after) or (context.figure.unit == "条" and MEASURES.search(rest)))


def is_multiplied(context: Context, _year: int | None) -> bool:
    """Whether it belongs to a slogan in numbers: "3个100%", "5个10亿元工程"."""
    around = context.text[max(context.figure.start - 8, 0) : context.clause_end]
    found = MULTIPLIED.search(around)
    return found is not None and found.end() + max(context.figure.start - 8, 0) >= context.figure.end


def is_in_words(context: Context, _year: int | None) -> bool:
    """A magnitude in Chinese characters is part of a name ("万亩灌区") unless it is to be reached ("突破百亿元")."""
    figure = context.figure
    if (
        not figure.is_chinese
        or figure.is_rank
        or kind(figure.unit) not in ("money", "area", "volume", "length", "power")
    ):
        return False
    if is_counted_behind(context):
        return False
    if figure.after in ("以上", "左右") and not re.match(
        r"的?[^，。；、]{1,12}(?:项目|企业|区|园|基地)", context.after
    ):
        return False
    return not REACHES.search(context.before) or bool(context.after and not re.match(r"目标|大关", context.after))


def is_programme(context: Context, _year: int | None) -> bool:
    """A count in Chinese characters is a target only of things that can be counted, and that somebody delivers."""
    figure, after = context.figure, context.after
    if not figure.is_chinese or figure.is_rank or figure.is_place or figure.unit.endswith(("番", "倍")):
        return False
    if kind(figure.unit) not in COUNTABLE or _counts_a_population(context):
        return False
    if is_counted_behind(context):
        return False
    if _is_figurative(context) or figure.unit == "期" or not UNDERTAKES.search(context.clause_before):
        return True
    if any(words.match(after) for words in (ABSTRACT, PARTS_OF_ONE_WORK, BARE)):
        return True
    is_counted = figure.unit in CONCRETE and bool(after)
    return not (is_counted or COUNTED.match(after) or _is_named_before(context))


def is_counted_behind(context: Context) -> bool:
    """ "新建敬老院一所", "硕士二十名、技师八名": behind its noun, at the end of its member, it is a count.

    One is one only of buildings, firms and people that reports count; a handful takes a verb.
    """
    figure = context.figure
    if not figure.is_chinese or context.enclosure.startswith(("“", "《")) or context.text[figure.start] in "百千万亿":
        return False
    noun = LEADING_VERBS.sub("", UP_TO.sub("", re.split(r"[、和及与（]", context.before)[-1]))
    if not CLOSES_MEMBER.match(context.after) or len(noun) < SHORTEST_NOUN or NO_NOUN.search(noun):
        return False
    is_thing, is_undertaken = bool(COUNTED_LAST.search(noun)), bool(UNDERTAKES.search(context.clause_before))
    if figure.unit in ("个", "条"):
        is_built = figure.number != "1" and bool(BUILDS.search(context.clause_before))
        return is_undertaken and (is_thing or is_built)
    if figure.unit.lstrip("十百千万亿") not in BEHIND_A_NOUN:
        return False
    if figure.unit[0] in "万亿" or float(figure.number) >= SEVERAL:
        return True
    return is_undertaken and (figure.number != "1" or is_thing or bool(COUNTED_PEOPLE.search(noun)))


def _counts_a_population(context: Context) -> bool:
    """ "两万户", "三万人": as large a number of people is none of a programme."""
    figure = context.figure
    return kind(figure.unit) == "people" and figure.unit.startswith("万") and not _is_figurative(context)


def _is_figurative(context: Context) -> bool:
    """ "千家万户", "一批", and names of places such as 三家渡 and 三台县."""
    figure, after = context.figure, context.after
    if context.text[figure.start] in "百千万亿":
        return True
    if figure.number == "1" and (figure.unit not in SINGLE or after.startswith(("批", "些"))):
        return True
    return figure.unit in ("家", "台") and after.startswith(tuple("县区市乡镇村渡庄寨湾坪沟河山坝集屯"))


def _is_named_before(context: Context) -> bool:
    """ "建设公园三座": the noun stands before, and the figure closes the member of the list."""
    return not context.after and bool(COUNTED.search(context.before)) and context.figure.number != "1"
