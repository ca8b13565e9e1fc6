"""Exports as people ask for them; files lie in a folder of each test's own."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from rest_framework.test import APIClient

from accounts.models import User
from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.exports.writing import prepare
from tests.personas import District

EXPORTS = "/api/v1/exports/"


@pytest.fixture
def logged_in(client: Client) -> Any:
    """``logged_in(user)``: a browser of that user's."""

    def log_in(user: User) -> Client:
        client.force_login(user)
        return client

    return log_in


def ask(client: APIClient, kind: str, **body: Any) -> dict[str, Any]:
    """Ask for a file; the answer's body."""
    response = client.post(EXPORTS, {"kind": kind, **body}, format="json")
    assert response.status_code == 202, response.content
    return response.json()


def fetched(client: APIClient, export: dict[str, Any]) -> bytes:
    """The file of an export."""
    response = client.get(f"{EXPORTS}{export['id']}/content/")
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def opened(content: bytes) -> Workbook:
    """A workbook with its formulas as formulas."""
    return load_workbook(BytesIO(content))


def column(book: Workbook, heading: str) -> list[Any]:
    """The values below a heading of the first sheet, without the notes."""
    sheet = book.worksheets[0]
    last = int("".join(filter(str.isdigit, sheet.auto_filter.ref.partition(":")[2])))
    number = next(cell.column for cell in sheet[3] if cell.value == heading)
    rows = range(4, last + 1)
    is_empty = last == 4 and not any(cell.value for cell in sheet[4])
    return [] if is_empty else [sheet.cell(row, number).value for row in rows]


@pytest.fixture
def judged(district: District) -> District:
    return prepare(district)
