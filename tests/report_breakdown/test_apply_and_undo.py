"""Accepted drafts are taken over whole or not at all, and undoing leaves every business column as it was."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from indicators.models import Indicator, IndicatorSupport, Section
from indicators.services.intake import IndicatorCorrection, correct_many
from projects.choices import MilestoneOrigin, Rag, Stage
from projects.models import Milestone, Project, ProjectSupport, ReportBreakdown
from projects.services import planning, standing
from projects.services import projects as project_services
from projects.work_report import drafting
from projects.work_report.breakdown import OvertakenRows
from projects.work_report.breakdown.effects import BOOKKEEPING
from projects.work_report.drafting.plan import Fault, Outcome, plan_of
from tests import factories as make
from tests.personas import District
from tests.report_breakdown.texts import REASON, accept_all, apply, draft, read_breakdown

pytestmark = pytest.mark.django_db
MODELS = (Section, Indicator, IndicatorSupport, Project, ProjectSupport, Milestone)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every business column of what a breakdown may create or change."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in BOOKKEEPING - {"id"}}
            for row in model.objects.order_by("pk").values()
        ]
        for model in MODELS
    }


def decided(breakdown: ReportBreakdown) -> list[tuple[Any, ...]]:
    """What a person has done to its drafts."""
    names = {draft.pk: draft.name for draft in breakdown.drafts.all()}
    return sorted(
        (
            each.name, each.value, str(each.due_on), each.decision, names.get(each.merged_into_id or 0),
            names.get(each.split_from_id or 0), tuple(each.supporting_departments.values_list("name", flat=True)),
        )
        for each in breakdown.drafts.all()
    )  # fmt: skip


@pytest.fixture
def judged(district: District) -> District:
    """With an indicator and a draft project that the text changes; all judged today."""
    make.make_indicator(
        district.part, "I010", name="改造老旧小区", unit="个", target=Decimal(18), comparison="exactly",
        measure="count", source_line=9,
    )  # fmt: skip
    make.make_project(district.theme, "2024-1-009", name="城东水厂")
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    return district


def test_accepted_drafts_become_indicators_and_draft_projects_with_their_words(
    district: District, breakdown: ReportBreakdown
) -> None:
    drafting.edit(
        draft_id=draft(breakdown, "城东水厂").pk, by=district.people.supervisor, version=None,
        changes={"lead_department": district.fgw, "supporting_departments": [district.czj]},
    )  # fmt: skip
    apply(breakdown, district.people.supervisor)
    growth = Indicator.objects.get(name="地区生产总值增速")
    assert (growth.code, growth.target, growth.target_text, growth.comparison) == ("I003", 6, "6%左右", "about")
    assert (growth.measure, growth.aggregation, growth.is_headline) == ("growth_rate", "rate", True)
    assert (growth.section.number, growth.source_line, growth.source_anchor, growth.due_on, growth.baseline_value) == (
        "0", 5, "地区生产总值增长6%左右", date(2024, 12, 31), Decimal("5.1"),
    )  # fmt: skip
    works = Project.objects.get(name="城东水厂")
    assert (works.code, works.stage, works.rag, works.section) == (
        "2024-1-007", Stage.DRAFTED, Rag.GREY, district.theme,
    )  # fmt: skip
    assert (works.committed_due_on, works.due_on, works.due_text) == (date(2024, 6, 30), date(2024, 6, 30), "6月底前")
    assert (works.lead_department, list(works.supporting_departments.all())) == (district.fgw, [district.czj])
    assert works.milestones.get().origin == MilestoneOrigin.REPORT
    roads = Project.objects.get(name="云杉大道、白鹭大桥等项目")
    assert (roads.members, roads.is_list_open, roads.action) == (["云杉大道", "白鹭大桥"], True, "advance")
    assert (roads.category, works.category) == ("transport", "urban_renewal")
    assert (roads.due_on, roads.committed_due_on) == (date(2024, 12, 31), None)
    assert roads.milestones.get().origin == MilestoneOrigin.YEAR_END
    reform = Project.objects.get(name="推进一件事改革")
    assert (reform.nature, reform.section.heading, reform.section.parent.heading) == (
        "task", "办好民生实事", "（二）改善民生福祉",
    )  # fmt: skip
    breakdown.refresh_from_db()
    assert breakdown.state == "applied"
    assert draft(breakdown, "城东水厂").project == works
    assert draft(breakdown, "地区生产总值增速").indicator == growth


def test_what_is_there_already_is_told_and_only_differences_are_changed(judged: District) -> None:
    breakdown = read_breakdown(judged)
    plan = accept_all(breakdown, judged.people.supervisor)
    told = {line.draft.name: (line.outcome, [each.field for each in line.differences]) for line in plan.lines}
    assert told["改造老旧小区"] == (Outcome.CHANGED, ["value"])
    assert told["城东水厂"] == (Outcome.CHANGED, ["due_on"])
    assert told["推进一件事改革"] == (Outcome.NEW, [])
    drafting.apply(by=judged.people.supervisor, breakdown_id=breakdown.pk, promised=plan.promised)
    estates = Indicator.objects.get(code="I010")
    assert (estates.target, estates.target_text) == (20, "20个")
    works = Project.objects.get(code="2024-1-009")
    assert (works.committed_due_on, works.due_text, works.name) == (date(2024, 6, 30), "6月底前", "城东水厂")


def test_the_same_text_again_says_nothing_new(judged: District) -> None:
    apply(read_breakdown(judged), judged.people.supervisor)
    again = accept_all(read_breakdown(judged), judged.people.supervisor)
    assert {line.outcome for line in again.lines} == {Outcome.SAME}
    assert not again.is_ready


def test_undoing_leaves_every_business_column_as_it_was(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    before = everything()
    apply(breakdown, by)
    assert everything() != before
    undone = drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    assert everything() == before
    assert (undone.state, undone.undone_by, undone.undo_reason) == ("undone", by, REASON)
    assert not breakdown.drafts.exclude(project=None, indicator=None).exists()


def test_nothing_is_applied_while_a_draft_is_undecided_or_wrong(district: District, breakdown: ReportBreakdown) -> None:
    by = district.people.supervisor
    drafting.accept_from(breakdown_id=breakdown.pk, by=by, confidence=Decimal("0.6"))
    plan = plan_of(breakdown)
    assert plan.decisions == {"accepted": 6, "open": 1}
    with pytest.raises(NotAllowedNow):
        drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    drafting.reject_open(breakdown_id=breakdown.pk, by=by)
    nameless = draft(breakdown, "改造老旧小区")
    drafting.edit(draft_id=nameless.pk, by=by, version=None, changes={"value": None})
    plan = plan_of(breakdown)
    assert [(line.draft.name, line.faults) for line in plan.faulty] == [("改造老旧小区", [Fault.NO_FIGURE])]
    with pytest.raises(NotAllowedNow):
        drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    assert not Project.objects.filter(name="城东水厂").exists()


def test_one_name_accepted_twice_is_a_fault(district: District, breakdown: ReportBreakdown) -> None:
    task, by = draft(breakdown, "推进一件事改革"), district.people.supervisor
    drafting.edit(draft_id=task.pk, by=by, version=None, changes={"name": "城东水厂"})
    plan = accept_all(breakdown, by)
    assert [line.faults for line in plan.faulty] == [[Fault.REPEATED]]
    assert plan.faulty[0].other is not None
    assert plan.faulty[0].other.kind == "project"


def test_what_changed_since_the_preview_is_named_and_nothing_is_applied(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    plan = accept_all(breakdown, by)
    indicator = Indicator.objects.get(code="I010")
    correct_many(report=judged.report, by=by, corrections=[IndicatorCorrection(indicator.pk, {"target": Decimal(19)})])
    make.make_project(judged.part, "2024-1-090", name="推进一件事改革")
    with pytest.raises(OvertakenRows) as overtaken:
        drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    assert sorted(overtaken.value.names) == ["推进一件事改革", "改造老旧小区"]
    assert not Indicator.objects.filter(name="地区生产总值增速").exists()
    drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan_of(breakdown).promised)


def test_a_draft_that_was_edited_since_the_preview_is_named(district: District, breakdown: ReportBreakdown) -> None:
    by = district.people.supervisor
    plan = accept_all(breakdown, by)
    drafting.edit(draft_id=draft(breakdown, "城东水厂").pk, by=by, version=None, changes={"name": "城西水厂"})
    with pytest.raises(OvertakenRows) as overtaken:
        drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    assert overtaken.value.names == ["城西水厂"]


def test_a_created_thing_to_which_something_happened_stops_the_undoing(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    apply(breakdown, by)
    made = Project.objects.get(name="推进一件事改革")
    planning.add(project_id=made.pk, by=by, title="印发方案", due_on=date(2024, 12, 1))
    before = everything()
    with pytest.raises(OvertakenRows) as overtaken:
        drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    assert overtaken.value.names == ["推进一件事改革"]
    assert everything() == before


def test_an_indicator_with_a_reading_or_a_project_stops_the_undoing(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    apply(breakdown, by)
    growth = Indicator.objects.get(name="新增高新技术企业")
    judged.led.indicator_links.create(indicator=growth)
    with pytest.raises(OvertakenRows) as overtaken:
        drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    assert overtaken.value.names == ["新增高新技术企业"]


def test_a_section_that_is_used_since_stops_the_undoing(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    apply(breakdown, by)
    made = Section.objects.get(heading="办好民生实事")
    project_services.update(project_id=judged.draft.pk, by=by, version=None, changes={"section": made})
    before = everything()
    with pytest.raises(OvertakenRows) as overtaken:
        drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    assert overtaken.value.names == ["办好民生实事"]
    assert everything() == before


def test_a_changed_field_that_was_changed_again_stops_the_undoing_another_does_not(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    apply(breakdown, by)
    indicator = Indicator.objects.get(code="I010")

    def set_to(**changes: Any) -> None:
        correct_many(report=judged.report, by=by, corrections=[IndicatorCorrection(indicator.pk, changes)])

    set_to(target=Decimal(21), note="按上级口径")
    with pytest.raises(OvertakenRows):
        drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    set_to(target=Decimal(20))
    drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    indicator.refresh_from_db()
    assert (indicator.target, indicator.note) == (18, "按上级口径")


def test_only_the_latest_breakdown_of_a_report_is_undone(judged: District) -> None:
    by = judged.people.supervisor
    first, second = read_breakdown(judged), read_breakdown(judged)
    apply(first, by)
    drafting.edit(draft_id=draft(second, "城东水厂").pk, by=by, version=None, changes={"name": "城南水厂"})
    apply(second, by)
    with pytest.raises(NotAllowedNow):
        drafting.undo(by=by, breakdown_id=first.pk, reason=REASON)
    drafting.undo(by=by, breakdown_id=second.pk, reason=REASON)
    drafting.undo(by=by, breakdown_id=first.pk, reason=REASON)


def test_applying_and_undoing_are_for_the_region_s_supervision_office(judged: District) -> None:
    breakdown, by = read_breakdown(judged), judged.people.supervisor
    plan = accept_all(breakdown, by)
    others = (judged.people.leader, judged.people.supervisor_elsewhere, judged.people.department_head)
    for user in others:
        with pytest.raises(AccessRefused):
            drafting.apply(by=user, breakdown_id=breakdown.pk, promised=plan.promised)
    drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    with pytest.raises(NotAllowedNow):
        drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
    with pytest.raises(InvalidInput):
        drafting.undo(by=by, breakdown_id=breakdown.pk, reason="  ")
    for user in others:
        with pytest.raises(AccessRefused):
            drafting.undo(by=user, breakdown_id=breakdown.pk, reason=REASON)


def test_an_undone_breakdown_is_gone_on_with_in_a_copy_that_keeps_every_decision(
    district: District, breakdown: ReportBreakdown
) -> None:
    by, works = district.people.supervisor, draft(breakdown, "城东水厂")
    drafting.edit(
        draft_id=works.pk, by=by, version=None,
        changes={"due_on": date(2024, 9, 30), "supporting_departments": [district.czj]},
    )  # fmt: skip
    drafting.split(
        draft_id=draft(breakdown, "云杉大道、白鹭大桥等项目").pk, by=by, version=None, names=["甲路", "乙桥"]
    )
    drafting.merge(draft_id=works.pk, by=by, version=None, others=[draft(breakdown, "甲路").pk])
    drafting.merge(draft_id=draft(breakdown, "推进一件事改革").pk, by=by, version=None, others=[works.pk])
    with pytest.raises(NotAllowedNow):
        drafting.resume(by=by, breakdown_id=breakdown.pk)
    apply(breakdown, by)
    before = everything()
    drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    with pytest.raises(AccessRefused):
        drafting.resume(by=district.people.leader, breakdown_id=breakdown.pk)
    copy = drafting.resume(by=by, breakdown_id=breakdown.pk)
    assert drafting.resume(by=by, breakdown_id=breakdown.pk) == copy, "a second click makes no second copy"
    assert decided(copy) == decided(breakdown)
    assert (copy.lines, copy.sentences, copy.state) == (breakdown.lines, breakdown.sentences, "read")
    again = ReportBreakdown.objects.select_related("report__region", "started_by").get(pk=copy.pk)
    drafting.apply(by=by, breakdown_id=again.pk, promised=plan_of(again).promised)
    assert [row["name"] for row in everything()["Project"]] == [row["name"] for row in before["Project"]]
