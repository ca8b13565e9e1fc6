"""The same promises under numbers of any style, each in its own paragraph or all in one, give the same drafts."""

from collections.abc import Callable

import pytest

from bench.breakdown.variants import gathered
from projects.work_report.parser import breakdown, read

NUMBERS: dict[str, Callable[[int], str]] = {
    "1.": "{}.".format,
    "1、": "{}、".format,
    "（1）": "（{}）".format,
    "1）": "{}）".format,
    "(1)": "({})".format,
    "①": lambda number: chr(ord("①") + number - 1),
    "一是": lambda number: "一二三四五六七八九十"[number - 1] + "是",
    "（一）": lambda number: f"（{'一二三四五六七八九十'[number - 1]}）",
}
PROMISES = (
    ("新增公共车位900个", "建成松山中学", "完成危旧房改造150户"),
    ("建成松山中学", "6月底前开通云溪大道", "实施松江水厂扩建工程，年内投用"),
    ("培训护工300人次，发放补贴2.5万元", "改造燃气管网12.6公里", "国庆前完成松江水厂迁建"),
    ("50个小区加装电梯", "松山隧道年底前通车", "启动档案馆三期建设"),
    ("新改建“四好农村路”80公里", "建设社区食堂12家", "开工建设云溪大桥，力争年内完成主体"),
)


def drafts(text: str) -> tuple[list[tuple[str, ...]], ...]:
    return gathered(breakdown(read(f"2024年工作安排\n今年，我们要办好实事。\n{text}")))


@pytest.mark.parametrize("style", NUMBERS)
@pytest.mark.parametrize("promises", PROMISES)
def test_the_style_of_numbers_does_not_matter(style: str, promises: tuple[str, ...]) -> None:
    plain = drafts("".join(f"{promise}。" for promise in promises))
    numbered = [f"{NUMBERS[style](number)}{promise}" for number, promise in enumerate(promises, 1)]

    assert drafts("。".join(numbered) + "。") == plain
    assert drafts("；".join(numbered) + "。") == plain
    assert drafts("。\n".join(numbered) + "。") == plain
    assert drafts("；\n".join(numbered) + "。") == plain


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("新增耕地3万亩，2.5万亩建成高标准农田。", ["3", "2.5"]),
        ("研发投入增长8%；2.5万名职工参加培训。", ["8", "2.5"]),
        ("居民收入增长6%，3.2个百分点的差距逐步缩小。", ["6", "3.2"]),
        ("每万人口专利拥有量：2.5件。", ["2.5"]),
        ("新增车位600个；2.50个小区加装电梯；3.460个社区建成食堂。", ["600", "50", "460"]),
        ("新增车位600个（1.新建，2.改造），建成公园5个。", ["600", "5"]),
    ],
)
def test_a_number_of_a_point_is_told_from_a_decimal(sentence: str, numbers: list[str]) -> None:
    found = breakdown(read(f"2024年工作安排\n今年，我们要办好实事。{sentence}"))
    assert [each.target for each in found.targets] == numbers


def test_a_numbered_point_is_quoted_without_its_number_and_nothing_of_it_is_uncovered() -> None:
    text = read("2024年工作安排\n办好以下实事：1.新增车位900个；2.年底前建成松山中学；3.改造小区15个。")
    found = breakdown(text)
    assert [each.name for each in found.targets] == ["新增车位", "改造小区"]
    assert [text.words(each) for each in found.projects] == ["松山中学", "小区"]
    assert [each.subject for each in found.deadlines] == ["建成松山中学"]
    assert not found.uncovered


@pytest.mark.parametrize("sentence", ["建成3.、（2）和5。", "完成到6。", "加快A、B等建设。"])
def test_numbers_and_letters_alone_are_no_project(sentence: str) -> None:
    assert not breakdown(read(f"2024年工作安排\n今年，我们要办好实事。{sentence}")).projects
