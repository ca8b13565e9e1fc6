"""Lines of the page are left out, and the same words in the report are not."""

import pytest

from projects.work_report.parser import breakdown, read

PLAN = "2024年工作安排\n新增规上企业15家以上，固定资产投资增长8%左右。\n"


def lines_read(line: str) -> list[str]:
    """Sentences with numbers that came of one line, behind another one."""
    found = breakdown(read(f"{PLAN}{line}新建车间12个"))
    return [target.target for target in found.targets][2:]


@pytest.mark.parametrize(
    "line",
    [
        "字号：大 中 小 ", "分享到：微信 微博 ", "扫一扫在手机打开当前页，", "【打印本页】【关闭窗口】",
        "浏览次数：15 ", "微信 ", "无障碍浏览 ", "版权所有 网站地图 ", "当前位置：首页 ",
    ],
)  # fmt: skip
def test_what_belongs_to_the_page_is_no_part_of_the_report(line: str) -> None:
    assert lines_read(line) == []


@pytest.mark.parametrize(
    "words",
    [
        "推进大中小企业融通发展，", "加快无障碍环境建设，", "培育“老字号”，", "办好微信公众号和微博，", "推广3D打印，",
        "网上访问量和点击数不断上升，",
    ],
)  # fmt: skip
def test_a_wrapped_line_with_words_of_web_pages_stays_a_part_of_the_report(words: str) -> None:
    assert lines_read(words) == ["12"]
