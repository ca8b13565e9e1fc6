"""Views of a list, the search and the language, in a real browser with keyboard and menu."""

import pytest
from playwright.sync_api import expect

from accounts.models import SavedView
from projects.models import Project
from projects.services import standing
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


def test_a_view_is_saved_opened_again_changed_and_deleted(district: District, visit: Visit) -> None:
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    visit.be("supervisor")
    visit.go("projects/project/?rag__exact=red")
    page = visit.page
    page.get_by_text("保存为视图").click()
    page.get_by_label("名称", exact=True).fill("红灯项目")
    page.get_by_role("button", name="保存", exact=True).click()
    chip = page.get_by_role("link", name="红灯项目")
    expect(chip).to_have_attribute("aria-current", "page")
    assert visit.sticks_out() == []
    page.locator(".db-chips a").first.click()
    page.wait_for_url("**/?view=all")
    rows = page.locator("#result_list tbody tr.data-row")
    expect(rows).to_have_count(Project.objects.filter(report=district.report).count())
    page.get_by_role("link", name="红灯项目").click()
    expect(rows).to_have_count(Project.objects.filter(report=district.report, rag="red").count())
    page.locator("summary", has_text="列").click()
    page.get_by_label("编码", exact=True).uncheck()
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text("已改动")).to_be_visible()
    page.get_by_role("button", name="将变更保存到“红灯项目”").click()
    page.get_by_role("button", name="设为默认").click()
    visit.go("projects/project/")
    expect(page.get_by_role("link", name="红灯项目")).to_have_attribute("aria-current", "page")
    assert "number" not in SavedView.objects.get().columns
    page.get_by_role("link", name="修改此视图").click()
    page.get_by_role("button", name="删除此视图").click()
    expect(page.get_by_text("视图“红灯项目”已删除。")).to_be_visible()


def test_the_keyboard_searches_from_any_page(district: District, visit: Visit) -> None:
    visit.be("supervisor")
    visit.go("todo/")
    page = visit.page
    page.keyboard.press("Control+k")
    if page.viewport_size["width"] < 1000:  # the menu with its search field is closed
        page.wait_for_url("**/search/")
    expect(page.locator("#db-search, #db-search-main").filter(visible=True).last).to_be_focused()
    page.keyboard.type("厂房")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="2024-1-001 在建厂房").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/projects/project/{district.led.pk}/change/")


def test_the_language_is_chosen_before_logging_in_and_switched_in_the_menu(
    district: District, visitor: Visitor
) -> None:
    visit = visitor(1440)
    page = visit.page
    visit.go("login/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.get_by_label("User name").fill("supervisor")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/console/")
    visit.go("projects/project/?rag__exact=red")
    expect(page.get_by_text("Save this view")).to_be_visible()
    page.locator("#nav-sidebar").get_by_text("unfold_more").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_text("保存为视图")).to_be_visible()
    assert page.url.endswith("?rag__exact=red"), "one stays where one is"
    district.people.supervisor.refresh_from_db()
    assert district.people.supervisor.language == "zh-hans"
