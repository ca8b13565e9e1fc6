"""Pages cost the same however many rows there are, and little (CONSOLE.md: 20 queries, 300 KB)."""

import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import PostKind
from projects.choices import Rag
from projects.models import Instruction, InstructionDepartment, Project
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db

BUDGET = 20
BYTES = 300_000
Cost = Callable[[str], int]


@pytest.fixture
def cost(client: Client) -> Cost:
    """How many queries a page needs; those that keep the session alive are not the page's."""

    def measure(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200
        assert len(response.content) <= BYTES
        statements = [query["sql"] for query in captured.captured_queries]
        asked = [sql[:200] for sql in statements if "django_session" not in sql and "SAVEPOINT" not in sql]
        sys.stdout.write("\n".join([address, *asked, ""]))  # a test that fails shows what was asked
        return len(asked)

    return measure


def more_work(district: District, start: int, stop: int) -> None:
    """Projects of every light, each with a late milestone, and indicators with a reading."""
    lights = list(Rag.values)
    projects = [
        make.make_project(
            district.theme, f"2024-1-{number}", lead=[district.fgw, district.czj][number % 2],
            supporting=[district.fgw_office], rag=lights[number % len(lights)],
        )
        for number in range(start, stop)
    ]  # fmt: skip
    for number, project in enumerate(projects, start):
        milestone = make.make_milestone(project, date(2024, 8, 1) + timedelta(days=number % 28))
        Project.objects.filter(pk=project.pk).update(next_milestone=milestone, next_due_on=milestone.due_on)
        indicator = make.make_indicator(district.part, f"I{number}", lead=district.fgw, is_headline=number % 9 == 0)
        make.make_reading(indicator, date(2024, 7, 1), "5")


@pytest.mark.parametrize(
    "address",
    [
        "console:projects_project_changelist",
        "console:projects_milestone_changelist",
        "console:indicators_indicator_changelist",
        "console:todo",
        "console:index",
        "console:health",
        "console:holidays",
    ],
)
def test_two_hundred_rows_cost_as_many_queries_as_ten(
    district: District, client: Client, cost: Cost, address: str
) -> None:
    client.force_login(district.people.supervisor)
    more_work(district, 100, 110)
    few = cost(reverse(address))
    more_work(district, 110, 300)
    assert cost(reverse(address)) == few <= BUDGET


@pytest.mark.parametrize("user", ["leader", "department_head", "reporter"])
def test_the_dashboard_stays_within_its_budget_for_everybody(
    district: District, client: Client, cost: Cost, user: str
) -> None:
    client.force_login(getattr(district.people, user))
    more_work(district, 100, 200)
    assert cost(reverse("console:index")) <= BUDGET


def test_a_department_s_page_costs_the_same_with_much_to_show(district: District, client: Client, cost: Cost) -> None:
    client.force_login(district.people.department_head)
    page = reverse("console:department_standing", args=[district.fgw.pk])
    instruct(district, 1)
    more_work(district, 100, 110)
    few = cost(page)
    instruct(district, 30)
    more_work(district, 110, 300)
    assert cost(page) == few <= BUDGET


def test_a_leader_s_dashboard_costs_the_same_with_many_instructions(
    district: District, client: Client, cost: Cost
) -> None:
    client.force_login(district.people.leader)
    instruct(district, 1)
    few = cost(reverse("console:index"))
    instruct(district, 30)
    assert cost(reverse("console:index")) == few <= BUDGET


def instruct(district: District, count: int) -> None:
    """Open instructions of the leader to a department."""
    for _number in range(count):
        instruction = Instruction.objects.create(
            leader=district.people.leader, text="抓紧", given_on=date(2024, 9, 1), reply_due_on=date(2024, 9, 10)
        )
        InstructionDepartment.objects.create(instruction=instruction, department=district.fgw)


def test_a_project_s_page_costs_the_same_with_many_milestones_and_posts(
    district: District, client: Client, cost: Cost
) -> None:
    client.force_login(district.people.supervisor)
    page = reverse("console:projects_project_change", args=[district.led.pk])
    # The first page after a start may write down a kind of row; what is made after that has a maker, who is looked up.
    client.get(page)
    make.make_milestone(district.led, date(2024, 9, 30))
    few = cost(page)
    for number in range(30):
        department = make.make_department(district.region, f"d{number}", position=10 + number)
        make.make_post(department, "联络员")
        make.make_milestone(district.led, date(2024, 10, 1))
    assert cost(page) == few <= BUDGET


def test_an_indicator_s_page_costs_the_same_with_many_supporting_departments(
    district: District, client: Client, cost: Cost
) -> None:
    client.force_login(district.people.supervisor)

    def page(code: str, departments: int) -> str:
        supporting = [make.make_department(district.region, f"{code}-{number}") for number in range(departments)]
        indicator = make.make_indicator(district.part, code, lead=district.fgw, supporting=supporting)
        make.make_reading(indicator, date(2024, 7, 1), "5")
        return reverse("console:indicators_indicator_change", args=[indicator.pk])

    assert cost(page("I100", 12)) == cost(page("I101", 1)) <= BUDGET


def test_only_posts_of_the_own_region_are_offered_and_taken(district: District, client: Client) -> None:
    ours = make.make_post(district.fgw, "本区联络员")
    theirs = make.make_post(district.department_elsewhere, "外区联络员", kind=PostKind.CONTACT)
    client.force_login(district.people.supervisor)
    page = reverse("console:projects_project_change", args=[district.led.pk])
    text = client.get(page).content.decode()
    assert "本区联络员" in text
    assert "外区联络员" not in text
    district.led.refresh_from_db()
    data = {
        "name": district.led.name, "category": "industrial", "commitment": "年底前建成", "action": "advance",
        "note": "", "responsible_leader": "", "contact": theirs.pk, "investment_total": "",
        "investment_this_year": "", "seen_version": district.led.version,
    }  # fmt: skip
    assert client.post(page, data).status_code == 200, "the form comes back with the error"
    assert client.post(page, data | {"contact": ours.pk}).status_code == 302
    district.led.refresh_from_db()
    assert district.led.contact == ours
