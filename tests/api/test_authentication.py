"""Devices and their tokens: opened by log-in, refused from the very next request once they end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Device
from tests.clients import ClientOf
from tests.factories import PASSWORD
from tests.personas import District

LOGIN = "/api/v1/auth/login/"


def log_in(client: APIClient, username: str = "reporter_fgw", password: str = PASSWORD) -> dict:
    body = {"username": username, "password": password, "device_name": "Pixel 8"}
    response = client.post(LOGIN, body)
    assert response.status_code == 200, response.json()
    return response.json()


def bearer(token: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {token}"})


def test_log_in_gives_a_token_that_opens_one_s_own_account(district: District, anonymous: APIClient) -> None:
    answer = log_in(anonymous)
    assert answer["expires_at"].endswith("+08:00")
    assert answer["user"]["department"] == {"id": district.fgw.pk, "code": "fgw", "name": "区发改委"}
    me = bearer(answer["token"]).get("/api/v1/me/")
    assert me.status_code == 200
    assert me.json() == answer["user"]


def test_the_token_is_stored_hashed_only(district: District, anonymous: APIClient) -> None:
    token = log_in(anonymous)["token"]
    device = Device.objects.get()
    assert device.name == "Pixel 8"
    assert device.address == "127.0.0.1"
    assert token not in {device.digest, device.token_key}


@pytest.mark.parametrize(
    ("username", "password"), [("reporter_fgw", "wrong"), ("nobody", PASSWORD), ("head_fgw", PASSWORD)]
)
def test_every_failed_log_in_gets_the_same_answer(
    district: District, anonymous: APIClient, username: str, password: str
) -> None:
    inactive = district.people.department_head
    inactive.is_active = False
    inactive.save()
    body = {"username": username, "password": password, "device_name": "Pixel 8"}
    response = anonymous.post(LOGIN, body)
    assert response.status_code == 401
    error = response.json()
    assert error.pop("request_id") == response["X-Request-ID"]
    assert error == {
        "type": "client_error",
        "errors": [{"code": "authentication_failed", "detail": "用户名或密码错误。", "attr": None}],
    }
    assert not Device.objects.exists()


def test_log_in_names_every_missing_field(anonymous: APIClient, db: None) -> None:
    response = anonymous.post(LOGIN, {"username": "a", "password": "", "otp_": "1"})
    assert response.status_code == 400
    assert {(e["attr"], e["code"]) for e in response.json()["errors"]} == {
        ("password", "blank"),
        ("device_name", "required"),
    }


def test_logging_out_ends_this_device_only(district: District, anonymous: APIClient) -> None:
    phone, tablet = bearer(log_in(anonymous)["token"]), bearer(log_in(anonymous)["token"])
    assert phone.post("/api/v1/auth/logout/").status_code == 204
    assert phone.get("/api/v1/me/").status_code == 401
    assert tablet.get("/api/v1/me/").status_code == 200


def test_logging_out_everywhere_ends_every_device(district: District, anonymous: APIClient) -> None:
    phone, tablet = bearer(log_in(anonymous)["token"]), bearer(log_in(anonymous)["token"])
    assert phone.post("/api/v1/auth/logout-all/").status_code == 204
    assert [c.get("/api/v1/me/").status_code for c in (phone, tablet)] == [401, 401]


def test_a_deactivated_account_is_refused_at_the_next_request(district: District, anonymous: APIClient) -> None:
    client = bearer(log_in(anonymous)["token"])
    assert client.get("/api/v1/me/").status_code == 200
    district.people.reporter.is_active = False
    district.people.reporter.save()
    assert client.get("/api/v1/me/").status_code == 401


def test_an_expired_token_is_refused(district: District, anonymous: APIClient) -> None:
    client = bearer(log_in(anonymous)["token"])
    Device.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    response = client.get("/api/v1/me/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["errors"][0]["code"] == "authentication_failed"


def test_use_keeps_a_token_alive_but_not_beyond_thirty_days(district: District, anonymous: APIClient) -> None:
    client = bearer(log_in(anonymous)["token"])
    soon = timezone.now() + timedelta(hours=1)
    Device.objects.update(expiry=soon)
    client.get("/api/v1/me/")
    assert Device.objects.get().expiry > soon + timedelta(days=6)
    Device.objects.update(expiry=soon, created=timezone.now() - timedelta(days=29))
    client.get("/api/v1/me/")
    assert Device.objects.get().expiry < timezone.now() + timedelta(days=1, minutes=1)


@pytest.mark.parametrize("header", ["Bearer", "Bearer x y", "Bearer nonsense", "Token abc", "Bearer é"])
def test_a_malformed_header_is_a_401(db: None, anonymous: APIClient, header: str) -> None:
    response = anonymous.get("/api/v1/me/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json()["type"] == "client_error"


def test_a_new_password_ends_every_other_device(district: District, anonymous: APIClient) -> None:
    phone, tablet = bearer(log_in(anonymous)["token"]), bearer(log_in(anonymous)["token"])
    body = {"current_password": PASSWORD, "new_password": "四个毫不相干的词语 lantern"}
    assert phone.post("/api/v1/me/password/", body).status_code == 204
    assert phone.get("/api/v1/me/").status_code == 200
    assert tablet.get("/api/v1/me/").status_code == 401
    log_in(anonymous, password=body["new_password"])


def test_a_weak_or_unproven_password_is_refused_by_field(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    weak = client.post("/api/v1/me/password/", {"current_password": PASSWORD, "new_password": "12345678"})
    assert weak.status_code == 400
    assert {(e["attr"], e["code"]) for e in weak.json()["errors"]} == {
        ("new_password", "password_too_short"),
        ("new_password", "password_too_common"),
        ("new_password", "password_entirely_numeric"),
    }
    unproven = client.post("/api/v1/me/password/", {"current_password": "wrong", "new_password": PASSWORD + "!"})
    assert unproven.status_code == 400
    assert [e["attr"] for e in unproven.json()["errors"]] == ["current_password"]


def test_one_s_devices_can_be_listed_and_ended_one_by_one(district: District, anonymous: APIClient) -> None:
    phone, tablet = bearer(log_in(anonymous)["token"]), bearer(log_in(anonymous)["token"])
    devices = phone.get("/api/v1/me/devices/").json()["results"]
    assert [device["is_current"] for device in devices] == [False, True]
    assert phone.delete(f"/api/v1/me/devices/{devices[0]['id']}/").status_code == 204
    assert tablet.get("/api/v1/me/").status_code == 401
    assert phone.delete(f"/api/v1/me/devices/{devices[0]['id']}/").status_code == 404


def test_nobody_ends_another_s_device(district: District, client_of: ClientOf) -> None:
    head, reporter = client_of(district.people.department_head), client_of(district.people.reporter)
    device = head.get("/api/v1/me/devices/").json()["results"][0]
    assert reporter.delete(f"/api/v1/me/devices/{device['id']}/").status_code == 404
    assert head.get("/api/v1/me/").status_code == 200


def test_own_details_change_with_the_version_read(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    tag = client.get("/api/v1/me/")["ETag"]
    changed = client.patch("/api/v1/me/", {"phone": "13800000000", "language": "en"}, headers={"If-Match": tag})
    assert changed.status_code == 200, changed.json()
    assert (changed.json()["phone"], changed.json()["language"]) == ("13800000000", "en")
    stale = client.patch("/api/v1/me/", {"phone": ""}, headers={"If-Match": tag})
    assert stale.status_code == 412
    assert stale.json()["current"]["phone"] == "13800000000"
    assert stale["ETag"] == changed["ETag"]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"role": "supervisor"}, "role"),
        ({"email": "x"}, "email"),
        ({"language": "fr"}, "language"),
        ({"phone": "call me"}, "phone"),
    ],
)
def test_what_is_not_one_s_own_to_change_is_refused(
    district: District, client_of: ClientOf, body: dict, attr: str
) -> None:
    client = client_of(district.people.reporter)
    response = client.patch("/api/v1/me/", body, headers={"If-Match": client.get("/api/v1/me/")["ETag"]})
    assert response.status_code == 400
    assert [error["attr"] for error in response.json()["errors"]] == [attr]


def test_a_session_of_the_console_works_too_but_needs_its_csrf_token(district: District) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(district.people.reporter)
    assert client.get("/api/v1/me/").status_code == 200
    refused = client.post("/api/v1/notifications/read-all/")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["code"] == "permission_denied"
