"""One overdue milestone, day by day over National Day 2024 and Spring Festival 2025 (DOMAIN §5).

The tables are worked out by hand from the State Council's notices: in 2024 off 15–17 September and 1–7
October, at work on the weekend days 14 and 29 September and 12 October; in 2025 off on 1 January and from
28 January to 4 February, at work on 26 January and 8 February.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.choices import DeliveryState, EndpointKind
from accounts.models import Delivery, Endpoint, Notification
from projects.models import Milestone, SupervisionNotice
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from tests.personas import District

MAIL = "email in_app"
GROUP = "email in_app webhook"
REPORTER, HEAD, OFFICE, LEADER = "reporter_fgw", "head_fgw", "supervisor", "leader"
Row = tuple[str, int, str, str, str]

# day, level, recipient, kind of message, channels
NATIONAL_DAY: tuple[Row, ...] = (
    ("2024-09-12", 1, REPORTER, "reminder", GROUP),
    ("2024-09-24", 1, REPORTER, "reminder", GROUP),
    ("2024-09-26", 1, REPORTER, "reminder", GROUP),
    ("2024-09-27", 1, REPORTER, "reminder", GROUP),
    ("2024-09-29", 2, HEAD, "digest", MAIL),
    ("2024-09-29", 2, REPORTER, "reminder", GROUP),
    ("2024-10-09", 2, HEAD, "digest", MAIL),
    ("2024-10-09", 2, REPORTER, "reminder", GROUP),
    ("2024-10-10", 3, HEAD, "digest", MAIL),
    ("2024-10-10", 3, OFFICE, "digest", MAIL),
    ("2024-10-12", 2, HEAD, "digest", MAIL),
    ("2024-10-12", 2, REPORTER, "reminder", GROUP),
    ("2024-10-16", 2, HEAD, "digest", MAIL),
    ("2024-10-16", 2, REPORTER, "reminder", GROUP),
    ("2024-10-16", 4, LEADER, "digest", MAIL),
    ("2024-10-21", 2, HEAD, "digest", MAIL),
    ("2024-10-21", 2, REPORTER, "reminder", GROUP),
    ("2024-10-24", 2, HEAD, "digest", MAIL),
    ("2024-10-24", 2, REPORTER, "reminder", GROUP),
    ("2024-10-29", 2, HEAD, "digest", MAIL),
    ("2024-10-29", 2, REPORTER, "reminder", GROUP),
    ("2024-11-01", 2, HEAD, "digest", MAIL),
    ("2024-11-01", 2, REPORTER, "reminder", GROUP),
    ("2024-11-06", 2, HEAD, "digest", MAIL),
    ("2024-11-06", 2, REPORTER, "reminder", GROUP),
    ("2024-11-11", 2, HEAD, "digest", MAIL),
    ("2024-11-11", 2, REPORTER, "reminder", GROUP),
)
SPRING_FESTIVAL: tuple[Row, ...] = (
    ("2025-01-10", 1, REPORTER, "reminder", GROUP),
    ("2025-01-21", 1, REPORTER, "reminder", GROUP),
    ("2025-01-23", 1, REPORTER, "reminder", GROUP),
    ("2025-01-24", 1, REPORTER, "reminder", GROUP),
    ("2025-01-26", 2, HEAD, "digest", MAIL),
    ("2025-01-26", 2, REPORTER, "reminder", GROUP),
    ("2025-02-06", 2, HEAD, "digest", MAIL),
    ("2025-02-06", 2, REPORTER, "reminder", GROUP),
    ("2025-02-07", 3, HEAD, "digest", MAIL),
    ("2025-02-07", 3, OFFICE, "digest", MAIL),
    ("2025-02-10", 2, HEAD, "digest", MAIL),
    ("2025-02-10", 2, REPORTER, "reminder", GROUP),
    ("2025-02-13", 2, HEAD, "digest", MAIL),
    ("2025-02-13", 2, REPORTER, "reminder", GROUP),
    ("2025-02-13", 4, LEADER, "digest", MAIL),
    ("2025-02-18", 2, HEAD, "digest", MAIL),
    ("2025-02-18", 2, REPORTER, "reminder", GROUP),
    ("2025-02-21", 2, HEAD, "digest", MAIL),
    ("2025-02-21", 2, REPORTER, "reminder", GROUP),
    ("2025-02-26", 2, HEAD, "digest", MAIL),
    ("2025-02-26", 2, REPORTER, "reminder", GROUP),
    ("2025-03-03", 2, HEAD, "digest", MAIL),
    ("2025-03-03", 2, REPORTER, "reminder", GROUP),
    ("2025-03-06", 2, HEAD, "digest", MAIL),
    ("2025-03-06", 2, REPORTER, "reminder", GROUP),
    ("2025-03-11", 2, HEAD, "digest", MAIL),
    ("2025-03-11", 2, REPORTER, "reminder", GROUP),
)


@pytest.mark.parametrize(
    ("due_on", "last_day", "notice_on", "expected"),
    [
        pytest.param(date(2024, 9, 27), date(2024, 11, 13), date(2024, 10, 10), NATIONAL_DAY, id="national day 2024"),
        pytest.param(
            date(2025, 1, 24), date(2025, 3, 13), date(2025, 2, 7), SPRING_FESTIVAL, id="spring festival 2025"
        ),
    ],
)
def test_a_milestone_is_chased_on_the_right_days(  # noqa: PLR0917  (the columns of the table, two fixtures)
    chased: District,
    settings: LazySettings,
    due_on: date,
    last_day: date,
    notice_on: date,
    expected: tuple[Row, ...],
) -> None:
    Endpoint.objects.create(
        region=chased.region,
        department=chased.fgw,
        kind=EndpointKind.WECOM,
        name="发改委群",
        url="https://qyapi.weixin.qq.com/x",
    )
    Milestone.objects.exclude(pk=chased.overdue.pk).delete()
    Milestone.objects.update(due_on=due_on)
    for day in days(due_on - timedelta(days=30), last_day):
        settings.BUSINESS_DATE = day
        for _tick in range(2):
            sweep()
            compose()
        Delivery.objects.filter(state=DeliveryState.QUEUED).update(state=DeliveryState.SENT, sent_at=timezone.now())
    assert told() == list(expected)
    [notice] = SupervisionNotice.objects.all()
    assert (notice.issued_on, notice.due_on, notice.number, notice.year) == (notice_on, due_on, 1, notice_on.year)
    assert notice.full_number in Notification.objects.get(recipient=chased.people.supervisor).body


def days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def told() -> list[Row]:
    rows = []
    for message in Notification.objects.select_related("recipient"):
        channels = sorted(Delivery.objects.filter(notification=message).values_list("channel", flat=True))
        rows.append(
            (str(message.occasion_on), message.level, message.recipient.username, message.kind, " ".join(channels))
        )
    return sorted(rows)
