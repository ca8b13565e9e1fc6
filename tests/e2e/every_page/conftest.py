"""The filled demonstration, made once by each worker that needs it."""

import pytest

from tests.e2e.every_page.filled import fill
from tests.snapshots import Snapshot


@pytest.fixture(scope="session")
def demonstration_once() -> Snapshot[None]:
    """As its first test has made it."""
    return Snapshot(fill)
