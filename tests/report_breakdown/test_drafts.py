"""Drafts are edited, split, merged, decided and taken back; nothing that somebody else changed is overwritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow, StaleVersion
from projects.models import BreakdownDraft, LeadKeyword, ReportBreakdown
from projects.work_report import drafting
from projects.work_report.drafting.fields import edited_fields
from projects.work_report.drafting.keywords import add_shipped_keywords
from projects.work_report.drafting.plan import plan_of
from tests import factories as make
from tests.personas import District
from tests.report_breakdown.texts import LINES, REASON, apply, draft, read_breakdown

pytestmark = pytest.mark.django_db
ROADS, WORKS, REFORM = "云杉大道、白鹭大桥等项目", "城东水厂", "推进一件事改革"


def test_what_was_edited_is_told_beside_what_was_found(district: District, breakdown: ReportBreakdown) -> None:
    changes = {"name": "城东自来水厂", "due_on": date(2024, 9, 30), "value": Decimal(2), "unit": "座"}
    works = drafting.edit(
        draft_id=draft(breakdown, WORKS).pk, by=district.people.supervisor, version=None, changes=changes
    )
    assert edited_fields(works) == {
        "name": (WORKS, "城东自来水厂"), "due_on": ("2024-06-30", "2024-09-30"),
        "value": (None, "2"), "unit": ("", "座"),
    }  # fmt: skip
    again = drafting.edit(draft_id=works.pk, by=district.people.supervisor, version=None, changes={"name": WORKS})
    assert "name" not in edited_fields(again)


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(district: District, breakdown: ReportBreakdown) -> None:
    works, by = draft(breakdown, WORKS), district.people.supervisor
    drafting.edit(draft_id=works.pk, by=by, version=works.version, changes={"name": "甲"})
    with pytest.raises(StaleVersion):
        drafting.edit(draft_id=works.pk, by=by, version=works.version, changes={"name": "乙"})
    with pytest.raises(StaleVersion):
        drafting.accept(draft_id=works.pk, by=by, version=works.version)
    works.refresh_from_db()
    assert (works.name, works.decision) == ("甲", "open")


@pytest.mark.parametrize(
    ("changes", "attr"),
    [
        ({"name": " "}, "name"),
        ({"unit": ""}, "unit"),
        ({"words": "别的"}, "words"),
        ({"decision": "accepted"}, "decision"),
    ],
)
def test_an_edit_that_says_nothing_sensible_is_refused_at_its_field(
    district: District, breakdown: ReportBreakdown, changes: dict[str, str], attr: str
) -> None:
    target = draft(breakdown, "改造老旧小区")
    with pytest.raises(InvalidInput) as refused:
        drafting.edit(draft_id=target.pk, by=district.people.supervisor, version=None, changes=changes)
    assert refused.value.attr == attr


def test_markup_and_unknown_codes_are_refused(district: District, breakdown: ReportBreakdown) -> None:
    target, by = draft(breakdown, "改造老旧小区"), district.people.supervisor
    for changes in ({"name": "<b>甲</b>"}, {"comparison": "nearly"}):
        with pytest.raises(ValidationError):
            drafting.edit(draft_id=target.pk, by=by, version=None, changes=changes)


def test_only_active_departments_of_the_region_lead_or_support(district: District, breakdown: ReportBreakdown) -> None:
    works, by = draft(breakdown, WORKS), district.people.supervisor
    for changes in (
        {"lead_department": district.department_elsewhere},
        {"supporting_departments": [district.department_elsewhere]},
        {"lead_department": district.fgw, "supporting_departments": [district.fgw]},
    ):
        with pytest.raises(InvalidInput):
            drafting.edit(draft_id=works.pk, by=by, version=None, changes=changes)
    drafting.edit(draft_id=works.pk, by=by, version=None, changes={"supporting_departments": [district.czj]})
    with pytest.raises(InvalidInput):
        drafting.edit(draft_id=works.pk, by=by, version=None, changes={"lead_department": district.czj})


def test_pieces_point_to_their_own_words(district: District, breakdown: ReportBreakdown) -> None:
    roads, by = draft(breakdown, ROADS), district.people.supervisor
    drafting.edit(draft_id=roads.pk, by=by, version=None, changes={"supporting_departments": [district.czj]})
    pieces = drafting.split(draft_id=roads.pk, by=by, version=None, names=["云杉大道", " 白鹭大桥 ", "其他项目", ""])
    found = [(each.name, LINES[6][each.start : each.end], each.words) for each in pieces]
    assert found == [
        ("云杉大道", "云杉大道", "云杉大道"), ("白鹭大桥", "白鹭大桥", "白鹭大桥"),
        ("其他项目", roads.words, roads.words),
    ]  # fmt: skip
    assert {tuple(each.supporting_departments.all()) for each in pieces} == {(district.czj,)}
    roads.refresh_from_db()
    assert (roads.decision, roads.decided_by) == ("split", by)
    with pytest.raises(NotAllowedNow):
        drafting.accept(draft_id=roads.pk, by=by, version=None)
    drafting.reopen(draft_id=roads.pk, by=by, version=None)
    assert not BreakdownDraft.objects.filter(split_from=roads).exists()
    assert draft(breakdown, ROADS).decision == "open"


def test_a_piece_that_went_into_another_holds_the_split(district: District, breakdown: ReportBreakdown) -> None:
    roads, by = draft(breakdown, ROADS), district.people.supervisor
    first, _second = drafting.split(draft_id=roads.pk, by=by, version=None, names=["甲", "乙"])
    drafting.merge(draft_id=draft(breakdown, WORKS).pk, by=by, version=None, others=[first.pk])
    with pytest.raises(NotAllowedNow):
        drafting.reopen(draft_id=roads.pk, by=by, version=None)


@pytest.mark.parametrize("names", [["只有一个"], [" ", ""], ["甲"] * 61, ["长" * 121, "乙"]])
def test_a_split_needs_between_two_and_sixty_names(
    district: District, breakdown: ReportBreakdown, names: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        drafting.split(draft_id=draft(breakdown, ROADS).pk, by=district.people.supervisor, version=None, names=names)
    assert refused.value.attr == "names"
    assert draft(breakdown, ROADS).decision == "open"


def test_a_merged_draft_takes_what_it_lacks_and_points_to_all_words(
    district: District, breakdown: ReportBreakdown
) -> None:
    by, reform, works = district.people.supervisor, draft(breakdown, REFORM), draft(breakdown, WORKS)
    drafting.edit(draft_id=works.pk, by=by, version=None, changes={"lead_department": district.fgw})
    merged = drafting.merge(draft_id=reform.pk, by=by, version=None, others=[works.pk])
    assert merged.further == [[works.line, works.start, works.end]]
    assert (merged.lead_department, merged.due_on, merged.due_text) == (district.fgw, date(2024, 6, 30), "6月底前")
    works.refresh_from_db()
    assert (works.decision, works.merged_into) == ("merged", reform)
    drafting.reopen(draft_id=works.pk, by=by, version=None)
    works.refresh_from_db()
    reform.refresh_from_db()
    assert (works.decision, works.merged_into, reform.further) == ("open", None, [])
    assert (reform.lead_department, reform.due_on, reform.due_text) == (None, None, "")


def test_what_was_set_after_a_merge_stays_when_the_merge_is_taken_back(
    district: District, breakdown: ReportBreakdown
) -> None:
    by, reform, works = district.people.supervisor, draft(breakdown, REFORM), draft(breakdown, WORKS)
    drafting.merge(draft_id=reform.pk, by=by, version=None, others=[works.pk])
    drafting.edit(draft_id=reform.pk, by=by, version=None, changes={"due_on": date(2024, 10, 31)})
    drafting.reopen(draft_id=works.pk, by=by, version=None)
    reform.refresh_from_db()
    assert (reform.due_on, reform.due_text) == (date(2024, 10, 31), "")


def test_words_leave_all_that_they_were_merged_into(district: District, breakdown: ReportBreakdown) -> None:
    by, roads = district.people.supervisor, draft(breakdown, ROADS)
    reform, works = draft(breakdown, REFORM), draft(breakdown, WORKS)
    drafting.merge(draft_id=reform.pk, by=by, version=None, others=[works.pk])
    drafting.merge(draft_id=roads.pk, by=by, version=None, others=[reform.pk])
    drafting.reopen(draft_id=works.pk, by=by, version=None)
    roads.refresh_from_db()
    assert roads.further == [[reform.line, reform.start, reform.end]]


def test_pieces_take_no_figure_that_is_of_the_whole(district: District, breakdown: ReportBreakdown) -> None:
    roads, by = draft(breakdown, ROADS), district.people.supervisor
    drafting.edit(draft_id=roads.pk, by=by, version=None, changes={"value": Decimal(5), "unit": "条"})
    pieces = drafting.split(draft_id=roads.pk, by=by, version=None, names=["云杉大道15号", "白鹭大桥"])
    assert {(piece.value, piece.unit) for piece in pieces} == {(None, "")}


def test_only_drafts_of_the_same_breakdown_are_merged(district: District, breakdown: ReportBreakdown) -> None:
    foreign, by = draft(read_breakdown(district), WORKS), district.people.supervisor
    mine = draft(breakdown, WORKS)
    for others in ([foreign.pk], [mine.pk], []):
        with pytest.raises(InvalidInput):
            drafting.merge(draft_id=mine.pk, by=by, version=None, others=others)


def test_words_that_were_passed_over_are_drafted_by_hand_and_covered_then(
    district: District, breakdown: ReportBreakdown
) -> None:
    by = district.people.supervisor
    (left,) = plan_of(breakdown).uncovered
    added = drafting.add(
        breakdown_id=breakdown.pk, by=by, kind="target", line=left["line"], start=left["start"], end=left["end"]
    )
    assert (added.name, added.words, added.rule, added.confidence) == ("新建幼儿园3所", "新建幼儿园3所", "by_hand", 1)
    assert added.sections == draft(breakdown, "改造老旧小区").sections
    assert plan_of(breakdown).uncovered == []
    drafting.reject(draft_id=added.pk, by=by, version=None)
    assert plan_of(breakdown).uncovered == [left]


def test_a_number_beside_the_words_of_a_draft_is_still_listed(district: District, breakdown: ReportBreakdown) -> None:
    estates, by = draft(breakdown, "改造老旧小区"), district.people.supervisor
    ReportBreakdown.objects.filter(pk=breakdown.pk).update(
        sentences=[{"line": 9, "start": 7, "end": 24, "numbers": [[9, 13, 16], [9, 22, 24]]}]
    )
    (left,) = plan_of(ReportBreakdown.objects.select_related("report").get(pk=breakdown.pk)).uncovered
    assert (LINES[8][left["start"] : left["end"]], left["numbers"]) == ("改造老旧小区20个，新建幼儿园3所", ["3所"])
    drafting.reject(draft_id=estates.pk, by=by, version=None)
    (left,) = plan_of(ReportBreakdown.objects.select_related("report").get(pk=breakdown.pk)).uncovered
    assert left["numbers"] == ["20个", "3所"]


def test_rejecting_a_draft_lists_its_sentence(district: District, breakdown: ReportBreakdown) -> None:
    drafting.reject(draft_id=draft(breakdown, "改造老旧小区").pk, by=district.people.supervisor, version=None)
    assert [each["numbers"] for each in plan_of(breakdown).uncovered] == [["20个"], ["3所"]]


@pytest.mark.parametrize(("line", "start", "end"), [(0, 0, 1), (99, 0, 1), (9, 5, 5), (9, 0, 999), (9, 7, 3)])
def test_a_draft_by_hand_needs_words(
    district: District, breakdown: ReportBreakdown, line: int, start: int, end: int
) -> None:
    with pytest.raises(InvalidInput):
        drafting.add(
            breakdown_id=breakdown.pk, by=district.people.supervisor, kind="task", line=line, start=start, end=end
        )


def test_many_are_accepted_by_confidence_and_kind(district: District, breakdown: ReportBreakdown) -> None:
    by = district.people.supervisor
    BreakdownDraft.objects.filter(name=WORKS).update(suggested_lead=district.fgw, suggested_for="水厂")
    count = drafting.accept_from(
        breakdown_id=breakdown.pk, by=by, confidence=Decimal("0.8"), kind="project", takes_suggestion=True
    )
    works = draft(breakdown, WORKS)
    assert (count, works.decision, works.lead_department) == (1, "accepted", district.fgw)
    assert drafting.accept_from(breakdown_id=breakdown.pk, by=by, confidence=Decimal("0.8")) == 4
    assert drafting.reject_open(breakdown_id=breakdown.pk, by=by) == 2
    assert plan_of(breakdown).decisions == {"accepted": 5, "rejected": 2}


def test_a_suggestion_leads_only_where_it_is_taken(district: District, breakdown: ReportBreakdown) -> None:
    by = district.people.supervisor
    BreakdownDraft.objects.filter(name__in=[WORKS, REFORM]).update(suggested_lead=district.fgw, suggested_for="水厂")
    plain = drafting.accept(draft_id=draft(breakdown, WORKS).pk, by=by, version=None)
    taken = drafting.accept(draft_id=draft(breakdown, REFORM).pk, by=by, version=None, takes_suggestion=True)
    assert (plain.lead_department, taken.lead_department) == (None, district.fgw)


def test_drafts_are_for_the_region_s_supervision_office(district: District, breakdown: ReportBreakdown) -> None:
    works = draft(breakdown, WORKS)
    for user in (district.people.leader, district.people.department_head, district.people.supervisor_elsewhere):
        with pytest.raises(AccessRefused):
            drafting.edit(draft_id=works.pk, by=user, version=None, changes={"name": "甲"})
        with pytest.raises(AccessRefused):
            drafting.accept_from(breakdown_id=breakdown.pk, by=user, confidence=Decimal(0))


def test_drafts_of_an_applied_or_undone_breakdown_stand(district: District, breakdown: ReportBreakdown) -> None:
    by = district.people.supervisor
    apply(breakdown, by)
    works = draft(breakdown, WORKS)
    with pytest.raises(NotAllowedNow):
        drafting.edit(draft_id=works.pk, by=by, version=None, changes={"name": "甲"})
    drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON)
    with pytest.raises(NotAllowedNow):
        drafting.reject(draft_id=works.pk, by=by, version=None)


def test_shipped_keywords_go_to_the_one_department_that_bears_the_matter_in_its_name(district: District) -> None:
    make.make_department(district.region, "zjj", "区住建局")
    make.make_department(district.region, "slj", "区水利局")
    make.make_department(district.region, "slz", "区水利工程站")
    by = district.people.supervisor
    count = add_shipped_keywords(region=district.region, by=by)
    rows = dict(LeadKeyword.objects.filter(region=district.region).values_list("keyword", "department__name"))
    assert (rows["老旧小区"], rows["财政"], len(rows)) == ("区住建局", "区财政局", count)
    assert "水利" not in rows, "two departments bear it in their names"
    assert add_shipped_keywords(region=district.region, by=by) == 0
    with pytest.raises(AccessRefused):
        add_shipped_keywords(region=district.region, by=district.people.leader)
