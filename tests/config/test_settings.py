"""Wrong settings stop the start and are named (ARCHITECTURE §3 "production fails closed")."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {
    "SECRET_KEY": "0123456789" * 5,
    "ALLOWED_HOSTS": "duban.example",
    "SITE_URL": "https://duban.example",
    "EVIDENCE_FOLDER": "/srv/duban/evidence",
    "DATABASE_URL": "postgres://duban:secret@127.0.0.1:5432/duban",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "duban@duban.example",
}


class Starter:
    """A process that has loaded the packages, from which each start is forked (see ``tests.config.starting``)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.starting"], cwd=ROOT, stdin=-1, stdout=-1, text=True
        )

    def start(self, environment: dict[str, str]) -> str:
        """The last line of what loading the settings with this environment only says; empty if it succeeds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(environment) + "\n")
        self._process.stdin.flush()
        fault: str = json.loads(self._process.stdout.readline())
        return fault

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    starter = Starter()
    yield starter
    starter.end()


def is_refused_naming(starter: Starter, variable: str, environment: dict[str, str]) -> None:
    """The start fails, and its last line names this variable and no other."""
    last_line = starter.start(environment)
    assert last_line
    assert {name for name in [*COMPLETE, variable] if name in last_line} == {variable}, last_line


def test_complete_settings_start() -> None:
    # The folder of static files is made by collectstatic, in a deployment.
    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT, env={**COMPLETE, "PYTHONWARNINGS": "ignore:No directory at"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize("variable", COMPLETE)
def test_every_required_variable_is_named_when_it_is_missing(starter: Starter, variable: str) -> None:
    is_refused_naming(starter, variable, {name: value for name, value in COMPLETE.items() if name != variable})


@pytest.mark.parametrize("variable", COMPLETE)
def test_an_empty_variable_is_no_value(starter: Starter, variable: str) -> None:
    is_refused_naming(starter, variable, {**COMPLETE, variable: ""})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", "too-short-to-be-secret"),
        ("SITE_URL", "duban"),
        ("EVIDENCE_FOLDER", "evidence"),
        ("EVIDENCE_FOLDER", str(ROOT / "staticfiles" / "evidence")),
        ("DATABASE_URL", "duban"),
        ("DATABASE_URL", "sqlite:///duban.sqlite3"),
        ("DATABASE_URL", "mysql://duban@127.0.0.1/duban"),
        ("REDIS_URL", "http://127.0.0.1:6379"),
        ("EMAIL_URL", "127.0.0.1:25"),
        ("EMAIL_URL", "console://"),
        ("DEFAULT_FROM_EMAIL", "duban"),
        ("DEBUG", "perhaps"),
        ("SECURE_HTTPS", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("DELIVERY_LEASE_SECONDS", "0"),
        ("EXPORT_LEASE_SECONDS", "0"),
        ("EXPORTS_AT_ONCE", "0"),
        ("RATE_LIMIT_USER", "-1"),
        ("RATE_LIMIT_ADDRESS", "many"),
        ("RATE_LIMIT_FILES", "1.5"),
        ("LOGIN_LIMIT_ADDRESS", "0"),
        ("LOGIN_LIMIT_ACCOUNT", "0"),
        ("LOGIN_LIMIT_MINUTES", "none"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("TOKEN_DAYS", "0"),
        ("TOKEN_DAYS", "31"),
        ("DELIVERY_LEASE_SECONDS", "a minute"),
    ],
)
def test_a_value_that_cannot_work_is_refused(starter: Starter, variable: str, value: str) -> None:
    is_refused_naming(starter, variable, {**COMPLETE, variable: value})


def test_all_wrong_variables_are_named_at_once(starter: Starter) -> None:
    last_line = starter.start({})
    assert all(variable in last_line for variable in COMPLETE)


@pytest.mark.parametrize("value", ["2024-09-20", "2024-13-40"])
def test_a_business_date_is_refused_outside_of_the_demonstration(starter: Starter, value: str) -> None:
    is_refused_naming(starter, "BUSINESS_DATE", {**COMPLETE, "BUSINESS_DATE": value})


def test_a_public_server_shows_no_demonstration(starter: Starter) -> None:
    is_refused_naming(starter, "DEMONSTRATION", {**COMPLETE, "DEMONSTRATION": "on"})
    is_refused_naming(starter, "DEMONSTRATION", {**COMPLETE, "DEMONSTRATION": "on", "SECURE_HTTPS": "on"})


def test_a_demonstration_may_have_its_business_date(starter: Starter) -> None:
    demonstration = {"DEMONSTRATION": "on", "SECURE_HTTPS": "off", "BUSINESS_DATE": "2024-09-20"}
    assert starter.start({**COMPLETE, **demonstration}) == ""
