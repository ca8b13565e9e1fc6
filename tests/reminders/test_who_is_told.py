"""Whose duty it is when a post is vacant, an account has ended or an office has no head (DOMAIN §3, §5)."""

import pytest
from django.conf import LazySettings

from accounts.choices import Channel, DeliveryState, Role
from accounts.models import Delivery, Notification, Post, User
from accounts.notifications import inbox
from projects.choices import Audience, ReminderState
from projects.models import Project, Reminder, ReminderRule
from projects.queries.audiences import audience_of
from projects.reminders import compose as composing
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services.reminders import remind
from tests import factories as make
from tests.factories import TODAY
from tests.personas import District

WORDS = "请说明原因"


def told(project: Project, audience: Audience) -> set[str]:
    return set(User.objects.filter(pk__in=audience_of(project, audience)).values_list("username", flat=True))


def test_a_leader_is_the_one_named_else_those_in_charge_else_any(chased: District) -> None:
    led, leader = chased.led, Audience.RESPONSIBLE_LEADER
    named = make.make_user("named", Role.LEADER, region=chased.region)
    led.responsible_leader = make.make_leader_post(chased.region, named, title="区长")
    led.save(update_fields=["responsible_leader"])
    assert told(led, leader) == {"named"}
    named.is_active = False
    named.save(update_fields=["is_active"])
    assert told(led, leader) == {"leader"}, "in charge of the department"
    Post.objects.filter(holder=chased.people.leader).update(holder=None)
    another = make.make_user("another", Role.LEADER, region=chased.region)
    assert told(led, leader) == {"leader", another.username}, "any leader of the region"


def test_an_office_without_a_head_is_its_bureaus(chased: District) -> None:
    assert told(chased.led_by_office, Audience.DEPARTMENT_HEAD) == {"head_fgw"}
    make.make_user("head_of_office", Role.DEPARTMENT_HEAD, department=chased.fgw_office)
    assert told(chased.led_by_office, Audience.DEPARTMENT_HEAD) == {"head_of_office"}


def test_what_a_supervisor_said_reaches_the_successor_of_who_left_before_it_was_told(chased: District) -> None:
    ReminderRule.objects.update(is_active=False)
    head = chased.people.department_head
    remind(project_id=chased.led.pk, by=chased.people.supervisor, text=WORDS, audience=Audience.DEPARTMENT_HEAD)
    head.is_active = False
    head.save(update_fields=["is_active"])
    successor = make.make_user("successor", Role.DEPARTMENT_HEAD, department=chased.fgw, email="s@duban.example")
    assert compose() == 1
    assert Notification.objects.get().recipient == successor
    assert Reminder.objects.get(recipient=head).state == ReminderState.CANCELLED


def test_a_reminder_by_hand_that_was_postponed_comes_back_on_its_day(chased: District, settings: LazySettings) -> None:
    ReminderRule.objects.update(is_active=False)
    reporter = chased.people.reporter
    remind(project_id=chased.led.pk, by=chased.people.supervisor, text=WORDS, audience=Audience.CONTACT_AND_REPORTER)
    compose()
    day = TODAY.replace(day=24)
    inbox.postpone(notification_id=Notification.objects.get(recipient=reporter).pk, by=reporter, until=day)
    settings.BUSINESS_DATE = day
    for _tick in range(2):
        sweep()
        compose()
    assert Notification.objects.filter(recipient=reporter, body__contains=WORDS).count() == 2


def test_a_reminder_by_hand_may_be_about_a_milestone_and_go_by_text_message(chased: District) -> None:
    said = remind(
        project_id=chased.led.pk, by=chased.people.supervisor, text=WORDS, audience=Audience.DEPARTMENT_HEAD,
        milestone_id=chased.overdue.pk, channels=[Channel.SMS],
    )  # fmt: skip
    assert said.channels == [Channel.IN_APP, Channel.SMS]
    assert Reminder.objects.get(manual=said).subject_id == chased.overdue.pk


def test_what_waits_for_somebody_whose_account_has_ended_is_cancelled(chased: District) -> None:
    ReminderRule.objects.update(is_active=False)
    remind(project_id=chased.led.pk, by=chased.people.supervisor, text=WORDS, audience=Audience.DEPARTMENT_HEAD)
    compose()
    head = chased.people.department_head
    head.is_active = False
    head.save(update_fields=["is_active"])
    compose()
    [mail] = Delivery.objects.filter(channel=Channel.EMAIL)
    assert mail.state == DeliveryState.CANCELLED


def test_one_recipient_whose_messages_cannot_be_written_holds_up_nobody(
    chased: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(composing.Composer):
        def single(self, reminder: Reminder) -> object:
            raise ValueError(f"no words for {reminder}")

    monkeypatch.setattr(composing, "Composer", Broken)
    sweep()
    assert compose() == 3
    assert not Notification.objects.filter(recipient=chased.people.reporter).exists()
    assert f"account {chased.people.reporter.pk}" in caplog.text


def test_a_digest_of_many_matters_shows_the_gravest_and_counts_the_others(chased: District) -> None:
    for number in range(100, 220):
        make.make_milestone(
            make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw), TODAY.replace(month=8)
        )
    sweep()
    compose()
    digest = Notification.objects.get(recipient=chased.people.supervisor)
    assert digest.title == "2024年9月20日：您有121项事项需处理"
    assert len(digest.items) == 101
    assert digest.items[-1]["text"] == "另有21项"
    assert not Reminder.objects.filter(state=ReminderState.QUEUED).exists(), "all of them are told"
