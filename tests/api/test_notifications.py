"""The inbox and one's wishes over REST, and the operator's figures."""

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.choices import Level
from accounts.heartbeats import beat
from accounts.models import ContactPreference, Delivery
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

pytestmark = pytest.mark.django_db
WISHES = {
    "muted_channels": ["email"],
    "quiet_from": "21:00:00",
    "quiet_until": "07:00:00",
    "time_zone": "Asia/Shanghai",
}


def test_level_1_is_postponed_and_read(district: District, client_of: ClientOf) -> None:
    message = make.make_notification(district.people.reporter)
    client = client_of(district.people.reporter)
    answer = client.post(f"/api/v1/notifications/{message.pk}/postpone/", {"until": "2024-09-25"})
    assert answer.status_code == 200
    assert answer.json()["postponed_until"] == "2024-09-25"
    assert answer.json()["read_at"]


@pytest.mark.parametrize("until", ["2024-09-20", "2024-12-01", "x", None])
def test_a_day_that_cannot_be_is_refused_at_its_field(district: District, client_of: ClientOf, until: str) -> None:
    message = make.make_notification(district.people.reporter)
    answer = client_of(district.people.reporter).post(f"/api/v1/notifications/{message.pk}/postpone/", {"until": until})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "until"


@pytest.mark.parametrize("level", [Level.L2, Level.L3, Level.L4])
def test_what_is_late_is_not_postponed(district: District, client_of: ClientOf, level: int) -> None:
    message = make.make_notification(district.people.reporter, level=level)
    client = client_of(district.people.reporter)
    answer = client.post(f"/api/v1/notifications/{message.pk}/postpone/", {"until": "2024-09-25"})
    assert answer.status_code == 409


def test_nobody_postpones_anothers_message(district: District, client_of: ClientOf) -> None:
    message = make.make_notification(district.people.reporter)
    client = client_of(district.people.department_head)
    assert client.post(f"/api/v1/notifications/{message.pk}/postpone/", {"until": "2024-09-25"}).status_code == 404


def test_wishes_are_read_and_changed_with_their_version(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    first = client.get("/api/v1/me/preferences/")
    assert first.json() == {
        "muted_channels": [], "quiet_from": None, "quiet_until": None, "time_zone": "Asia/Shanghai", "version": 0
    }  # fmt: skip
    assert client.patch("/api/v1/me/preferences/", WISHES).status_code == 428
    changed = client.patch("/api/v1/me/preferences/", WISHES, headers={"If-Match": first["ETag"]})
    assert changed.json() == {**WISHES, "version": 1}
    assert client.patch("/api/v1/me/preferences/", WISHES, headers={"If-Match": first["ETag"]}).status_code == 412


@pytest.mark.parametrize(
    "wrong",
    [
        {"muted_channels": ["in_app"]}, {"muted_channels": ["pigeon"]}, {"quiet_from": "21:00"}, {"time_zone": "Mars"},
        {"quiet_from": "25:00"}, {"user": 1}, {"quiet_from": "08:00", "quiet_until": "08:00"},
    ],
)  # fmt: skip
def test_wishes_that_cannot_be_are_refused(district: District, client_of: ClientOf, wrong: dict[str, object]) -> None:
    client = client_of(district.people.reporter)
    assert client.patch("/api/v1/me/preferences/", wrong, headers={"If-Match": '"0"'}).status_code == 400
    assert not ContactPreference.objects.exists()


def test_the_figures_are_for_whoever_shows_the_token(
    district: District, client: Client, settings: LazySettings
) -> None:
    settings.METRICS_TOKEN = "token-of-the-operator"
    message = make.make_notification(district.people.reporter)
    settings.DEMONSTRATION = True  # offices are open at any hour
    Delivery.objects.create(notification=message, channel="email")
    beat("sweep")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    text = client.get("/metrics", headers={"Authorization": "Bearer token-of-the-operator"}).content.decode()
    assert "duban_outbox_waiting 1.0" in text
    assert 'duban_deliveries_last_day{channel="email",state="queued"} 1.0' in text
    assert 'duban_task_age_seconds{task="sweep"}' in text
    assert "duban_outbox_oldest_unsent_seconds" in text


def test_without_a_token_there_are_no_figures(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["22:00:00.4", "22:00:00Z", "22:00:00+08:00", "24:00", "22"])
def test_a_quiet_hour_is_of_a_clock_without_offset_or_fractions(
    district: District, client_of: ClientOf, given: str
) -> None:
    client = client_of(district.people.reporter)
    address = "/api/v1/me/preferences/"
    tag = client.get(address)["ETag"]
    refused = client.patch(address, {"quiet_from": given, "quiet_until": "07:00"}, headers={"If-Match": tag})
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "quiet_from")
    kept = client.patch(address, {"quiet_from": "22:00", "quiet_until": "07:02:09"}, headers={"If-Match": tag}).json()
    assert (kept["quiet_from"], kept["quiet_until"]) == ("22:00:00", "07:02:09")
