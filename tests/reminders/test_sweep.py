"""Who is chased about what: from rule to row to message (DOMAIN §5)."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings

from accounts.choices import Channel, DeliveryState, HolidayKind, Level, NotificationKind, PostKind, Role
from accounts.models import Delivery, Holiday, Notification, Post
from projects.choices import ReminderState, Stage
from projects.models import Milestone, Project, Reminder, ReminderRule
from projects.reminders.compose import compose
from projects.reminders.defaults import seed_rules
from projects.reminders.sweep import sweep
from projects.services import milestones as milestone_services
from tests import factories as make
from tests.personas import District


def told(district: District) -> set[tuple[str, str]]:
    """(rule, user name) of every reminder."""
    return set(Reminder.objects.values_list("rule__code", "recipient__username"))


def test_an_overdue_milestone_is_chased_with_staff_head_office_and_leader(chased: District) -> None:
    assert sweep() == 5
    assert told(chased) == {
        ("milestone-overdue-staff", "reporter_fgw"),
        ("milestone-overdue-head", "head_fgw"),
        ("milestone-notice-head", "head_fgw"),
        ("milestone-overdue-office", "supervisor"),
        ("milestone-overdue-leader", "leader"),
    }
    assert set(Reminder.objects.values_list("level", flat=True)) == {Level.L2, Level.L3, Level.L4}


def test_a_second_sweep_of_the_same_day_adds_nothing(chased: District) -> None:
    sweep()
    assert sweep() == 0


def test_three_days_without_a_sweep_leave_one_reminder_of_each_rule(chased: District, settings: LazySettings) -> None:
    sweep()
    compose()
    before = Reminder.objects.count()
    settings.BUSINESS_DATE = date(2024, 9, 27)
    sweep()
    assert Reminder.objects.filter(rule__code="milestone-overdue-staff").count() == 2
    assert Reminder.objects.count() - before == 2, "office and leader were told once for all"


def test_a_milestone_that_comes_near_is_announced_to_staff_only(chased: District) -> None:
    Milestone.objects.filter(pk=chased.overdue.pk).update(completed_on=date(2024, 7, 1))
    make.make_milestone(chased.led, date(2024, 9, 23), title="下周到期")
    sweep()
    assert told(chased) == {("milestone-due-1", "reporter_fgw")}


def test_an_unacknowledged_project_is_chased(chased: District) -> None:
    Milestone.objects.filter(pk=chased.overdue.pk).update(completed_on=date(2024, 7, 1))
    make.make_project(chased.theme, "2024-1-077", lead=chased.fgw, stage=Stage.ASSIGNED, assigned_on=date(2024, 9, 10))
    sweep()
    assert {code for code, _user in told(chased)} == {
        "acknowledgement-staff", "acknowledgement-head", "acknowledgement-notice-head", "acknowledgement-office",
    }  # fmt: skip


def test_what_is_done_suspended_or_elsewhere_is_not_chased(chased: District) -> None:
    Milestone.objects.filter(pk=chased.overdue.pk).update(completed_on=date(2024, 7, 1))
    suspended = make.make_project(chased.theme, "2024-1-078", lead=chased.fgw, stage=Stage.SUSPENDED)
    make.make_milestone(suspended, date(2024, 6, 30))
    assert sweep() == 0


@pytest.mark.parametrize("is_named", [True, False], ids=["the project's contact", "the department's contact"])
def test_a_contact_who_files_no_reports_is_told_too(chased: District, *, is_named: bool) -> None:
    clerk = make.make_user("clerk", Role.DEPARTMENT_HEAD, department=chased.czj)
    post = Post.objects.get(department=chased.fgw, kind=PostKind.CONTACT)
    if is_named:
        post = make.make_post(chased.czj, "项目联络员", kind=PostKind.CONTACT)
        Project.objects.filter(pk=chased.led.pk).update(contact=post)
    post.holder = clerk
    post.save(update_fields=["holder"])
    sweep()
    staff = {user for rule, user in told(chased) if rule == "milestone-overdue-staff"}
    assert staff == {"reporter_fgw", "clerk"}


def test_an_inactive_account_is_not_told(chased: District) -> None:
    head = chased.people.department_head
    head.is_active = False
    head.save(update_fields=["is_active"])
    sweep()
    assert "head_fgw" not in {user for _rule, user in told(chased)}


def test_an_inactive_rule_is_silent(chased: District) -> None:
    ReminderRule.objects.exclude(code="milestone-overdue-staff").update(is_active=False)
    sweep()
    assert {rule for rule, _user in told(chased)} == {"milestone-overdue-staff"}


@pytest.mark.parametrize("business_day", [date(2024, 9, 21), date(2024, 10, 1)])
def test_nothing_is_queued_on_days_off(chased: District, settings: LazySettings, business_day: date) -> None:
    settings.BUSINESS_DATE = business_day
    assert (sweep(), compose()) == (0, 0)


def test_a_day_off_that_the_administrator_entered_counts(chased: District, settings: LazySettings) -> None:
    Holiday.objects.create(day=date(2024, 9, 20), kind=HolidayKind.DAY_OFF, name="台风停工")
    assert sweep() == 0


def test_staff_get_a_message_per_item_the_others_one_digest(chased: District) -> None:
    second = make.make_project(chased.theme, "2024-1-079", lead=chased.fgw)
    make.make_milestone(second, date(2024, 7, 31), title="封顶")
    sweep()
    compose()
    kinds = sorted(Notification.objects.values_list("recipient__username", "kind"))
    assert kinds == [
        ("head_fgw", NotificationKind.DIGEST),
        ("leader", NotificationKind.DIGEST),
        ("reporter_fgw", NotificationKind.REMINDER),
        ("reporter_fgw", NotificationKind.REMINDER),
        ("supervisor", NotificationKind.DIGEST),
    ]
    digest = Notification.objects.get(recipient=chased.people.department_head)
    assert "封顶" in digest.body
    assert "开工" in digest.body


def test_a_second_digest_waits_for_the_next_working_day(chased: District, settings: LazySettings) -> None:
    sweep()
    compose()
    second = make.make_project(chased.theme, "2024-1-079", lead=chased.fgw)
    make.make_milestone(second, date(2024, 7, 31))
    sweep()
    compose()
    head = chased.people.department_head
    assert Notification.objects.filter(recipient=head).count() == 1
    settings.BUSINESS_DATE = date(2024, 9, 23)
    sweep()
    compose()
    assert Notification.objects.filter(recipient=head).count() == 2
    assert not Reminder.objects.filter(recipient=head, state=ReminderState.QUEUED).exists()


def test_a_message_speaks_the_language_of_its_recipient(chased: District) -> None:
    reporter = chased.people.reporter
    reporter.language = "en"
    reporter.save(update_fields=["language"])
    sweep()
    compose()
    assert "working days ago" in Notification.objects.get(recipient=reporter).body
    assert "已逾期" in Notification.objects.get(recipient=chased.people.leader).body


def test_every_message_is_in_the_inbox_at_once_and_waits_for_the_mail(chased: District) -> None:
    sweep()
    messages = compose()
    assert Delivery.objects.filter(channel=Channel.IN_APP, state=DeliveryState.SENT).count() == messages
    assert Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.QUEUED).count() == messages


def test_without_an_address_the_message_is_in_the_inbox_only(chased: District) -> None:
    reporter = chased.people.reporter
    reporter.email = ""
    reporter.save(update_fields=["email"])
    sweep()
    compose()
    channels = Delivery.objects.filter(notification__recipient=reporter).values_list("channel", flat=True)
    assert list(channels) == [Channel.IN_APP]


def test_completing_a_milestone_calls_off_what_is_queued_and_not_sent(chased: District) -> None:
    sweep()
    compose()
    milestone_services.complete(milestone_id=chased.overdue.pk, by=chased.people.department_head)
    assert not Reminder.objects.filter(state__in=[ReminderState.QUEUED, ReminderState.NOTIFIED]).exists()
    assert not Notification.objects.filter(cancelled_at=None).exists()
    assert not Delivery.objects.filter(channel=Channel.EMAIL).exclude(state=DeliveryState.CANCELLED).exists()


def test_what_was_settled_between_sweep_and_message_is_not_told(chased: District) -> None:
    sweep()
    Milestone.objects.filter(pk=chased.overdue.pk).update(completed_on=date(2024, 9, 19))
    assert compose() == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.CANCELLED}


def test_a_moved_date_is_chased_anew_from_its_own_days(chased: District, settings: LazySettings) -> None:
    sweep()
    compose()
    Milestone.objects.filter(pk=chased.overdue.pk).update(due_on=date(2024, 9, 20) + timedelta(days=3))
    sweep()
    assert Reminder.objects.filter(due_on=date(2024, 9, 23), rule__code="milestone-due-1").count() == 1


def test_seeding_keeps_a_rule_that_was_edited(chased: District) -> None:
    ReminderRule.objects.filter(code="milestone-due-10").update(offset_workdays=-7)
    assert seed_rules(report=chased.report) == 0
    assert ReminderRule.objects.get(code="milestone-due-10").offset_workdays == -7
