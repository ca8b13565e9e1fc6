"""When a reminder rule speaks (DOMAIN §5)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import BEIJING
from accounts.rules.sending_hours import is_sending_time
from accounts.rules.workdays import WorkdayCalendar
from projects.reminders.policy import Timing, newest_occasion, occasions

CALENDAR = WorkdayCalendar()
FRIDAY = date(2024, 9, 20)
DAYS = st.dates(date(2024, 1, 2), date(2024, 12, 30))


def test_a_rule_before_the_date_speaks_that_many_working_days_earlier() -> None:
    # 2024-09-30 is a Monday; the 29th was a make-up workday, the 28th an ordinary Saturday.
    timing = Timing(1, "staff", -1)
    assert newest_occasion(timing, date(2024, 9, 30), date(2024, 9, 28), CALENDAR) is None
    assert newest_occasion(timing, date(2024, 9, 30), date(2024, 9, 29), CALENDAR) == date(2024, 9, 29)


def test_a_repeating_rule_speaks_every_so_many_working_days() -> None:
    timing = Timing(1, "head", 1, 3)
    due_on = date(2024, 9, 2)  # a Monday
    spoken = {newest_occasion(timing, due_on, due_on + timedelta(days=days), CALENDAR) for days in range(1, 10)}
    assert spoken == {date(2024, 9, 3), date(2024, 9, 6), date(2024, 9, 11)}


def test_days_without_service_collapse_into_the_newest_occasion() -> None:
    rules = [Timing(1, "staff", -3), Timing(2, "staff", -1), Timing(3, "staff", 0)]
    found = occasions(rules, [FRIDAY], FRIDAY, CALENDAR)
    assert [(occasion.rule_id, occasion.on) for occasion in found] == [(3, FRIDAY)]


def test_each_family_is_told_by_its_own_newest_rule() -> None:
    rules = [Timing(1, "staff", 1, 3), Timing(2, "head", 1, 3), Timing(3, "office", 5), Timing(4, "leader", 10)]
    found = occasions(rules, [date(2024, 9, 9)], FRIDAY, CALENDAR)
    assert {occasion.rule_id for occasion in found} == {1, 2, 3}


@given(due_on=DAYS, today=DAYS, offset=st.integers(-10, 15), repeat=st.none() | st.integers(1, 7))
def test_the_newest_occasion_is_a_working_day_not_after_today(
    due_on: date, today: date, offset: int, repeat: int | None
) -> None:
    occasion = newest_occasion(Timing(1, "x", offset, repeat), due_on, today, CALENDAR)
    if occasion is not None:
        assert occasion <= today
        assert CALENDAR.is_workday(occasion)


@given(due_on=DAYS, today=DAYS, repeat=st.integers(1, 7))
def test_a_later_day_never_has_an_earlier_occasion(due_on: date, today: date, repeat: int) -> None:
    timing = Timing(1, "x", 1, repeat)
    before = newest_occasion(timing, due_on, today, CALENDAR)
    after = newest_occasion(timing, due_on, today + timedelta(days=1), CALENDAR)
    assert before is None or (after is not None and after >= before)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2024, 9, 20, 8, 29, tzinfo=BEIJING), False),
        (datetime(2024, 9, 20, 8, 30, tzinfo=BEIJING), True),
        (datetime(2024, 9, 20, 18, 0, tzinfo=BEIJING), False),
        (datetime(2024, 9, 21, 10, 0, tzinfo=BEIJING), False),  # Saturday
        (datetime(2024, 9, 14, 10, 0, tzinfo=BEIJING), True),  # Saturday, but a make-up workday
        (datetime(2024, 9, 17, 10, 0, tzinfo=BEIJING), False),  # Mid-Autumn Festival
    ],
)
def test_messages_go_out_in_office_hours_of_the_state_council_calendar(moment: datetime, *, allowed: bool) -> None:
    assert is_sending_time(moment, CALENDAR) is allowed
