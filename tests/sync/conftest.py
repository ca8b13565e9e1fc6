"""A district that other transactions see."""

import pytest

from tests.personas import District, make_district


@pytest.fixture
def district(transactional_db: None) -> District:
    """The small district, committed."""
    return make_district()
