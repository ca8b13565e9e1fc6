"""A project through its whole cycle in the browser, as the five who act (323国道 as an example of the real list)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from projects.models import Project
from projects.services import planning, reporting_periods
from tests import factories as make
from tests.committed import COMMITTED
from tests.cycle.acting import PDF
from tests.e2e.conftest import Visit, Visitor
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(240)]

TIMELINE = [
    "列入督办清单",
    "新增节点“主体完工”，时限2024年10月31日",
    "新增节点“竣工通车”，时限2024年11月30日",
    "阶段：已立项 → 已交办",
    "阶段：已交办 → 办理中",
    "提交2024年9月进度填报（20%）",
    "退回2024年9月进度填报",
    "提交2024年9月进度填报（20%）",
    "审核通过2024年9月进度填报",
    "申请将“项目”由2024年11月30日延期至2025年1月14日，共45天",
    "同意“项目”由2024年11月30日延期至2025年1月14日，共45天",
    "批示：请加快进度（2024年9月27日前回复）",
    "区发改委回复：已增加作业面",
    "认可区发改委的回复",
    "办结批示：请加快进度",
    "完成节点“主体完工”",
    "完成节点“竣工通车”",
    "阶段：办理中 → 申请办结；上传佐证材料：验收报告.pdf",
    "阶段：申请办结 → 办理中",
    "阶段：办理中 → 申请办结",
    "阶段：申请办结 → 已办结",
]


@pytest.fixture(autouse=True)
def files_of_their_own(settings: LazySettings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["evidence"] = {**storages["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = storages


@pytest.fixture
def project(district: District) -> Project:
    """Drafted and planned; from here on the browser."""
    drafted = make.make_project(district.theme, "2024-1-323", name="323国道改扩建")
    office = district.people.supervisor
    for title, due_on, is_final in (
        ("主体完工", date(2024, 10, 31), False),
        ("竣工通车", date(2024, 11, 30), True),
    ):
        planning.add(project_id=drafted.pk, by=office, title=title, due_on=due_on, is_final=is_final)
    return drafted


class Desk:
    """Somebody at a computer, logged in."""

    def __init__(self, visitor: Visitor, username: str, project: Project) -> None:
        self.visit: Visit = visitor(1440)
        self.page: Page = self.visit.page
        self.project = project
        self.visit.be(username)

    def open(self) -> None:
        self.visit.go(f"projects/project/{self.project.pk}/change/")

    def step(self, button: str, **texts: str) -> None:
        """Open the project, press a button, fill in what is asked, and confirm."""
        self.open()
        self.page.get_by_role("link", name=button, exact=True).click()
        self.fill_and_send(button, **texts)

    def fill_and_send(self, button: str, **texts: str) -> None:
        for name, text in texts.items():
            self.page.locator(f"[name={name}]").fill(text)
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_text("已办理")).to_be_visible()


def test_a_project_goes_through_its_cycle_in_the_browser(
    district: District, visitor: Visitor, project: Project
) -> None:
    office, head, reporter, leader = (
        Desk(visitor, name, project) for name in ("supervisor", "head_fgw", "reporter_fgw", "leader")
    )
    assign(office, project)
    head.step("签收")

    Project.objects.filter(pk=project.pk).update(assigned_on=date(2024, 8, 30))
    reporting_periods.open_current()
    file_report(reporter)
    review(office, "r", "请补充征地情况")
    file_report(reporter)
    review(office, "a")

    head.step("申请延期", new_due_on="2025-01-14", reason="连续降雨")
    review(leader, "a")

    leader.step("作出批示", text="请加快进度")
    head.visit.go("todo/")
    head.page.get_by_role("link", name=re.compile("请加快进度")).click()
    head.page.get_by_role("link", name="回复", exact=True).click()
    head.fill_and_send("回复", text="已增加作业面")
    leader.open()
    leader.page.get_by_role("link", name="请加快进度").click()
    leader.page.get_by_role("link", name="认可回复").click()
    leader.fill_and_send("认可回复")
    leader.page.get_by_role("link", name="办结批示").click()
    leader.fill_and_send("办结批示")

    for title in ("主体完工", "竣工通车"):
        head.open()
        head.page.locator("tr", has_text=title).get_by_role("link", name="完成").click()
        head.page.get_by_role("button", name="完成").click()
        expect(head.page.locator(".db-table tr", has_text=title)).to_contain_text("2024年9月20日")
    head.open()
    head.page.get_by_role("link", name="申请销号").click()
    head.page.locator("[name=file]").set_input_files(
        {"name": "验收报告.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    head.fill_and_send("申请销号", statement="已建成通车")
    review(office, "r", "请附交工验收报告")
    head.step("申请销号", statement="已建成通车，验收报告已附")
    review(office, "a")

    project.refresh_from_db()
    assert (project.stage, project.rag, project.milestones_done) == ("closed", "blue", 2)
    leader.open()
    told = [text.split("\n") for text in leader.page.locator(".db-timeline > li").all_inner_texts()][::-1]
    for line, wanted in zip(told, TIMELINE, strict=True):
        assert line[1].startswith(wanted), told


def assign(office: Desk, project: Project) -> None:
    """Two clicks in the list, a department, done."""
    office.visit.go("projects/project/?stage__exact=drafted")
    office.page.locator("tr", has_text="323国道").locator("input.action-select").check()
    office.page.locator("select[name=action]").select_option("assign")
    office.page.get_by_role("button", name=re.compile("执行|运行|Go")).first.click()
    office.page.locator("select[name$=lead_department]").select_option(label="区发改委")
    expect(office.page.locator("[name$=due_on]")).to_have_value("2024-11-30")
    office.page.get_by_role("button", name="交办").click()
    expect(office.page.get_by_text("已交办1个项目")).to_be_visible()


def file_report(reporter: Desk) -> None:
    """From the project's page, with what was there before."""
    reporter.open()
    reporter.page.get_by_role("link", name="月度填报").click()
    reporter.page.get_by_label("进度（%）").fill("20")
    reporter.page.get_by_label(re.compile("工作进展")).fill("完成路基")
    reporter.page.get_by_role("button", name="提交填报").click()
    expect(reporter.page.locator("#filed")).to_be_visible()


def review(office: Desk, key: str, reason: str = "") -> None:
    """The queue by keyboard."""
    office.visit.go("review/")
    office.page.get_by_role("link", name=re.compile("323国道")).click()
    office.page.wait_for_url(re.compile(r"/review/\w+/\d+/$"), wait_until="load")
    office.page.locator("body").press(key)
    if reason:
        office.page.keyboard.type(reason)
        office.page.locator(":focus").locator("xpath=ancestor::form").get_by_role("button").click()
    expect(office.page.get_by_text("已办理")).to_be_visible()
