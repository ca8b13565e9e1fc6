"""A port that is free when a test begins."""

import pytest

from config.embedded.folder import free_port


@pytest.fixture
def unused_tcp_port() -> int:
    return free_port()
