"""When duties fall due (DOMAIN §3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.workdays import china_calendar
from projects.rules.deadlines import acknowledgement_due, months_after, progress_report_due, reply_due
from tests.rules.strategies import any_days

CHINA = china_calendar()


@pytest.mark.parametrize(
    ("period", "due_on"),
    [
        (date(2024, 9, 1), date(2024, 9, 25)),
        (date(2024, 8, 1), date(2024, 8, 23)),
        (date(2024, 2, 1), date(2024, 2, 23)),
    ],
)
def test_a_monthly_report_is_due_on_the_25th_or_the_working_day_before(period: date, due_on: date) -> None:
    assert progress_report_due(period, 25, CHINA) == due_on


def test_an_assignment_is_acknowledged_within_two_working_days() -> None:
    assert acknowledgement_due(date(2024, 9, 13), 2, CHINA) == date(2024, 9, 18)


def test_an_instruction_is_answered_within_five_working_days() -> None:
    assert reply_due(date(2024, 9, 27), 5, CHINA) == date(2024, 10, 10)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 9, 20), 0, date(2024, 9, 20)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(any_days, st.integers(1, 31))
def test_a_monthly_report_is_due_on_a_working_day_no_later_than_its_day(day: date, due_day: int) -> None:
    due_on = progress_report_due(day.replace(day=1), due_day, CHINA)
    assert CHINA.is_workday(due_on)
    assert due_on <= day.replace(day=1) or due_on.day <= due_day


@given(any_days, st.integers(0, 60))
def test_a_month_is_never_skipped(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
