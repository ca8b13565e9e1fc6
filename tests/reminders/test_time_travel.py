"""Clocks, calendars and rules that move under the sweep (RELIABILITY.md, promises 7 and 23)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Channel, NotificationKind
from accounts.models import Notification
from accounts.notifications.deliver import claim
from accounts.rules.sending_hours import (
    SENDING_HOURS,
    QuietHours,
    after_quiet_hours,
    end_of_quiet_hours,
    end_of_trying,
    is_sending_time,
)
from accounts.rules.workdays import china_calendar
from projects.choices import ReminderState
from projects.models import Milestone, Reminder, ReminderRule
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services import extensions
from tests.personas import District

BEIJING = ZoneInfo("Asia/Shanghai")
CALENDAR = china_calendar()


def date_and_time(year: int, month: int, day: int) -> datetime:
    """Without a zone, as hypothesis wants its bounds."""
    return datetime.combine(date(year, month, day), time.min)


FIRST = date_and_time(2024, 1, 1)


def due(district: District, day: date) -> None:
    Milestone.objects.exclude(pk=district.overdue.pk).delete()
    Milestone.objects.update(due_on=day)


def told_on(settings: LazySettings, day: date) -> list[tuple[str, str]]:
    """(rule, occasion) of what a day's run tells, in the order of rules."""
    settings.BUSINESS_DATE = day
    before = set(Reminder.objects.filter(state=ReminderState.NOTIFIED).values_list("pk", flat=True))
    sweep()
    compose()
    new = Reminder.objects.filter(state=ReminderState.NOTIFIED).exclude(pk__in=before)
    return sorted((code, str(on)) for code, on in new.values_list("rule__code", "occasion_on"))


def test_a_milestone_due_on_29_february_is_chased_around_it(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 2, 29))
    assert told_on(settings, date(2024, 2, 28)) == [("milestone-due-1", "2024-02-28")]
    assert told_on(settings, date(2024, 2, 29)) == [("milestone-due-0", "2024-02-29")]
    assert told_on(settings, date(2024, 3, 1)) == [
        ("milestone-overdue-head", "2024-03-01"), ("milestone-overdue-staff", "2024-03-01"),
    ]  # fmt: skip


def test_a_milestone_due_at_the_years_end_is_chased_into_the_next_year(
    chased: District, settings: LazySettings
) -> None:
    due(chased, date(2024, 12, 31))
    assert told_on(settings, date(2024, 12, 31)) == [("milestone-due-0", "2024-12-31")]
    assert told_on(settings, date(2025, 1, 1)) == [], "New Year's Day"
    assert told_on(settings, date(2025, 1, 2)) == [
        ("milestone-overdue-head", "2025-01-02"), ("milestone-overdue-staff", "2025-01-02"),
    ]  # fmt: skip


def test_a_clock_put_back_tells_nothing_again_and_no_second_digest(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 19))
    assert told_on(settings, date(2024, 9, 25))
    for day in (date(2024, 9, 24), date(2024, 9, 20), date(2024, 9, 25)):
        assert told_on(settings, day) == []
    digests = Notification.objects.filter(kind=NotificationKind.DIGEST, recipient=chased.people.department_head)
    assert digests.count() == 1


def test_a_rule_edited_between_two_sweeps_tells_nobody_the_same_again(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 25))
    assert told_on(settings, date(2024, 9, 20)) == [("milestone-due-3", "2024-09-20")]
    ReminderRule.objects.filter(code="milestone-due-3").update(offset_workdays=-4)
    assert told_on(settings, date(2024, 9, 20)) == [], "its new occasion is older than what was told"
    ReminderRule.objects.filter(code="milestone-due-3").update(offset_workdays=-2)
    assert told_on(settings, date(2024, 9, 23)) == [("milestone-due-3", "2024-09-23")]


def test_a_rule_switched_off_between_sweep_and_message_is_silent(chased: District) -> None:
    sweep()
    ReminderRule.objects.update(is_active=False)
    assert compose() == 0


def test_an_extension_granted_between_sweep_and_message_calls_it_off(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 23))
    settings.BUSINESS_DATE = date(2024, 9, 20)
    asked = extensions.request(
        project_id=chased.led.pk, by=chased.people.department_head, new_due_on=date(2024, 10, 15), reason="雨季停工",
        milestone_id=chased.overdue.pk,
    )  # fmt: skip
    assert sweep() == 1
    extensions.approve(extension_id=asked.pk, by=chased.people.supervisor)
    assert compose() == 0
    assert told_on(settings, date(2024, 9, 26)) == [("milestone-due-10", "2024-09-26")], "counted from the new date"


def test_an_extension_granted_between_message_and_dispatch_leaves_nothing_to_send(
    chased: District, settings: LazySettings
) -> None:
    due(chased, date(2024, 9, 23))
    settings.BUSINESS_DATE = date(2024, 9, 20)
    asked = extensions.request(
        project_id=chased.led.pk, by=chased.people.department_head, new_due_on=date(2024, 10, 15), reason="雨季停工",
        milestone_id=chased.overdue.pk,
    )  # fmt: skip
    sweep()
    assert compose() == 1
    extensions.approve(extension_id=asked.pk, by=chased.people.supervisor)
    assert claim(Channel.EMAIL, 50) == []
    assert not Notification.objects.filter(recipient=chased.people.reporter, cancelled_at=None).exists()


def test_nothing_is_told_for_days_on_which_nobody_swept_but_the_newest(
    chased: District, settings: LazySettings
) -> None:
    due(chased, date(2024, 9, 27))
    assert told_on(settings, date(2024, 9, 12)) == [("milestone-due-10", "2024-09-12")]
    assert told_on(settings, date(2024, 10, 14)) == [
        ("milestone-notice-head", "2024-10-10"),
        ("milestone-overdue-office", "2024-10-10"),
        ("milestone-overdue-staff", "2024-10-12"),
    ], "the head is told at the present level"


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # 9:00 in Beijing is 21:00 of the day before in New York in summer, 20:00 in winter.
        ("2024-09-20T09:00+08:00", "America/New_York", "2024-09-20T19:00+08:00"),
        ("2024-12-20T09:00+08:00", "America/New_York", "2024-12-20T09:00+08:00"),
        ("2024-12-20T10:00+08:00", "America/New_York", "2024-12-20T20:00+08:00"),
        # The night in which New York puts its clocks forward is an hour shorter.
        ("2024-03-10T10:00+08:00", "America/New_York", "2024-03-10T19:00+08:00"),
        # And the one in which it puts them back is an hour longer.
        ("2024-11-03T10:00+08:00", "America/New_York", "2024-11-03T20:00+08:00"),
        ("2024-09-20T09:00+08:00", "Asia/Shanghai", "2024-09-20T09:00+08:00"),
        ("2024-09-20T22:00+08:00", "Asia/Shanghai", "2024-09-21T07:00+08:00"),
    ],
)
def test_quiet_hours_from_21_to_7_end_by_the_persons_own_clock(now: str, zone: str, expected: str) -> None:
    quiet = QuietHours(time(21), time(7), ZoneInfo(zone))
    assert end_of_quiet_hours(datetime.fromisoformat(now), quiet) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        # Friday evening to Saturday morning: Monday, when the offices open or the quiet hours end.
        ("2024-09-20T17:05+08:00", QuietHours(time(17), time(8), BEIJING), "2024-09-23T08:30+08:00"),
        ("2024-09-20T17:05+08:00", QuietHours(time(17), time(9), BEIJING), "2024-09-23T09:00+08:00"),
        # Before National Day.
        ("2024-09-30T17:05+08:00", QuietHours(time(17), time(8), BEIJING), "2024-10-08T08:30+08:00"),
        # The same evening is still a working day.
        ("2024-09-20T09:00+08:00", QuietHours(time(8), time(20), BEIJING), "2024-09-20T20:00+08:00"),
        # A make-up Sunday.
        ("2024-09-28T12:00+08:00", QuietHours(time(11), time(8), BEIJING), "2024-09-29T08:00+08:00"),
    ],
)
def test_what_quiet_hours_hold_back_goes_out_on_a_working_day(now: str, quiet: QuietHours, expected: str) -> None:
    moment = datetime.fromisoformat(now).astimezone(BEIJING)
    assert after_quiet_hours(moment, quiet, CALENDAR) == datetime.fromisoformat(expected)


@given(
    now=st.datetimes(FIRST, date_and_time(2025, 12, 31), timezones=st.just(UTC)),
    starts=st.times(),
    ends=st.times(),
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_quiet_hours_never_end_before_they_are_asked_nor_a_day_later(
    now: datetime, starts: time, ends: time, zone: str
) -> None:
    if starts == ends:
        return
    end = end_of_quiet_hours(now, QuietHours(starts, ends, ZoneInfo(zone)))
    assert now <= end <= now + timedelta(hours=26)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-09-19T10:00", "2024-09-20T10:00"),
        ("2024-09-20T17:00", "2024-09-23T18:00"),
        ("2024-09-30T17:00", "2024-10-08T18:00"),
        ("2024-09-19T20:00", "2024-09-23T18:00"),
    ],
)
def test_a_message_is_tried_for_a_day_and_to_the_end_of_a_working_day(start: str, end: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=BEIJING)
    assert end_of_trying(moment, CALENDAR) == datetime.fromisoformat(end).replace(tzinfo=BEIJING)


@given(st.datetimes(FIRST, date_and_time(2026, 6, 30), timezones=st.just(BEIJING)))
def test_whatever_is_queued_has_at_least_a_day_and_ends_at_work(moment: datetime) -> None:
    end = end_of_trying(moment, CALENDAR)
    assert end >= moment + timedelta(days=1)
    assert is_sending_time(end, CALENDAR) or end.time() == SENDING_HOURS.closes
