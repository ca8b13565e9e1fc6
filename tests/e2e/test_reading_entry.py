"""A reporter enters the month's figures on a phone: saved while typed, also after the network was away."""

from datetime import date

import pytest
from playwright.sync_api import Route, expect

from indicators.models import Indicator, Reading
from tests import factories as make
from tests.committed import COMMITTED
from tests.e2e.conftest import Visitor
from tests.indicators.acting import PERSONS
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


@pytest.fixture
def jobs(district: District) -> Indicator:
    """Eight thousand new jobs, 4,700 by July."""
    indicator = make.make_indicator(district.part, "I066", lead=district.fgw, name="新增城镇就业", **PERSONS)
    make.make_reading(indicator, date(2024, 7, 1), 4700)
    return indicator


def test_figures_are_saved_while_typed_and_handed_in_together(jobs: Indicator, visitor: Visitor) -> None:
    visit = visitor(360)
    visit.be("reporter_fgw")
    visit.go("todo/")
    visit.page.get_by_role("link", name="新增城镇就业").click()
    expect(visit.page.get_by_role("heading", name="2024年8月指标填报")).to_be_visible()
    assert visit.sticks_out() == []
    value = visit.page.get_by_label("新增城镇就业 本期值")
    status = visit.page.locator("#entry-status")

    value.fill("4000")
    expect(visit.page.get_by_text("累计数不应减少")).to_be_visible()
    value.fill("5400")
    expect(visit.page.locator(f"#i{jobs.pk} [data-state]")).to_have_text("草稿")
    expect(status).to_contain_text("已保存")
    assert Reading.objects.get(indicator=jobs, period=date(2024, 8, 1)).value == 5400

    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.method)
        route.abort()

    visit.page.route("**/indicators/entry/**", lose)
    value.fill("5450")
    expect(status).to_contain_text("网络中断")
    visit.page.unroute("**/indicators/entry/**", lose)
    visit.page.evaluate("dispatchEvent(new Event('online'))")
    expect(status).to_contain_text("已保存")
    assert lost == ["POST"]
    assert Reading.objects.get(indicator=jobs, period=date(2024, 8, 1)).value == 5450
    visit.faults.clear()  # the lost connection is what this was about

    visit.page.get_by_role("button", name="提交已填指标").click()
    expect(visit.page.get_by_text("已提交1项")).to_be_visible()
    expect(value).to_be_disabled()
    assert Reading.objects.get(indicator=jobs, period=date(2024, 8, 1)).state == "submitted"
