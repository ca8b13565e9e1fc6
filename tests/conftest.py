"""Fixtures for every test."""

import gc
from collections.abc import Iterator

import pytest
from django.conf import LazySettings, settings
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from tests.clients import ClientOf, device_of
from tests.databases import migrate_once, own_database
from tests.factories import TODAY
from tests.personas import District, make_district
from tests.snapshots import Snapshot

RARELY = (20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Migrate before the workers start: it takes most of the time that a test has, and no test is slow for it."""
    if session.config.getoption("numprocesses", None):
        with session.config.stash[blocking_manager_key].unblock():
            migrate_once()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end of the run: looking through all of it for garbage took minutes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


@pytest.fixture(autouse=True)
def business_date(settings: LazySettings) -> None:
    """The shipped report is of 2024, so is the tests' present."""
    settings.BUSINESS_DATE = TODAY


@pytest.fixture(scope="session", autouse=True)
def static_files_as_they_are() -> Iterator[None]:
    """The manifest of a deployment is made by ``collectstatic``, which a test does not need."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_limits() -> Iterator[None]:
    """Tests ask more in a minute than any phone; those of the limits set their own."""
    with override_settings(RATE_LIMITS=dict.fromkeys(settings.RATE_LIMITS, 0)):
        yield


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database for this worker, copied from one that the first worker migrates."""
    with django_db_blocker.unblock(), own_database(getattr(request.config, "workerinput", {})):
        yield


@pytest.fixture(scope="session")
def small_district() -> Snapshot[District]:
    """The small district as its first test has made it."""
    return Snapshot(make_district)


@pytest.fixture
def district(db: None, small_district: Snapshot[District]) -> District:
    """A small district with one account per role; see ``tests.personas``."""
    return small_district.restore()


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A client with a token of its own for an account: ``client_of(user)``."""
    return device_of
