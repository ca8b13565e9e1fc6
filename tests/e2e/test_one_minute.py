"""What a department head and a leader do, in the browser that they have."""

import re

import pytest
from playwright.sync_api import expect

from indicators.models import SupervisionPolicy
from projects.models import Project
from projects.services import standing
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def judged(district: District) -> None:
    """The overdue milestone has turned its project red."""
    SupervisionPolicy.objects.update(red_missing_reports=99)
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))


def test_a_department_completes_its_overdue_milestone_and_sees_the_light_turn(district: District, visit: Visit) -> None:
    page = visit.page
    visit.log_in("head_fgw", PASSWORD)
    expect(page.get_by_text("演示", exact=True).first).to_be_visible()
    assert visit.fits()

    lights = page.locator(".db-lights li", has_text="红灯")
    lights.get_by_role("link").click()
    expect(page.locator("#result_list")).to_be_visible()
    assert visit.fits()
    page.get_by_role("link", name=re.compile("在建厂房|2024-1-001")).first.click()

    expect(page.locator(".db-standing .db-light-red")).to_be_visible()
    assert visit.fits()
    page.locator("tr", has_text="开工").get_by_role("link", name="办结").click()
    page.fill("textarea[name=note]", "已开工")
    assert visit.fits()
    page.get_by_role("button", name="办结").click()

    expect(page.locator(".db-standing .db-light-red")).to_have_count(0)
    expect(page.get_by_text("“开工”已办结")).to_be_visible()


def test_a_leader_sees_what_is_red_why_and_who_owes_it(district: District, visit: Visit) -> None:
    page = visit.page
    visit.log_in("leader", PASSWORD)
    turned = page.locator("section", has_text="本周新亮红灯").first
    expect(turned.get_by_text("在建厂房")).to_be_visible()
    expect(turned.get_by_text("区发改委")).to_be_visible()
    expect(turned.get_by_text(re.compile("节点逾期"))).to_be_visible()
    assert visit.fits()


def test_the_supervision_office_reads_lists_and_to_do_page_without_scrolling_sideways(
    district: District, visit: Visit
) -> None:
    visit.log_in("supervisor", PASSWORD)
    for path in (
        "projects/project/",
        "projects/milestone/",
        "indicators/indicator/",
        "todo/",
        "projects/reminderrule/",
    ):
        visit.page.goto(f"{visit.address}/console/{path}")
        assert visit.fits(), path
