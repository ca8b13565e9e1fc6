"""Clients that talk to the API as a device does."""

import pytest
from rest_framework.test import APIClient


@pytest.fixture
def anonymous() -> APIClient:
    """Nobody in particular; faults of the service show as answers, not as exceptions."""
    return APIClient(raise_request_exception=False)
