"""The demonstration has an account for every role and department."""

import re

import pytest
from rest_framework.test import APIClient

from accounts.choices import PostKind, Role
from accounts.models import Department, Post, User
from tests.demonstration.prepared.conftest import PASSWORD, Demonstration, create_accounts
from tests.loading import content_of_every_table

pytestmark = pytest.mark.usefixtures("demonstration")

SINGLE = {
    "supervisor": Role.SUPERVISOR,
    "leader": Role.LEADER,
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}


def log_in(username: str, password: str = PASSWORD) -> int:
    body = {"username": username, "password": password, "device_name": "test"}
    return APIClient().post("/api/v1/auth/login/", body).status_code


def test_there_is_one_account_per_role_and_two_per_department() -> None:
    codes = list(Department.objects.values_list("code", flat=True))
    expected = set(SINGLE) | {f"head_{code}" for code in codes} | {f"reporter_{code}" for code in codes}
    assert set(User.objects.values_list("username", flat=True)) == expected
    assert len(expected) == 5 + 2 * 42
    for username, role in SINGLE.items():
        assert User.objects.get(username=username).role == role


def test_heads_and_reporters_belong_to_their_department() -> None:
    for department in Department.objects.all():
        head = User.objects.get(username=f"head_{department.code}")
        reporter = User.objects.get(username=f"reporter_{department.code}")
        assert (head.role, head.department_id) == (Role.DEPARTMENT_HEAD, department.pk)
        assert (reporter.role, reporter.department_id) == (Role.REPORTER, department.pk)
        assert department.name in head.name


def test_every_account_is_marked_and_gets_mail_at_an_example_address() -> None:
    users = User.objects.all()
    assert all(user.is_demonstration and user.is_active for user in users)
    assert all(re.fullmatch(rf"{user.username}@[a-z.]+\.example", user.email) for user in users)


@pytest.mark.parametrize("username", [*SINGLE, "head_fgw", "reporter_czj"])
def test_the_password_of_the_environment_opens_every_account(username: str) -> None:
    assert log_in(username) == 200
    assert log_in(username, "another") == 401


def test_the_given_password_is_not_printed(demonstration: Demonstration) -> None:
    assert PASSWORD not in demonstration.accounts
    assert "89" in demonstration.accounts


def test_without_a_password_a_random_one_is_set_and_printed() -> None:
    said = create_accounts(password="")
    (password,) = re.findall(r"密码:(\S+)", said)
    assert len(password) >= 12
    assert log_in("supervisor", password) == 200
    assert log_in("supervisor") == 401


def test_a_second_run_changes_nothing() -> None:
    before = content_of_every_table()
    assert "0" in create_accounts()
    assert content_of_every_table() == before


def test_another_password_is_set_on_every_account() -> None:
    create_accounts("quite another pass phrase")
    assert User.objects.values("password").distinct().count() == 1
    assert log_in("head_fgw", "quite another pass phrase") == 200


def test_every_department_has_a_head_and_a_contact_in_post_and_the_leader_is_in_charge() -> None:
    for department in Department.objects.all():
        holders = dict(Post.objects.filter(department=department).values_list("kind", "holder__username"))
        assert holders == {PostKind.HEAD: f"head_{department.code}", PostKind.CONTACT: f"reporter_{department.code}"}
    leader = Post.objects.get(kind=PostKind.DISTRICT_LEADER)
    assert leader.holder == User.objects.get(username="leader")
    assert leader.departments_in_charge.count() == 42
