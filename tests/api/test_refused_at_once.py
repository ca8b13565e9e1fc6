"""A token and a session are refused from the very next request, at every address, once they end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import authenticate
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import Device, User
from accounts.services import people
from tests.clients import ClientOf
from tests.factories import PASSWORD
from tests.personas import District

ANOTHER = "四个毫不相干的词语 lantern"
OPEN_TO_ALL = {("post", "/api/v1/auth/login/")}
Ending = Callable[[User, User], Any]


def changed(**changes: Any) -> Ending:
    return lambda user, admin: people.update_account(user_id=user.pk, by=admin, version=None, changes=changes)


def chosen_elsewhere(user: User, admin: User) -> None:
    body = {"current_password": PASSWORD, "new_password": ANOTHER}
    elsewhere = APIClient()
    elsewhere.force_login(user)
    assert elsewhere.post("/api/v1/me/password/", body).status_code == 204
    assert elsewhere.get("/api/v1/me/").status_code == 200, "the one that asked stays"


ENDINGS = {
    "made inactive": changed(is_active=False),
    "another role": changed(role=Role.DEPARTMENT_HEAD),
    "a one-time password": lambda user, admin: people.reset_password(user_id=user.pk, by=admin),
    "a new password": chosen_elsewhere,
}


@pytest.fixture
def operations(anonymous: APIClient, db: None) -> list[tuple[str, str]]:
    """Method and address of everything that the schema names; what would end the token by itself comes last."""
    paths = anonymous.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()["paths"]
    named = [(method, path.replace("{id}", "1").replace("{key}", "a")) for path in paths for method in paths[path]]
    assert len(named) > 90
    return sorted({*named} - OPEN_TO_ALL, key=lambda operation: ("logout" in operation[1], operation))


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_open_before_is_refused_everywhere(
    district: District, client_of: ClientOf, operations: list[tuple[str, str]], ending: str
) -> None:
    user = district.people.reporter
    token, session = client_of(user), APIClient(raise_request_exception=False)
    session.force_login(user)
    assert [client.get("/api/v1/me/").status_code for client in (token, session)] == [200, 200]
    ENDINGS[ending](user, district.people.security_admin)
    for client in (token, session):
        answers = {(method, path): getattr(client, method)(path).status_code for method, path in operations}
        assert {operation: status for operation, status in answers.items() if status != 401} == {}


def test_other_details_of_an_account_end_nothing(district: District, client_of: ClientOf) -> None:
    user = district.people.reporter
    token, session = client_of(user), APIClient()
    session.force_login(user)
    changed(name="新名", phone="13800000000")(user, district.people.security_admin)
    assert [client.get("/api/v1/me/").status_code for client in (token, session)] == [200, 200]


def test_a_session_with_its_csrf_token_may_change_things(district: District) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(district.people.reporter)
    client.get("/console/")
    csrf = client.cookies["csrftoken"].value
    assert client.post("/api/v1/notifications/read-all/").status_code == 403
    allowed = client.post("/api/v1/notifications/read-all/", headers={"X-CSRFToken": csrf})
    assert allowed.status_code == 200, allowed.json()


@pytest.mark.parametrize(("proxies", "shown"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_a_device_shows_the_address_that_our_own_proxy_saw(
    district: District, anonymous: APIClient, monkeypatch: pytest.MonkeyPatch, proxies: int, shown: str
) -> None:
    monkeypatch.setattr("rest_framework.throttling.api_settings.NUM_PROXIES", proxies, raising=False)
    body = {"username": "reporter_fgw", "password": PASSWORD, "device_name": "Pixel 8"}
    for forwarded in ("198.51.100.1, 203.0.113.7", "made up"):
        answer = anonymous.post("/api/v1/auth/login/", body, headers={"X-Forwarded-For": forwarded})
        assert answer.status_code == 200, answer.json()
    token = APIClient(headers={"Authorization": f"Bearer {answer.json()['token']}"})
    devices = token.get("/api/v1/me/devices/").json()["results"]
    assert [device["address"] for device in devices] == ["127.0.0.1", shown]


@pytest.mark.parametrize("ending", ["made inactive", "a one-time password", "a new password"])
def test_a_log_in_under_way_opens_nothing_once_the_account_is_closed_to_it(
    district: District, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    user = district.people.reporter

    def ended_meanwhile(*args: Any, **credentials: str) -> Any:
        proven = authenticate(*args, **credentials)
        ENDINGS[ending](user, district.people.security_admin)
        return proven

    monkeypatch.setattr("accounts.api.authentication.authenticate", ended_meanwhile)
    body = {"username": user.username, "password": PASSWORD, "device_name": "手机"}
    refused = APIClient().post("/api/v1/auth/login/", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (401, "authentication_failed")
    assert not Device.objects.filter(user=user).exists()
