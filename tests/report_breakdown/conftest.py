"""Uploads land in a folder of each test's own; refusals are read in Chinese."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from projects.models import ReportBreakdown
from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.personas import District
from tests.report_breakdown.texts import read_breakdown


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def office(client: Client, district: District) -> Client:
    """The supervision office, logged in."""
    client.force_login(district.people.supervisor)
    return client


@pytest.fixture
def breakdown(district: District) -> ReportBreakdown:
    """Read, nothing decided yet."""
    return read_breakdown(district)
