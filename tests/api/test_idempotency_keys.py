"""What a key stands for: one request of one account to one address, for seven days."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AnsweredRequest
from accounts.tasks import forget_answered_requests
from config.celery import app
from projects.models import Instruction
from tests.clients import ClientOf
from tests.factories import make_notification
from tests.personas import District

INSTRUCTIONS = "/api/v1/instructions/"


@pytest.fixture
def leader(district: District, client_of: ClientOf) -> APIClient:
    return client_of(district.people.leader)


@pytest.fixture
def body(district: District) -> dict[str, Any]:
    return {"projects": [district.led.pk], "text": "请抓紧"}


def send(client: APIClient, body: dict[str, Any], key: str, path: str = INSTRUCTIONS) -> Any:
    return client.post(path, body, headers={"Idempotency-Key": key})


def test_the_stored_answer_comes_again_with_its_status_and_headers(leader: APIClient, body: dict[str, Any]) -> None:
    key = str(uuid4())
    first, again = send(leader, body, key), send(leader, dict(reversed(body.items())), f'"{key}"')
    assert (first.status_code, "Idempotent-Replayed" in first.headers) == (201, False)
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert (again.content, again["Location"]) == (first.content, first["Location"])
    assert Instruction.objects.count() == 1
    other_key = send(leader, body, str(uuid4()))
    assert (other_key.status_code, Instruction.objects.count()) == (201, 2)


def test_an_answer_that_comes_again_says_in_which_language_it_is(leader: APIClient, body: dict[str, Any]) -> None:
    key = str(uuid4())
    first = send(leader, body, key)
    again = leader.post(INSTRUCTIONS, body, headers={"Idempotency-Key": key, "Accept-Language": "en"})
    assert (again.content, again["Content-Language"]) == (first.content, "zh-hans")


def test_another_body_under_the_key_is_a_422_and_has_no_effect(leader: APIClient, body: dict[str, Any]) -> None:
    key = str(uuid4())
    send(leader, body, key)
    other = send(leader, body | {"text": "别的"}, key)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert Instruction.objects.count() == 1


def test_what_is_kept_of_a_body_cannot_be_made_without_the_service_s_secret(
    leader: APIClient, body: dict[str, Any], settings: LazySettings
) -> None:
    """A body may hold a new password, which could else be guessed from it as fast as a machine can hash."""
    key = str(uuid4())
    assert send(leader, body, key).status_code == 201
    settings.SECRET_KEY = "another secret"
    assert send(leader, body, key).status_code == 422


def test_an_address_that_is_too_long_to_be_kept_names_nothing(district: District, client_of: ClientOf) -> None:
    message = make_notification(district.people.reporter)
    path = f"/api/v1/notifications/{message.pk:0300}/read/"
    assert send(client_of(district.people.reporter), {}, str(uuid4()), path).status_code == 404


def test_a_key_is_one_account_s_and_one_address_s(
    district: District, leader: APIClient, client_of: ClientOf, body: dict[str, Any]
) -> None:
    key = str(uuid4())
    send(leader, body, key)
    stranger = send(client_of(district.people.supervisor), body, key)
    assert (stranger.status_code, "Idempotent-Replayed" in stranger.headers) == (403, False)
    elsewhere = send(leader, {}, key, "/api/v1/notifications/read-all/")
    assert (elsewhere.status_code, elsewhere.json()) == (200, {"marked": 0})
    assert send(leader, body, key)["Idempotent-Replayed"] == "true"


def test_a_refusal_is_not_stored_since_the_same_may_succeed_later(leader: APIClient, body: dict[str, Any]) -> None:
    key = str(uuid4())
    assert send(leader, body | {"text": ""}, key).status_code == 400
    assert not AnsweredRequest.objects.exists()
    assert send(leader, body, key).status_code == 201


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "é" * 36])
def test_a_key_that_is_no_uuid_is_refused(leader: APIClient, body: dict[str, Any], key: str) -> None:
    response = send(leader, body, key)
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "Idempotency-Key")
    assert not Instruction.objects.exists()


def test_a_key_is_kept_for_seven_days_and_cleared_away_every_night(leader: APIClient, body: dict[str, Any]) -> None:
    key = str(uuid4())
    send(leader, body, key)
    week = timedelta(days=7)
    AnsweredRequest.objects.update(answered_at=timezone.now() - week + timedelta(minutes=1))
    assert (forget_answered_requests(), send(leader, body, key)["Idempotent-Replayed"]) == (0, "true")
    AnsweredRequest.objects.update(answered_at=timezone.now() - week - timedelta(minutes=1))
    assert forget_answered_requests() == 1
    assert ("Idempotent-Replayed" in send(leader, body, key).headers, Instruction.objects.count()) == (False, 2)
    assert forget_answered_requests.name in {entry["task"] for entry in app.conf.beat_schedule.values()}
