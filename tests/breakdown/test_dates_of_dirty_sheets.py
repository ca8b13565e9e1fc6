"""Deadlines and figures of lists as they really come: read as their cells show them, or asked about."""

from datetime import date
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Department
from tests.breakdown.sheets import Reads, faults, item, rows_of

pytestmark = pytest.mark.django_db
Departments = dict[str, Department]


@pytest.mark.parametrize(
    ("written", "due_on"),
    [
        ("年底前", date(2024, 12, 31)),
        ("2024年6月底前", date(2024, 6, 30)),
        ("９月底", date(2024, 9, 30)),
        ("上半年", date(2024, 6, 30)),
        ("三季度", date(2024, 9, 30)),
        ("三季度末前", date(2024, 9, 30)),
        ("国庆前", date(2024, 9, 30)),
        ("长期", None),
        ("持续推进", None),
        (date(2024, 8, 31), date(2024, 8, 31)),
        (45535, date(2024, 8, 31)),
        ("2024.8.31", date(2024, 8, 31)),
        ("2025年6月底", date(2025, 6, 30)),
    ],
)
def test_deadlines_are_read_as_offices_write_them(reads: Reads, written: object, due_on: date | None) -> None:
    line = reads(rows_of(item(deadline=written))).only
    assert (line.kind, line.due and line.due.on) == ("new", due_on)
    assert line.due is not None


def shown_as(cell: str, number_format: str) -> Any:
    def change(sheet: Worksheet) -> None:
        sheet[cell].number_format = number_format

    return change


@pytest.mark.parametrize(
    ("value", "number_format", "due_on"),
    [
        (date(2024, 6, 1), 'yyyy"年"m"月"', date(2024, 6, 30)),
        (date(2024, 6, 1), '[$-804]yyyy"年"m"月";@', date(2024, 6, 30)),
        (date(2024, 6, 1), "mmm-yy", date(2024, 6, 30)),
        (date(2026, 6, 15), 'm"月"d"日"', date(2024, 6, 15)),
        (date(2024, 6, 15), "yyyy/m/d", date(2024, 6, 15)),
        (date(2024, 6, 15), 'yyyy"年"m"月"d"日"', date(2024, 6, 15)),
    ],
)
def test_a_date_is_read_as_its_cell_shows_it(reads: Reads, value: date, number_format: str, due_on: date) -> None:
    line = reads(rows_of(item(deadline=value)), shown_as("F4", number_format)).only
    assert (line.kind, line.due and line.due.on) == ("new", due_on)


def test_a_percentage_is_read_as_its_cell_shows_it(reads: Reads) -> None:
    assert reads(rows_of(item(target=0.085)), shown_as("C4", "0.0%")).only.row.target == "8.5%"
    assert reads(rows_of(item(target=0.085)), shown_as("C4", "0.000")).only.row.target == "0.085"


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("6月前", ["2024年5月31日", "2024年6月30日"]),
        ("三季度前", ["2024年6月30日", "2024年9月30日"]),
        (2024.1, ["2024年1月31日", "2024年10月31日"]),
        ("6月底开工，年底完工", ["2024年6月30日", "2024年12月31日"]),
        ("春节前", []),
        ("按上级要求", []),
    ],
)
def test_an_unclear_deadline_is_asked(reads: Reads, written: object, suggested: list[str]) -> None:
    preview = reads(rows_of(item(deadline=written)))
    assert list(preview.asked.values()) == [suggested]
    line = preview.answer(deadline="2024年6月30日").only
    assert (line.kind, line.due and line.due.on) == ("new", date(2024, 6, 30))


def test_items_without_a_deadline_are_asked_about_once(reads: Reads) -> None:
    preview = reads(rows_of(item(deadline=""), item(number=2, item="另一事项", deadline="")))
    assert list(preview.asked.values()) == [["2024年12月31日"]]
    assert preview.answer(deadline="2024年12月31日").kinds == ["new", "new"]


def test_a_date_before_the_report_s_year_is_refused_at_its_cell(reads: Reads) -> None:
    preview = reads(rows_of(item(deadline="2023年12月底前")))
    assert faults(preview) == [(4, "deadline", "other_year")]
    assert "F列" in preview.faults[0]
    assert preview.faults[0].startswith("第4行")


def test_a_list_of_another_year_is_asked_about(reads: Reads) -> None:
    preview = reads([("2023年重点工作任务分解表",), *rows_of(item())[1:]])
    assert (preview.kinds, len(preview.asked)) == (["open"], 1)
    (yes,) = preview.plan.open_questions[0].options.values()
    assert preview.answer(year=yes).kinds == ["new"]
