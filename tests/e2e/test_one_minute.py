"""What a department, a leader and the supervision office do, in the browser that they have."""

import re

import pytest
from playwright.sync_api import Page, expect

from indicators.models import SupervisionPolicy
from projects.models import Milestone, Project
from projects.services import standing
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def judged(district: District) -> None:
    """The overdue milestone has turned its project red."""
    SupervisionPolicy.objects.update(red_missing_reports=99)
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))


def open_the_red_project(visit: Visit) -> None:
    """From the dashboard over its red number and the list."""
    page = visit.page
    red = page.locator(".db-lights li", has_text="红灯").get_by_role("link")
    number = int(red.inner_text())
    red.click()
    expect(page.locator("#result_list tbody")).to_have_count(number)
    assert visit.sticks_out() == []
    page.get_by_role("link", name="在建厂房").click()
    expect(page.locator(".db-standing .db-light-red")).to_be_visible()
    expect(page.locator(".db-reasons")).to_contain_text("节点逾期")


def test_a_department_completes_its_overdue_milestone_and_sees_the_light_turn(district: District, visit: Visit) -> None:
    page = visit.page
    visit.log_in("head_fgw")
    expect(page.locator(".db-demonstration")).to_contain_text("2024年9月20日")
    assert visit.sticks_out() == []
    open_the_red_project(visit)
    assert visit.sticks_out() == []
    page.locator("tr", has_text="开工").get_by_role("link", name="完成").click()
    expect(page.get_by_label("完成日期")).to_have_value("2024-09-20")
    page.get_by_label("完成情况说明").fill("已开工")
    assert visit.sticks_out() == []
    page.get_by_role("button", name="完成").click()

    expect(page.locator(".db-standing .db-light")).not_to_contain_text("红灯")
    expect(page.locator("tr", has_text="开工")).to_contain_text("2024年9月20日")
    expect(page.locator("tr", has_text="开工").get_by_role("link", name="完成")).to_have_count(0)
    district.overdue.refresh_from_db()
    assert (district.overdue.completion_note, district.overdue.completed_by) == (
        "已开工",
        district.people.department_head,
    )


def test_the_same_is_done_without_a_mouse(district: District, visitor: Visitor) -> None:
    visit = visitor(1440)
    page = visit.page
    page.goto(f"{visit.address}/console/login/")
    page.get_by_label("用户名").focus()
    page.keyboard.type("reporter_fgw")
    page.keyboard.press("Tab")
    expect(page.get_by_label("密码")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.address}/console/")
    visit.go(f"projects/project/{district.led.pk}/change/")
    tab_to(page, "完成")
    page.keyboard.press("Enter")
    expect(page.get_by_label("完成日期")).to_be_visible()
    tab_to(page, "完成")
    page.keyboard.press("Enter")
    expect(page.locator(".db-standing")).to_be_visible()
    assert Milestone.objects.get(pk=district.overdue.pk).completed_on is not None


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the element with exactly these words has the focus, and can be seen to have it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            break
    else:
        pytest.fail(f"Tab never reaches {words}")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_form_that_somebody_overtook_says_so_and_keeps_what_was_typed(district: District, visit: Visit) -> None:
    page = visit.page
    visit.log_in("reporter_fgw")
    visit.go(f"projects/milestone/{district.overdue.pk}/complete/")
    page.get_by_label("完成情况说明").fill("我写的说明")
    Milestone.objects.filter(pk=district.overdue.pk).update(title="改名")
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("alert")).to_contain_text("已被他人修改")
    expect(page.get_by_label("完成情况说明")).to_have_value("我写的说明")
    visit.faults.clear()  # the refused form answers 400, which the browser's own log calls an error


def test_a_leader_sees_what_is_red_why_and_who_owes_it(district: District, visit: Visit) -> None:
    visit.log_in("leader")
    turned = visit.page.get_by_role("region", name="本周新亮红灯")
    expect(turned.get_by_text("在建厂房")).to_be_visible()
    expect(turned).to_contain_text("区发改委")
    expect(turned).to_contain_text(re.compile("节点逾期"))
    assert visit.sticks_out() == []
