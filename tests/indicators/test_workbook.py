"""A month's readings by workbook: exported, filled in by two programs, taken over whole; broken ones by their cells."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import Region
from indicators.models import Reading
from tests import factories as make
from tests.clients import ClientOf
from tests.indicators.acting import PERSONS
from tests.indicators.broken_workbooks import BROKEN, SHEET, Broken
from tests.loading import load
from tests.personas import District

ADDRESS = "/api/v1/readings/workbook/"
AUGUST = "?month=2024-08-01"
# The template of the shipped report for August, filled in by the rule of ``value_for`` and saved by LibreOffice 7.4
# (soffice --headless --convert-to ods, then --convert-to xlsx).
FILLED_BY_LIBREOFFICE = Path(__file__).parent / "filled_by_libreoffice.xlsx"


def value_for(code: str) -> Decimal:
    """Some value that any of the shipped indicators may have: a whole number below 100."""
    return Decimal(int(code[1:]) % 90 + 1)


def fill_in(content: bytes, **changes: Any) -> bytes:
    """What somebody does with a spreadsheet program."""
    book = load_workbook(BytesIO(content))
    sheet = book.active
    for row in sheet.iter_rows(min_row=5):
        code, target = row[0].value, row[2].value
        if target:
            row[6].value = float(value_for(code))
        else:
            row[7].value = f"{code} 进展平稳"
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()


def upload(client: APIClient, content: bytes, name: str = "指标填报.xlsx", **fields: Any) -> Any:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), **fields}, format="multipart")


@pytest.fixture
def office(db: None, client_of: ClientOf) -> APIClient:
    """The supervision office of the shipped report's region."""
    load()
    return client_of(make.make_user("office", Role.SUPERVISOR, region=Region.objects.get()))


def is_taken_over(client: APIClient, content: bytes) -> None:
    response = upload(client, content, submit="true")
    assert response.status_code == 200, response.json()
    assert response.json() == {"entered": 77, "unchanged": 0}
    kept = {reading.indicator.code: reading for reading in Reading.objects.select_related("indicator")}
    assert len(kept) == 77
    for code, reading in kept.items():
        expected = value_for(code) if reading.indicator.target is not None else None
        assert (reading.value, reading.state, reading.period) == (expected, "submitted", date(2024, 8, 1)), code
    assert sum(reading.value is None for reading in kept.values()) == 11
    again = upload(client, content, submit="true")
    assert again.json() == {"entered": 0, "unchanged": 77}


def test_the_exported_template_filled_in_by_openpyxl_is_taken_over(office: APIClient) -> None:
    response = office.get(f"{ADDRESS}{AUGUST}")
    assert response.status_code == 200
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    is_taken_over(office, fill_in(response.content))


def test_the_template_filled_in_by_libreoffice_is_taken_over(office: APIClient) -> None:
    is_taken_over(office, FILLED_BY_LIBREOFFICE.read_bytes())


def test_a_template_shows_what_there_is(district: District, client_of: ClientOf) -> None:
    indicator = make.make_indicator(district.part, "I066", lead=district.fgw, name="=1+1", **PERSONS)
    make.make_reading(indicator, date(2024, 7, 1), 4700)
    make.make_reading(indicator, date(2024, 8, 1), 5400, state="draft", source_note="+月报")
    content = client_of(district.people.reporter).get(f"{ADDRESS}{AUGUST}").content
    sheet = load_workbook(BytesIO(content)).active
    row = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "I066")
    assert [cell.value for cell in row] == ["I066", "=1+1", "人", "8000人", 4700, 5333.33, 5400, "+月报", None]
    assert {cell.data_type for cell in row if isinstance(cell.value, str)} == {"s"}
    assert [cell.protection.locked for cell in row] == [True] * 6 + [False] * 3
    assert sheet.title == SHEET


@pytest.mark.parametrize("query", ["?month=2024-13-01", "?month=x", "?monat=1"])
def test_a_template_of_no_month_is_refused(district: District, client_of: ClientOf, query: str) -> None:
    assert client_of(district.people.reporter).get(f"{ADDRESS}{query}").status_code == 400


@pytest.mark.parametrize("who", [Role.LEADER, Role.AUDITOR])
def test_who_enters_nothing_has_no_template(district: District, client_of: ClientOf, who: Role) -> None:
    client = client_of(district.people.of(who))
    assert client.get(f"{ADDRESS}{AUGUST}").status_code == 403
    assert upload(client, b"PK").status_code == 403


@pytest.fixture
def filled(district: District, client_of: ClientOf) -> bytes:
    """A template of three lines: a rate in line 5, new jobs in line 6, words in line 7; all filled in well."""
    jobs = make.make_indicator(district.part, "I066", lead=district.fgw, **PERSONS)
    make.make_reading(jobs, date(2024, 7, 1), 4700)
    words = {"unit": "", "comparison": "qualitative", "target": None, "target_text": "促稳提质"}
    make.make_indicator(district.part, "I076", lead=district.fgw, **words)
    content = client_of(district.people.reporter).get(f"{ADDRESS}{AUGUST}").content
    book = load_workbook(BytesIO(content))
    sheet = book.active
    sheet["G5"].value, sheet["G6"].value, sheet["H7"].value = 6.3, 5400, "平稳"
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_the_workbook_that_the_broken_ones_are_made_of_is_taken_over(
    district: District, client_of: ClientOf, filled: bytes
) -> None:
    response = upload(client_of(district.people.reporter), filled)
    assert (response.status_code, response.json()) == (200, {"entered": 3, "unchanged": 0})
    assert sorted(Reading.objects.filter(state="draft").values_list("value", flat=True), key=str) == [
        Decimal("5400.0000"), Decimal("6.3000"), None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["指标填报.xlsx", "指标填报.csv", "指标填报.pdf"])
def test_a_file_that_is_no_workbook_is_told_the_one_format_that_is_read(
    district: District, client_of: ClientOf, name: str
) -> None:
    response = upload(client_of(district.people.reporter), b"%PDF-1.4\n%%EOF\n", name)
    assert (response.status_code, response.json()["errors"][0]["detail"]) == (400, "请另存为 .xlsx，其他格式无法读取。")


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.what)
def test_a_broken_workbook_is_refused_with_the_cells_named(
    district: District, client_of: ClientOf, filled: bytes, broken: Broken
) -> None:
    before = Reading.objects.count()
    response = upload(client_of(district.people.reporter), broken.make(filled), broken.name)
    assert response.status_code == 400, response.content
    errors = response.json()["errors"]
    assert {error["attr"] for error in errors} == {"file"}
    found = [(error["code"], error["detail"].partition("：")[0]) for error in errors]
    for (code, place), (wanted, cell) in zip(found, broken.cells, strict=True):
        assert (code, cell in place, SHEET in place) == (wanted, True, broken.names_the_sheet), errors
    assert Reading.objects.count() == before


def test_a_file_over_the_limit_is_not_even_read(district: District, client_of: ClientOf) -> None:
    response = upload(client_of(district.people.reporter), b"PK\x03\x04" + bytes(6 * 1024 * 1024))
    assert (response.status_code, response.json()["errors"][0]["code"]) == (413, "too_large")
