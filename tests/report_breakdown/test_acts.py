"""What is done on the preview, in place or by a form: only what was meant, only to drafts of this text."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Department
from projects.console.breakdown_cards import DraftForm
from projects.models import BreakdownDraft, ReportBreakdown
from projects.work_report import drafting
from tests.personas import District
from tests.report_breakdown.pages import form_of, in_place, page_of
from tests.report_breakdown.texts import draft, read_breakdown

pytestmark = pytest.mark.django_db


def test_a_draft_that_is_gone_or_of_another_text_is_told_and_nothing_is_done(
    office: Client, district: District, breakdown: ReportBreakdown
) -> None:
    foreign = draft(read_breakdown(district), "城东水厂")
    path = page_of(breakdown)
    for named in (f"{foreign.pk}:{foreign.version}", "999999:1"):
        for said in ({"act": f"accept:{named}"}, {"act": "accept_chosen", "chosen": named}):
            status, answer = in_place(office, path, **said)
            assert (status, answer) == (409, {"error": "条目已不存在，请重新加载页面。"})
    foreign.refresh_from_db()
    assert foreign.decision == "open"


@pytest.mark.parametrize("confidence", ["NaN", "Infinity", "x", "-1", "101"])
def test_a_confidence_that_is_none_is_refused(office: Client, breakdown: ReportBreakdown, confidence: str) -> None:
    status, answer = in_place(office, page_of(breakdown), act="accept_from", confidence=confidence)
    assert (status, "可信度" in answer["error"]) == (409, True)


def test_a_form_changes_only_what_its_user_changed(office: Client, district: District) -> None:
    breakdown = read_breakdown(district)
    works = draft(breakdown, "城东水厂")
    path = reverse("console:report_breakdown_draft", args=[breakdown.pk, works.pk])
    form = DraftForm(instance=works, departments=Department.objects.filter(region=district.region))
    shown = {field.html_name: value for field in form if (value := field.value())}
    shown |= {field.html_initial_name: value for field in form if (value := field.value())}
    by = district.people.supervisor
    changed = drafting.edit(draft_id=works.pk, by=by, version=None, changes={"lead_department": district.fgw})
    said = {**shown, "name": "城东自来水厂", "version": changed.version}
    assert office.post(path, said).status_code == 302
    works.refresh_from_db()
    assert (works.name, works.lead_department) == ("城东自来水厂", district.fgw)


def test_what_changed_is_answered_in_place_and_nothing_else(office: Client, breakdown: ReportBreakdown) -> None:
    works = draft(breakdown, "城东水厂")
    status, answer = in_place(office, page_of(breakdown), act=f"accept:{works.pk}:{works.version}")
    assert (status, [card["id"] for card in answer["cards"]], answer["gone"]) == (200, [works.pk], [])
    assert "已采纳" in answer["cards"][0]["html"]
    assert list(answer["lines"]) == ["7"]
    assert "未定 6" in answer["summary"]
    status, answer = in_place(office, page_of(breakdown), act=f"reject:{works.pk}:{works.version}")
    assert (status, "有人" in answer["error"] or "修改" in answer["error"]) == (409, True)


def test_ticked_drafts_are_accepted_assigned_rejected_and_merged(
    office: Client, district: District, breakdown: ReportBreakdown
) -> None:
    def ticked(*names: str) -> list[str]:
        return [f"{each.pk}:{each.version}" for name in names for each in [draft(breakdown, name)]]

    path = page_of(breakdown)
    names = ("城东水厂", "推进一件事改革")
    assert in_place(office, path, act="assign_chosen", chosen=ticked(*names), lead=district.czj.pk)[0] == 200
    assert {draft(breakdown, name).lead_department for name in names} == {district.czj}
    assert in_place(office, path, act="accept_chosen", chosen=ticked(*names))[0] == 200
    assert {draft(breakdown, name).decision for name in names} == {"accepted"}
    assert in_place(office, path, act="reject_chosen", chosen=ticked(*names))[0] == 200
    status, answer = in_place(office, path, act="merge_chosen", chosen=ticked(*names))
    assert (status, draft(breakdown, "城东水厂").merged.get().name) == (200, "推进一件事改革")
    assert sorted(answer["lines"]) == ["7", "9"]
    assert in_place(office, path, act="accept_chosen")[0] == 409
    assert in_place(office, path, act="accept_chosen", chosen=["x:y"])[0] == 409
    assert in_place(office, path, act="burn")[0] == 409


def test_a_stale_one_among_ticked_drafts_stops_all(office: Client, breakdown: ReportBreakdown) -> None:
    works, reform = draft(breakdown, "城东水厂"), draft(breakdown, "推进一件事改革")
    chosen = [f"{works.pk}:{works.version}", f"{reform.pk}:{reform.version + 5}"]
    assert in_place(office, page_of(breakdown), act="accept_chosen", chosen=chosen)[0] == 409
    assert draft(breakdown, "城东水厂").decision == "open"


def test_an_uncovered_sentence_is_drafted_by_one_click(office: Client, breakdown: ReportBreakdown) -> None:
    text = office.get(page_of(breakdown)).content.decode()
    (value,) = re.findall(r'value="(add:9:\d+:\d+:target)"', text)
    status, answer = in_place(office, page_of(breakdown), act=value)
    added = BreakdownDraft.objects.get(rule="by_hand")
    assert (status, added.words, [card["id"] for card in answer["cards"]]) == (200, "新建幼儿园3所", [added.pk])
    assert answer["cards"][0]["after"] is not None
    assert "句子均已覆盖" in answer["uncovered"]
    assert in_place(office, page_of(breakdown), act="add:9:0:target")[0] == 409


def test_the_form_of_a_draft_keeps_what_was_typed_when_it_is_refused(
    office: Client, district: District, breakdown: ReportBreakdown
) -> None:
    estates = draft(breakdown, "改造老旧小区")
    body = {
        "kind": "target", "name": "改造老旧小区", "comparison": "exactly", "value": "21", "unit": "",
        "initial-unit": "个", "version": estates.version,
    }  # fmt: skip
    _status, answer = in_place(office, form_of(estates), **body)
    assert 'value="21"' in answer["form"]
    assert "填写了数值，还须填写单位。" in answer["form"]
    BreakdownDraft.objects.filter(pk=estates.pk).update(name="别人改的名称")
    _status, answer = in_place(office, form_of(estates), **{**body, "unit": "个"})
    assert ("您填写的内容仍在" in answer["form"], 'value="21"' in answer["form"]) == (True, True)
    (version,) = set(re.findall(r'name="version" value="(\d+)"', answer["form"])) - {str(estates.version)} or {"0"}
    status, answer = in_place(office, form_of(estates), **{**body, "unit": "个", "version": version})
    assert (status, [card["id"] for card in answer["cards"]]) == (200, [estates.pk])
    estates.refresh_from_db()
    assert (estates.value, estates.name) == (21, "改造老旧小区")


def test_a_draft_is_split_by_its_form(office: Client, breakdown: ReportBreakdown) -> None:
    roads = draft(breakdown, "云杉大道、白鹭大桥等项目")
    form = office.get(form_of(roads)).content.decode()
    assert "云杉大道\n白鹭大桥" in form
    body = {"split": "1", "names": "云杉大道\r\n白鹭大桥", "version": roads.version}
    status, answer = in_place(office, form_of(roads), **body)
    assert (status, len(answer["cards"])) == (200, 3)
    again = office.post(form_of(roads), body)
    assert again.status_code == 400
