"""A month is filed and reviewed without a mouse: only Tab, Enter, space and the queue's letters."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from projects.models import ProgressReport
from projects.services import reporting_periods
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]

STEPS = 160
# What a screen reader would say of the element that has the focus.
FOCUSED = """() => {
    const e = document.activeElement;
    const words = e.labels?.[0]?.textContent || e.getAttribute('aria-label') || e.textContent || '';
    return words.replace(/\\s+/g, ' ').trim();
}"""
CAN_BE_SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
}"""


@pytest.fixture(autouse=True)
def month_is_open(district: District, settings: LazySettings, tmp_path: Path) -> None:
    """September is open; evidence goes to a folder of the test."""
    storages = {**settings.STORAGES}
    storages["evidence"] = {**storages["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = storages
    reporting_periods.open_current()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something so called has the focus, and can be seen to have it."""
    seen = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if re.search(words, seen[-1]):
            assert page.evaluate(CAN_BE_SEEN), f"{words} has the focus, and nothing shows it"
            return
    pytest.fail(f"Tab never reaches {words}, only {list(dict.fromkeys(seen))}")


def file_the_month(visit: Visit) -> None:
    page = visit.page
    visit.go("todo/")
    tab_to(page, "填报2024年9月进度.*在建厂房")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/2024-09/", wait_until="load")
    tab_to(page, "进度（%）")
    page.keyboard.type("40")
    tab_to(page, "工作进展")
    page.keyboard.type("完成桩基施工")
    tab_to(page, "开工")
    page.keyboard.press("Space")
    expect(page.get_by_label(re.compile("开工")).first).to_be_checked()
    tab_to(page, "^提交填报$")
    page.keyboard.press("Enter")
    expect(page.locator("#filed")).to_be_visible(timeout=10_000)
    expect(page.locator("#filed")).to_be_focused()


def open_in_the_queue(visit: Visit) -> None:
    visit.go("review/")
    tab_to(visit.page, "在建厂房")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/review/\w+/\d+/$"), wait_until="load")


def test_a_month_is_filed_returned_filed_again_and_approved_without_a_mouse(
    district: District, visitor: Visitor
) -> None:
    head, office = visitor(1440), visitor(1440)
    head.be("head_fgw")
    office.be("supervisor")
    file_the_month(head)
    assert ProgressReport.objects.get(project=district.led, period=date(2024, 9, 1)).state == "submitted"

    open_in_the_queue(office)
    office.page.keyboard.press("r")
    office.page.keyboard.type("请补充征地情况")
    tab_to(office.page, "^退回$")
    office.page.keyboard.press("Enter")
    expect(office.page.get_by_text("已办理")).to_be_visible()
    assert ProgressReport.objects.get(project=district.led, period=date(2024, 9, 1)).return_reason == "请补充征地情况"

    head.go("todo/")
    tab_to(head.page, "2024年9月.*在建厂房")
    head.page.keyboard.press("Enter")
    head.page.wait_for_url("**/report/2024-09/", wait_until="load")
    expect(head.page.get_by_role("alert").first).to_contain_text("请补充征地情况")
    tab_to(head.page, "^提交填报$")
    head.page.keyboard.press("Enter")
    expect(head.page.locator("#filed")).to_be_visible(timeout=10_000)

    open_in_the_queue(office)
    office.page.keyboard.press("a")
    expect(office.page.get_by_text("已办理")).to_be_visible()
    assert ProgressReport.objects.get(project=district.led, period=date(2024, 9, 1)).state == "approved"
