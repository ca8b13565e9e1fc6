"""Fixtures for every test."""

import pytest
from django.conf import LazySettings

from tests.factories import TODAY
from tests.personas import District, make_district


@pytest.fixture(autouse=True)
def business_date(settings: LazySettings) -> None:
    """The shipped report is of 2024, so is the tests' present."""
    settings.BUSINESS_DATE = TODAY


@pytest.fixture
def district(db: None) -> District:
    """A small district with one account per role; see ``tests.personas``."""
    return make_district()
