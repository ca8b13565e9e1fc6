"""What is open again is escalated again; each department owes its own reply (DOMAIN §5)."""

from datetime import date

import pytest
from django.conf import LazySettings

from accounts.choices import Level, Role
from accounts.models import Notification, User
from projects.choices import ProgressReportState, ReminderState, ReminderSubject
from projects.models import (
    Instruction,
    InstructionDepartment,
    InstructionProject,
    Milestone,
    ProgressReport,
    Project,
    Reminder,
    ReminderRule,
    SupervisionNotice,
)
from projects.queries.reminding import escalated
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services import instructions, milestones, progress_reports
from tests import factories as make
from tests.personas import District


def run(settings: LazySettings | None = None, day: date | None = None) -> None:
    if settings is not None:
        settings.BUSINESS_DATE = day
    sweep()
    compose()


def matters_before(leader: User) -> int:
    return escalated(leader)[1]


def test_a_milestone_taken_back_is_before_the_leader_again(chased: District) -> None:
    leader = chased.people.leader
    run()
    assert matters_before(leader) == 1
    milestones.complete(milestone_id=chased.overdue.pk, by=chased.people.department_head)
    assert matters_before(leader) == 0
    milestones.take_back(milestone_id=chased.overdue.pk, by=chased.people.supervisor, reason="佐证不足")
    run()
    assert matters_before(leader) == 1
    assert Reminder.objects.filter(recipient=leader).count() == 1, "the same occasion is one row"


def test_a_rule_switched_off_and_on_again_speaks_again(chased: District) -> None:
    run()
    rule = ReminderRule.objects.filter(code="milestone-overdue-leader")
    rule.update(is_active=False)
    run()
    assert matters_before(chased.people.leader) == 0
    rule.update(is_active=True)
    run()
    assert matters_before(chased.people.leader) == 1


def test_an_ordinary_reminder_that_was_told_is_not_told_again_on_the_same_day(chased: District) -> None:
    run()
    told = Notification.objects.filter(recipient=chased.people.reporter)
    milestones.complete(milestone_id=chased.overdue.pk, by=chased.people.department_head)
    milestones.take_back(milestone_id=chased.overdue.pk, by=chased.people.supervisor, reason="佐证不足")
    run()
    assert told.count() == 1


def test_a_report_that_was_returned_waits_for_review_from_its_new_submission_on(
    chased: District, settings: LazySettings
) -> None:
    ReminderRule.objects.update(is_active=False)
    ReminderRule.objects.filter(subject=ReminderSubject.REVIEW).update(is_active=True)
    report = ProgressReport.objects.create(
        project=chased.led, period=date(2024, 8, 1), due_on=date(2024, 8, 23), state=ProgressReportState.SUBMITTED,
        submitted_on=date(2024, 9, 2), waiting_since=date(2024, 9, 2), done="完成基础", percent=0,
        percent_explanation="按实际进度",
    )  # fmt: skip
    run()
    assert Reminder.objects.filter(state=ReminderState.NOTIFIED, level=Level.L3).exists()
    progress_reports.send_back(report_id=report.pk, by=chased.people.supervisor, reason="请补充")
    progress_reports.submit(report_id=report.pk, by=chased.people.reporter)
    run()
    report.refresh_from_db()
    assert (report.submitted_on, report.waiting_since) == (date(2024, 9, 2), date(2024, 9, 20))
    assert not Reminder.objects.filter(state__in=[ReminderState.QUEUED, ReminderState.NOTIFIED]).exists()
    run(settings, date(2024, 9, 24))
    [told] = Reminder.objects.filter(state=ReminderState.NOTIFIED)
    assert (told.due_on, told.level) == (date(2024, 9, 20), Level.L1)


@pytest.fixture
def to_two(chased: District) -> Instruction:
    """An instruction to two departments that neither has answered for a week."""
    ReminderRule.objects.update(is_active=False)
    ReminderRule.objects.filter(subject=ReminderSubject.INSTRUCTION_REPLY).update(is_active=True)
    make.make_user("head_czj", Role.DEPARTMENT_HEAD, department=chased.czj)
    row = Instruction.objects.create(
        leader=chased.people.leader, text="加快建设", given_on=date(2024, 9, 3), reply_due_on=date(2024, 9, 10)
    )
    InstructionProject.objects.create(instruction=row, project=chased.led)
    for department in (chased.fgw, chased.czj):
        InstructionDepartment.objects.create(instruction=row, department=department)
    return row


def test_each_department_that_owes_a_reply_has_its_own_notice_and_stays_on_the_list_until_its_own_reply(
    chased: District, to_two: Instruction
) -> None:
    run()
    assert set(SupervisionNotice.objects.values_list("department__code", flat=True)) == {"fgw", "czj"}
    office = chased.people.supervisor
    assert {row.department for row in escalated(office)[0]} == {"区发改委", "区财政局"}
    head = chased.people.department_head
    instructions.reply(instruction_id=to_two.pk, by=head, department=chased.fgw, text="已部署")
    run()
    assert {row.department for row in escalated(office)[0]} == {"区财政局"}


def test_a_message_about_a_reply_names_the_instruction(chased: District, to_two: Instruction) -> None:
    run()
    message = Notification.objects.get(recipient=chased.people.reporter)
    assert (message.subject_kind, message.subject_id) == ("instruction", to_two.pk)


def test_the_final_date_is_chased_though_a_milestone_lies_after_it(chased: District) -> None:
    ReminderRule.objects.update(is_active=False)
    ReminderRule.objects.filter(subject=ReminderSubject.FINAL_DATE).update(is_active=True)
    Milestone.objects.exclude(project=chased.led).delete()
    Milestone.objects.filter(project=chased.led).update(due_on=date(2025, 3, 1))
    Project.objects.filter(pk=chased.led.pk).update(due_on=date(2024, 9, 19))
    Project.objects.exclude(pk=chased.led.pk).update(due_on=date(2025, 6, 30))
    assert sweep() > 0
    Milestone.objects.filter(pk=chased.due_later.pk).update(due_on=date(2024, 9, 19))
    assert compose() == 0, "that milestone is chased instead"
