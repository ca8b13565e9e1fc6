"""Departments beside each other and each on a page: who sees which, and that every number is a list's length."""

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Department
from projects.choices import ExtensionState, ProgressReportState, Rag
from projects.models import (
    DepartmentRecord,
    Extension,
    Instruction,
    InstructionDepartment,
    InstructionReply,
    ProgressReport,
    Project,
    ReportingPeriod,
)
from projects.queries.department_standings import department_standings
from tests import factories as make
from tests.factories import TODAY
from tests.personas import District

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="([^"]+)" data-number>(\d+)</a>')
TABLE = "console:department_standings"


def page_of(department: Department) -> str:
    return reverse("console:department_standing", args=[department.pk])


def read(client: Client, user: Any, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def report_on(project: Project, months: Iterable[int], *, late: bool = False) -> None:
    for month in months:
        due_on = date(2024, month, 25)
        ProgressReport.objects.create(
            project=project, period=date(2024, month, 1), due_on=due_on, state=ProgressReportState.SUBMITTED,
            submitted_on=date(2024, month, 27) if late else due_on,
        )  # fmt: skip


def rank(district: District, month: int, **places: int) -> None:
    period = ReportingPeriod.objects.create(
        report=district.report, period=date(2024, month, 1), due_on=date(2024, month, 25),
        opened_on=date(2024, month, 1),
    )  # fmt: skip
    for name, place in places.items():
        DepartmentRecord.objects.create(
            reporting_period=period, department=getattr(district, name), rank=place, items=1, reports_due=1,
            on_time=1, late=0, returned=0, missing=0, red=0, amber=0, green=1, slippage_days=0,
        )  # fmt: skip


def fill(district: District) -> None:
    """Lights, reports of some months, an instruction, an extension and an indicator with a reading."""
    Project.objects.filter(pk=district.led.pk).update(rag=Rag.RED, rag_since=TODAY)
    report_on(district.led, [3, 4, 5])
    report_on(district.of_czj, [5, 6, 7, 8], late=True)
    make.make_milestone(district.led, date(2024, 10, 1), title="封顶")
    make.make_reading(district.indicator, date(2024, 7, 1), "5")
    people = district.people
    instruction = Instruction.objects.create(
        leader=people.leader, text="抓紧", given_on=date(2024, 9, 1), reply_due_on=date(2024, 9, 10)
    )
    for department in (district.fgw, district.czj):
        InstructionDepartment.objects.create(instruction=instruction, department=department)
    InstructionReply.objects.create(
        instruction=instruction, department=district.czj, text="已办", replied_by=people.reporter_elsewhere,
        replied_on=TODAY,
    )  # fmt: skip
    Extension.objects.create(
        project=district.led, old_due_on=date(2024, 12, 31), new_due_on=date(2025, 1, 31), reason="雨季",
        state=ExtensionState.APPROVED, requested_by=people.department_head, requested_on=TODAY,
        decided_by=people.supervisor, decided_on=TODAY,
    )  # fmt: skip
    rank(district, 7, fgw=2, czj=1)
    rank(district, 8, fgw=1, czj=3)
    rank(district, 9, fgw=9, czj=9)


@pytest.mark.parametrize("user", ["leader", "supervisor"])
def test_who_sees_the_region_opens_every_department(district: District, client: Client, user: str) -> None:
    account = getattr(district.people, user)
    text = read(client, account, reverse(TABLE))
    for department in (district.fgw, district.fgw_office, district.czj):
        assert page_of(department) in text
        read(client, account, page_of(department))
    assert client.get(page_of(district.department_elsewhere)).status_code == 404


@pytest.mark.parametrize("user", ["department_head", "reporter"])
def test_a_department_sees_itself_and_what_is_below_it(district: District, client: Client, user: str) -> None:
    account = getattr(district.people, user)
    text = read(client, account, reverse(TABLE))
    assert page_of(district.fgw) in text
    assert page_of(district.fgw_office) in text
    assert page_of(district.czj) not in text
    assert client.get(page_of(district.czj)).status_code == 404
    read(client, account, page_of(district.fgw_office))


@pytest.mark.parametrize("user", ["system_admin", "security_admin", "auditor"])
def test_administrators_have_no_business_here(district: District, client: Client, user: str) -> None:
    client.force_login(getattr(district.people, user))
    assert client.get(reverse(TABLE)).status_code == 403
    assert client.get(page_of(district.fgw)).status_code == 403


@pytest.mark.parametrize("user", ["leader", "department_head"])
def test_each_number_equals_the_length_of_the_list_it_links_to(district: District, client: Client, user: str) -> None:
    fill(district)
    account = getattr(district.people, user)
    for address in (reverse(TABLE), page_of(district.fgw)):
        numbers = [(unescape(link), int(value)) for link, value in NUMBER.findall(read(client, account, address))]
        assert len(numbers) > 6
        for link, value in numbers:
            assert client.get(link).context["cl"].queryset.count() == value, link


def test_the_months_of_a_department_equal_what_sql_counts(district: District) -> None:
    fill(district)
    standings = {line.department: line for line in department_standings(district.people.leader, district.report, TODAY)}
    assert all(len(line.reporting.months) == 8 for line in standings.values()), "January to August have fallen due"
    with connection.cursor() as cursor:
        for department, line in standings.items():
            for month in line.reporting.months:
                cursor.execute(
                    """
                    SELECT count(*) FILTER (WHERE r.submitted_on <= r.due_on),
                           count(*) FILTER (WHERE r.submitted_on > r.due_on),
                           count(*) FILTER (WHERE r.id IS NULL AND p.assigned_on < %s)
                    FROM projects_project p LEFT JOIN projects_progressreport r ON r.project_id = p.id AND r.period = %s
                    WHERE p.lead_department_id = %s AND p.stage IN ('assigned', 'in_progress', 'closure_requested')
                    """,
                    [month.period, month.period, department.pk],
                )
                assert cursor.fetchone() == (month.in_time, month.late, month.missing), (department, month)


def test_who_has_not_reported_for_three_months_is_named_above_the_table_and_comes_first_when_sorted(
    district: District, client: Client
) -> None:
    fill(district)
    Project.objects.filter(pk=district.led_by_office.pk).update(assigned_on=date(2024, 7, 15))
    client.force_login(district.people.leader)
    response = client.get(reverse(TABLE), {"o": "silent"})
    silent = [each["name"] for each in response.context["silent"]]
    assert silent == ["区发改委"], "filed nothing for June to August; the office owes only August"
    assert [line["name"] for line in response.context["lines"]] == ["区发改委", "区重点项目办", "区财政局"]
    assert "该单位已连续3个月没有报送任何月报" in read(client, district.people.leader, page_of(district.fgw))


def test_a_returned_report_is_missing_again(district: District) -> None:
    report_on(district.led, [6, 7, 8])
    district.led.progress_reports.update(state=ProgressReportState.RETURNED, return_reason="数据不实")
    line = department_standings(district.people.leader, district.report, TODAY)[0]
    assert (line.department, line.reporting.silent_months) == (district.fgw, 6), "March to August"
    assert line.reporting.silent_projects == 1


def test_the_rank_of_the_last_closed_month_comes_with_its_change(district: District, client: Client) -> None:
    fill(district)
    client.force_login(district.people.leader)
    response = client.get(reverse(TABLE), {"o": "moved"})
    lines = [(line["name"], line["rank"]) for line in response.context["lines"] if line["rank"] != "—"]
    assert lines == [("区财政局", 3), ("区发改委", 1)], "September is not over; who fell most comes first"
    text = response.content.decode()
    assert "下降2位" in text
    assert "上升1位" in text


def test_an_unknown_order_is_the_usual_one(district: District, client: Client) -> None:
    Project.objects.filter(pk=district.of_czj.pk).update(rag=Rag.RED)
    client.force_login(district.people.leader)
    response = client.get(reverse(TABLE), {"o": "no such column"})
    assert response.context["lines"][0]["name"] == "区财政局"


def test_the_page_shows_what_a_leader_asks_about_a_department(district: District, client: Client) -> None:
    fill(district)
    text = read(client, district.people.leader, page_of(district.fgw))
    for words in ("在建厂房", "封顶", "抓紧", "指标I001", "雨季", "延后31天"):
        assert words in text
    assert "data-plot" in text
    instructions = client.get(page_of(district.fgw)).context["instructions"]
    assert [line["waits_for"] for line in instructions] == ["区发改委"], "the other has answered"


def test_where_there_is_no_report_the_page_says_so(district: District, client: Client) -> None:
    district.report.is_current = False
    district.report.save()
    assert "暂无牵头单位" in read(client, district.people.leader, reverse(TABLE))
    assert "暂无牵头单位" in read(client, district.people.leader, page_of(district.fgw))
