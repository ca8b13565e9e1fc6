"""Folders with data sets to load."""

from pathlib import Path

import pytest

from tests.work_report.corruptions import copy_of_data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped data set, to be spoilt."""
    return copy_of_data(tmp_path)
