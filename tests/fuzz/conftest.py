"""The marked district, and the table of what was sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.fuzz.marked import Marked, make_marked
from tests.fuzz.service import one_connection


@pytest.fixture
def marked(db: None, folder: Path, settings: LazySettings) -> Iterator[Marked]:  # noqa: F811  (the fixture above)
    """Rows of every kind on every desk, and the service on this test's connection."""
    with one_connection():
        yield make_marked()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Role, operations, requests, failures: one line per test that kept count."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    lines = [dict(report.user_properties) for report in reports if report.user_properties]
    if not any("fuzz" in line for line in lines):
        return
    terminalreporter.section("made-up requests")
    terminalreporter.write_line(f"{'as':<18}{'operations':>12}{'requests':>12}{'failures':>12}   answers")
    for line in lines:
        if "fuzz" in line:
            terminalreporter.write_line(line["fuzz"])
