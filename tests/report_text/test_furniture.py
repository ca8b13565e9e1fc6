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


@pytest.mark.parametrize("mark", ["①", "【2】", "[注3]", "〔4〕 "])
@pytest.mark.parametrize(
    "note",
    [
        "“四链融合”：产业链、创新链等，到2027年建成园区20个。", "两业融合，是指制造业和服务业融合，全国有园区20个。",
        "“四心”、“五爱”行动：覆盖村庄20个。", "链长制：由20名领导负责。", "森林碳汇即森林吸收的碳，全省有样地20个。",
        "GEP：核算20个县。", "“首店”指首次开设的门店，全省有20家。",
    ],
)  # fmt: skip
def test_an_explanation_below_the_text_is_no_part_of_it(mark: str, note: str) -> None:
    found = breakdown(read(f"{PLAN}{mark}{note}\n新建车间12个。"))
    assert [target.target for target in found.targets][2:] == ["12"]


@pytest.mark.parametrize("mark", ["①", "【2】", "[注3]", "〔4〕 "])
@pytest.mark.parametrize(
    "sentence",
    [
        "培育龙头企业20家。", "年底前建成冷库20座，发挥联农带农作用；新增商标3件。", "办好教育实事：新建学校20所。",
        "养老方面：新增养老床位20张。", "强化指导服务，立即启动小区改造20个。", "加快数字化转型：上云企业达到20家。",
    ],
)  # fmt: skip
def test_a_point_of_the_text_behind_a_mark_is_read(mark: str, sentence: str) -> None:
    found = breakdown(read(f"{PLAN}{mark}{sentence}\n新建车间12个。"))
    assert [target.target for target in found.targets if target.target != "3"][2:] == ["20", "12"]
