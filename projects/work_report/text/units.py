"""Units in which reports count and measure."""

import re
from functools import lru_cache


def listed(words: str) -> tuple[str, ...]:
    """Words that blanks part."""
    return tuple(words.split())


SHARES = (
    "%",
    "‰",
    "个百分点",
    "百分点",
)
MONEY = listed(
    """
    元 美元 欧元 港元 日元 英镑 人民币 美金 元人民币
    """
)
AREAS = listed(
    """
    亩 亩次 公顷 平方米 平方公里 平方千米 平米 平方 ㎡ m2 m²
    """
)
VOLUMES = listed(
    """
    立方米 立方 方 m3 m³ 升 吨 吨标准煤 吨标煤 公斤 千克 斤 克
    蒸吨 标方 标准立方米 载重吨
    """
)
LENGTHS = listed(
    """
    公里 千米 米 海里 km KM 延米 皮长公里 芯公里 管孔公里 车道公里
    管程公里 沟公里 华里 车公里
    """
)
POWERS = listed(
    """
    千瓦时 千瓦 瓦 兆瓦 兆瓦时 吉瓦 吉瓦时 MW MWh MWp kW KW
    kw GW GWh Gwh 度电 千伏安 兆伏安 kVA KVA MVA 伏安
    吉焦 大卡
    """
)
PEOPLE = listed(
    """
    人 人次 名 户 户次 户家庭 人份 岁 周岁 人天 口人
    """
)
RANKS = (
    "位",
    "位次",
    "个位次",
    "名次",
)
TIMES = listed(
    """
    天 个工作日 工作日 小时 个小时 分钟 秒 年 学时 课时 天次 个月
    """
)
COUNTS = listed(
    """
    个 家 家次 项 项次 条 条次 所 座 处 间 件 件次 宗 起 套 套次
    台 台套 台（套） 辆 辆次 部 张 床 栋 幢 株 棵 只 头 头只 羽 对
    棒 单 场 场次 次 类 种 支 门 倍 标箱 标准箱 TEU 期 批 批次
    村 镇 乡 县 片 款 班 班次 班列 盏 口 眼 架 架次 艘 艘次 册
    册次 篇 例 杯 枚 标 标台 匹 把 段 标段 面 根 块 桩 桶 瓶 箱
    袋 盒 份 组 队 层 尾 窝 峰 顶 道 本 首 集 趟 列 车次 站 桥
    园 街 馆 店 分 笼 扇 副 孔 槽 井 泊位 席 格 颗 粒 捆 包 罐
    轮 单元 网格 学位 床位 车位 厕位 番 点 P PFLOPS PFlops
    EFLOPS TB PB Mbps 度 碗 卷 朵 束 丛 穴 垄 畦 棚 厅
    堂 节 曲 出 部次 具 担 垧 锭 机架 台件 重量箱 延长米
    """
)
CONCENTRATIONS = listed(
    """
    微克 毫克 微克/立方米 毫克/立方米 毫克/升 微克/升 μg/m3
    ug/m3 分贝 千焦 兆帕 摄氏度 ℃
    """
)
VOLTAGES = (
    "千伏",
    "kV",
    "KV",
    "kv",
    "伏",
)

OF_WHAT = (
    "平方公里|平方米|立方米|标准立方米|万人|千人|人|日|天|月|年|季度|小时|时|秒|户|亩"
    "|吨|升|公里|米|km|m3|m³|次|株|件|度|千瓦时|公顷|万元|亿元|班|床|台|家"
)
PER = rf"(?:/|每(?=立方米|升))(?:{OF_WHAT})"
EVERY = (
    SHARES + MONEY + AREAS + VOLUMES + LENGTHS + POWERS + PEOPLE + RANKS + TIMES + COUNTS + CONCENTRATIONS + VOLTAGES
)
# "5个亿" is 5亿元, "5个亿元项目" counts projects.
HUNDRED_MILLIONS = "个亿"
OF_MONEY = rf"{HUNDRED_MILLIONS}(?=(?:以上|左右|以内)?(?:[，。；、）和]|$)|的?(?:资金|投资|贷款|债券))"
# The longest first, so that 万人次 is not 万人.
UNIT = f"(?:{OF_MONEY}|{'|'.join(re.escape(unit) for unit in sorted(set(EVERY), key=len, reverse=True))})(?![A-Za-z])"
# What begins like a unit after a number and is none: 2024年度, 323国道, 9点半, 1969园区, 1类新药.
NO_UNIT = re.compile(
    r"年[度代级轻]|位(?:数|一体|置|于|居)|分之|人(?:民|大)|点(?:半|\d|整)|方[面案]|道路|出[台让]|节(?:能|水|约|点)|分(?:别|类)|度假|园[区林]|街[道区]|站[点台]|馆藏|店铺"
    r"|组织|队伍|层[次级]|县[域城级]|镇[区域]|类(?:中药|新药|创新药|化药|疫苗|医疗|水|标准|人员|地区|院校|县|区)|井冈|卷烟|曲线|堂食|厅级|担(?:保|当|任|负|忧)"
)


@lru_cache(maxsize=512)
def kind(unit: str) -> str:
    """What a unit measures: share, money, area, volume, length, power, voltage, people, rank, time or count."""
    base = unit.split("/", maxsplit=1)[0].lstrip("十百千万亿") or unit
    for name, units in KINDS.items():
        if base in units:
            return name
    return "count"


KINDS = {
    "share": SHARES,
    "money": MONEY,
    "area": AREAS,
    "volume": VOLUMES,
    "length": LENGTHS,
    "power": POWERS,
    "voltage": VOLTAGES,
    "people": PEOPLE,
    "rank": RANKS,
    "time": TIMES,
    "concentration": CONCENTRATIONS,
}
