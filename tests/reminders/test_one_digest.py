"""At most one digest a day, whatever happens: outages, late deliveries, new matters (DOMAIN §5)."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.choices import Channel, DeliveryState, NotificationKind
from accounts.models import Delivery, Notification
from accounts.notifications.deliver import claim, deliver_pending
from projects.models import Milestone
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from tests.personas import District
from tests.reminders.mail_sink import MailSink

HEAD = "head_fgw"


@pytest.fixture
def day(settings: LazySettings, chased: District) -> date:
    """One working day after the first of two milestones was due, two before the other is overdue."""
    Milestone.objects.exclude(pk=chased.overdue.pk).delete()
    Milestone.objects.update(due_on=date(2024, 9, 19))
    Milestone.objects.create(
        project=chased.led, title="竣工验收", position=9, due_on=date(2024, 9, 20), baseline_due_on=date(2024, 9, 20)
    )
    settings.BUSINESS_DATE = date(2024, 9, 20)
    return date(2024, 9, 20)


def tell(settings: LazySettings, day: date) -> None:
    settings.BUSINESS_DATE = day
    sweep()
    compose()


def digests(sink: MailSink) -> list[str]:
    """The digests that reached the head, as text."""
    found = []
    for mail in sink.messages:
        if mail["To"] == f"{HEAD}@duban.example":
            part = mail.get_payload(0)
            found.append(part.get_payload(decode=True).decode())  # type: ignore[union-attr]  # both parts are there
    return found


def head_deliveries() -> list[Delivery]:
    rows = Delivery.objects.filter(
        notification__recipient__username=HEAD, notification__kind=NotificationKind.DIGEST, channel=Channel.EMAIL
    )
    return list(rows.order_by("pk"))


def test_a_digest_that_an_outage_held_up_joins_the_next_one(settings: LazySettings, sink: MailSink, day: date) -> None:
    sink.stop()
    tell(settings, day)
    deliver_pending()
    assert [row.state for row in head_deliveries()] == [DeliveryState.RETRY]
    sink.start()
    tell(settings, date(2024, 9, 23))
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_pending()
    assert [row.state for row in head_deliveries()] == [DeliveryState.CANCELLED, DeliveryState.SENT]
    [text] = digests(sink)
    assert "开工" in text, "what the first one would have told"
    assert "竣工验收" in text
    assert Notification.objects.filter(recipient__username=HEAD, cancelled_at=None).count() == 2, "the inbox keeps both"


def test_a_held_up_digest_goes_out_by_itself_where_nothing_new_came_up(
    settings: LazySettings, sink: MailSink, day: date
) -> None:
    sink.stop()
    tell(settings, day)
    deliver_pending()
    sink.start()
    compose()
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_pending()
    assert [row.state for row in head_deliveries()] == [DeliveryState.SENT]


def test_after_one_that_came_late_today_the_next_waits_for_another_day(
    settings: LazySettings, sink: MailSink, day: date
) -> None:
    tell(settings, day)
    deliver_pending()
    tell(settings, date(2024, 9, 23))
    assert not [row for row in claim(Channel.EMAIL, 50) if row.notification.recipient.username == HEAD]
    Delivery.objects.filter(state=DeliveryState.SENT).update(sent_at=timezone.now() - timedelta(days=1))
    deliver_pending()
    assert [row.state for row in head_deliveries()] == [DeliveryState.SENT, DeliveryState.SENT]


def test_of_two_that_wait_only_the_older_is_taken(settings: LazySettings, day: date) -> None:
    tell(settings, day)
    assert [row.pk for row in claim(Channel.EMAIL, 50) if row.notification.recipient.username == HEAD]
    tell(settings, date(2024, 9, 23))
    older, newer = head_deliveries()
    Delivery.objects.filter(pk=older.pk).update(state=DeliveryState.RETRY, lease_until=None)
    claimed = {row.pk for row in claim(Channel.EMAIL, 50)}
    assert older.pk in claimed
    assert newer.pk not in claimed


def test_one_message_is_no_digest_and_waits_for_nobody(settings: LazySettings, sink: MailSink, day: date) -> None:
    tell(settings, day)
    deliver_pending()
    tell(settings, date(2024, 9, 23))
    deliver_pending()
    told = [mail for mail in sink.messages if mail["To"] == "reporter_fgw@duban.example"]
    assert len(told) >= 2
