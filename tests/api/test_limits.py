"""How often one may ask: counted by account and address for all web processes, told on every answer."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.api.contract import limits
from accounts.api.contract.limits import CallerThrottle
from accounts.models import User
from config.embedded.folder import free_port
from tests.api.serving import device_at
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.personas import District

ME = "/api/v1/me/"


class Clock:
    """Seconds since 1970 as a test wants them; in a minute of its own, since Redis counts for all tests."""

    def __init__(self) -> None:
        self.now = float(60 * (10**9 + randbelow(10**10)))

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(CallerThrottle, "timer", staticmethod(clock))
    return clock


@pytest.fixture
def limit(settings: LazySettings, clock: Clock) -> Callable[..., None]:
    """``limit(user=3)``: what is not named has no limit."""

    def set_limits(**calls: int) -> None:
        settings.RATE_LIMITS = {"user": 0, "address": 0, "files": 0} | calls

    return set_limits


def told(response: Any) -> tuple[str, str, str]:
    return tuple(response.headers.get(f"RateLimit-{name}", "") for name in ("Limit", "Remaining", "Reset"))


def test_who_asks_too_often_is_refused_until_the_next_minute(
    district: District, client_of: ClientOf, clock: Clock, limit: Callable[..., None]
) -> None:
    limit(user=2)
    clock.now += 20.5
    phone, tablet = (client_of(district.people.reporter) for _ in range(2))
    assert told(phone.get(ME)) == ("2", "1", "40")
    assert told(tablet.get(ME)) == ("2", "0", "40")
    refused = phone.get(ME)
    assert refused.status_code == 429
    assert (refused.headers["Retry-After"], told(refused)) == ("40", ("2", "0", "40"))
    error = refused.json()
    assert error.pop("request_id") == refused["X-Request-ID"]
    assert error == {
        "type": "client_error",
        "errors": [{"code": "too_many_requests", "detail": "请求过于频繁，请在 40 秒后重试。", "attr": None}],
    }
    english = client_of(district.people.reporter, language="en").get(ME).json()
    assert english["errors"][0]["detail"] == "Too many requests. Try again in 40 seconds."
    assert client_of(district.people.supervisor).get(ME).status_code == 200
    clock.now += 40
    assert (phone.get(ME).status_code, told(phone.get(ME))) == (200, ("2", "0", "60"))


def test_a_refused_change_is_not_made(district: District, client_of: ClientOf, limit: Callable[..., None]) -> None:
    client = client_of(district.people.reporter)
    tag = client.get(ME)["ETag"]
    limit(user=1)
    client.get(ME)
    assert client.patch(ME, {"phone": "13800000000"}, headers={"If-Match": tag}).status_code == 429
    district.people.reporter.refresh_from_db()
    assert district.people.reporter.phone == ""


def test_calls_without_a_valid_token_count_by_address(district: District, limit: Callable[..., None]) -> None:
    limit(address=3, user=100)
    guessing = APIClient(headers={"Authorization": "Bearer guessed"}, REMOTE_ADDR="10.9.8.7")
    assert [guessing.get(ME).status_code for _ in range(3)] == [401, 401, 401]
    assert guessing.get(ME).status_code == 429
    nobody = APIClient(REMOTE_ADDR="10.9.8.7")
    assert [nobody.post("/api/v1/auth/login/", {}).status_code, nobody.get("/api/v1/no/").status_code] == [429, 429]
    elsewhere = APIClient(REMOTE_ADDR="10.9.8.6")
    assert (elsewhere.get(ME).status_code, told(elsewhere.get("/api/v1/no/"))) == (401, ("3", "1", "60"))


def test_addresses_of_one_ipv6_network_count_once(db: None, limit: Callable[..., None]) -> None:
    limit(address=2)
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8::3", "2001:db8:0:1::1")
    assert [APIClient(REMOTE_ADDR=address).get(ME).status_code for address in addresses] == [401, 401, 429, 401]


def test_an_office_shares_its_address_and_each_has_their_own_limit(
    district: District, client_of: ClientOf, limit: Callable[..., None]
) -> None:
    limit(address=3, user=2)
    first, second = client_of(district.people.reporter), client_of(district.people.supervisor)
    assert told(first.get(ME)) == ("2", "1", "60")
    assert told(second.get(ME)) == ("3", "1", "60")
    assert told(second.get(ME)) == ("3", "0", "60")
    assert first.get(ME).status_code == 429


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 401)])
def test_a_forwarded_address_is_believed_of_our_own_proxy_only(
    db: None, limit: Callable[..., None], monkeypatch: pytest.MonkeyPatch, proxies: int, last: int
) -> None:
    limit(address=1)
    monkeypatch.setattr("rest_framework.throttling.api_settings.NUM_PROXIES", proxies, raising=False)
    statuses = [
        APIClient().get(ME, headers={"X-Forwarded-For": f"198.51.100.1, 203.0.113.{caller}"}).status_code
        for caller in (1, 2)
    ]
    assert statuses == [401, last]


def test_files_have_a_stricter_limit_and_other_calls_go_on(
    district: District, client_of: ClientOf, limit: Callable[..., None]
) -> None:
    limit(user=100, files=1)
    client = client_of(district.people.reporter)

    def upload() -> Any:
        body = {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "project": district.led.pk, "is_for_closure": True}
        return client.post("/api/v1/evidence/", body, format="multipart")

    assert told(upload()) == ("1", "0", "60")
    assert upload().status_code == 429
    assert client.post("/api/v1/exports/", {"kind": "projects"}).status_code == 429
    assert client.get("/api/v1/evidence/").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        ("get", "projects/", 200), ("get", "projects/?colour=red", 400), ("get", "projects/987654321/", 404),
        ("delete", "projects/", 405), ("post", "notifications/read-all/", 200), ("get", "nothing/", 404),
        ("get", "schema/", 200), ("options", "todo/", 405),
    ],
)  # fmt: skip
def test_every_answer_tells_where_the_caller_stands(
    district: District, client_of: ClientOf, limit: Callable[..., None], asked: tuple[str, str, int]
) -> None:
    method, path, status = asked
    limit(user=600, address=1200)
    response = getattr(client_of(district.people.supervisor), method)(f"/api/v1/{path}")
    assert (response.status_code, told(response)[2]) == (status, "60")


def test_the_schema_tells_of_limits_at_every_operation(anonymous: APIClient, db: None) -> None:
    schema = anonymous.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert "Retry-After" in operation["responses"]["429"]["headers"], (method, path)
            for status, answer in operation["responses"].items():
                told_of = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} & set(answer["headers"])
                assert len(told_of) == 3, (method, path, status)


def test_what_is_refused_before_anybody_is_known_is_counted_too(
    district: District, client_of: ClientOf, limit: Callable[..., None]
) -> None:
    limit(user=600, address=1200)
    client = client_of(district.people.reporter)
    assert told(client.get(ME, headers={"Accept": "application/xml"})) == ("1200", "1199", "60")
    huge = client.post("/api/v1/evidence/", b"", content_type="multipart/form-data", CONTENT_LENGTH=str(10**12))
    assert (huge.status_code, told(huge)) == (413, ("1200", "1198", "60"))


@COMMITTED
def test_all_web_processes_count_together(address: str, district: District) -> None:
    def within_a_minute(user: User) -> list[int] | None:
        """Statuses of 24 calls on connections of their own, unless another minute began meanwhile."""
        with device_at(address, user) as device, ThreadPoolExecutor(8) as threads:
            path = f"{address}/api/v1/evidence/987654321/content/"
            answers = list(threads.map(lambda _number: httpx.get(path, headers=device.headers), range(24)))
        resets = [int(answer.headers["RateLimit-Reset"]) for answer in answers]
        is_one_minute = max(resets) - min(resets) < limits.WINDOW_SECONDS // 2
        return sorted(answer.status_code for answer in answers) if is_one_minute else None

    statuses = within_a_minute(district.people.reporter) or within_a_minute(district.people.department_head)
    assert statuses == [404] * 5 + [429] * 19


def test_nobody_is_refused_or_kept_waiting_while_redis_is_away(
    district: District,
    client_of: ClientOf,
    limit: Callable[..., None],
    settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    limit(user=1, address=1)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    client = client_of(district.people.supervisor)
    answers = [client.post("/api/v1/notifications/read-all/") for _ in range(3)]
    assert [(answer.status_code, told(answer)) for answer in answers] == [(200, ("", "", ""))] * 3
    assert [record.levelname for record in caplog.records if "Redis is away" in record.message] == ["WARNING"]


def test_a_redis_that_hangs_costs_one_short_wait_and_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        counter = limits.Counter(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        begin = time.monotonic()
        assert [counter.count(["a"]) for _ in range(5)] == [[]] * 5
        assert time.monotonic() - begin < 3 * limits.TIMEOUT_SECONDS
        now = time.monotonic()
        monkeypatch.setattr(limits.time, "monotonic", lambda: now + limits.PAUSE_SECONDS + 1)
        asked: list[str] = []
        monkeypatch.setattr(counter._redis, "pipeline", lambda **_options: asked.append("again") or Raising())
        assert (counter.count(["a"]), asked) == ([], ["again"])


class Raising:
    """A pipeline of a Redis that is away."""

    def incr(self, name: str) -> "Raising":
        return self

    def expire(self, name: str, seconds: int) -> "Raising":
        return self

    def execute(self) -> None:
        raise limits.RedisError
