"""From the outbox over SMTP: what each answer of the mail server leads to (RELIABILITY.md, promise 2)."""

from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message as Mail

import pytest
from django.utils import timezone

from accounts import clock
from accounts.choices import Channel, DeliveryState, NotificationKind
from accounts.models import Delivery, Notification
from accounts.notifications.channels import email
from accounts.notifications.deliver import claim, deliver_pending
from accounts.notifications.queue import Message, enqueue
from tests.factories import TODAY
from tests.personas import District
from tests.reminders.mail_sink import MailSink


def queue(district: District, *names: str) -> list[Delivery]:
    """One message by mail to each of these people."""
    people = district.people
    messages = [
        Message(
            recipient=getattr(people, name), kind=NotificationKind.REMINDER, level=1, title=f"催办{name}",
            body="请尽快办理", path="/console/", subject_kind="", subject_id=None, occasion_on=TODAY,
            channels={Channel.IN_APP, Channel.EMAIL},
        )
        for name in names
    ]  # fmt: skip
    notifications = enqueue(messages)
    return list(Delivery.objects.filter(notification__in=notifications, channel=Channel.EMAIL).order_by("pk"))


def state_of(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def test_a_message_arrives_in_chinese_with_its_link_and_its_own_message_id(chased: District, sink: MailSink) -> None:
    [delivery] = queue(chased, "reporter")
    assert deliver_pending() == 1
    [mail] = sink.messages
    assert str(make_header(decode_header(mail["Subject"]))) == "催办reporter"
    assert mail["To"] == "reporter_fgw@duban.example"
    assert str(delivery.message_id) in mail["Message-ID"]
    text = mail.get_payload(0)
    assert isinstance(text, Mail)
    payload = text.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert "/console/" in payload.decode()
    assert state_of(delivery) == DeliveryState.SENT


def test_a_second_run_sends_nothing_again(chased: District, sink: MailSink) -> None:
    queue(chased, "reporter", "leader")
    assert (deliver_pending(), deliver_pending()) == (2, 0)
    assert len(sink.messages) == 2


def test_a_refused_address_fails_for_good_and_does_not_hold_up_the_others(chased: District, sink: MailSink) -> None:
    sink.refuse_recipient["reporter_fgw@duban.example"] = "550 no such user"
    refused, sent = queue(chased, "reporter", "leader")
    assert deliver_pending() == 1
    assert (state_of(refused), state_of(sent)) == (DeliveryState.FAILED, DeliveryState.SENT)
    assert "550" in refused.last_error


@pytest.mark.parametrize("where", ["refuse_recipient", "refuse_data"])
def test_a_temporary_refusal_is_tried_again_later(chased: District, sink: MailSink, where: str) -> None:
    getattr(sink, where)["reporter_fgw@duban.example"] = "451 try again later"
    [delivery] = queue(chased, "reporter")
    deliver_pending()
    assert state_of(delivery) == DeliveryState.RETRY
    assert delivery.next_attempt_at > timezone.now()
    getattr(sink, where).clear()
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_pending()
    assert state_of(delivery) == DeliveryState.SENT
    assert delivery.attempts == 2


def test_each_retry_waits_longer_and_when_its_time_is_over_it_is_given_up(chased: District, sink: MailSink) -> None:
    sink.refuse_data["reporter_fgw@duban.example"] = "451 try again later"
    [delivery] = queue(chased, "reporter")
    pauses = []
    for _ in range(4):
        before = timezone.now()
        deliver_pending()
        delivery.refresh_from_db()
        pauses.append(delivery.next_attempt_at - before)
        Delivery.objects.update(next_attempt_at=timezone.now())
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0] * 4
    Delivery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    deliver_pending()
    assert state_of(delivery) == DeliveryState.FAILED
    assert delivery.failed_at is not None


def test_the_time_of_trying_begins_with_the_first_failure_however_long_a_message_had_waited(
    chased: District, sink: MailSink
) -> None:
    [delivery] = queue(chased, "reporter")
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=5))
    sink.refuse_data["reporter_fgw@duban.example"] = "451 try again later"
    deliver_pending()
    assert state_of(delivery) == DeliveryState.RETRY
    assert delivery.expires_at is not None
    assert delivery.expires_at > timezone.now() + timedelta(hours=23)


@pytest.mark.parametrize("days", [0, 5])
def test_a_mail_server_that_is_away_is_held_against_no_message(chased: District, sink: MailSink, days: int) -> None:
    sink.stop()
    [delivery] = queue(chased, "reporter")
    Delivery.objects.update(expires_at=timezone.now() - timedelta(days=days), attempts=20)
    deliver_pending()
    assert state_of(delivery) == DeliveryState.RETRY
    assert delivery.next_attempt_at < timezone.now() + timedelta(minutes=7), "that it is back is to be noticed soon"
    sink.start()


def test_a_server_that_refuses_the_sender_refuses_no_single_message(chased: District, sink: MailSink) -> None:
    sink.refuse_sender = "550 quota exceeded"
    deliveries = queue(chased, "reporter", "leader")
    deliver_pending()
    assert {state_of(delivery) for delivery in deliveries} == {DeliveryState.RETRY}
    sink.refuse_sender = "552 message too large"
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_pending()
    assert {state_of(delivery) for delivery in deliveries} == {DeliveryState.FAILED}


def test_a_message_too_large_for_the_server_fails_for_good(chased: District, sink: MailSink) -> None:
    sink.refuse_data["reporter_fgw@duban.example"] = "552 too large"
    [delivery] = queue(chased, "reporter")
    deliver_pending()
    assert state_of(delivery) == DeliveryState.FAILED


def test_a_connection_lost_after_acceptance_repeats_that_message_only_with_the_same_id(
    chased: District, sink: MailSink
) -> None:
    sink.drop_after_accepting = 1
    first, second = queue(chased, "reporter", "leader")
    deliver_pending()
    assert (state_of(first), state_of(second)) == (DeliveryState.RETRY, DeliveryState.SENT)
    Delivery.objects.filter(pk=first.pk).update(next_attempt_at=timezone.now())
    deliver_pending()
    assert state_of(first) == DeliveryState.SENT
    assert sorted(sink.message_ids.values()) == [1, 2]


def test_a_mail_server_that_is_away_keeps_everything_for_later(chased: District, sink: MailSink) -> None:
    sink.stop()
    deliveries = queue(chased, "reporter", "leader")
    assert deliver_pending() == 0
    assert {state_of(delivery) for delivery in deliveries} == {DeliveryState.RETRY}
    sink.start()
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert deliver_pending() == 2


def test_a_cancelled_message_is_not_sent(chased: District, sink: MailSink) -> None:
    queue(chased, "reporter")
    Notification.objects.update(cancelled_at=timezone.now())
    assert deliver_pending() == 0
    assert sink.messages == []


def test_what_one_worker_has_claimed_no_other_takes_before_the_lease_ends(chased: District, sink: MailSink) -> None:
    queue(chased, "reporter", "leader")
    assert len(claim(Channel.EMAIL, 10)) == 2
    assert claim(Channel.EMAIL, 10) == []
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert len(claim(Channel.EMAIL, 10)) == 2


def test_a_message_that_breaks_its_sender_fails_and_holds_up_nobody(
    chased: District, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compose(delivery: Delivery) -> object:
        if delivery.notification.title == "催办reporter":
            raise ValueError("poison")
        return composed(delivery)

    composed = email.compose
    monkeypatch.setattr(email, "compose", compose)
    poison, sound = queue(chased, "reporter", "leader")
    assert deliver_pending() == 1
    assert (state_of(poison), state_of(sound)) == (DeliveryState.FAILED, DeliveryState.SENT)
    assert "ValueError" in poison.last_error


def test_nothing_goes_out_after_hours_but_what_quiet_hours_have_held_back(
    chased: District, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = datetime(2024, 9, 20, 18, 0, tzinfo=clock.BEIJING)
    monkeypatch.setattr(clock, "now", lambda: evening)
    waiting, held_back = queue(chased, "reporter", "leader")
    Delivery.objects.filter(pk=held_back.pk).update(at_any_hour=True)
    assert deliver_pending() == 1
    assert (state_of(waiting), state_of(held_back)) == (DeliveryState.QUEUED, DeliveryState.SENT)
