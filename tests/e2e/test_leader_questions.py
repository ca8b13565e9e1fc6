"""What a leader asks in a meeting: each answered within three clicks of the login, each number held against SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from projects.console.projects import ProjectAdmin
from projects.models import ProgressReport
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.factories import TODAY
from tests.snapshots import Snapshot

pytestmark = [COMMITTED, pytest.mark.timeout(300)]

MOST_CLICKS = 3
PER_PAGE = ProjectAdmin.list_per_page
SILENT = "区审计局"


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows, straight from the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def one(statement: str, *values: Any) -> Any:
    """A single value."""
    return sql(statement, *values)[0][0]


@dataclass
class Leader:
    """A leader at a desk, who has just logged in; counts the clicks of each question."""

    visit: Visit
    clicks: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visit.page

    def asks(self, question: str) -> None:
        """Begin again at the dashboard."""
        assert self.clicks <= MOST_CLICKS, self.asked[-1]
        self.asked.append(question)
        self.clicks = 0
        self.visit.go("")

    def click(self, what: Locator, *, leads_on: bool = True) -> None:
        """Click, and wait for the page that it leads to, so that nothing is read from the one before."""
        self.clicks += 1
        if not leads_on:
            what.click()
            return
        self.visit.follow(what)

    def menu(self, name: str) -> None:
        """A line of the menu at the left."""
        self.click(self.page.locator("#nav-sidebar").get_by_role("link", name=re.compile(rf"(^|\s){name}$")))

    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)


@pytest.fixture
def leader(demonstration_once: Snapshot[None], visitor: Visitor) -> Iterator[Leader]:
    """Of a district where one department has been silent for three months."""
    demonstration_once.restore()
    silent = ProgressReport.objects.filter(project__lead_department__name=SILENT, period__month__gte=6)
    silent.update(state="draft", submitted_on=None, reviewed_by=None, reviewed_at=None)
    visit = visitor(1440)
    visit.log_in("leader")
    asking = Leader(visit)
    yield asking
    assert asking.clicks <= MOST_CLICKS, asking.asked[-1]


def number(locator: Locator) -> int:
    return int(locator.inner_text().strip())


def test_a_leader_s_questions_are_answered_within_three_clicks(leader: Leader) -> None:
    for ask in QUESTIONS:
        ask(leader)
    assert len(leader.asked) >= 12


def which_projects_are_red_and_why(leader: Leader) -> None:
    leader.asks("哪些项目红灯,为什么")
    leader.click(leader.page.locator(".db-lights li", has_text="红灯").get_by_role("link"))
    red = dict(sql("SELECT code, rag_reasons::text FROM projects_project WHERE rag = 'red'"))
    for remaining in (len(red), len(red) - PER_PAGE):
        rows = leader.page.locator("#result_list tbody tr:visible")
        expect(rows).to_have_count(min(remaining, PER_PAGE))
        for text in rows.all_inner_texts():
            code = next(code for code in red if code in text)
            assert re.search("逾期|落后|未填报|超过|未回复", text), text
            assert red.pop(code)
        if red:
            leader.click(leader.page.get_by_role("link", name="2", exact=True))
    assert red == {}


def who_leads_a_project_and_how_late_is_it(leader: Leader) -> None:
    leader.asks("水西片区谁负责,晚了几天")
    leader.click(leader.page.locator("#nav-sidebar").get_by_role("searchbox"), leads_on=False)
    leader.page.keyboard.type("水西片区开发")
    leader.page.keyboard.press("Enter")
    leader.click(leader.page.get_by_role("link", name=re.compile("水西片区开发")).first)
    lead, due_on = sql(
        """SELECT department.name, min(milestone.due_on) FROM projects_project AS project
           JOIN accounts_department AS department ON department.id = project.lead_department_id
           JOIN projects_milestone AS milestone ON milestone.project_id = project.id
           WHERE project.name = '水西片区开发' AND milestone.completed_on IS NULL GROUP BY 1"""
    )[0]
    standing = leader.page.locator(".db-summary")
    expect(standing).to_contain_text(lead)
    expect(standing).to_contain_text(f"{(TODAY - due_on).days}天" if due_on < TODAY else "按进度")


def where_the_revenue_will_end(leader: Leader) -> None:
    leader.asks("财政收入指标照现在的速度年底能到多少")
    value, unit = sql(
        """SELECT reading.value, indicator.unit FROM indicators_indicator AS indicator
           JOIN indicators_reading AS reading ON reading.indicator_id = indicator.id
           WHERE indicator.name = '一般公共预算收入增速' AND reading.state = 'verified' ORDER BY period DESC LIMIT 1"""
    )[0]
    row = leader.region("主要指标").get_by_role("row", name=re.compile("一般公共预算收入"))
    expect(row).to_contain_text(f"{value.normalize():f}{unit}")
    leader.click(row.get_by_role("link"))
    expect(leader.page.locator("main, #main, body").first).to_contain_text("年底预测")


def which_department_has_not_reported_for_three_months(leader: Leader) -> None:
    leader.asks("哪个部门三个月没报")
    leader.menu("各单位情况")
    silent = sql(
        """SELECT department.name FROM accounts_department AS department
            WHERE EXISTS (SELECT FROM projects_progressreport AS report JOIN projects_project AS project
                          ON project.id = report.project_id
                          WHERE project.lead_department_id = department.id AND report.period = '2024-08-01')
              AND NOT EXISTS (SELECT FROM projects_progressreport AS report JOIN projects_project AS project
                              ON project.id = report.project_id
                              WHERE project.lead_department_id = department.id AND report.period >= '2024-06-01'
                                AND report.state IN ('submitted', 'confirmed', 'approved'))"""
    )
    shown = leader.region("三个月未报月报").get_by_role("link").all_inner_texts()
    assert {name for (name,) in silent} == set(shown) == {SILENT}


def what_turned_red_this_week(leader: Leader) -> None:
    leader.asks("本周哪些项目新亮红灯")
    names = sql("SELECT name FROM projects_project WHERE rag = 'red' AND rag_since >= %s", TODAY - timedelta(days=7))
    region = leader.region("本周新亮红灯")
    for (name,) in names:
        expect(region).to_contain_text(name)
    leader.click(region.get_by_role("heading").get_by_role("link"))
    expect(leader.page.locator("#result_list tbody tr:visible")).to_have_count(len(names))


def which_department_has_most_reds(leader: Leader) -> None:
    leader.asks("哪个部门红灯最多")
    counts = sql(
        """SELECT department.name, count(*) FROM projects_project AS project
           JOIN accounts_department AS department ON department.id = project.lead_department_id
           WHERE rag = 'red' GROUP BY 1 ORDER BY 2 DESC"""
    )
    first = leader.region("按牵头单位").locator("tbody tr").first
    name, red = first.get_by_role("rowheader").inner_text(), number(first.get_by_role("cell").first)
    assert (name, red) in [(name, count) for name, count in counts if count == counts[0][1]]


def which_department_fell_in_rank(leader: Leader) -> None:
    leader.asks("哪个部门名次掉得最多")
    fallen = sql(
        """SELECT department.name, new.rank - old.rank AS fallen FROM projects_departmentrecord AS new
           JOIN projects_reportingperiod AS month ON month.id = new.reporting_period_id AND month.period = '2024-08-01'
           JOIN projects_departmentrecord AS old ON old.department_id = new.department_id
           JOIN projects_reportingperiod AS before ON before.id = old.reporting_period_id
                AND before.period = '2024-07-01'
           JOIN accounts_department AS department ON department.id = new.department_id ORDER BY 2 DESC"""
    )
    leader.menu("各单位情况")
    leader.click(leader.page.get_by_role("link", name="名次变化"))
    first = leader.region("各单位情况").locator("tbody tr").first
    assert first.get_by_role("rowheader").inner_text() == fallen[0][0]
    expect(first.locator(".db-rank")).to_contain_text(str(fallen[0][1]))


def what_is_overdue_longest(leader: Leader) -> None:
    leader.asks("哪个节点逾期最久")
    title, due_on, count = sql(
        """SELECT title, milestone.due_on, count(*) OVER () FROM projects_milestone AS milestone
            JOIN projects_project AS project ON project.id = milestone.project_id
                 AND stage = ANY(ARRAY['assigned', 'in_progress', 'closure_requested'])
            WHERE completed_on IS NULL AND waived_on IS NULL AND milestone.due_on < %s
            ORDER BY milestone.due_on, milestone.id LIMIT 1""",
        TODAY,
    )[0]
    region = leader.region("逾期最久")
    expect(region.locator("tbody tr").first).to_contain_text(title)
    expect(region.locator("tbody tr").first).to_contain_text(f"{(TODAY - due_on).days}")
    assert number(region.get_by_role("heading").locator("[data-number]")) == count


def which_of_my_instructions_wait_for_a_reply(leader: Leader) -> None:
    leader.asks("我的批示哪些还没办结")
    texts = sql("SELECT text FROM projects_instruction WHERE state <> 'closed'")
    region = leader.region("我的未办结批示")
    assert number(region.get_by_role("heading").locator("[data-number]")) == len(texts) > 0
    for (text,) in texts:
        expect(region).to_contain_text(text)


def which_targets_lie_below_last_year(leader: Leader) -> None:
    leader.asks("今年哪些目标定得比去年完成的低")
    leader.menu("年度对比")
    below = sql(
        """SELECT name FROM indicators_indicator
           WHERE baseline_match = 'same' AND target < baseline_value"""
    )
    warned = leader.page.locator("tbody tr").get_by_role("rowheader").filter(has_text="▼")
    shown = {text.split("▼")[0].strip() for text in warned.all_inner_texts()}
    assert shown == {name for (name,) in below}


def which_part_of_the_report_stands_worst(leader: Leader) -> None:
    leader.asks("报告哪一部分落实得最差")
    heading, red = sql(
        """SELECT part.heading, count(*) FILTER (WHERE rag = 'red') FROM projects_project AS project
           JOIN indicators_section AS theme ON theme.id = project.section_id
           JOIN indicators_section AS part ON part.id = coalesce(theme.parent_id, theme.id)
           GROUP BY part.id ORDER BY count(*) FILTER (WHERE rag = 'red')::numeric / count(*) DESC LIMIT 1"""
    )[0]
    expect(leader.page.get_by_text(re.compile("最差：")).first).to_contain_text(f"{heading}")
    expect(leader.page.get_by_text(re.compile("最差：")).first).to_contain_text(f"红灯{red}项")


def how_it_stood_a_month_ago(leader: Leader) -> None:
    leader.asks("一个月前有几个红灯")
    day = TODAY - timedelta(days=31)
    leader.page.get_by_label("查看日期").fill(f"{day}")
    leader.click(leader.page.get_by_role("button", name="查看"))
    red = one(
        """SELECT count(*) FROM (
               SELECT DISTINCT ON (id) rag FROM projects_projectevent
               WHERE pgh_created_at < (%s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
               ORDER BY id, pgh_created_at DESC, pgh_id DESC
           ) AS past WHERE rag = 'red'""",
        day,
    )
    assert number(leader.page.locator(".db-lights li", has_text="红灯").locator("[data-number]")) == red > 0


def how_many_reports_are_outstanding(leader: Leader) -> None:
    leader.asks("这个月还有多少没填报")
    owing = one(
        """SELECT count(*) FROM projects_project AS project
            WHERE stage = ANY(ARRAY['assigned', 'in_progress', 'closure_requested']) AND assigned_on < '2024-09-01'
            AND NOT EXISTS (SELECT FROM projects_progressreport AS report
                            WHERE report.project_id = project.id AND report.period = '2024-09-01'
                              AND report.state IN ('submitted', 'confirmed', 'approved'))"""
    )
    outstanding = leader.page.get_by_text(re.compile("未报")).first.locator("[data-number]").last
    assert number(outstanding) == owing
    leader.click(outstanding)
    expect(leader.page.get_by_text(f"{owing}").first).to_be_visible()


QUESTIONS = (
    which_projects_are_red_and_why,
    who_leads_a_project_and_how_late_is_it,
    where_the_revenue_will_end,
    which_department_has_not_reported_for_three_months,
    what_turned_red_this_week,
    which_department_has_most_reds,
    which_department_fell_in_rank,
    what_is_overdue_longest,
    which_of_my_instructions_wait_for_a_reply,
    which_targets_lie_below_last_year,
    which_part_of_the_report_stands_worst,
    how_it_stood_a_month_ago,
    how_many_reports_are_outstanding,
)
