"""Accounts are made, changed and ended by the security administrator alone, with the three offices kept apart."""

import re

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.access import CAPABILITIES, Capability
from accounts.choices import Role
from accounts.console.roles import MEANINGS
from accounts.errors import AccessRefused, NotAllowedNow
from accounts.models import Device, User
from accounts.services import open_device, people
from tests import factories as make
from tests.clients import ClientOf
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = pytest.mark.django_db

NEW = "another long pass phrase 9"


def form_of(user: User, **changes: object) -> dict[str, object]:
    fields = {
        "username": user.username, "name": user.name, "role": user.role, "region": user.region_id or "",
        "department": user.department_id or "", "email": user.email, "phone": user.phone, "language": user.language,
        "is_active": "on" if user.is_active else "", "seen_version": user.version,
    }  # fmt: skip
    return {name: value for name, value in {**fields, **changes}.items() if value != ""}


def change_page(user: User) -> str:
    return reverse("console:accounts_user_change", args=[user.pk])


def test_a_new_account_has_to_choose_its_own_password_before_anything_else(
    district: District, client: Client, client_of: ClientOf
) -> None:
    client.force_login(district.people.security_admin)
    made = {
        "username": "new", "name": "新人", "role": "supervisor", "region": district.region.pk, "language": "zh-hans",
        "password1": PASSWORD, "password2": PASSWORD,
    }  # fmt: skip
    assert client.post(reverse("console:accounts_user_add"), made).status_code == 302
    user = User.objects.get(username="new")
    assert user.must_change_password
    client.logout()
    client.post("/console/login/", {"username": "new", "password": PASSWORD})
    page = reverse("console:password_change")
    for address in ("/console/", "/console/projects/project/"):
        assert client.get(address)["Location"] == page
    refused = client.get("/api/v1/projects/")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "password_change_needed")
    login = {"username": "new", "password": PASSWORD, "device_name": "手机"}
    assert client_of(user).post("/api/v1/auth/login/", login).json()["errors"][0]["code"] == "password_change_needed"
    assert client.get(page).status_code == 200
    said = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(page, said).status_code == 302
    assert client.get("/console/").status_code == 200
    assert client_of(user).post("/api/v1/auth/login/", {**login, "password": NEW}).status_code == 200


def test_a_one_time_password_is_shown_once_and_ends_what_was_open(district: District, client: Client) -> None:
    reporter, theirs = district.people.reporter, Client()
    theirs.force_login(reporter)
    open_device(user=reporter, name="手机", address=None)
    client.force_login(district.people.security_admin)
    page = reverse("console:auth_user_password_change", args=[reporter.pk])
    assert client.get(page).status_code == 200
    shown = client.post(page)
    [password] = re.findall(r"<code>(\w{14})</code>", shown.content.decode())
    assert "no-store" in shown["Cache-Control"]
    assert password not in client.get(page).content.decode()
    assert not Device.objects.filter(user=reporter).exists()
    assert theirs.get("/console/")["Location"].startswith("/console/login/")
    theirs.post("/console/login/", {"username": reporter.username, "password": password})
    assert theirs.get("/console/")["Location"] == reverse("console:password_change")


def test_nobody_gives_themselves_a_role_or_a_password_nor_ends_themselves(district: District, client: Client) -> None:
    admin = district.people.security_admin
    make.make_user("second", Role.SECURITY_ADMIN)
    client.force_login(admin)
    admin.refresh_from_db()  # logging in is a change, too
    for change in ({"role": "auditor"}, {"is_active": ""}):
        refused = client.post(change_page(admin), form_of(admin, **change))
        assert "不得修改自己的角色或状态" in refused.content.decode()
    assert client.post(change_page(admin), form_of(admin, name="新名")).status_code == 302, "a name is no right"
    text = client.post(reverse("console:auth_user_password_change", args=[admin.pk])).content.decode()
    assert "凭当前密码修改自己的密码" in text
    admin.refresh_from_db()
    assert (admin.role, admin.is_active, admin.must_change_password) == (Role.SECURITY_ADMIN, True, False)


def test_the_last_security_administrator_stays_for_the_service_and_for_the_database(district: District) -> None:
    admin, second = district.people.security_admin, make.make_user("second", Role.SECURITY_ADMIN)
    people.update_account(user_id=second.pk, by=admin, version=None, changes={"is_active": False})
    outsider = make.make_user("third", Role.SECURITY_ADMIN, is_active=False)
    outsider = people.update_account(user_id=outsider.pk, by=admin, version=None, changes={"is_active": True})
    people.update_account(user_id=admin.pk, by=outsider, version=None, changes={"role": Role.AUDITOR})
    admin.refresh_from_db()
    assert admin.role == Role.AUDITOR
    outsider.refresh_from_db()
    last = User.objects.filter(pk=outsider.pk)
    for ending in (lambda: last.update(is_active=False), lambda: last.update(role=Role.AUDITOR), last.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            ending()
    assert last.update(name="仍在") == 1


def test_the_last_security_administrator_cannot_be_ended_by_a_list_action(district: District, client: Client) -> None:
    second = make.make_user("second", Role.SECURITY_ADMIN)
    client.force_login(second)
    chosen = [district.people.security_admin.pk, second.pk, district.people.reporter.pk]
    page = reverse("console:accounts_user_changelist")
    text = client.post(page, {"action": "deactivate", "_selected_action": chosen}, follow=True).content.decode()
    assert "已停用2个账号" in text
    assert "不得修改自己的角色或状态" in text
    assert User.objects.get(pk=second.pk).is_active


def test_an_administrator_has_no_department_and_no_post(district: District, client: Client) -> None:
    head = district.people.department_head
    post = make.make_post(district.fgw, "主任", holder=head)
    client.force_login(district.people.security_admin)
    refused = client.post(change_page(head), form_of(head, role="system_admin", department=""))
    assert "请先将岗位交给他人" in refused.content.decode()
    post.holder = None
    post.save()
    refused = client.post(change_page(head), form_of(head, role="system_admin"))
    assert "管理员不属于任何单位" in refused.content.decode()
    head.refresh_from_db()
    assert client.post(change_page(head), form_of(head, role="system_admin", department="")).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=district.people.auditor.pk).update(department=district.fgw)
    data = {"region": district.region.pk, "department": district.fgw.pk, "kind": "head", "title": "主任",
            "holder": head.pk, "seen_version": post.version + 1, "postcharge_set-TOTAL_FORMS": 0,
            "postcharge_set-INITIAL_FORMS": 0}  # fmt: skip
    refused = client.post(reverse("console:accounts_post_change", args=[post.pk]), data)
    assert "管理员不担任岗位" in refused.content.decode()


def test_somebody_elses_change_is_not_overwritten(district: District, client: Client) -> None:
    reporter = district.people.reporter
    client.force_login(district.people.security_admin)
    seen = form_of(reporter, phone="13800000000")
    User.objects.filter(pk=reporter.pk).update(email="new@example.com")
    assert "已被他人修改" in client.post(change_page(reporter), seen).content.decode()
    reporter.refresh_from_db()
    assert (reporter.email, reporter.phone) == ("new@example.com", "")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_ADMIN])
def test_no_other_role_changes_accounts_even_by_the_service(district: District, role: Role) -> None:
    by, reporter = district.people.of(role), district.people.reporter_elsewhere
    for action in (
        lambda: people.update_account(user_id=reporter.pk, by=by, version=None, changes={"name": "x"}),
        lambda: people.reset_password(user_id=reporter.pk, by=by),
        lambda: people.create_account(by=by, password=PASSWORD, details={"username": "x"}),
    ):
        with pytest.raises(AccessRefused):
            action()


def test_an_inactive_account_gets_no_password(district: District) -> None:
    User.objects.filter(pk=district.people.reporter.pk).update(is_active=False)
    with pytest.raises(NotAllowedNow):
        people.reset_password(user_id=district.people.reporter.pk, by=district.people.security_admin)


def test_the_matrix_of_roles_says_what_the_access_rules_say(district: District, client: Client) -> None:
    assert set(MEANINGS) == set(Capability)
    client.force_login(district.people.auditor)
    page = client.get(reverse("console:roles"))
    for (title, _text, held), capability in zip(page.context_data["lines"], MEANINGS, strict=True):
        assert title
        assert held == [capability in CAPABILITIES[role] for role in Role]
    assert [column.figures.active for column in page.context_data["columns"]] == [2, 1, 2, 1, 1, 1, 1]
    warnings = " ".join(page.context_data["warnings"])
    assert "只有一名安全管理员" in warnings
    assert "有8个在用账号从未登录" in warnings


def test_an_office_without_a_person_or_with_one_person_in_two_is_a_warning(district: District, client: Client) -> None:
    User.objects.filter(pk=district.people.system_admin.pk).update(is_active=False)
    User.objects.filter(pk=district.people.auditor.pk).update(name=district.people.security_admin.name)
    client.force_login(district.people.security_admin)
    warnings = " ".join(client.get(reverse("console:roles")).context_data["warnings"])
    assert "没有人担任“系统管理员”" in warnings
    assert "三员应由不同人员担任" in warnings


def test_the_roles_are_for_the_security_administrator_and_the_auditor(district: District, client: Client) -> None:
    for role in Role:
        client.force_login(district.people.of(role))
        expected = 200 if role in {Role.SECURITY_ADMIN, Role.AUDITOR} else 403
        assert client.get(reverse("console:roles")).status_code == expected


def test_a_change_of_role_is_in_the_history_with_who_did_it(district: District, client: Client) -> None:
    reporter = district.people.reporter
    client.force_login(district.people.security_admin)
    client.post(change_page(reporter), form_of(reporter, role="department_head"))
    client.force_login(district.people.auditor)
    page = client.get(reverse("console:pghistory_events_changelist"), {"q": "reporter_fgw", "who": "secadmin"})
    text = page.content.decode()
    assert f"{Role.REPORTER.label} → {Role.DEPARTMENT_HEAD.label}" in text


def test_a_lock_is_seen_and_lifted_by_the_security_administrator_alone(
    district: District, client: Client, settings: LazySettings
) -> None:
    reporter, guesser, theirs = district.people.reporter, Client(REMOTE_ADDR="198.51.100.9"), Client()
    settings.LOGIN_LIMITS = {**settings.LOGIN_LIMITS, "address": 2, "account": 2}
    page, lift = change_page(reporter), reverse("console:lift_lock", args=[reporter.pk])
    right = {"username": reporter.username, "password": PASSWORD}
    for _guess in range(2):
        guesser.post("/console/login/", {**right, "password": "guessed"})
    theirs.post("/console/login/", right)
    assert theirs.get("/console/").status_code == 302
    client.force_login(district.people.security_admin)
    text = client.get(page).content.decode()
    assert "来自198.51.100.9，至" in text
    assert "来自该人员此前未登录过的所有地址，至" in text
    assert client.get(lift).status_code == 405
    for role in set(Role) - {Role.SECURITY_ADMIN}:
        other = Client()
        other.force_login(district.people.of(role))
        assert other.post(lift).status_code == 403
    assert theirs.post("/console/login/", right).status_code == 200, "still refused"
    assert "已解除锁定" in client.post(lift, follow=True).content.decode()
    assert "198.51.100.9" not in client.get(page).content.decode()
    assert theirs.post("/console/login/", right).status_code == 302
    assert client.post(reverse("console:lift_lock", args=[987654321])).status_code == 404
    client.force_login(district.people.auditor)
    history = reverse("console:pghistory_events_changelist")
    assert "登录锁定解除时间" in client.get(history, {"q": reporter.username, "who": "secadmin"}).content.decode()


def test_a_one_time_password_opens_a_locked_account_at_once(district: District, settings: LazySettings) -> None:
    reporter, theirs = district.people.reporter, Client()
    settings.LOGIN_LIMITS = {**settings.LOGIN_LIMITS, "address": 1}
    theirs.post("/console/login/", {"username": reporter.username, "password": "forgotten"})
    password = people.reset_password(user_id=reporter.pk, by=district.people.security_admin)
    assert theirs.post("/console/login/", {"username": reporter.username, "password": password}).status_code == 302
