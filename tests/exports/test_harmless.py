"""No text becomes a formula, whatever blanks or signs it hides behind; numbers stay numbers (promise 17)."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from projects.exports.texts import cell_text, looks_like_formula
from projects.exports.workbook import BookWriter, Column, Heading, Look
from projects.models import Project
from tests.clients import ClientOf
from tests.exports.conftest import ask, column, fetched, opened
from tests.personas import District

HOSTILE = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1",
    "\u3000=1+1", "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "﹢1", "|calc",
    "%0A=1",     '=HYPERLINK("http://evil.example","区财政局")', "=DDE(1)", "−", "-", "=", "{=1+1}",
]  # fmt: skip
PLAIN = ["区财政局", "5.2%左右", "2024-09-20", "1=1", "a-b", "", "（一）", "'=1+1", "“=1”"]


def written(values: list[Any], path: Path) -> bytes:
    book = BookWriter()
    columns = [Column("值", lambda row: row, 20, Look.TEXT)]
    book.write_sheet("=表", Heading("=标题", "@范围"), columns, values, lambda: ["+注"])
    book.save(path)
    return path.read_bytes()


def test_hostile_texts_are_stored_as_quoted_texts_and_read_back_as_they_were(tmp_path: Path) -> None:
    content = written(HOSTILE, tmp_path / "a.xlsx")
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    for row, text in enumerate(HOSTILE, 4):
        cell = sheet.cell(row, 1)
        assert (cell.value, cell.data_type) == (text, "s")
    quoted = [text for row, text in enumerate(HOSTILE, 4) if sheet.cell(row, 1).quotePrefix]
    assert set(HOSTILE) - set(quoted) == {"−", "{=1+1}"}, "a minus sign of typography, and a text that is no formula"
    assert all(sheet.cell(row, 1).quotePrefix for row in (1, 2, sheet.max_row)), "titles and notes as well"
    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_plain_texts_are_left_alone() -> None:
    assert [text for text in PLAIN if looks_like_formula(text)] == []


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    sheet = load_workbook(BytesIO(written([-5, 0, 12], tmp_path / "a.xlsx"))).worksheets[0]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 1).data_type) for row in (4, 5, 6)] == [
        (-5, "n"), (0, "n"), (12, "n"),
    ]  # fmt: skip


@given(st.lists(st.text(min_size=1, max_size=20), min_size=40, max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_at_all_is_inert_and_comes_back(texts: list[str]) -> None:
    path = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")  # noqa: S108  (a scratch file)
    file = path / "duban-any-text.xlsx"
    try:
        sheet = load_workbook(BytesIO(written(texts, file))).worksheets[0]
    finally:
        file.unlink(missing_ok=True)
    for row, text in enumerate(texts, 4):
        cell = sheet.cell(row, 1)
        assert cell.data_type in {"s", "n"}
        assert not isinstance(cell.value, (int, float))
        assert (cell.value or "") == cell_text(text)


@pytest.mark.django_db
@pytest.mark.usefixtures("folder")
def test_a_project_with_a_hostile_name_leaves_as_a_text(district: District, client_of: ClientOf) -> None:
    hostile = '=HYPERLINK("http://evil.example","在建厂房")'
    Project.objects.filter(pk=district.led.pk).update(name=hostile)
    client = client_of(district.people.supervisor)
    book = opened(fetched(client, ask(client, "projects")))
    assert hostile in column(book, "项目")
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d"}
