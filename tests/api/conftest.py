"""Clients that talk to the API as a device does."""

from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from tests.api.serving import served


@pytest.fixture
def anonymous() -> APIClient:
    """Nobody in particular; faults of the service show as answers, not as exceptions."""
    return APIClient(raise_request_exception=False)


@pytest.fixture(scope="session")
def address(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web server on the tests' database, whose processes die if they are asked to (``tests.api.mortal``).

    Of all limits it has that of files alone: five.
    """
    with served(tmp_path_factory.mktemp("web") / "log", "tests.api.mortal", RATE_LIMIT_FILES="5") as address:
        yield address
