"""Clients, and the business date that a test moves through the year."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

Go = Callable[[date], None]


@pytest.fixture
def go_to(settings: LazySettings) -> Go:
    """``go_to(day)``: from here on it is that day."""

    def move(day: date) -> None:
        settings.BUSINESS_DATE = day

    return move


@pytest.fixture(autouse=True)
def files_of_their_own(settings: LazySettings, tmp_path: Path) -> None:
    """Evidence goes to a folder of the test."""
    storages = {**settings.STORAGES}
    storages["evidence"] = {**storages["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = storages
