"""What turned red since when, what recovered, and what light each had before: from the history."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.choices import Rag
from projects.models import Project
from tests import factories as make
from tests.factories import TODAY
from tests.personas import District

pytestmark = pytest.mark.django_db
REASON = [{"code": "milestone_long_overdue", "numbers": {"count": 1, "due_on": "2024-06-30", "workdays": 58}}]


def live(project: Project, *lights: tuple[Rag, date]) -> None:
    """Give a project its lights one after the other, as the judgement of each day would."""
    for rag, since in lights:
        Project.objects.filter(pk=project.pk).update(rag=rag, rag_since=since, rag_reasons=REASON)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def shown(client: Client, user: Any, **asked: str) -> Any:
    client.force_login(user)
    response = client.get(reverse("console:turned_red"), asked)
    assert response.status_code == 200
    return response


def test_a_week_is_shown_with_reason_lead_day_and_the_light_before(district: District, client: Client) -> None:
    live(district.led, (Rag.GREEN, days_ago(30)), (Rag.AMBER, days_ago(9)), (Rag.RED, days_ago(2)))
    live(district.of_czj, (Rag.GREEN, days_ago(40)), (Rag.RED, days_ago(8)))
    Project.objects.filter(pk=district.led.pk).update(next_milestone=district.overdue, next_due_on=date(2024, 6, 30))
    response = shown(client, district.people.leader)
    (line,) = response.context["turned"]
    assert (line["name"], str(line["lead"]), line["since"]) == ("在建厂房", "区发改委", days_ago(2))
    assert "黄" in line["before"]
    assert "逾期82天" in line["late"]
    assert line["owes"] == "节点“开工”"
    text = response.content.decode()
    assert "最早到期2024年6月30日" in text or "1个节点" in text
    assert response.context["recovered"] == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [("7", ["在建厂房"]), ("30", ["在建厂房", "项目2024-1-004"]), ("2024-08-01", ["在建厂房", "项目2024-1-004"]),
     ("2024-09-19", [])],
)  # fmt: skip
def test_the_time_is_chosen(district: District, client: Client, asked: str, names: list[str]) -> None:
    live(district.led, (Rag.RED, days_ago(2)))
    live(district.of_czj, (Rag.RED, days_ago(20)))
    response = shown(client, district.people.leader, since=asked)
    assert [line["name"] for line in response.context["turned"]] == names
    number = re.search(r'href="([^"]+)" data-number>(\d+)</a>', response.content.decode())
    assert number
    assert client.get(unescape(number[1])).context["cl"].queryset.count() == int(number[2]) == len(names)


@pytest.mark.parametrize("asked", ["yesterday", "2024-13-01", "2024-09-21", "-1", "9999999999"])
def test_a_day_that_is_none_is_told_and_a_week_is_shown(district: District, client: Client, asked: str) -> None:
    response = shown(client, district.people.leader, since=asked)
    assert response.context["fault"]
    assert response.context["since"] == days_ago(7)
    assert asked in response.content.decode(), "what was typed is still there"


def test_what_recovered_is_listed_with_when_it_was_red(district: District, client: Client) -> None:
    live(district.led, (Rag.RED, days_ago(20)), (Rag.AMBER, days_ago(3)), (Rag.GREEN, days_ago(1)))
    live(district.of_czj, (Rag.RED, days_ago(30)), (Rag.AMBER, days_ago(10)), (Rag.GREEN, days_ago(1)))
    live(district.supported, (Rag.AMBER, days_ago(5)), (Rag.GREEN, days_ago(1)))
    recovered = shown(client, district.people.leader).context["recovered"]
    assert [(line["name"], line["red_since"], line["recovered_on"]) for line in recovered] == [
        ("在建厂房", days_ago(20), days_ago(3))
    ], "the second ceased to be red before that week, the third never was"
    month = shown(client, district.people.leader, since="30").context["recovered"]
    assert [line["name"] for line in month] == ["在建厂房", "项目2024-1-004"]


def test_red_amber_and_red_on_one_day_is_told_in_the_order_in_which_it_came(district: District, client: Client) -> None:
    day = days_ago(2)
    live(district.led, (Rag.GREEN, days_ago(9)), (Rag.AMBER, day), (Rag.RED, day), (Rag.GREEN, days_ago(1)))
    (line,) = shown(client, district.people.leader).context["recovered"]
    assert (line["red_since"], line["recovered_on"]) == (day, days_ago(1))


def test_what_is_owed_follows_from_the_reason(district: District, client: Client) -> None:
    reply = [{"code": "reply_overdue", "numbers": {"due_on": "2024-09-01", "workdays": 14}}]
    live(district.led, (Rag.RED, days_ago(1)))
    live(district.of_czj, (Rag.RED, days_ago(2)))
    Project.objects.filter(pk=district.led.pk).update(rag_reasons=reply)
    Project.objects.filter(pk=district.of_czj.pk).update(
        rag_reasons=[{"code": "reports_missing", "numbers": {"count": 3}}]
    )
    turned = shown(client, district.people.leader).context["turned"]
    assert [(line["owes"], line["owes_on"]) for line in turned] == [
        ("批示回复", date(2024, 9, 1)), ("月报", None),
    ]  # fmt: skip


def test_a_department_sees_its_own_work_only(district: District, client: Client) -> None:
    live(district.led, (Rag.RED, days_ago(1)))
    live(district.of_czj, (Rag.RED, days_ago(1)))
    live(district.project_elsewhere, (Rag.RED, days_ago(1)))
    turned = shown(client, district.people.department_head).context["turned"]
    assert [line["name"] for line in turned] == ["在建厂房"]
    client.force_login(district.people.auditor)
    assert client.get(reverse("console:turned_red")).status_code == 403


def test_many_cost_as_little_as_few(district: District, client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(120):
        project = make.make_project(district.theme, f"2024-9-{number}", lead=district.fgw)
        lights = [(Rag.RED, days_ago(3))] if number % 2 else [(Rag.RED, days_ago(3)), (Rag.GREEN, days_ago(1))]
        live(project, *lights)
    client.force_login(district.people.leader)
    client.get(reverse("console:turned_red"))
    with django_assert_max_num_queries(10):
        response = client.get(reverse("console:turned_red"))
    assert len(response.content) < 300_000
    assert len(response.context["turned"]) == len(response.context["recovered"]) == 60
