"""Clients that talk to the API as a device does."""

from collections.abc import Callable

from rest_framework.test import APIClient

from accounts.models import Device, User

ClientOf = Callable[..., APIClient]


def device_of(user: User, language: str = "zh-hans") -> APIClient:
    """A client with a token of its own for an account."""
    _, token = Device.objects.create(user=user, name="test")
    return APIClient(
        raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "Accept-Language": language}
    )
