"""Guessing a password: few guesses are looked at, and nobody is locked out for good or from where they belong."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from accounts.errors import Refusal, WrongPassword
from accounts.models import KnownAddress, PasswordAttempt
from accounts.rules.places import place_of
from accounts.services import password_attempts
from accounts.tasks import forget_answered_requests
from tests.api.serving import device_at
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.factories import PASSWORD
from tests.personas import District

LOGIN = "/api/v1/auth/login/"
PASSWORD_PAGE = "/api/v1/me/password/"
WRONG = "guessed"
NEW = "四个毫不相干的词语 lantern"
# Each holds a connection to PostgreSQL, which has a hundred for all tests.
AT_ONCE = 16
HOME, AWAY = "203.0.113.7", "198.51.100.9"


class Clock:
    """The present as the counting sees it."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(password_attempts, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch, district: District) -> None:
    """The same algorithm with the least work: how often it is done is what counts here."""
    for cost, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
        monkeypatch.setattr(Argon2PasswordHasher, cost, least)
    for user in (district.people.reporter, district.people.department_head):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that costs a hash, whether the name exists or not."""
    seen: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify

    def noted_encode(self: Any, password: str, salt: str) -> str:
        seen.append(password)
        return encode(self, password, salt)

    def noted_verify(self: Any, password: str, encoded: str) -> bool:
        seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", noted_encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", noted_verify)
    return seen


def by_token(password: str = WRONG, name: str = "reporter_fgw", address: str = HOME) -> Any:
    body = {"username": name, "password": password, "device_name": "手机"}
    return APIClient(REMOTE_ADDR=address).post(LOGIN, body)


def by_console(password: str = WRONG, name: str = "reporter_fgw", address: str = HOME) -> Any:
    return Client(REMOTE_ADDR=address).post("/console/login/", {"username": name, "password": password})


def statuses(guess: Callable[[], Any], times: int) -> list[int]:
    return [guess().status_code for _ in range(times)]


def test_after_five_wrong_passwords_the_right_one_is_refused_until_fifteen_minutes_have_passed(
    district: District, clock: Clock, looked_at: list[str]
) -> None:
    assert statuses(by_token, 5) == [401] * 5
    clock.now += timedelta(minutes=14, seconds=50)
    refused = by_token(PASSWORD)
    assert (refused.status_code, refused["Retry-After"]) == (429, "10")
    error = refused.json()
    assert error.pop("request_id") == refused["X-Request-ID"]
    assert error == {
        "type": "client_error",
        "errors": [{"code": "too_many_attempts", "detail": "密码错误次数过多，请在1分钟后重试。", "attr": None}],
    }
    assert looked_at == [WRONG] * 5
    clock.now += timedelta(seconds=10)
    assert by_token(PASSWORD).status_code == 200


def test_a_refused_guess_does_not_prolong_the_lock(district: District, clock: Clock) -> None:
    statuses(by_token, 5)
    for _minute in range(14):
        clock.now += timedelta(minutes=1)
        assert by_token().status_code == 429
    clock.now += timedelta(minutes=1)
    assert by_token(PASSWORD).status_code == 200


def test_token_console_and_change_of_password_are_counted_together(district: District, client_of: ClientOf) -> None:
    phone = client_of(district.people.reporter)
    change = {"current_password": WRONG, "new_password": NEW}
    session = Client(REMOTE_ADDR=HOME)
    session.force_login(district.people.reporter)
    form = {"old_password": WRONG, "new_password1": NEW, "new_password2": NEW}
    assert statuses(by_token, 1) == [401]
    assert by_console().status_code == 200
    assert phone.post(PASSWORD_PAGE, change, REMOTE_ADDR=HOME).status_code == 400
    keyed = phone.post(PASSWORD_PAGE, change, REMOTE_ADDR=HOME, headers={"Idempotency-Key": str(uuid4())})
    assert keyed.json()["errors"][0]["attr"] == "current_password"
    assert "当前密码不正确" in session.post("/console/password_change/", form).content.decode()
    assert PasswordAttempt.objects.count() == 5, "the transaction of a key takes none of them back"
    assert by_token(PASSWORD).status_code == 429
    assert "_auth_user_id" not in by_console(PASSWORD).client.session
    right = {**change, "current_password": PASSWORD}
    assert phone.post(PASSWORD_PAGE, right, REMOTE_ADDR=HOME).json()["errors"][0]["code"] == "too_many_attempts"
    said = session.post("/console/password_change/", {**form, "old_password": PASSWORD}).content.decode()
    assert "密码错误次数过多，请在15分钟后重试。" in said
    district.people.reporter.refresh_from_db()
    assert district.people.reporter.check_password(PASSWORD)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "请在15分钟后重试"), ("en", "Try again in 15 minutes.")])
def test_the_console_says_when_to_try_again_and_keeps_the_name(district: District, language: str, words: str) -> None:
    statuses(by_token, 5)
    typed = {"username": "reporter_fgw", "password": PASSWORD}
    page = Client(REMOTE_ADDR=HOME).post("/console/login/", typed, headers={"Accept-Language": language})
    text = page.content.decode()
    assert words in text
    assert 'value="reporter_fgw"' in text
    assert PASSWORD not in text


def test_a_name_without_an_account_is_answered_alike(district: District, looked_at: list[str]) -> None:
    def answers(name: str) -> list[Any]:
        seen = []
        for guess in range(7):
            response = by_token(f"guess {guess}", name)
            told = {key: value for key, value in response.json().items() if key != "request_id"}
            hashed = [looked_at.pop() for _ in range(len(looked_at))]
            seen.append((response.status_code, response.get("Retry-After"), told, hashed))
        return seen

    existing = answers("reporter_fgw")
    assert [status for status, *_ in existing] == [401] * 5 + [429] * 2
    assert existing == answers("nobody")
    assert by_console(name="nobody").content.decode().count("请在15分钟后重试") == 1


def test_what_was_typed_as_a_name_is_not_kept(district: District) -> None:
    by_token(name=PASSWORD)
    kept = PasswordAttempt.objects.values().get()
    assert PASSWORD not in str(kept)


def test_failures_elsewhere_lock_nobody_out(district: District) -> None:
    assert statuses(lambda: by_token(address=AWAY), 6) == [401] * 5 + [429]
    assert by_token(PASSWORD).status_code == 200


def test_guessing_from_many_addresses_ends_but_not_where_the_owner_has_logged_in_before(
    district: District, settings: LazySettings, clock: Clock
) -> None:
    settings.LOGIN_LIMITS = {**settings.LOGIN_LIMITS, "account": 6}
    assert by_console(PASSWORD).status_code == 302
    addresses = [f"198.51.100.{number}" for number in range(7)]
    assert [by_token(address=address).status_code for address in addresses] == [401] * 6 + [429]
    assert by_token(PASSWORD, address="192.0.2.1").status_code == 429, "a place that is not known"
    assert by_token(PASSWORD).status_code == 200, "the place of the console's log-in"
    assert by_token(PASSWORD, "head_fgw", "192.0.2.1").status_code == 200, "another account"
    clock.now += timedelta(minutes=15)
    assert by_token(PASSWORD, address="192.0.2.1").status_code == 200
    clock.now += password_attempts.KNOWN_FOR + timedelta(seconds=1)
    for address in addresses[:6]:
        by_token(address=address)
    assert by_token(PASSWORD).status_code == 429, "a place that was not used for long"


def test_at_a_known_address_guesses_are_counted_all_the_same(district: District) -> None:
    assert by_token(PASSWORD).status_code == 200
    assert statuses(by_token, 6) == [401] * 5 + [429]


def test_a_right_password_forgets_the_wrong_ones_of_its_address_only(district: District) -> None:
    for address in (HOME, AWAY):
        statuses(lambda address=address: by_token(address=address), 4)
    assert by_console(PASSWORD).status_code == 302
    assert statuses(by_token, 6) == [401] * 5 + [429]
    assert statuses(lambda: by_token(address=AWAY), 2) == [401, 429]


def test_what_has_nothing_to_do_with_the_password_does_not_count(district: District, client_of: ClientOf) -> None:
    phone = client_of(district.people.reporter)
    for _time in range(6):
        weak = phone.post(PASSWORD_PAGE, {"current_password": PASSWORD, "new_password": "12345678"})
        assert {error["attr"] for error in weak.json()["errors"]} == {"new_password"}
        assert phone.post(PASSWORD_PAGE, {"current_password": PASSWORD}).status_code == 400
    assert not PasswordAttempt.objects.exists()


def test_a_guess_inside_of_a_transaction_is_a_fault_of_ours(district: District) -> None:
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="durable"),
        password_attempts.guarded(name="reporter_fgw", address=HOME),
    ):
        pytest.fail("the count could be taken back")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("", None),
        ("unix:", None),
    ],
)
def test_whoever_has_a_network_of_ipv6_counts_once(address: str, place: str | None) -> None:
    assert place_of(address) == place


def test_a_forwarded_address_is_believed_of_our_own_proxy_only(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guess(number: int) -> Any:
        body = {"username": "reporter_fgw", "password": WRONG}
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        return Client(REMOTE_ADDR=HOME).post("/console/login/", body, headers=headers).content.decode()

    said = [guess(number) for number in range(6)]
    assert ["重试" in text for text in said] == [False] * 5 + [True]
    monkeypatch.setattr("rest_framework.throttling.api_settings.NUM_PROXIES", 1, raising=False)
    assert "重试" not in guess(7)


def test_what_no_longer_counts_is_dropped_at_night(district: District, clock: Clock) -> None:
    by_token(PASSWORD)
    by_token()
    clock.now += timedelta(minutes=14)
    assert forget_answered_requests() == 0
    clock.now += timedelta(minutes=1)
    assert (forget_answered_requests(), PasswordAttempt.objects.count()) == (1, 0)
    clock.now += password_attempts.KNOWN_FOR
    assert (forget_answered_requests(), KnownAddress.objects.count()) == (1, 0)


@COMMITTED
def test_guesses_of_the_same_instant_are_counted_one_after_the_other(district: District) -> None:
    begin = Barrier(AT_ONCE)

    def guess(_number: int) -> str:
        connection.ensure_connection()
        begin.wait(30)
        try:
            with password_attempts.guarded(name="head_fgw", address=HOME):
                raise WrongPassword
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = Counter(threads.map(guess, range(AT_ONCE)))
    assert answers == {"invalid": 5, "too_many_attempts": AT_ONCE - 5}


@COMMITTED
def test_of_a_hundred_guesses_at_once_five_are_looked_at(
    district: District, live_server: LiveServer, looked_at: list[str]
) -> None:
    """By log-ins, log-ins with an unknown name, and changes of a password, through a web server of many threads."""
    token = device_at(live_server.url, district.people.department_head).headers["Authorization"]

    def guess(number: int) -> int:
        if number % 4 == 0:
            headers = {"Authorization": token, "Idempotency-Key": str(uuid4())}
            body = {"current_password": "known", "new_password": NEW}
            return client.post(PASSWORD_PAGE, json=body, headers=headers).status_code
        name, password = ("head_fgw", "known") if number % 2 else ("nobody", "unknown")
        body = {"username": name, "password": password, "device_name": "手机"}
        return client.post(LOGIN, json=body).status_code

    waiting = httpx.Limits(max_connections=AT_ONCE)
    client = httpx.Client(base_url=live_server.url, timeout=60, limits=waiting)
    with client, ThreadPoolExecutor(100) as threads:
        answers = list(threads.map(guess, range(100)))
    assert sorted(looked_at) == ["known"] * 5 + ["unknown"] * 5
    assert answers.count(429) == 90
