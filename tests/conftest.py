"""Fixtures for every test."""

import pytest
from django.conf import LazySettings

from tests.factories import TODAY
from tests.personas import District, make_district


@pytest.fixture(autouse=True)
def business_date(settings: LazySettings) -> None:
    """The shipped report is of 2024, so is the tests' present."""
    settings.BUSINESS_DATE = TODAY


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: LazySettings) -> None:
    """The manifest of a deployment is made by ``collectstatic``, which a test does not need."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def district(db: None) -> District:
    """A small district with one account per role; see ``tests.personas``."""
    return make_district()
