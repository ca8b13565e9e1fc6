"""Red and amber by week on the dashboard: chart, table and the dashboards of those days agree."""

import json
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.choices import Rag
from projects.models import Project
from projects.services import standing
from tests.personas import District

pytestmark = pytest.mark.django_db
INDEX = "console:index"


@pytest.fixture
def two_weeks_later(district: District, settings: LazySettings) -> District:
    """Everything was judged in the tests' 2024 and written today; this is the day two weeks after."""
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    settings.BUSINESS_DATE = timezone.localdate() + timedelta(days=14)
    return district


@pytest.mark.parametrize("user", ["leader", "department_head"])
def test_each_week_leads_to_a_dashboard_with_the_same_numbers(
    two_weeks_later: District, client: Client, user: str
) -> None:
    client.force_login(getattr(two_weeks_later.people, user))
    context = client.get(reverse(INDEX)).context
    assert len(context["trend"]) == 3
    reds = 0
    for line in context["trend"]:
        board = client.get(line["link"] or reverse(INDEX)).context["dashboard"]
        told = (board.as_of, board.total.projects, board.total.by_rag[Rag.RED], board.total.by_rag[Rag.AMBER])
        week = line["week"]
        assert told == (week.day, week.projects, week.red, week.amber)
        reds += week.red
    assert reds == 3, "the same project is red all the time"


def test_the_chart_draws_what_the_table_says(two_weeks_later: District, client: Client) -> None:
    client.force_login(two_weeks_later.people.leader)
    response = client.get(reverse(INDEX))
    drawn = json.loads(response.context["trend_plot"].spec)
    told = [line["week"] for line in reversed(response.context["trend"])]
    assert {series["tone"]: series["values"] for series in drawn["series"]} == {
        tone: values
        for tone, values in (("red", [week.red for week in told]), ("amber", [week.amber for week in told]))
        if any(values)
    }
    assert len(drawn["labels"]) == len(told)


def test_a_past_dashboard_is_of_the_end_of_its_day_and_leads_to_no_list_of_today(
    two_weeks_later: District, client: Client
) -> None:
    client.force_login(two_weeks_later.people.leader)
    page = f"{reverse(INDEX)}?as_of={timezone.localdate()}"
    response = client.get(page)
    text = response.content.decode()
    assert "日终" in text
    assert 'href=""' not in text
    assert "data-number" in text
    assert "_project/?" not in text
    assert response.context["trend"][0]["link"] == ""


@pytest.mark.parametrize("day", ["1999-01-01", "2099-01-01", "2024-02-30", "yesterday"])
def test_a_day_without_records_is_answered_in_words_with_today_s_numbers(
    two_weeks_later: District, client: Client, day: str
) -> None:
    client.force_login(two_weeks_later.people.leader)
    response = client.get(f"{reverse(INDEX)}?as_of={day}")
    assert response.status_code == 200
    assert response.context["day_fault"]
    assert not response.context["dashboard"].is_past
    assert day in response.content.decode(), "what was typed is not lost"
