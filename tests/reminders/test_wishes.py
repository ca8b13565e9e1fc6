"""Mutes, quiet hours, postponing, people who leave: what a person decides, and what nobody can (DOMAIN §5)."""

from datetime import date, datetime, time

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.choices import Channel, DeliveryState, EndpointKind, NotificationKind, Role
from accounts.models import ContactPreference, Delivery, Endpoint, Notification, Post
from accounts.notifications import inbox
from accounts.notifications.deliver import claim
from projects.choices import ReminderState
from projects.models import Milestone, Reminder, ReminderRule
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from tests import factories as make
from tests.personas import District


def run() -> None:
    sweep()
    compose()


def due(district: District, day: date) -> None:
    Milestone.objects.exclude(pk=district.overdue.pk).delete()
    Milestone.objects.update(due_on=day)


def channels_of(username: str) -> list[str]:
    rows = Delivery.objects.filter(notification__recipient__username=username).order_by("channel")
    return list(rows.values_list("channel", flat=True))


def test_a_muted_channel_is_left_out_below_level_3(chased: District) -> None:
    for person in (chased.people.reporter, chased.people.supervisor, chased.people.leader):
        ContactPreference.objects.create(user=person, muted_channels=[Channel.EMAIL])
    run()
    assert channels_of("reporter_fgw") == ["in_app"]
    assert channels_of("supervisor") == ["email", "in_app"], "level 3"
    assert channels_of("leader") == ["email", "in_app"], "level 4"


def test_quiet_hours_hold_back_what_is_below_level_3(chased: District) -> None:
    start = timezone.localtime().replace(minute=0)
    for person in (chased.people.reporter, chased.people.leader):
        ContactPreference.objects.create(
            user=person, quiet_from=time(start.hour), quiet_until=time((start.hour + 2) % 24)
        )
    run()
    mails = {d.notification.recipient.username: d for d in Delivery.objects.filter(channel=Channel.EMAIL)}
    assert mails["reporter_fgw"].next_attempt_at > timezone.now()
    assert mails["reporter_fgw"].at_any_hour
    assert mails["leader"].next_attempt_at <= timezone.now()


def test_the_inbox_cannot_be_muted(chased: District) -> None:
    with pytest.raises(IntegrityError, match="inbox_is_not_muted"), transaction.atomic():
        ContactPreference.objects.create(user=chased.people.reporter, muted_channels=[Channel.IN_APP])


def test_the_database_keeps_one_digest_a_day(chased: District) -> None:
    run()
    digest = Notification.objects.filter(kind=NotificationKind.DIGEST)[0]
    with pytest.raises(IntegrityError, match="one_digest_a_day"), transaction.atomic():
        make.make_notification(digest.recipient, kind=NotificationKind.DIGEST, occasion_on=digest.occasion_on)


def test_a_department_robot_hears_of_a_matter_once_however_many_colleagues_do(chased: District) -> None:
    make.make_user("second_reporter", Role.REPORTER, department=chased.fgw)
    Endpoint.objects.create(
        region=chased.region,
        department=chased.fgw,
        kind=EndpointKind.WECOM,
        name="群",
        url="https://qyapi.weixin.qq.com/x",
    )
    run()
    assert Notification.objects.filter(kind=NotificationKind.REMINDER).count() == 2
    assert Delivery.objects.filter(channel=Channel.WEBHOOK).count() == 1


def test_who_has_left_gets_nothing_and_the_successor_does(chased: District) -> None:
    contact = Post.objects.get(department=chased.fgw, kind="contact")
    leaver = make.make_user("leaver", Role.DEPARTMENT_HEAD, department=chased.czj, email="leaver@duban.example")
    successor = make.make_user("successor", Role.DEPARTMENT_HEAD, department=chased.czj, email="new@duban.example")
    contact.holder = leaver
    contact.save()
    sweep()
    assert Reminder.objects.filter(recipient=leaver).exists()
    contact.holder = successor
    contact.save()
    run()
    assert not Notification.objects.filter(recipient=leaver).exists()
    assert Notification.objects.filter(recipient=successor).exists()


def test_a_mail_to_somebody_who_left_meanwhile_is_not_sent(chased: District) -> None:
    run()
    reporter = chased.people.reporter
    reporter.is_active = False
    reporter.save()
    assert {d.notification.recipient.username for d in claim(Channel.EMAIL, 50)} == {"head_fgw", "supervisor", "leader"}
    compose()
    called_off = Delivery.objects.get(notification__recipient=reporter, channel=Channel.EMAIL)
    assert called_off.state == DeliveryState.CANCELLED


def test_a_postponed_reminder_comes_again_on_its_day_and_not_before(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 27))
    settings.BUSINESS_DATE = date(2024, 9, 12)
    run()
    [first] = Notification.objects.all()
    inbox.postpone(notification_id=first.pk, by=chased.people.reporter, until=date(2024, 9, 25))
    for day in (date(2024, 9, 13), date(2024, 9, 24)):
        settings.BUSINESS_DATE = day
        run()
        assert Notification.objects.count() == 1, "also −3 is kept back"
    settings.BUSINESS_DATE = date(2024, 9, 25)
    run()
    run()
    assert Notification.objects.count() == 2, "one message, though −3 had been waiting, too"


def test_what_is_overdue_comes_all_the_same(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 19))
    settings.BUSINESS_DATE = date(2024, 9, 19)
    run()
    [first] = Notification.objects.all()
    inbox.postpone(notification_id=first.pk, by=chased.people.reporter, until=date(2024, 9, 27))
    settings.BUSINESS_DATE = date(2024, 9, 20)
    run()
    assert Notification.objects.filter(recipient=chased.people.reporter, level=2).count() == 1


def test_a_postponed_matter_that_is_settled_does_not_come_again(chased: District, settings: LazySettings) -> None:
    due(chased, date(2024, 9, 27))
    settings.BUSINESS_DATE = date(2024, 9, 12)
    run()
    [first] = Notification.objects.all()
    inbox.postpone(notification_id=first.pk, by=chased.people.reporter, until=date(2024, 9, 25))
    Milestone.objects.update(completed_on=date(2024, 9, 20))
    settings.BUSINESS_DATE = date(2024, 9, 25)
    run()
    assert Notification.objects.count() == 1
    assert not Reminder.objects.filter(state=ReminderState.QUEUED).exists()


def test_hours_of_a_region_can_be_changed(
    chased: District, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    chased.region.sends_from = time(11)
    chased.region.save()
    assert sweep() == 0
    monkeypatch.setattr("accounts.clock.now", lambda: datetime(2024, 9, 20, 11, tzinfo=timezone.get_current_timezone()))
    assert sweep() > 0


def test_many_items_of_one_day_are_one_message_to_staff(chased: District) -> None:
    for number in range(100, 106):
        make.make_milestone(make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw), date(2024, 8, 1))
    run()
    [message] = Notification.objects.filter(recipient=chased.people.reporter)
    assert len(message.items) == 7
    assert all(item["path"].startswith("/console/projects/project/") for item in message.items)


def test_an_inactive_rule_is_no_reason_to_tell_less_of_another(chased: District) -> None:
    ReminderRule.objects.filter(code="milestone-overdue-staff").update(is_active=False)
    run()
    assert Reminder.objects.get(recipient=chased.people.reporter).rule.code == "milestone-due-0"
