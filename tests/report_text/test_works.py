"""Named projects and tasks of a plan."""

import random
from time import perf_counter

import pytest

from projects.work_report.parser import Breakdown, ReportText, breakdown, read
from tests.report_text import work_phrases as phrases


def plan(*sentences: str) -> tuple[ReportText, Breakdown]:
    text = read("2025年工作安排\n今年，我们要做好以下工作。\n" + "\n".join(sentences))
    return text, breakdown(text, 2025)


def shown(found: Breakdown) -> str:
    return "|".join(
        f"{'+' * project.is_list_open}{project.name} {project.action}"
        + (f" {project.quantity} {project.unit}" if project.quantity else "")
        for project in found.projects
    )


@pytest.mark.parametrize(
    ("sentence", "expected"), [*phrases.LISTS, *phrases.MILESTONES, *phrases.SINGLE, *phrases.MORE]
)
def test_projects_are_named_with_what_is_to_become_of_them(sentence: str, expected: str) -> None:
    _text, found = plan(sentence)

    assert shown(found) == expected


@pytest.mark.parametrize("sentence", phrases.NO_PROJECTS)
def test_what_names_no_project_is_none(sentence: str) -> None:
    _text, found = plan(sentence)

    assert shown(found) == ""


@pytest.mark.parametrize(("sentence", "expected"), phrases.TASKS)
def test_other_work_is_a_task_and_an_effect_is_none(sentence: str, expected: str) -> None:
    _text, found = plan(sentence)

    assert "|".join(task.title for task in found.tasks) == expected


@pytest.mark.parametrize(("sentence", "expected"), phrases.DATES)
def test_a_date_belongs_to_the_project_that_it_is_said_of(sentence: str, expected: tuple[str, ...]) -> None:
    _text, found = plan(sentence)

    assert tuple(project.deadline for project in found.projects) == expected


@pytest.mark.parametrize(("sentence", "expected"), phrases.KINDS)
def test_a_project_has_a_field_of_work(sentence: str, expected: str) -> None:
    _text, found = plan(sentence)

    assert [project.kind for project in found.projects] == [expected]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("加快河东和河西污水处理厂等项目征拆。", ["河东", "河西污水处理厂"]),
        ("推动云岭医药【3】、河西电子等项目建成投产。", ["云岭医药", "河西电子"]),
        ("力争松林路、梧桐路等５条园区道路投入使用。", ["松林路、梧桐路等５条园区道路"]),
        ("加快“古衙”(二期)建设,力争2025年年底竣工。", ["“古衙”(二期)"]),
        ("加快建 设云岭【12】大桥。", ["云岭【12】大桥"]),
        ("实施64个老旧小区改造。", ["64个老旧小区改造"]),
    ],
)
def test_the_place_of_a_project_is_that_of_its_own_words(sentence: str, words: list[str]) -> None:
    text, found = plan(sentence)

    assert [text.words(project) for project in found.projects] == words


@pytest.mark.parametrize("sentence", [sentence for sentence, _tasks in phrases.TASKS])
def test_the_place_of_a_task_is_that_of_its_title(sentence: str) -> None:
    text, found = plan(sentence)

    assert [text.words(task) for task in found.tasks] == [task.title for task in found.tasks]


def test_a_list_under_one_number_tells_its_members() -> None:
    _text, found = plan("启动柳园、松园等5个老旧小区改造。")

    assert [project.members for project in found.projects] == [("柳园", "松园")]


def test_a_project_knows_where_its_date_stands() -> None:
    text, found = plan("确保云岭水厂6月底前通水。")

    place = found.projects[0].dated_by
    assert place is not None
    assert text.words(place) == "6月底前"


def test_projects_and_tasks_know_the_headings_above_them() -> None:
    text = read("2025年工作安排\n一、做强产业\n推动云岭医药项目投产。\n二、改善民生\n完善养老服务政策，要办好实事。")
    found = breakdown(text, 2025)

    assert [project.sections[-1] for project in found.projects] == ["一、做强产业"]
    assert {task.sections[-1] for task in found.tasks} == {"二、改善民生"}


def test_what_was_done_last_year_is_no_project_of_the_plan() -> None:
    text = read("一、2024年工作回顾\n云岭大桥建成通车，松江水厂开工建设。\n二、2025年工作安排\n加快云岭隧道建设。")
    found = breakdown(text, 2025)

    assert [project.name for project in found.projects] == ["云岭隧道"]


def test_the_year_as_a_whole_and_the_closing_words_set_no_work() -> None:
    _text, found = plan(
        "总体要求是：加快建设现代化云岭，推动松江大桥建成通车。",
        "各位代表，让我们为加快建设美丽云岭而奋斗！",
    )

    assert not found.projects
    assert not found.tasks


@pytest.mark.parametrize(
    "piece", ["加快", "推进建设", "、", "等项目", "和", "“", "（", "重大", "国家创建", "5个", "年底"]
)
def test_long_repetitions_are_read_in_time(piece: str) -> None:
    begun = perf_counter()
    plan("推进" + piece * 3000 + "。")

    assert perf_counter() - begun < 5


def test_damaged_text_is_read_and_every_place_lies_in_its_line() -> None:
    chance = random.Random(8)  # noqa: S311  (no secret)
    whole = "".join(sentence for sentence, _expected in (*phrases.LISTS, *phrases.MILESTONES, *phrases.SINGLE))
    for _number in range(60):
        at, end = sorted(chance.choices(range(len(whole)), k=2))
        damaged = whole[:at] + "".join(chance.choices("、，。等和“”（）\n5个改造", k=9)) + whole[end:]
        text, found = plan(damaged)
        for item in (*found.projects, *found.tasks):
            assert 0 <= item.start < item.end <= len(text.lines[item.line - 1])
