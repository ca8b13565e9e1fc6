"""The field of work that a project or task belongs to, from its words and the headings above it."""

import re

KINDS = tuple(
    (code, re.compile(words))
    for code, words in (
        (
            "elderly_care",
            r"养老|敬老|康养集团|老年|福利院|银发|托养",
        ),
        (
            "education",
            (r"学校|小学|中学|初中|高中|幼儿园|幼教|托育|校区|学院|大学|办学|育人|职教|职中|[一二三四五六七八九]中"
            r"|中专|党校|课后服务|教育|学位"),
        ),
        (
            "health",
            (r"医院|院区|医疗中心|卫生院|卫生室|疾控|医共体|医联体|医学中心|诊疗|妇幼|公共卫生|医保|医药卫生|健康行动"
            r"|学科联盟"),
        ),
        (
            "housing",
            r"安置房|住房|公租房|廉租|公寓|危房|住宅(?!电梯)|租赁房",
        ),
        (
            "environment",
            (r"污水|垃圾|环保|环境|生态|管网|治理|修复|湿地|河湖|河长|林长|绿化|复绿|水质|减排|碳|防治|排污|噪声|土壤"
            r"|长江|造林|绿道|绿廊|防洪|堤防|河道|水系"),
        ),
        (
            "transport",
            (r"公路|高速|国道|省道|铁路|高铁|机场|大道|快速路|环线|通道|互通|大桥|隧道|码头|航道|港|枢纽|车行道"
            r"|人行道|道路|路网|连接线|车站|[GSX]\d{3}|\d路|路$|桥$|(?<!阶)段$|地铁|轨道交通|号线|城际|高架"),
        ),
        (
            "urban_renewal",
            (r"旧城|老旧小区|城中村|棚改|棚户|城市更新|征拆|征迁|片区|组团|风貌|街巷|加装电梯|电梯|市政|城区|规划修编"
            r"|新城|管廊|口袋公园|停车场|公园|水厂|供水|供热|充电"),
        ),
        (
            "culture_tourism",
            (r"文旅|旅游|景区|古镇|古城|民宿|宿集|文化|博物|展览馆|图书馆|美术馆|体育赛事|度假|酒店|遗址|乐园|戏|非遗"
            r"|纪念|旧址|保护利用|融媒体|夜间文化|研学|集聚区"),
        ),
        (
            "rural",
            r"乡村|农村|农业|农田|高标准农田|粮食|蔬菜|油茶|种植|养殖|水库|灌区|水利|畜牧|果|茶|村庄|美丽庭院|渠",
        ),
        (
            "commerce",
            r"商圈|商街|步行街|商业|市场|物流|电商|消费|商贸|直播|外贸|跨境|会展|夜市|综合体|街区|冷链",
        ),
        (
            "park_infrastructure",
            r"园区|标准厂房|工业园|产业园|科创园|高新区|开发区|人才驿站|孵化",
        ),
        (
            "industrial",
            (r"药|新材料|科技|能源|实验室|研究院|技术|创新|企业|工业|制造|产业|电子|装备|矿|电站|风电|光伏|储能|数字"
            r"|大数据|智能|生产线|投产|上市|食品|饲料|纺织|酒|加工|铝|钢|输变电|电池|模组|芯片|半导体|材料|化工"),
        ),
        (
            "reform",
            r"改革|试点|试验区|开放|口岸|招商|知识产权|信用",
        ),
        (
            "governance",
            r"平台|政务|审批|治理|平安|安全|应急|执法|信访|禁毒|法治|廉政|监督|文明城市|卫生城市|城市$|数字政府|物业",
        ),
    )
)  # fmt: skip


def kind(words: str, sections: tuple[str, ...]) -> str:
    """Code of ``Category`` in projects.choices: from the words, else from the nearest heading, else ``other``."""
    for source in (words, *reversed(sections)):
        for code, pattern in KINDS:
            if pattern.search(source):
                return code
    return "other"
