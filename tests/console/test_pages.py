"""Every page of the console for every role: what opens, what is refused, and that bad input is no fault."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.choices import Role
from accounts.console import site
from projects.reminders.compose import compose
from projects.reminders.defaults import seed_rules
from projects.reminders.sweep import sweep
from tests import factories as make
from tests.personas import District, make_district
from tests.snapshots import Snapshot

pytestmark = pytest.mark.django_db

ROLES = list(Role.values)
MODELS = sorted(site._registry, key=lambda model: model._meta.label)
WORK = {Role.REPORTER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.LEADER}
REGION = {Role.SUPERVISOR, Role.LEADER}
OPENED_BY: dict[str, set[str]] = {
    "accounts.Department": REGION | {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    "accounts.Post": REGION | {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    "accounts.Region": {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    "accounts.Endpoint": {Role.SYSTEM_ADMIN},
    "accounts.User": {Role.SECURITY_ADMIN},
    "accounts.Device": {Role.SECURITY_ADMIN},
    "accounts.Notification": set(Role.values),
    "accounts.Delivery": {Role.SUPERVISOR, Role.SYSTEM_ADMIN},
    "accounts.Holiday": {Role.SUPERVISOR, Role.SYSTEM_ADMIN},
    "indicators.SupervisionPolicy": REGION | {Role.SYSTEM_ADMIN},
    "projects.LeadKeyword": {Role.SUPERVISOR},
    "projects.MilestoneTemplate": REGION,
    "projects.ManualReminder": REGION,
    "projects.Reminder": REGION,
    "projects.ReminderRule": REGION | {Role.SYSTEM_ADMIN},
    "projects.StoredFile": {Role.SYSTEM_ADMIN},
    "pghistory.Events": {Role.AUDITOR},
}


def page(name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=args)


def list_page(model: Any) -> str:
    return page(f"{model._meta.app_label}_{model._meta.model_name}_changelist")


def make_filled() -> District:
    """The district with a row of most kinds."""
    district = make_district()
    seed_rules(report=district.report)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.combine(clock.today(), time(10), clock.BEIJING))
        sweep()
        compose()
    make.make_prior_result(district.report, "R001")
    make.make_reading(district.indicator, date(2024, 7, 1), "5.9")
    return district


@pytest.fixture(scope="module")
def filled_once() -> Snapshot[District]:
    """As its first test has made it."""
    return Snapshot(make_filled)


@pytest.fixture
def filled(db: None, filled_once: Snapshot[District]) -> District:
    """A copy of :func:`make_filled`."""
    return filled_once.restore()


@pytest.mark.parametrize("role", ROLES)
def test_each_list_opens_for_its_roles_and_no_other(filled: District, client: Client, role: str) -> None:
    client.force_login(filled.people.of(role))
    answers = {model._meta.label: client.get(list_page(model)).status_code for model in MODELS}
    expected = {label: 200 if role in OPENED_BY.get(label, WORK) else 403 for label in answers}
    assert answers == expected


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_row_has_a_page_and_nonsense_in_the_address_is_no_fault(
    filled: District, client: Client, model: Any
) -> None:
    role = next(role for role in ROLES if role in OPENED_BY.get(model._meta.label, {Role.SUPERVISOR}))
    client.force_login(filled.people.of(role))
    address = list_page(model)
    for query in ("?q=%00x", "?nonsense=1", "?p=99999", "?o=99.-99", "?rag__exact=puce", "?part=abc", "?e=1", "?all="):
        assert client.get(address + query, follow=True).status_code in {200, 404}
    if model._meta.label != "pghistory.Events":
        rows = model._default_manager.all()[:20]
        answers = {client.get(f"{address}{row.pk}/change/").status_code for row in rows}
        assert answers <= {200, 404}, "another region's row is not found"
        assert 200 in answers or not rows
        assert client.get(f"{address}999999/change/").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_an_add_page_opens_or_is_refused_but_never_fails(filled: District, client: Client, role: str) -> None:
    client.force_login(filled.people.of(role))
    for model in MODELS:
        address = f"{list_page(model)}add/"
        response = client.get(address)
        assert response.status_code in {200, 403}, address
        if response.status_code == 200:
            assert client.post(address, {}).status_code == 200, "an empty form comes back with its errors"


@pytest.mark.parametrize("role", ROLES)
def test_the_dashboard_opens_for_everybody(filled: District, client: Client, role: str) -> None:
    client.force_login(filled.people.of(role))
    response = client.get(page("index"))
    assert response.status_code == 200
    assert (response.context["dashboard"] is not None) == (role in WORK)


@pytest.mark.parametrize("role", ROLES)
def test_the_to_do_page_opens_for_those_who_owe(filled: District, client: Client, role: str) -> None:
    client.force_login(filled.people.of(role))
    assert client.get(page("todo")).status_code == (200 if role in WORK else 403)


def test_a_refused_page_explains_itself_inside_the_console(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    response = client.get(page("accounts_user_changelist"))
    assert response.status_code == 403
    assert "您的角色不能打开此页面" in response.content.decode()


def test_nobody_opens_a_page_without_logging_in(district: District, client: Client) -> None:
    response = client.get(page("projects_project_changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith(page("login"))


def test_another_department_s_project_is_not_found(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    response = client.get(page("projects_project_change", district.of_czj.pk), follow=True)
    assert district.of_czj.name not in response.content.decode()


@pytest.mark.parametrize("user", ["reporter", "department_head", "supervisor", "leader", "supervisor_elsewhere"])
def test_the_project_list_shows_what_the_api_shows(district: District, client: Client, user: str) -> None:
    client.force_login(getattr(district.people, user))
    shown = set(client.get(page("projects_project_changelist")).context["cl"].queryset.values_list("pk", flat=True))
    listed = {row["id"] for row in client.get("/api/v1/projects/?page_size=200").json()["results"]}
    assert shown == listed


@pytest.mark.parametrize("name", ["projects_project", "projects_milestone", "indicators_indicator"])
def test_a_list_of_thirty_rows_needs_no_more_queries_than_one_of_ten(
    district: District, client: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    client.force_login(district.people.supervisor)
    counts = []
    for start, stop in ((100, 110), (110, 140)):
        for number in range(start, stop):
            project = make.make_project(district.theme, f"2024-1-{number}", lead=district.fgw)
            make.make_milestone(project, date(2024, 8, 1))
            make.make_reading(
                make.make_indicator(district.part, f"I{number}", lead=district.fgw), date(2024, 7, 1), "5"
            )
        with django_assert_max_num_queries(20) as captured:
            assert client.get(page(f"{name}_changelist")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
