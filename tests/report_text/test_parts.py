"""Which part of a report plans, for which year, and below which headings its sentences stand."""

import pytest

from projects.work_report.parser import breakdown, read
from tests.report_text.passages import PASSAGES

YEARS = (
    ("2024年工作安排\n大力发展工业。", 2024),
    ("2023年工作回顾\n过去一年，完成投资5亿元。\n今年工作\n大力发展工业。", 2024),
    ("政府工作报告\n（2022年1月24日在某县第十九届人民代表大会上）\n今年，我们要大力发展工业。", 2022),
    ("政府工作报告\n——2023年12月28日在某县第十三届人民代表大会第三次会议上\n新的一年，我们要大力发展工业。", 2024),
    ("某市2021年政府工作报告\n今年，我们要大力发展工业。", 2021),
    (
        "一、过去五年工作回顾\n2017—2021年，成绩显著。\n二、今后五年目标\n到2026年，再上台阶。\n三、2022年主要任务\n抓好工业。",
        2022,
    ),
    ("二〇二二年工作回顾\n成绩显著。\n二○二三年工作安排\n抓好工业。", 2023),
    ("回顾2019年，我们取得了新成绩。\n今年，要大力发展工业。", 2020),
)
NOT_OF_THE_PLAN = {
    "northern": ("312.5", "6.2", "6120", "500"),
    "southern": ("6.8", "88", "400"),
    "without headings": ("45", "2300", "30"),
}


@pytest.mark.parametrize(("report", "year"), YEARS)
def test_the_plan_year_is_found_in_the_text(report: str, year: int) -> None:
    assert breakdown(read(report)).year == year


def test_a_year_that_is_given_goes_before_the_one_that_is_found() -> None:
    found = breakdown(read("2024年工作安排\n大桥年底建成。"), year=2026)
    assert [each.resolved for each in found.deadlines] == ["2026-12-31"]


@pytest.mark.parametrize("name", PASSAGES)
def test_review_outlook_and_notes_are_not_read_as_plan(name: str) -> None:
    plan = "".join(sentence.text for sentence in breakdown(read(PASSAGES[name])).plan)
    assert "今年" in plan
    for number in NOT_OF_THE_PLAN[name]:
        assert f"{number}亿" not in plan
        assert f"增长{number}" not in plan
        assert f"{number}人" not in plan


def test_a_plan_alone_is_read_whole() -> None:
    found = breakdown(read("新增规上企业10家，改造小区5个。\n建成公园3个。"))
    assert [each.target for each in found.targets] == ["10", "5", "3"]


def test_a_review_alone_has_no_targets() -> None:
    thanks = "一年来，改造小区12个，成绩来之不易，衷心感谢大家！"
    report = f"2023年工作回顾\n过去一年，完成投资5亿元，增长8%，获评先进。\n{thanks}"
    assert breakdown(read(report)).targets == ()


def test_what_follows_the_closing_words_is_not_read() -> None:
    report = (
        "2024年工作安排\n新增企业5家。\n让我们团结一心，为建设美好家园而努力奋斗！\n1.两业融合：到明年建成20个园区。"
    )
    assert [each.target for each in breakdown(read(report)).targets] == ["5"]


@pytest.mark.parametrize(
    "numbers",
    [
        ("一、", "二、"),
        ("（一）", "（二）"),
        ("1.", "2."),
        ("第一部分 ", "第二部分 "),
        ("第一章 ", "第二章 "),
        ("", ""),
    ],
)
def test_headings_are_recognised_in_every_numbering(numbers: tuple[str, str]) -> None:
    first, second = numbers
    report = f"{first}2023年工作回顾\n完成投资5亿元。\n{second}2024年工作安排\n新增企业8家。"
    (target,) = breakdown(read(report)).targets
    assert target.target == "8"
    assert [heading.endswith("2024年工作安排") for heading in target.sections] == [True]


def test_an_outlook_below_a_heading_of_both_ends_where_the_year_is_named() -> None:
    report = """一、过去五年工作回顾
五年来，地区生产总值年均增长7%，建成高标准农田10万亩，成绩来之不易。
二、今后五年奋斗目标和2022年重点工作
今后五年政府工作的主要目标是：
——综合实力更强。地区生产总值突破500亿元，年均增长8%。
——人民生活更好。新增就业5万人。
2022年是开局之年。今年主要预期目标是：地区生产总值增长9%，新增就业1万人。
——抓好工业。新增规上企业20家。"""
    found = breakdown(read(report))
    assert (found.year, [each.target for each in found.targets]) == (2022, ["9", "1", "20"])


def test_main_tasks_of_an_outlook_are_not_those_of_the_year() -> None:
    report = """一、今后五年工作思路
（一）总体目标。地区生产总值突破500亿元。
（二）主要任务。建成园区8个。
二、2022年工作安排
新增规上企业20家。"""
    assert [each.target for each in breakdown(read(report)).targets] == ["20"]


def test_a_review_that_breaks_off_has_no_plan() -> None:
    report = """一、2023年工作回顾
2023年，完成投资5亿元，增长8%，首次进入全省前列。
（一）突出产业支撑。深化项目管理，新增规上企业6家，争取专项资金3亿元。"""
    assert breakdown(read(report)).targets == ()


def test_a_paragraph_of_the_plan_that_tells_of_last_year_is_read_as_review() -> None:
    report = """2021年工作安排
2020年，交通建设累计完成投资12亿元，超额完成任务。新改建公路35公里，通畅率达到89%。
2021年，计划完成投资15亿元，新改建公路40公里。"""
    assert [each.target for each in breakdown(read(report)).targets] == ["15", "40"]


def test_goals_behind_a_dash_open_the_plan() -> None:
    report = "报告提出今年发展的主要预期目标——地区生产总值增长7%，投资增长8%，消费增长10%，出口增长6%。"
    assert [each.target for each in breakdown(read(report)).targets] == ["7", "8", "10", "6"]


@pytest.mark.parametrize("number", ["", "1.", "3、", "（2）", "2）", "（一）", "一是"])
@pytest.mark.parametrize(
    "sentence",
    [
        "建成松山体育馆。", "力争建成云溪大桥。", "开工建设松江中学新校区。", "启动档案馆三期建设。",
        "完成县医院迁建。", "实施城南水厂扩建工程。", "云溪大桥建成通车。", "推动松江水厂竣工投用。",
        "6月底前开通云溪大道。", "松山隧道国庆前通车。", "年底前启动松山隧道建设。", "上半年出台人才新政。",
    ],
)  # fmt: skip
def test_a_short_promise_is_no_heading(number: str, sentence: str) -> None:
    for behind in ("", "加快推进城区道路提升改造。"):
        found = breakdown(read(f"2024年工作安排\n（一）抓好建设\n{number}{sentence}{behind}\n优化营商环境。"))
        assert found.plan[0].text.removeprefix("一是") == sentence
        assert found.plan[-1].sections[-1] != sentence.rstrip("。")


@pytest.mark.parametrize("number", ["", "1.", "（2）", "（一）"])
@pytest.mark.parametrize(
    "motto",
    [
        "坚持创新引领", "加快推进产业转型升级", "实施乡村振兴战略", "实施质量强县工程", "建设现代化新城",
        "完成各项目标任务", "启动新一轮改革", "推动重大项目落地", "推动重点项目建成投产", "打造区域性物流中心",
        "建成教育强县", "实施城市更新行动",
    ],
)  # fmt: skip
def test_a_motto_stays_a_heading(number: str, motto: str) -> None:
    found = breakdown(read(f"2024年工作安排\n{number}{motto}。优化营商环境，办好民生实事。"))
    assert [(each.text, each.sections[-1]) for each in found.plan] == [
        ("优化营商环境，办好民生实事。", f"{number}{motto}")
    ]


@pytest.mark.parametrize("style", ["{}.", "（{}）", "{}）", "{}、"])
def test_points_of_a_list_are_no_headings_and_headings_with_something_below_them_are(style: str) -> None:
    first, second, third = (style.format(number) for number in (1, 2, 3))
    points = f"{first}加快云溪大桥建设。\n{second}办好松山中学。\n{third}发展特色产业。"
    found = breakdown(read(f"2024年工作安排\n办好以下实事：\n{points}\n三、加强自身建设\n坚持依法行政。"))
    assert [each.text for each in found.plan][1:4] == ["加快云溪大桥建设。", "办好松山中学。", "发展特色产业。"]
    assert found.plan[-1].sections[-1] == "三、加强自身建设"

    headed = f"{first}办好教育。\n松山中学建成投用。\n{second}发展特色产业。\n引进企业5家。\n三、加强自身建设"
    assert [each.sections[-1][len(first) :] for each in breakdown(read(f"2024年工作安排\n{headed}")).plan] == [
        "办好教育", "发展特色产业"
    ]  # fmt: skip


def test_a_point_does_not_stand_below_the_heading_with_the_number_before_its_own() -> None:
    found = breakdown(read("2024年工作安排\n1.办好教育。新建学校5所。\n2.新增车位900个。"))
    assert [each.sections[-1] for each in found.targets] == ["1.办好教育", "2024年工作安排"]
