"""Figures that a plan commits to: number, unit, comparison, name and words, in many phrasings."""

from pathlib import Path

import pytest

from projects.work_report.parser import Breakdown, ReportText, breakdown, read
from tests.report_text.passages import PASSAGES
from tests.report_text.phrases import PHRASES

SIGNS = {"exactly": "=", "about": "~", "at_least": ">", "at_most": "<"}
NAMES = (
    ("地区生产总值增长6%左右，固定资产投资180亿元，增长8%。", ["地区生产总值增长", "固定资产投资", "固定资产投资增长"]),
    ("城乡居民人均可支配收入分别增长7%和8%。", ["城镇居民人均可支配收入增长", "农村居民人均可支配收入增长"]),
    ("工业投资、民间投资均增长12%以上。", ["工业投资增长", "民间投资增长"]),
    ("新建口袋公园10个、绿道25公里。", ["新建口袋公园", "新建绿道"]),
    ("招引亿元以上项目60个，其中10亿元以上项目不少于8个。", ["招引亿元以上项目", "10亿元以上项目"]),
    ("完成87公里省道改造。", ["省道改造"]),
    ("新增甲路、乙路等12条公交专用道。", ["新增公交专用道"]),
    ("推动5家企业上市挂牌、3家企业进入辅导期。", ["企业上市挂牌", "企业进入辅导期"]),
    ("规上企业由150家增加到180家。", ["规上企业"]),
    ("PM2.5平均浓度控制在每立方米30微克以内。", ["PM2.5平均浓度"]),
    ("综合排名进入全市前3位。", ["综合排名"]),
    ("三季度开工率达到60%。", ["开工率"]),
    ("单位GDP能耗下降2.5%左右。", ["单位GDP能耗下降"]),
    ("为企业减负5亿元以上。", ["为企业减负"]),
    ("3月底前新增100个以上托位。", ["新增托位"]),
    ("重点项目开工率达90%，集中供热率达到80%。", ["重点项目开工率", "集中供热率"]),
    ("达标率100%，再生水利用率达30%，预期寿命达80岁。", ["达标率", "再生水利用率", "预期寿命"]),
    ("重点抓好60个项目，完成率达95%。", ["抓好项目", "完成率"]),
    ("到6月底完成投资60%。", ["投资"]),
    ("入汛前完成6座水库除险加固，中秋节前交付800套安置房。", ["水库除险加固", "安置房"]),
    ("3个月内改造小区30个，春耕前新增灌溉面积2万亩。", ["改造小区", "新增灌溉面积"]),
    ("全域旅游收入50亿元，粮食产量保持在30万吨以上水平。", ["全域旅游收入", "粮食产量"]),
    ("新增公租房800套（其中公共300套、人才房500套）。", ["新增公租房", "公共", "人才房"]),
    ("建设茶园3万亩（其中新建2万亩、改造1万亩）。", ["建设茶园", "新建茶园", "改造茶园"]),
    ("新投产项目30个、新竣工项目20个。", ["新投产项目", "新竣工项目"]),
    ("工业投资增长9%、力争12%，出口增长5%，确保达到6%以上。", ["工业投资增长"] * 2 + ["出口增长"] * 2),
    ("城镇化率提高1%，达到60%。", ["城镇化率提高", "城镇化率"]),
    ("安置就业3000人、发放贷款5亿元，分别增长4%、6%。", ["安置就业", "发放贷款", "安置就业增长", "发放贷款增长"]),
    ("新增企业9家，游客人数、旅游收入较快增长，分别增长5%、6%。", ["新增企业", "游客人数增长", "旅游收入增长"]),
    ("基本均衡学校增加到12所，房屋均价稳定在6000元左右。", ["基本均衡学校", "房屋均价"]),
    ("场均观众达到300人，消费、出口均增长6%。", ["场均观众", "消费增长", "出口增长"]),
    ("新增健身器材80套（件）、休闲座椅90组。", ["新增健身器材", "新增休闲座椅"]),
    ("用水量降至40立方米/万元。", ["用水量"]),
    ("一二三产业分别增长3%、5%、6%。", ["第一产业增长", "第二产业增长", "第三产业增长"]),
    ("第二、三产业增加值均增长6%。", ["第二产业增加值增长", "第三产业增加值增长"]),
    ("茶叶、水果产量分别达到2万吨、6万吨。", ["茶叶产量", "水果产量"]),
    ("工业、技改投资均增长9%。", ["工业投资增长", "技改投资增长"]),
    ("公办园和普惠性民办园覆盖率达88%。", ["公办园和普惠性民办园覆盖率"]),
    ("安置就业3000人、发放贷款5亿元，同比分别增长4%、6%。", ["安置就业", "发放贷款", "安置就业增长", "发放贷款增长"]),
    ("完成投资90亿元（其中技改投资40亿元、基建投资20亿元），增长7%。", ["投资", "技改投资", "基建投资", "投资增长"]),
    ("新增岗位900个（含公益性岗位80个）、托位300个。", ["新增岗位", "公益性岗位", "新增托位"]),
    ("播种面积90万亩（其中：小麦40万亩，大豆5万亩）。", ["播种面积", "小麦", "大豆"]),
    ("新建泵站5座、改造3座。", ["新建泵站", "改造泵站"]),
    ("工业投资、出口分别增长8%、9%，力争达到10%、11%。", ["工业投资增长", "出口增长"] * 2),
    ("三次产业增加值分别增长3%、5%、6%。", [f"第{number}产业增加值增长" for number in "一二三"]),
)


LONGER = tuple(
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
)


def plan_of(sentence: str) -> tuple[ReportText, Breakdown]:
    """A report whose plan is one sentence."""
    text = read(f"2024年工作安排\n今年重点做好以下工作。{sentence}")
    return text, breakdown(text)


@pytest.mark.parametrize(("sentence", "expected"), PHRASES + LONGER)
def test_a_phrase_gives_its_targets_and_nothing_else(sentence: str, expected: str) -> None:
    _text, found = plan_of(sentence)
    assert sorted(f"{each.target} {each.unit} {SIGNS[each.comparison]}" for each in found.targets) == sorted(
        expected.split("|") if expected else []
    )


@pytest.mark.parametrize(("sentence", "expected"), NAMES)
def test_a_target_is_named_by_what_its_figure_measures(sentence: str, expected: list[str]) -> None:
    _text, found = plan_of(sentence)
    assert [each.name for each in found.targets] == expected


@pytest.mark.parametrize("sentence", [sentence for sentence, _expected in PHRASES])
def test_the_words_of_a_target_hold_its_number_and_begin_and_end_inside_the_sentence(sentence: str) -> None:
    text, found = plan_of(sentence)
    for target in found.targets:
        words = text.words(target)
        assert target.line == 2
        assert words
        assert words in text.lines[1]
        assert words.strip("，。；、： ") == words
        if target.target in sentence:
            assert target.target in words
            assert target.unit[-1] in words


@pytest.mark.parametrize("name", PASSAGES)
def test_every_item_of_a_report_knows_its_place_rule_confidence_and_headings(name: str) -> None:
    text = read(PASSAGES[name])
    found = breakdown(text)
    items = (*found.targets, *found.deadlines, *found.baselines, *found.uncovered)
    assert len(items) > 5
    for item in items:
        assert 0 <= item.start < item.end <= len(text.lines[item.line - 1])
        assert 0 < item.confidence <= 1
        assert item.rule
    for target in found.targets:
        assert target.target in text.words(target) or "两" in text.words(target)


def test_a_target_stands_below_its_headings() -> None:
    found = breakdown(read(PASSAGES["northern"]))
    ranges = {target.name: target.sections for target in found.targets}
    assert ranges["新增学位"] == ("二、2025年工作安排", "（二）聚力惠民生，增进群众福祉", "办好民生实事")
    assert ranges["新增规上工业企业"][-1] == "做强主导产业"


def test_a_report_gives_the_targets_of_its_plan_and_none_of_its_review_or_notes() -> None:
    found = breakdown(read(PASSAGES["northern"]))
    assert " ".join(f"{each.target}{each.unit}" for each in found.targets) == (
        "5.5% 4% 7% 8% 4% 35微克/立方米 40个 4个 25家 8家 6个 15亿元 1500万元 30场 "
        "26个 12条 2所 1800个 200张 85% 1.2万亩"
    )


def test_figures_of_a_five_year_outlook_are_no_targets_of_the_year() -> None:
    found = breakdown(read(PASSAGES["southern"]))
    assert found.year == 2023
    assert "400" not in {target.target for target in found.targets}
    assert len(found.targets) == 17


def test_last_years_figure_of_the_same_name_and_unit_is_a_baseline() -> None:
    text = read(PASSAGES["northern"])
    found = breakdown(text)
    of = {target.place: target.name for target in found.targets}
    assert {(of[each.of], each.value, each.unit) for each in found.baselines} == {
        ("地区生产总值增长", "5.1", "%"),
        ("一般公共预算收入增长", "4", "%"),
        ("规上工业增加值增长", "6.2", "%"),
        ("新增规上工业企业", "21", "家"),
        ("改造老旧小区", "40", "个"),
    }
    assert all(each.value in text.words(each) for each in found.baselines)


def test_sentences_with_numbers_that_no_item_covers_are_listed() -> None:
    text = read(PASSAGES["northern"])
    found = breakdown(text)
    assert [each.numbers for each in found.uncovered] == [("1", "3"), ("65岁",), ("10蒸吨",)]
    assert text.words(found.uncovered[1]).startswith("为65岁以上老年人")


def test_the_number_of_a_point_is_no_part_of_its_figure() -> None:
    found = breakdown(read("2024年工作安排\n1.新增学位600个。\n2.50个小区加装电梯。\n3.460个社区举办活动2300场。"))
    assert [each.target for each in found.targets] == ["600", "50", "460", "2300"]


def test_a_counted_thing_in_words_that_is_of_a_later_year_is_listed_and_a_slogan_in_words_is_not() -> None:
    _text, found = plan_of("到2030年，建成医院三所。坚持一个中心、两个基本点，建设五大高地。")
    assert not found.targets
    assert [each.numbers for each in found.uncovered] == [("三所",)]
