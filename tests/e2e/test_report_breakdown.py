"""The supervision office breaks a report's text down in the browser: words and drafts, editing, applying, undoing."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Dialog, Locator, Page, expect

from indicators.models import Indicator
from projects.models import BreakdownDraft, Project, ReportBreakdown
from projects.work_report.drafting.reading import read_pending
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.test_by_keyboard import tab_to
from tests.personas import District
from tests.report_breakdown.texts import LINES, WHOLE, draft, read_breakdown

pytestmark = [COMMITTED, pytest.mark.timeout(180)]
LIT = """() => [...document.querySelectorAll('.rb-words.rb-on')].map(e => e.textContent).join('')"""


@pytest.fixture(autouse=True)
def folder_of_the_test(settings: LazySettings, tmp_path: Path) -> None:
    options = {"location": str(tmp_path / "evidence")}
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }


def card(page: Page, row: BreakdownDraft) -> Locator:
    return page.locator(f"#d{row.pk}")


def face(page: Page, row: BreakdownDraft) -> Locator:
    return card(page, row).locator(".rb-face")


def form_in(page: Page, row: BreakdownDraft) -> Locator:
    return card(page, row).locator(".rb-edit form").first


def test_a_text_is_uploaded_and_read_and_every_draft_lights_exactly_its_words(
    district: District, visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    visit.be("supervisor")
    visit.go("report-breakdowns/")
    assert visit.sticks_out() == []
    file = tmp_path / "2024年政府工作报告.txt"
    file.write_text(WHOLE)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("正在读取文本")).to_be_visible()
    read_pending()
    expect(page.get_by_role("heading", name="条目")).to_be_visible(timeout=15_000)
    assert visit.sticks_out() == []
    drafts = list(ReportBreakdown.objects.get().drafts.all())
    assert len(drafts) >= 5
    for row in drafts:
        face(page, row).hover()
        assert page.evaluate(LIT) == row.words == LINES[row.line - 1][row.start : row.end]
        expect(card(page, row)).to_have_class(re.compile("rb-on"))


def test_words_and_drafts_lead_to_each_other_by_mouse_and_touch(district: District, visit: Visit) -> None:
    page, breakdown = visit.page, read_breakdown(district)
    works = draft(breakdown, "城东水厂")
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    face(page, works).get_by_role("link", name="第7行").click()
    expect(page.locator(f'.rb-words[data-d="{works.pk}"]')).to_be_in_viewport()
    assert page.evaluate(LIT) == works.words
    estates = draft(breakdown, "改造老旧小区")
    page.locator(f'.rb-words[data-d="{estates.pk}"]').click()
    expect(card(page, estates)).to_be_in_viewport()
    expect(card(page, estates)).to_be_focused()
    assert page.evaluate(LIT) == estates.words
    assert visit.sticks_out() == []


def test_on_a_phone_the_other_pane_opens_where_somebody_pointed_last(district: District, visitor: Visitor) -> None:
    breakdown, visit = read_breakdown(district), visitor(360)
    page, works = visit.page, draft(breakdown, "城东水厂")
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    panes = page.get_by_role("group", name="查看内容")
    face(page, works).get_by_role("heading").click()
    panes.get_by_role("button", name="原文").hover()
    panes.get_by_role("button", name="原文").click()
    expect(page.locator(f'.rb-words[data-d="{works.pk}"]')).to_be_in_viewport()
    estates = draft(breakdown, "改造老旧小区")
    page.locator(f'.rb-words[data-d="{estates.pk}"]').hover()
    panes.get_by_role("button", name="条目").hover()
    panes.get_by_role("button", name="条目").click()
    expect(card(page, estates)).to_be_in_viewport()


def test_drafts_are_filtered_and_the_filter_outlives_a_reload(district: District, visit: Visit) -> None:
    page, breakdown = visit.page, read_breakdown(district)
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    search = page.get_by_role("search", name="筛选条目")
    search.get_by_label("类别").select_option(label="重点项目")
    expect(page.locator(".rb-card:visible")).to_have_count(2)
    search.get_by_label("可信度").select_option(label="低于80%")
    expect(page.locator(".rb-card:visible")).to_have_count(1)
    expect(page.get_by_text("显示1条")).to_be_visible()
    page.reload()
    expect(page.locator(".rb-card:visible")).to_have_count(1)


def edit_while_accepting(visit: Visit, works: BreakdownDraft) -> None:
    """What is typed stays while the same draft is accepted; then it is saved."""
    page = visit.page
    face(page, works).get_by_role("link", name="修改或拆分").click()
    form = form_in(page, works)
    form.get_by_label("名称").fill("城东自来水厂")
    form.get_by_label("牵头单位", exact=True).select_option(label="区财政局")
    face(page, works).get_by_role("button", name="采纳", exact=True).click()
    expect(face(page, works).get_by_text("已采纳")).to_be_visible()
    expect(form.get_by_label("名称")).to_have_value("城东自来水厂")
    form.get_by_label("报告明确的时限").fill("2024-09-30")
    form.get_by_role("button", name="保存").click()
    expect(face(page, works).get_by_role("heading")).to_contain_text("城东自来水厂")
    expect(face(page, works)).to_contain_text("牵头单位：区财政局")
    expect(face(page, works)).to_contain_text("2024年9月30日")
    assert visit.sticks_out() == []


def split_and_merge(visit: Visit, roads: BreakdownDraft) -> None:
    """Pieces light their own words; merged again, the first one lights both."""
    page = visit.page
    face(page, roads).get_by_role("link", name="修改或拆分").click()
    card(page, roads).get_by_text("拆分为多条").click()
    card(page, roads).get_by_role("button", name="拆分", exact=True).click()
    expect(face(page, roads).get_by_text("已拆分")).to_be_visible()
    pieces = list(BreakdownDraft.objects.filter(split_from=roads).order_by("start"))
    assert [piece.words for piece in pieces] == ["云杉大道", "白鹭大桥"]
    for piece in pieces:
        face(page, piece).hover()
        assert page.evaluate(LIT) == piece.words
        card(page, piece).get_by_role("checkbox").check()
    page.get_by_role("button", name="并入第一条").click()
    expect(face(page, pieces[1]).get_by_text("已合并")).to_be_visible()
    face(page, pieces[0]).hover()
    assert page.evaluate(LIT) == "云杉大道白鹭大桥"


def add_by_hand(visit: Visit) -> None:
    """What nothing covers is drafted by one click; its form says what is missing."""
    page = visit.page
    page.get_by_role("button", name="+ 指标").first.click()
    expect(page.get_by_text("句子均已覆盖")).to_be_visible()
    school = BreakdownDraft.objects.get(rule="by_hand")
    face(page, school).get_by_role("link", name="修改或拆分").click()
    form = form_in(page, school)
    form.get_by_label("数值").fill("3")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_text("填写了数值，还须填写单位。")).to_be_visible()
    form.get_by_label("计量单位").fill("所")
    form.get_by_label("比较方式").select_option(value="exactly")
    form.get_by_role("button", name="保存").click()
    expect(face(page, school)).to_contain_text("= 3所")


def test_drafts_are_edited_split_merged_decided_applied_and_undone(district: District, visit: Visit) -> None:
    page, breakdown = visit.page, read_breakdown(district)
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    page.on("dialog", Dialog.accept)
    edit_while_accepting(visit, draft(breakdown, "城东水厂"))
    split_and_merge(visit, draft(breakdown, "云杉大道、白鹭大桥等项目"))
    reform = draft(breakdown, "推进一件事改革")
    face(page, reform).get_by_role("button", name="不采纳").click()
    expect(face(page, reform).get_by_role("button", name="撤回")).to_be_visible()
    add_by_hand(visit)

    page.get_by_label("可信度不低于").fill("0")
    page.get_by_role("button", name="批量采纳").click()
    visit.follow(page.get_by_role("button", name="应用", exact=True))
    expect(page.get_by_text("已应用，可以撤销。")).to_be_visible()
    assert visit.sticks_out() == []
    made = Project.objects.get(name="城东自来水厂")
    assert (made.lead_department, str(made.due_on)) == (district.czj, "2024-09-30")
    assert Project.objects.filter(name="云杉大道").exists()
    assert not Project.objects.filter(name="推进一件事改革").exists()
    assert Indicator.objects.get(name="新建幼儿园3所").target == 3

    visit.follow(page.get_by_role("link", name="撤销应用"))
    page.get_by_label("撤销原因").fill("文本用错了版本")
    page.get_by_role("button", name="撤销应用").click()
    expect(page.get_by_text("已撤销，各项内容已恢复原状。")).to_be_visible()
    assert not Project.objects.filter(name="城东自来水厂").exists()
    assert not Indicator.objects.filter(name="新建幼儿园3所").exists()

    visit.follow(page.get_by_role("button", name="更正后重新应用"))
    expect(page.get_by_text("各条目保持原有处理结果")).to_be_visible()
    visit.follow(page.get_by_role("button", name="应用", exact=True))
    expect(page.get_by_text("已应用，可以撤销。")).to_be_visible()
    assert Project.objects.filter(name="城东自来水厂").exists()


def test_what_is_typed_above_the_drafts_stays_while_a_draft_is_decided(district: District, visitor: Visitor) -> None:
    breakdown, visit = read_breakdown(district), visitor(1440)
    page, works = visit.page, draft(breakdown, "城东水厂")
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    page.get_by_label("可信度不低于").fill("60")
    page.get_by_label("同时采用建议的牵头单位").check()
    face(page, works).get_by_role("button", name="采纳", exact=True).click()
    expect(page.get_by_text("已采纳 1", exact=True)).to_be_visible()
    expect(page.get_by_label("可信度不低于")).to_have_value("60")
    expect(page.get_by_label("同时采用建议的牵头单位")).to_be_checked()


def test_without_a_connection_nothing_that_was_typed_is_lost(district: District, visitor: Visitor) -> None:
    breakdown = read_breakdown(district)
    works, visit = draft(breakdown, "城东水厂"), visitor(1440)
    page = visit.page
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    face(page, works).get_by_role("link", name="修改或拆分").click()
    form = form_in(page, works)
    form.get_by_label("名称").fill("城东自来水厂")
    page.context.set_offline(True)
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_text("网络不通。内容没有丢失，请重试。")).to_be_visible()
    visit.faults.clear()  # the lost request itself
    page.context.set_offline(False)
    expect(form.get_by_label("名称")).to_have_value("城东自来水厂")
    form.get_by_role("button", name="保存").click()
    expect(face(page, works).get_by_role("heading")).to_contain_text("城东自来水厂")


def test_a_draft_is_found_accepted_and_edited_without_a_mouse(district: District, visitor: Visitor) -> None:
    breakdown, visit = read_breakdown(district), visitor(1440)
    page, growth = visit.page, draft(breakdown, "地区生产总值增速")
    visit.be("supervisor")
    visit.go(f"report-breakdowns/{breakdown.pk}/")
    tab_to(page, "^地区生产总值增长6%左右$")
    assert page.evaluate(LIT) == growth.words
    page.keyboard.press("Enter")
    expect(card(page, growth)).to_be_focused()
    tab_to(page, "^采纳$")
    page.keyboard.press("Enter")
    expect(face(page, growth).get_by_role("button", name="撤回")).to_be_visible()
    expect(card(page, growth)).to_be_focused()
    tab_to(page, "^修改或拆分$")
    page.keyboard.press("Enter")
    expect(form_in(page, growth).get_by_label("名称")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("（预期）")
    tab_to(page, "^保存$")
    page.keyboard.press("Enter")
    expect(face(page, growth).get_by_role("heading")).to_contain_text("地区生产总值增速（预期）")
