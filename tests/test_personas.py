"""The test district itself: every role sees what DOMAIN §6 says."""

import pytest

from accounts.choices import Role
from indicators import queries as indicator_queries
from projects.queries import projects as project_queries
from tests.personas import District

EVERYTHING = {"led", "led_by_office", "supported", "of_czj", "draft"}
OWN = {"led", "led_by_office", "supported"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.REPORTER, OWN),
        (Role.DEPARTMENT_HEAD, OWN),
        (Role.SUPERVISOR, EVERYTHING),
        (Role.LEADER, EVERYTHING),
        (Role.SYSTEM_ADMIN, set()),
        (Role.SECURITY_ADMIN, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_each_role_sees_its_projects_and_no_other(district: District, role: Role, expected: set[str]) -> None:
    seen = set(project_queries.visible_to(district.people.of(role)))
    assert seen == {getattr(district, name) for name in expected}


def test_an_inactive_account_sees_nothing(district: District) -> None:
    district.people.supervisor.is_active = False
    assert not project_queries.visible_to(district.people.supervisor).exists()
    assert not indicator_queries.visible_to(district.people.supervisor).exists()
