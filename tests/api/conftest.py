"""Clients that talk to the API as a device does."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import Device, User

ClientOf = Callable[..., APIClient]


@pytest.fixture
def anonymous() -> APIClient:
    """Nobody in particular; faults of the service show as answers, not as exceptions."""
    return APIClient(raise_request_exception=False)


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A client with a token of its own for an account: ``client_of(user)``."""

    def make(user: User, language: str = "zh-hans") -> APIClient:
        _, token = Device.objects.create(user=user, name="test")
        return APIClient(
            raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "Accept-Language": language}
        )

    return make
