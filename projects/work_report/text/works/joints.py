"""Two names that a word joins ("甲水库和乙水库"), told from one name that contains such a word."""

import re
from collections.abc import Iterator

from projects.work_report.text.works.nouns import JOINT, OBJECT, TITLE, WORKS, bare
from projects.work_report.text.works.verbs import INNER

LONGEST_SHARING_NAME = 8
# What two purposes of one thing are called: "研发和检测中心".
PURPOSE = re.compile(
    r"(?:研发|检测|检验|教育|医疗|文化|体育|健康|养老|产业|公共|信息|科技|培训|安全|应急|生产|生活|供水|污水|垃圾"
    r"|农业|农村|城市|城镇|城乡|工业|商业|交通|水利|电力|能源|展示|展览|旅游|商贸|物流"
    r"|市政|基础|创新|服务|配套|管理|救援|指挥|预警|监测|资源|环境|生态|保护|修复|收集|转运|创业|就业|妇女|儿童"
    r"|老年人?|青少年|研究|开发|中医|救助|社会|综合|规划|设计|加工|仓储|分拣|居民|残疾人)+"
)

MEASURE = re.compile(r"(?:行动|计划|改革|制度|机制|工程|体系|体制)$")


def joined(masked: str, start: int, end: int, *, is_listed: bool = False) -> Iterator[tuple[int, int]]:
    """The names in a part of a text without list commas; ``is_listed``: a noun behind says that they are several."""
    begin = start
    for match in JOINT.finditer(masked, start, end):
        if _parts(masked[begin : match.start()], masked[match.end() : end], is_listed=is_listed):
            yield begin, match.start()
            begin = match.end()
    if begin < end:
        yield begin, end


def _parts(left: str, right: str, *, is_listed: bool) -> bool:
    if len(left) < 2 or len(right) < 2 or INNER.search(right):  # noqa: PLR2004  (a name has two characters)
        return False
    if any(pattern.search(bare(left)[-40:]) for pattern in (OBJECT, WORKS, TITLE, MEASURE)) or left.endswith(
        ("”", "）")
    ):
        return True
    is_short = (
        len(left) <= LONGEST_SHARING_NAME
        and "的" not in left
        and not (PURPOSE.fullmatch(left) if is_listed else PURPOSE.search(left))
    )
    return is_short and bool(is_listed or OBJECT.search(bare(right)[-40:]) or WORKS.search(bare(right)[-40:]))
