"""The shipped report loads whole, once."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Model
from django.utils import translation

from accounts.models import Department
from indicators.models import Indicator, PriorResult, Section, SupervisionPolicy, WorkReport
from projects.choices import MilestoneOrigin, Nature, Stage
from projects.models import (
    IndicatorLink,
    Milestone,
    MilestoneTemplate,
    MilestoneTemplateStep,
    Project,
    ReminderRule,
    StageChange,
)
from projects.services import projects as project_service
from tests.loading import content_of_every_table, load

pytestmark = pytest.mark.usefixtures("loaded")

YEAR_END = date(2024, 12, 31)
DATED_BY_REPORT = {
    "P030": date(2024, 12, 31),
    "P056": date(2024, 4, 30),
    "P057": date(2024, 6, 30),
    "P071": date(2024, 12, 31),
    "P113": date(2024, 7, 31),
    "P114": date(2024, 12, 31),
    "P115": date(2024, 12, 31),
}


def test_the_report_holds_what_the_data_set_holds() -> None:
    report = WorkReport.objects.get()
    assert (report.year, report.adopted_on, report.is_current) == (2024, date(2024, 1, 12), True)
    assert Department.objects.count() == 42
    assert report.indicators.count() == 77
    assert report.indicators.filter(is_headline=True).count() == 11
    assert report.projects.filter(nature=Nature.PROJECT).count() == 125
    assert report.projects.filter(nature=Nature.TASK).count() == 145
    assert report.prior_results.count() == 124
    assert report.sections.filter(parent=None).count() == 7
    assert IndicatorLink.objects.count() == 51
    assert IndicatorLink.objects.exclude(planned_contribution=None).count() == 15


def test_the_first_load_tells_how_many_of_each_kind_are_new(loaded: str) -> None:
    counts = dict(re.findall(r"^(\w+):新增(\d+)条$", loaded, re.MULTILINE))
    expected = {
        "单位": "42",
        "上年完成情况": "124",
        "指标": "77",
        "重点项目": "125",
        "指标关联": "51",
        "重点工作": "145",
        "督办规则": "1",
    }
    assert counts.items() >= expected.items()


def test_a_second_load_changes_no_row_and_no_version_and_says_so() -> None:
    before = content_of_every_table()
    said = load()
    assert content_of_every_table() == before
    assert said.splitlines()[-1] == "2024年赣州市章贡区人民政府工作报告:此前已导入,未作任何改动。"
    assert "不同" not in said


def test_a_third_load_in_another_language_changes_nothing_either() -> None:
    before = content_of_every_table()
    with translation.override("en"):
        assert load().splitlines()[-1].endswith("loaded already; nothing changed.")
    assert content_of_every_table() == before


def test_what_was_edited_in_the_system_is_kept_and_the_difference_is_told() -> None:
    project = Project.objects.get(source_code="P080")
    project_service.update(project_id=project.pk, by=None, version=None, changes={"note": "已核实"})
    before = content_of_every_table()
    said = load()
    assert content_of_every_table() == before
    assert Project.objects.get(source_code="P080").note == "已核实"
    assert "系统中已有且与文件不同,保留系统数据:171个老旧小区改造: note" in said


def test_what_was_deleted_comes_back_and_only_that() -> None:
    PriorResult.objects.get(code="R122").delete()
    kept = set(PriorResult.objects.values_list("pk", "version"))
    said = load()
    assert PriorResult.objects.filter(code="R122").exists()
    assert set(PriorResult.objects.exclude(code="R122").values_list("pk", "version")) == kept
    assert "上年完成情况:新增1条" in said
    assert said.splitlines()[-1].startswith("2024年赣州市章贡区人民政府工作报告:新建1条")


def test_every_item_is_assigned_to_one_lead_department_since_the_adoption() -> None:
    projects = Project.objects.all()
    assert {project.stage for project in projects} == {Stage.ASSIGNED}
    assert all(project.lead_department_id and project.is_assignment_illustrative for project in projects)
    assert {project.assigned_on for project in projects} == {date(2024, 1, 12)}
    moves = StageChange.objects.values_list("from_stage", "to_stage", "document")
    assert set(moves) == {(Stage.DRAFTED, Stage.ASSIGNED, "2024年赣州市章贡区人民政府工作报告")}
    assert len(moves) == 270
    assert Department.objects.filter(is_illustrative=False).count() == 0


def test_codes_name_year_part_and_a_number_without_gaps() -> None:
    def numbers_of(part: str) -> Iterator[int]:
        codes = Project.objects.filter(section__parent__number=part).order_by("code").values_list("code", flat=True)
        for code in codes:
            year, number, running = code.split("-")
            assert (year, number, len(running)) == ("2024", part, 3)
            yield int(running)

    sizes = {part: list(numbers_of(part)) for part in "123456"}
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in sizes.values())
    assert sum(map(len, sizes.values())) == 270


def test_each_item_ends_with_its_deadline_or_the_year_end_and_says_which() -> None:
    finals = Milestone.objects.filter(is_final=True).select_related("project")
    assert len(finals) == Milestone.objects.count() == 270
    for milestone in finals:
        key = milestone.project.source_code
        due_on = DATED_BY_REPORT.get(key, YEAR_END)
        origin = MilestoneOrigin.REPORT if key in DATED_BY_REPORT else MilestoneOrigin.YEAR_END
        assert (milestone.due_on, milestone.baseline_due_on, milestone.origin) == (due_on, due_on, origin), key
        assert milestone.project.due_on == due_on
        assert milestone.project.committed_due_on == DATED_BY_REPORT.get(key)


def test_sections_stand_in_the_order_of_the_report() -> None:
    parts = list(Section.objects.filter(parent=None).order_by("position"))
    assert [part.number for part in parts] == list("0123456")
    for part in parts:
        lines = [
            min(
                *section.indicators.values_list("source_line", flat=True),
                *section.projects.values_list("source_line", flat=True),
                10_000,
            )
            for section in part.themes.order_by("position")
        ]
        assert lines == sorted(lines)


def test_headline_indicators_stand_in_the_part_of_the_main_targets() -> None:
    headline = Indicator.objects.filter(is_headline=True)
    assert {indicator.section.number for indicator in headline} == {"0"}
    assert not Indicator.objects.filter(is_headline=False, section__number="0").exists()


def test_old_estates_roll_up_to_their_indicator() -> None:
    link = IndicatorLink.objects.get(project__source_code="P080")
    assert link.indicator.code == "I046"
    assert link.planned_contribution == link.indicator.target == Decimal(171)


@pytest.mark.parametrize(
    ("model", "at_least"),
    [(SupervisionPolicy, 1), (ReminderRule, 11), (MilestoneTemplate, 6), (MilestoneTemplateStep, 29)],
)
def test_the_report_comes_with_the_settings_that_supervision_needs(model: type[Model], at_least: int) -> None:
    assert model._default_manager.count() >= at_least


def test_judgements_are_stored_with_the_projects() -> None:
    assert not Project.objects.filter(standing_on=None).exists()
    assert not Project.objects.filter(next_milestone=None).exists()


def test_the_planner_knows_how_much_was_loaded(loaded: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'projects_project'::regclass")
        assert cursor.fetchone() == (Project.objects.count(),)
