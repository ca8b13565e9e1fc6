"""Health for supervisors and load balancers: alive at all, and ready with everything behind it."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.heartbeats import beat
from accounts.models import Heartbeat
from config import health
from projects.queries.reminding import SENDER, SWEEP
from tests.clients import ClientOf
from tests.personas import District


def test_alive_needs_nothing_behind_the_process(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert "no-store" in response["Cache-Control"]


def test_ready_names_every_check(client: Client, db: None) -> None:
    beat(SWEEP)
    beat(SENDER)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": True, "broker": True, "migrations": True, "worker": True, "sender": True},
    }


def test_not_ready_without_the_broker(client: Client, db: None, settings: LazySettings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] is False


@pytest.mark.parametrize(("task", "check"), [(SWEEP, "worker"), (SENDER, "sender")])
def test_not_ready_while_nothing_comes_through_one_of_the_queues(
    client: Client, db: None, task: str, check: str
) -> None:
    assert client.get("/readyz").json()["checks"][check] is False
    beat(SWEEP)
    beat(SENDER)
    assert client.get("/readyz").json()["checks"][check] is True
    Heartbeat.objects.filter(task=task).update(beaten_at=timezone.now() - timedelta(seconds=121))
    assert client.get("/readyz").status_code == 503


def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(health.connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] is False


def test_the_api_says_when_to_come_back_while_the_database_is_away(
    district: District, client_of: ClientOf, anonymous: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(district.people.supervisor)

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("projects.api.projects.visible_to", away)
    response = client.get("/api/v1/projects/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["type"] == "server_error"
    assert "away" not in response.content.decode()
