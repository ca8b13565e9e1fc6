"""Working days by the State Council calendar (DOMAIN §5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.workdays import WorkdayCalendar, china_calendar, unannounced_years
from tests.rules.strategies import any_days

CHINA = china_calendar()
counts = st.integers(-60, 60)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 1, 1), date(2024, 2, 12), date(2024, 4, 4), date(2024, 5, 1), date(2024, 6, 10),
        date(2024, 9, 17), date(2024, 10, 1), date(2024, 10, 7), date(2024, 9, 21),
    ],
)  # fmt: skip
def test_offices_are_closed_on_holidays_and_ordinary_weekends(day: date) -> None:
    assert not CHINA.is_workday(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28), date(2024, 5, 11),
        date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12), date(2024, 9, 20),
    ],
)  # fmt: skip
def test_offices_are_open_on_make_up_weekends_and_ordinary_weekdays(day: date) -> None:
    assert CHINA.is_workday(day)


def test_the_holiday_table_has_the_last_word() -> None:
    calendar = china_calendar({date(2024, 9, 20): False, date(2024, 10, 1): True})
    assert not calendar.is_workday(date(2024, 9, 20))
    assert calendar.is_workday(date(2024, 10, 1))


def test_the_national_holiday_is_no_time() -> None:
    assert CHINA.add_workdays(date(2024, 9, 30), 1) == date(2024, 10, 8)
    assert CHINA.workdays_between(date(2024, 9, 30), date(2024, 10, 8)) == 1


def test_no_working_days_after_a_holiday_is_the_next_working_day() -> None:
    assert CHINA.add_workdays(date(2024, 10, 1), 0) == date(2024, 10, 8)
    assert CHINA.add_workdays(date(2024, 9, 20), 0) == date(2024, 9, 20)


def test_a_year_that_is_not_announced_has_weekends_only_and_is_named() -> None:
    far = [day for day in (date(2090, 10, 2) + timedelta(days=n) for n in range(7)) if not CHINA.is_workday(day)]
    assert {day.weekday() for day in far} == {5, 6}
    assert unannounced_years([2024, 2090]) == [2090]


@given(any_days, counts)
def test_adding_lands_on_a_working_day_that_many_working_days_away(day: date, count: int) -> None:
    landed = CHINA.add_workdays(day, count)
    assert CHINA.is_workday(landed)
    if count > 0 or (count < 0 and CHINA.is_workday(day)):
        assert CHINA.workdays_between(day, landed) == count


@given(any_days, counts)
def test_going_back_undoes_going_forth(day: date, count: int) -> None:
    start = CHINA.add_workdays(day, 0)
    assert CHINA.add_workdays(CHINA.add_workdays(start, count), -count) == start


@given(any_days, st.integers(0, 30), st.integers(0, 30))
def test_going_in_two_steps_is_going_at_once(day: date, first: int, second: int) -> None:
    start = CHINA.add_workdays(day, 0)
    assert CHINA.add_workdays(CHINA.add_workdays(start, first), second) == CHINA.add_workdays(start, first + second)


@given(any_days, any_days, any_days)
def test_spans_add_up(first: date, second: date, third: date) -> None:
    whole = CHINA.workdays_between(first, third)
    assert CHINA.workdays_between(first, second) + CHINA.workdays_between(second, third) == whole


@given(any_days, any_days, st.dictionaries(any_days, st.booleans(), max_size=20))
def test_working_days_between_two_days_are_counted_one_by_one(one: date, other: date, table: dict[date, bool]) -> None:
    calendar = china_calendar(table)
    start, end = min(one, other), max(one, other)
    counted = sum(calendar.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.workdays_between(start, end) == counted
    assert calendar.workdays_between(end, start) == -counted


@given(any_days, st.integers(0, 40), st.lists(st.integers(0, 40), unique=True, max_size=20))
def test_a_calendar_with_days_of_its_own_does_not_count_for_another(start: date, length: int, moved: list[int]) -> None:
    """Years are kept for all calendar values at once; each has to find its own."""
    end = start + timedelta(days=length)
    table = {start + timedelta(days=n): not CHINA.is_workday(start + timedelta(days=n)) for n in moved}
    before = CHINA.workdays_between(start, end)
    inside = [day for day in table if start < day <= end]
    moved_by = sum(1 if table[day] else -1 for day in inside)
    assert china_calendar(table).workdays_between(start, end) == before + moved_by
    assert CHINA.workdays_between(start, end) == before


@given(any_days)
def test_the_previous_working_day_is_the_nearest_one(day: date) -> None:
    previous = CHINA.previous_workday(day)
    assert previous <= day
    assert CHINA.is_workday(previous)
    assert CHINA.workdays_between(previous, day) == 0


@given(st.dictionaries(any_days, st.booleans(), max_size=20))
def test_every_entry_of_the_holiday_table_is_obeyed(table: dict[date, bool]) -> None:
    calendar: WorkdayCalendar = china_calendar(table)
    assert {day: calendar.is_workday(day) for day in table} == table
