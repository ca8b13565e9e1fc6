"""Pages of the cycle: what they cost, who may open them, what they say when a step is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.choices import Stage
from projects.models import ProgressReport
from projects.services import extensions, reporting_periods
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db
BUDGET = 20
Most = Callable[[int], object]


@pytest.fixture
def report(district: District) -> ProgressReport:
    """September's draft of a project with many milestones, many departments beside it."""
    for number in range(100, 130):
        make.make_project(district.theme, f"2024-1-{number}", lead=district.fgw)
        make.make_milestone(district.led, date(2024, 11, 1), title=f"节点{number}")
    reporting_periods.open_current()
    return ProgressReport.objects.get(project=district.led)


def test_the_monthly_form_costs_little(
    report: ProgressReport, district: District, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(district.people.department_head)
    address = reverse("console:monthly_report", args=[report.project_id, 2024, 9])
    with django_assert_max_num_queries(BUDGET):
        page = client.get(address)
    assert page.status_code == 200
    assert page.content.count(b"data-milestone=") == 32


def test_the_review_queue_and_an_item_of_it_cost_little(
    report: ProgressReport, district: District, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ProgressReport.objects.update(state="submitted", submitted_on=make.TODAY, done="完成")
    client.force_login(district.people.supervisor)
    for address in (
        reverse("console:review"),
        reverse("console:review_item", args=["progress_report", report.pk]),
    ):
        with django_assert_max_num_queries(BUDGET):
            assert client.get(address).status_code == 200


def test_a_refused_step_keeps_what_was_typed_and_says_why(district: District, client: Client) -> None:
    client.force_login(district.people.department_head)
    step = reverse("console:step", args=["project", district.led.pk, "request-closure"])
    page = client.post(step, {"statement": "已全部完成并投入使用", "version": district.led.version})
    text = page.content.decode()
    assert page.status_code == 400
    assert "已全部完成并投入使用" in text
    assert "开工、竣工" in text, "the open milestones are named"


def test_a_step_from_an_old_page_is_refused(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    step = reverse("console:step", args=["project", district.led.pk, "suspend"])
    page = client.post(step, {"reason": "用地未批", "version": district.led.version + 5})
    assert page.status_code == 400
    assert "用地未批" in page.content.decode()
    district.led.refresh_from_db()
    assert district.led.stage == Stage.IN_PROGRESS


@pytest.mark.parametrize("address", ["step/project/1/dance/", "step/nothing/1/close/", "review/nothing/1/"])
def test_an_address_that_means_nothing_is_not_found(district: District, client: Client, address: str) -> None:
    client.force_login(district.people.supervisor)
    assert client.get(f"/console/{address}").status_code == 404


def test_a_step_leads_on_within_this_site_only(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    asked = extensions.request(
        project_id=district.led.pk, by=district.people.department_head, new_due_on=date(2025, 1, 10), reason="雨季"
    )
    step = reverse("console:step", args=["extension", asked.pk, "approve"])
    page = client.post(step, {"version": asked.version, "then": "https://elsewhere.example/"})
    assert page.headers["Location"] == f"/console/projects/project/{district.led.pk}/change/"


def test_another_department_s_month_is_not_shown(report: ProgressReport, district: District, client: Client) -> None:
    client.force_login(district.people.reporter_elsewhere)
    assert client.get(reverse("console:monthly_report", args=[report.project_id, 2024, 9])).status_code == 404


def test_the_list_of_records_says_how_departments_rank(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    assert "排名规则" in client.get(reverse("console:projects_departmentrecord_changelist")).content.decode()
