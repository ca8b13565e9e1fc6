"""A head files the month on a small phone, in few steps, on a network that drops."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, Route, expect

from accounts.models import AnsweredRequest
from projects.models import Milestone, ProgressReport
from projects.services import reporting_periods
from tests.committed import COMMITTED
from tests.cycle.acting import PDF
from tests.e2e.conftest import Visit, Visitor
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]

MOST_INTERACTIONS = 12


class Hand:
    """Counts what a person does: a tap, or filling a field."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def tap(self, name: str | re.Pattern[str], role: str = "link") -> None:
        self.interactions += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role's name

    def write(self, label: str | re.Pattern[str], text: str) -> None:
        self.interactions += 1
        self.page.get_by_label(label).first.fill(text)

    def check(self, label: str | re.Pattern[str]) -> None:
        self.interactions += 1
        self.page.get_by_label(label).first.check()


@pytest.fixture(autouse=True)
def month_is_open(district: District, settings: LazySettings, tmp_path: Path) -> None:
    """September is open; evidence goes to a folder of the test."""
    storages = {**settings.STORAGES}
    storages["evidence"] = {**storages["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = storages
    reporting_periods.open_current()


def report_of(district: District) -> ProgressReport:
    return ProgressReport.objects.get(project=district.led, period=date(2024, 9, 1))


def forgive(visit: Visit) -> None:
    """A lost connection and a refused submission are what the test is about; any other fault is one."""
    others = [fault for fault in visit.faults if "/submit/" not in fault and "Failed to load resource" not in fault]
    assert others == []
    visit.faults.clear()


def test_a_head_files_the_month_on_a_phone_in_twelve_steps_from_the_login(district: District, visitor: Visitor) -> None:
    visit = visitor(360)
    page, hand = visit.page, Hand(visit.page)
    page.goto(f"{visit.address}/console/todo/")
    hand.write("用户名", "head_fgw")
    hand.write(re.compile("密码"), PASSWORD)
    hand.tap(re.compile("登录"), "button")
    hand.tap(re.compile("填报2024年9月进度.*在建厂房", re.DOTALL))
    assert visit.sticks_out() == []
    hand.write("进度（%）", "40")
    hand.write(re.compile("工作进展"), "完成桩基施工")
    hand.check(re.compile("开工"))
    hand.tap("提交填报", "button")
    expect(page.locator("#filed")).to_be_visible(timeout=10_000)
    assert hand.interactions <= MOST_INTERACTIONS
    report = report_of(district)
    assert (report.state, report.done, report.percent) == ("submitted", "完成桩基施工", 40)
    district.overdue.refresh_from_db()
    assert district.overdue.completed_on == date(2024, 9, 20)
    assert visit.faults == []


def test_what_is_typed_is_saved_by_itself_and_a_photo_goes_with_the_milestone(
    district: District, visitor: Visitor
) -> None:
    visit = visitor(360)
    page = visit.page
    visit.log_in("reporter_fgw")
    page.goto(f"{visit.address}/console/projects/project/{district.led.pk}/report/2024-9/")
    page.get_by_label(re.compile("工作进展")).fill("场地平整完成")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    page.get_by_label(re.compile("开工")).check()
    page.locator("[data-milestone]", has_text="开工").locator("input[type=file]").set_input_files(
        {"name": "现场.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.locator("[data-milestone]", has_text="开工").locator("[data-uploaded]")).to_contain_text("现场.pdf")
    page.reload()
    expect(page.get_by_label(re.compile("工作进展"))).to_have_value("场地平整完成")
    expect(page.get_by_label(re.compile("开工"))).to_be_checked()
    assert Milestone.objects.get(pk=district.overdue.pk).evidence.count() == 1
    assert report_of(district).state == "draft"


def test_a_submission_whose_answer_is_lost_is_filed_once(district: District, visitor: Visitor) -> None:
    visit = visitor(360)
    page = visit.page
    visit.log_in("head_fgw")
    page.goto(f"{visit.address}/console/projects/project/{district.led.pk}/report/2024-9/")
    page.get_by_label(re.compile("工作进展")).fill("完成桩基施工")
    sent: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request.headers["idempotency-key"])
        if len(sent) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/submit/", lose_the_first_answer)
    page.get_by_role("button", name="提交填报").click()
    expect(page.locator("#save-state")).to_contain_text("网络已断开")
    expect(page.locator("#filed")).to_be_visible(timeout=10_000)
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert AnsweredRequest.objects.filter(route__endswith="/submit/").count() == 1
    report = report_of(district)
    assert (report.state, report.version) == ("submitted", 3), "made, saved, submitted"
    forgive(visit)


def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(district: District, visitor: Visitor) -> None:
    visit = visitor(360)
    page = visit.page
    visit.log_in("head_fgw")
    page.goto(f"{visit.address}/console/projects/project/{district.led.pk}/report/2024-9/")
    page.get_by_label("进度（%）").fill("95")
    page.get_by_label(re.compile("工作进展")).fill("完成桩基施工")
    page.get_by_role("button", name="提交填报").click()
    expect(page.locator('[data-error="percent_explanation"]')).to_contain_text("请说明差异原因")
    expect(page.get_by_label("进度（%）")).to_have_value("95")
    page.get_by_label(re.compile("不一致的说明")).fill("设备已提前安装")
    page.get_by_role("button", name="提交填报").click()
    expect(page.locator("#filed")).to_be_visible(timeout=10_000)
    forgive(visit)
