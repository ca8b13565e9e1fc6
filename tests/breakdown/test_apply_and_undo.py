"""A list is taken over whole or not at all, and undoing it leaves every business column as it was."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import Department
from projects.choices import Rag, Stage
from projects.models import BreakdownSheet, Milestone, Project, ProjectSupport
from projects.queries.board_rows import board_rows
from projects.services import planning, standing
from projects.services import projects as project_services
from projects.services.assignment import Assignment, assign
from projects.work_report import breakdown
from projects.work_report.breakdown.effects import BOOKKEEPING
from tests import factories as make
from tests.breakdown.sheets import Preview, Reads, item, rows_of
from tests.personas import District

pytestmark = pytest.mark.django_db
Departments = dict[str, Department]
DRAFT, ASSIGNED = "2024-1-005", "2024-1-001"
REASON = "表格用错了版本"


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every business column of projects, their supporters and milestones."""
    models = (Project, Milestone, ProjectSupport)
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in BOOKKEEPING - {"id"} and name != "id"}
            for row in model.objects.order_by(*ORDER[model.__name__]).values()
        ]
        for model in models
    }


ORDER = {
    "Project": ["report", "code"],
    "Milestone": ["project", "position"],
    "ProjectSupport": ["project", "department"],
}


@pytest.fixture
def judged(district: District, departments: Departments) -> District:
    """With a draft that has milestones and supporters; all judged today."""
    make.make_milestone(district.draft, date(2024, 9, 30), title="方案")
    make.make_milestone(district.draft, date(2024, 11, 30), title="完成", is_final=True)
    ProjectSupport.objects.create(project=district.draft, department=departments["cgj"])
    make.make_project(district.theme, "2024-1-006", name="没有节点的草稿")
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    return district


@pytest.fixture
def preview(reads: Reads, judged: District) -> Preview:
    """Two new items, a draft that changes in everything, one without milestones that gets a date, one assigned."""
    return reads(
        rows_of(
            item(leader="刘明", note="重点"),
            item(number=2, item="常态化巡查", deadline="长期", supporting="各镇街道"),
            item(number=DRAFT, item="改了名称", leader="刘明", deadline="2024-12-15", note="新备注"),
            item(number="2024-1-006", item="没有节点的草稿", deadline="三季度", supporting=""),
            (ASSIGNED, "在建厂房", "厂房封顶并交付", "区发改委", "", "", "", ""),
        )
    )


def test_new_items_are_drafted_with_all_that_the_list_says(
    preview: Preview, judged: District, departments: Departments
) -> None:
    assert (preview.kinds, preview.faults) == (["new", "new", "changed", "changed", "changed"], [])
    sheet = preview.apply()
    made = Project.objects.get(name="改造老旧小区")
    assert (made.code, made.stage, made.section, made.rag) == ("2024-1-007", Stage.DRAFTED, judged.part, Rag.GREY)
    assert (made.lead_department, list(made.supporting_departments.all())) == (departments["zjj"], [departments["cgj"]])
    assert (made.due_on, made.due_text, made.commitment, made.note) == (
        date(2024, 10, 31), "2024-10-31", "改造10个小区", "重点",
    )  # fmt: skip
    assert made.responsible_leader is not None
    assert made.responsible_leader.title == "常务副区长"
    (milestone,) = made.milestones.all()
    assert (milestone.title, milestone.due_on, milestone.is_final) == ("改造10个小区", date(2024, 10, 31), True)
    patrol = Project.objects.get(name="常态化巡查")
    assert (patrol.due_on, patrol.has_no_due_date, patrol.milestones.count()) == (None, True, 0)
    assert [each.name for each in patrol.supporting_departments.order_by("position")] == [
        "水西镇",
        "沙石镇",
        "解放街道",
    ]
    assert (sheet.state, sheet.applied_by, len(sheet.effects["created"]), len(sheet.effects["changed"])) == (
        "applied", judged.people.supervisor, 2, 3,
    )  # fmt: skip


def test_present_items_are_changed_field_by_field(preview: Preview, judged: District, departments: Departments) -> None:
    changed = {line.row.number: [each.column for each in line.differences] for line in preview.lines}
    assert changed[DRAFT] == ["item", "target", "note", "leader", "lead", "deadline"]
    assert changed[ASSIGNED] == ["target"]
    preview.apply()
    draft = Project.objects.get(pk=judged.draft.pk)
    assert (draft.name, draft.lead_department, draft.due_on) == ("改了名称", departments["zjj"], date(2024, 12, 15))
    final = draft.milestones.get(is_final=True)
    assert (final.due_on, final.baseline_due_on) == (date(2024, 12, 15), date(2024, 12, 15))
    assert Project.objects.get(code="2024-1-006").milestones.get().due_on == date(2024, 9, 30)
    led = Project.objects.get(pk=judged.led.pk)
    assert (led.commitment, led.stage, led.due_on) == ("厂房封顶并交付", Stage.IN_PROGRESS, judged.led.due_on)


def test_undoing_leaves_every_business_column_as_it_was(preview: Preview, judged: District) -> None:
    before = everything()
    sheet = preview.apply()
    assert everything() != before
    undone = breakdown.undo(by=judged.people.supervisor, sheet_id=sheet.pk, reason=REASON)
    assert everything() == before
    assert (undone.state, undone.undone_by, undone.undo_reason) == ("undone", judged.people.supervisor, REASON)


def test_an_item_that_is_not_on_the_list_is_shown_and_stays(preview: Preview, judged: District) -> None:
    assert judged.of_czj in preview.plan.missing
    preview.apply()
    assert Project.objects.filter(pk=judged.of_czj.pk).exists()


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"deadline": "2024-11-30"}, "deadline"),
        ({"lead": "区财政局"}, "lead"),
        ({"supporting": "区财政局"}, "supporting"),
    ],
)
def test_the_plan_of_an_assigned_item_stands(
    reads: Reads, judged: District, values: dict[str, str], column: str
) -> None:
    row = {"number": ASSIGNED, "item": "在建厂房", "target": "", "lead": "", "supporting": "", "deadline": "", **values}
    preview = reads(rows_of(item(**row)))
    assert [(fault.code, fault.column) for fault in preview.only.faults] == [(f"{column}_stands", column)]
    with pytest.raises(NotAllowedNow):
        preview.apply()


def test_what_is_open_or_wrong_stops_the_whole_list(reads: Reads, judged: District) -> None:
    preview = reads(rows_of(item(), item(number=2, item="乙", lead="不存在的单位")))
    with pytest.raises(NotAllowedNow):
        preview.apply()
    assert not Project.objects.filter(name="改造老旧小区").exists()


def test_a_row_that_changed_since_the_preview_is_named_and_nothing_is_applied(
    preview: Preview, judged: District
) -> None:
    project_services.update(
        project_id=judged.led.pk, by=judged.people.supervisor, version=None, changes={"commitment": "别人改的"}
    )
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        preview.apply()
    assert overtaken.value.names == ["第8行（在建厂房）"]
    assert not Project.objects.filter(name="改造老旧小区").exists()
    assert Preview(preview.district, preview.sheet).apply().state == "applied"


def test_an_item_that_appeared_since_the_preview_is_named(preview: Preview, judged: District) -> None:
    make.make_project(judged.part, "2024-1-090", name="改造老旧小区")
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        preview.apply()
    assert overtaken.value.names == ["第4行（改造老旧小区）"]


def test_a_list_is_applied_once(preview: Preview) -> None:
    preview.apply()
    with pytest.raises(NotAllowedNow):
        preview.apply()


def test_the_same_list_again_says_nothing_new(preview: Preview, reads: Reads, judged: District) -> None:
    preview.apply()
    sheet = BreakdownSheet.objects.create(
        report=judged.report, stored_file=preview.sheet.stored_file, name="再来一次.xlsx",
        uploaded_by=judged.people.supervisor, tables=preview.sheet.tables,
    )  # fmt: skip
    again = Preview(preview.district, sheet)
    assert again.kinds == ["same"] * 5
    assert not again.plan.is_ready


def test_a_created_item_to_which_something_happened_stops_the_undoing(preview: Preview, judged: District) -> None:
    sheet = preview.apply()
    made = Project.objects.get(name="常态化巡查")
    planning.add(project_id=made.pk, by=judged.people.supervisor, title="首次巡查", due_on=date(2024, 12, 1))
    before = everything()
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        breakdown.undo(by=judged.people.supervisor, sheet_id=sheet.pk, reason=REASON)
    assert overtaken.value.names == ["常态化巡查"]
    assert everything() == before


def test_a_created_item_that_an_indicator_counts_stops_the_undoing(preview: Preview, judged: District) -> None:
    sheet = preview.apply()
    made = Project.objects.get(name="常态化巡查")
    made.indicator_links.create(indicator=judged.indicator)
    with pytest.raises(breakdown.OvertakenRows):
        breakdown.undo(by=judged.people.supervisor, sheet_id=sheet.pk, reason=REASON)


def test_a_created_item_that_another_carries_on_stops_the_undoing(preview: Preview, judged: District) -> None:
    sheet, by = preview.apply(), judged.people.supervisor
    made = Project.objects.get(name="常态化巡查")
    changes = {"carried_over_from": made}
    project_services.update(project_id=judged.draft.pk, by=by, version=None, changes=changes)
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        breakdown.undo(by=by, sheet_id=sheet.pk, reason=REASON)
    assert overtaken.value.names == ["常态化巡查"]


def test_a_changed_field_that_was_changed_again_stops_the_undoing_another_does_not(
    preview: Preview, judged: District
) -> None:
    sheet = preview.apply()
    by = judged.people.supervisor
    project_services.update(project_id=judged.led.pk, by=by, version=None, changes={"unit": "栋"})
    project_services.update(project_id=judged.draft.pk, by=by, version=None, changes={"name": "又改了"})
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        breakdown.undo(by=by, sheet_id=sheet.pk, reason=REASON)
    assert overtaken.value.names == ["又改了"]
    project_services.update(project_id=judged.draft.pk, by=by, version=None, changes={"name": "改了名称"})
    breakdown.undo(by=by, sheet_id=sheet.pk, reason=REASON)
    judged.led.refresh_from_db()
    assert (judged.led.commitment, judged.led.unit) == ("年底前建成", "栋")


@pytest.mark.parametrize(("code", "name"), [(DRAFT, "改了名称"), ("2024-1-006", "没有节点的草稿")])
def test_a_replanned_draft_that_was_handed_over_since_stops_the_undoing(
    preview: Preview, judged: District, departments: Departments, code: str, name: str
) -> None:
    sheet, by = preview.apply(), judged.people.supervisor
    handed_over = Assignment(Project.objects.get(code=code).pk, departments["zjj"], date(2024, 12, 31))
    assign(assignment=handed_over, by=by)
    before = everything()
    with pytest.raises(breakdown.OvertakenRows) as overtaken:
        breakdown.undo(by=by, sheet_id=sheet.pk, reason=REASON)
    assert overtaken.value.names == [name]
    assert everything() == before


def test_only_the_latest_list_of_a_report_is_undone(preview: Preview, reads: Reads, judged: District) -> None:
    first = preview.apply()
    second = reads(rows_of(item(item="第二批事项"))).apply()
    by = judged.people.supervisor
    with pytest.raises(NotAllowedNow):
        breakdown.undo(by=by, sheet_id=first.pk, reason=REASON)
    breakdown.undo(by=by, sheet_id=second.pk, reason=REASON)
    breakdown.undo(by=by, sheet_id=first.pk, reason=REASON)


def test_undoing_needs_a_reason_and_the_region_s_supervision_office(preview: Preview, judged: District) -> None:
    sheet = preview.apply()
    with pytest.raises(InvalidInput):
        breakdown.undo(by=judged.people.supervisor, sheet_id=sheet.pk, reason="  ")
    for user in (judged.people.leader, judged.people.supervisor_elsewhere, judged.people.department_head):
        with pytest.raises(AccessRefused):
            breakdown.undo(by=user, sheet_id=sheet.pk, reason=REASON)


def test_what_applying_and_undoing_did_stands_in_the_history(preview: Preview, judged: District) -> None:
    sheet = preview.apply()
    breakdown.undo(by=judged.people.supervisor, sheet_id=sheet.pk, reason=REASON)
    assert list(sheet.events.order_by("pgh_id").values_list("pgh_label", "state")) == [
        ("insert", "uploaded"), ("update", "applied"), ("update", "undone"),
    ]  # fmt: skip


@pytest.mark.parametrize("is_past", [False, True])
def test_what_is_only_drafted_counts_against_nobody(
    reads: Reads, judged: District, departments: Departments, is_past: bool
) -> None:
    reads(rows_of(item(deadline="3月底"))).apply()
    day = timezone.localdate() if is_past else make.TODAY  # the history begins when the rows are made
    punctuality = board_rows(judged.people.leader, judged.report, day, is_past=is_past).punctuality()
    assert judged.fgw.pk in punctuality
    assert departments["zjj"].pk not in punctuality
