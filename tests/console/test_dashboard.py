"""Every number on the dashboard is the number of rows behind its link (CONSOLE.md)."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from projects.choices import Rag
from projects.models import DepartmentRecord, Instruction, InstructionDepartment, Project, ReportingPeriod
from projects.services import standing
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="([^"]+)" data-number>(\d+)</a>')


@pytest.mark.parametrize("user", ["supervisor", "leader", "department_head", "reporter"])
def test_each_number_equals_the_length_of_the_list_it_links_to(district: District, client: Client, user: str) -> None:
    make.make_reading(district.indicator, date(2024, 7, 1), "6.2")
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    client.force_login(getattr(district.people, user))
    page = client.get(reverse("console:index")).content.decode()
    numbers = [(unescape(address), int(number)) for address, number in NUMBER.findall(page)]
    assert len(numbers) > 10
    for address, number in numbers:
        assert client.get(address).context["cl"].queryset.count() == number, address


def test_what_turned_red_is_named_with_its_reason_and_lead(district: District, client: Client) -> None:
    standing.recompute([district.led.pk])
    assert Project.objects.get(pk=district.led.pk).rag == Rag.RED
    client.force_login(district.people.leader)
    text = client.get(reverse("console:index")).content.decode()
    assert district.led.name in text
    assert "1个节点逾期" in text or "节点逾期" in text
    assert district.fgw.name in text


def test_a_leader_sees_the_own_instructions_that_wait_and_the_office_all(district: District, client: Client) -> None:
    other = make.make_user("leader_2", Role.LEADER, region=district.region)
    for leader, text in ((district.people.leader, "请说明滞后原因"), (other, "请报追赶计划")):
        instruction = Instruction.objects.create(
            leader=leader, text=text, given_on=date(2024, 9, 1), reply_due_on=date(2024, 9, 10)
        )
        InstructionDepartment.objects.create(instruction=instruction, department=district.fgw)
    seen = {}
    for user in (district.people.leader, other, district.people.supervisor, district.people.department_head):
        client.force_login(user)
        seen[user.username] = client.get(reverse("console:index"))
    lines = {name: response.context.get("instructions", []) for name, response in seen.items()}
    assert {name: len(found) for name, found in lines.items()} == {
        "leader": 1, "leader_2": 1, "supervisor": 2, "head_fgw": 0,
    }  # fmt: skip
    (line,) = lines["leader"]
    assert (line["instruction"].text, line["waits_for"]) == ("请说明滞后原因", "区发改委")
    assert "逾期10天" in line["late"]
    assert "请报追赶计划" not in seen["leader"].content.decode()


def test_the_department_table_has_the_rank_of_the_last_closed_month_and_its_change(
    district: District, client: Client
) -> None:
    for month, place in ((7, 3), (8, 1), (9, 2)):
        period = ReportingPeriod.objects.create(
            report=district.report, period=date(2024, month, 1), due_on=date(2024, month, 25),
            opened_on=date(2024, month, 1),
        )  # fmt: skip
        DepartmentRecord.objects.create(
            reporting_period=period, department=district.fgw, rank=place, items=1, reports_due=1, on_time=1, late=0,
            returned=0, missing=0, red=0, amber=0, green=1, slippage_days=0,
        )  # fmt: skip
    client.force_login(district.people.leader)
    response = client.get(reverse("console:index"))
    ranks = {row.name: row.rank for row in response.context["departments"]}
    assert "1" in ranks["区发改委"]
    assert "上升2位" in ranks["区发改委"]
    assert ranks["区财政局"] == "—"
    assert response.context["ranked_month"] == date(2024, 8, 1)


@pytest.mark.parametrize(("user", "opens_czj"), [("leader", True), ("department_head", False)])
def test_a_department_s_name_leads_to_its_page_where_the_reader_may_open_it(
    district: District, client: Client, user: str, opens_czj: bool
) -> None:
    client.force_login(getattr(district.people, user))
    text = client.get(reverse("console:index")).content.decode()
    assert reverse("console:department_standing", args=[district.fgw.pk]) in text
    assert (reverse("console:department_standing", args=[district.czj.pk]) in text) is opens_czj


def test_the_chart_of_the_parts_and_the_sentence_about_the_worst_say_what_the_table_says(
    district: District, client: Client
) -> None:
    other = make.make_part(district.report, "2", "改善民生")
    make.make_project(other, "2024-2-001", lead=district.czj, rag=Rag.RED)
    client.force_login(district.people.leader)
    response = client.get(reverse("console:index"))
    spec = json.loads(response.context["parts_plot"].spec)
    table = [(row.name, [figure.value for _rag, figure in row.lights]) for row in response.context["parts"]]
    assert spec["labels"] == [name for name, _lights in table]
    drawn = {each["tone"]: each["values"] for each in spec["series"]}
    for place, (_name, lights) in enumerate(table):
        assert [drawn.get(rag, [0, 0])[place] for rag in Rag.values] == lights
    assert "最差：改善民生，共1项，红灯1项、黄灯0项" in response.content.decode()
