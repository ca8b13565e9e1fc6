"""The shipped keywords: everyday words of reports and the part of a department's name that goes with them.

They say which of the region's own departments bears the matter in its name, nothing about anybody's duties; where a
region has no such department, or several, the keyword is left out.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from accounts.access import require_supervisor
from accounts.models import Department, Region, User
from projects.models import LeadKeyword
from projects.work_report.sheet.names import canonical_name


class Shipped(NamedTuple):
    """``names``: parts of a department's short name, the first that fits exactly one counts."""

    names: tuple[str, ...]
    keywords: tuple[str, ...]


SHIPPED = (
    Shipped(("发改",), ("地区生产总值", "固定资产投资", "发展和改革", "发展规划", "营商环境", "重大项目")),
    Shipped(("工信", "工业"), ("规模以上工业", "规上工业", "工业", "信息化", "中小企业", "专精特新")),
    Shipped(("科技", "科学"), ("科技", "研发", "高新技术企业", "科创", "创新平台")),
    Shipped(("财政",), ("财政", "一般公共预算", "税收", "专项债", "政府债务")),
    Shipped(("人社", "人力"), ("就业", "失业率", "技能培训", "社会保险", "根治欠薪")),
    Shipped(("自然资源", "规划"), ("自然资源", "土地", "国土空间", "耕地", "工业用地")),
    Shipped(("生态环境", "环保"), ("生态环境", "PM2.5", "空气质量", "污染", "水质", "排污")),
    Shipped(("住建", "住房"), ("住房", "老旧小区", "棚户区", "保障性", "房地产", "物业", "城市更新", "建筑业")),
    Shipped(("交通",), ("交通", "公路", "国道", "省道", "农村公路", "公交")),
    Shipped(("水利", "水务"), ("水利", "防洪", "水库", "河道", "供水", "灌区")),
    Shipped(("农业",), ("农业", "农村", "农民", "粮食", "高标准农田", "乡村振兴", "乡村", "蔬菜", "生猪")),
    Shipped(("林业",), ("林业", "造林", "森林", "油茶", "林长制")),
    Shipped(("商务", "商贸"), ("社会消费品零售", "外贸", "出口", "商贸", "消费", "电商", "利用外资", "招商")),
    Shipped(("文广旅", "文旅", "旅游"), ("旅游", "文化", "文物", "博物馆", "景区", "非遗")),
    Shipped(("教体", "教育"), ("教育", "学校", "幼儿园", "小学", "中学", "学位", "义务教育", "双减")),
    Shipped(("卫健", "卫生"), ("卫生", "医院", "医疗", "疾控", "健康", "托育")),
    Shipped(("民政",), ("民政", "养老", "社会救助", "低保", "殡葬", "未成年人保护")),
    Shipped(("医保",), ("医保", "医疗保障")),
    Shipped(("市场监管",), ("市场监管", "食品安全", "药品", "经营主体", "市场主体", "质量")),
    Shipped(("行政审批", "政务"), ("行政审批", "政务服务", "一网通办", "一件事")),
    Shipped(("城管", "城市管理"), ("城市管理", "垃圾", "市容", "公厕", "停车位", "停车场")),
    Shipped(("应急",), ("应急", "安全生产", "防灾", "减灾")),
    Shipped(("信访",), ("信访",)),
    Shipped(("司法",), ("司法", "法治", "人民调解", "行政复议")),
    Shipped(("公安",), ("公安", "社会治安", "电信诈骗", "电诈")),
    Shipped(("审计",), ("审计",)),
    Shipped(("统计",), ("统计",)),
    Shipped(("金融",), ("金融", "贷款", "上市")),
    Shipped(("征收",), ("征收", "拆迁", "征拆")),
)


@transaction.atomic
def add_shipped_keywords(*, region: Region, by: User) -> int:
    """Add those of the shipped keywords that fit a department of the region; returns how many are new.

    What the region has already stays as it is. Raises AccessRefused.
    """
    require_supervisor(by, region.pk)
    return seed_keywords(region)


def seed_keywords(region: Region) -> int:
    """As :func:`add_shipped_keywords`, for an import, which has no acting user."""
    departments = list(Department.objects.filter(region=region, is_active=True))
    named = {department.pk: canonical_name(department.name, region.name) for department in departments}
    present = set(LeadKeyword.objects.filter(region=region).values_list("keyword", flat=True))
    rows = [
        LeadKeyword(region=region, keyword=keyword, department_id=pk)
        for names, keywords in SHIPPED
        if (pk := _named_so(names, named)) is not None
        for keyword in keywords
        if keyword not in present
    ]
    LeadKeyword.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _named_so(parts: Iterable[str], named: dict[int, str]) -> int | None:
    for part in parts:
        found = [pk for pk, name in named.items() if part in name]
        if len(found) == 1:
            return found[0]
    return None
