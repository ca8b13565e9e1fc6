"""The client that openapi-python-client generates files a month's report from a phone on a network that drops."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from tests.committed import COMMITTED
from tests.factories import PASSWORD
from tests.generated_clients.conftest import EXAMPLES, Service, run
from tests.generated_clients.outcome import assert_filed_once
from tests.generated_clients.types_of import enumerations_of, fields_of

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


def test_it_files_the_month_through_tunnels(
    service: Service, python_client: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(python_client)
    monkeypatch.syspath_prepend(EXAMPLES / "python")
    flow = importlib.import_module("tests.generated_clients.flow")
    flow.file_the_month(service, tmp_path)
    assert_filed_once(service)


def test_its_first_call_tells_what_is_owed(service: Service, python_client: Path) -> None:
    said = run(
        sys.executable, str(EXAMPLES / "python/first_call.py"), service.address, "reporter_fgw",
        folder=python_client, PYTHONPATH=str(python_client), DUBAN_PASSWORD=PASSWORD,
    )  # fmt: skip
    assert f"{service.report.due_on}  Monthly report for September 2024: 在建厂房\n" in said


def test_the_examples_are_typed_strictly_against_it(python_client: Path) -> None:
    examples = [str(file) for file in sorted((EXAMPLES / "python").glob("*.py"))]
    run(
        sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--follow-imports", "silent", *examples,
        folder=python_client, MYPYPATH=f"{python_client}",
    )  # fmt: skip


def test_no_field_may_be_anything(python_client: Path) -> None:
    fields = fields_of(python_client / "duban_client")
    loose = [
        name
        for name, annotation in fields.items()
        if re.search(r"\b(Any|object)\b", annotation) and not name.endswith(".additional_properties")
    ]
    assert len(fields) > 500
    assert loose == []


def test_each_enumeration_is_there_once_and_its_members_have_names(python_client: Path) -> None:
    enumerations = enumerations_of(python_client / "duban_client")
    assert len(enumerations) > 30
    numbered = [name for name, members in enumerations.items() if any(re.fullmatch(r"VALUE_\d+", m) for m in members)]
    assert numbered == []
    # Two lists may be ordered by the same columns; that does not make it one thing.
    values = [frozenset(members) for name, members in enumerations.items() if not name.endswith("ListOrdering")]
    assert len(set(values)) == len(values), "the same under two names"
