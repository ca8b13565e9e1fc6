"""The shipped report, loaded once for this folder, and what the API says of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import Device, Region
from tests import factories as make
from tests.loading import kept_for_many_tests, load

Fetch = Callable[[str], Any]
FetchAll = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="package")
def first_load(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the first load said; the rows stay for all tests of this folder."""
    with kept_for_many_tests(django_db_blocker):
        yield load()


@pytest.fixture
def loaded(first_load: str, db: None) -> str:
    """The loaded report, and a savepoint of the test's own."""
    return first_load


@pytest.fixture(scope="package")
def fetch(first_load: str) -> Fetch:
    """Ask the API as the supervision office does: ``fetch("projects/1/")``. For tests that only read."""
    user = make.make_user("supervisor", Role.SUPERVISOR, region=Region.objects.get())
    _, token = Device.objects.create(user=user, name="test")
    client = APIClient(headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh-hans"})

    def ask(path: str) -> Any:
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 200, response.content
        return response.json()

    return ask


@pytest.fixture(scope="package")
def fetch_all(fetch: Fetch) -> FetchAll:
    """Every row of a list, page by page as the answers say."""

    def ask(path: str) -> list[dict[str, Any]]:
        page = fetch(f"{path}?page_size=100")
        rows = page["results"]
        while page["next"]:
            page = fetch(page["next"].split("/api/v1/", 1)[1])
            rows += page["results"]
        return rows

    return ask
