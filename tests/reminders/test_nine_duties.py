"""Each of the nine kinds of duty: who is told, and that settling it calls the rest off (DOMAIN §5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.conf import LazySettings

from accounts.clock import BEIJING
from accounts.models import Notification
from indicators.choices import ReadingState
from indicators.models import Indicator, Reading
from projects.choices import (
    Audience,
    ExtensionState,
    InstructionState,
    ProgressReportState,
    ReminderState,
    ReminderSubject,
    Stage,
)
from projects.models import (
    Extension,
    Instruction,
    InstructionDepartment,
    InstructionProject,
    Milestone,
    ProgressReport,
    Project,
    Reminder,
    ReminderRule,
    StageChange,
)
from projects.reminders.compose import compose
from projects.reminders.defaults import DEFAULTS
from projects.reminders.sweep import sweep
from tests import factories as make
from tests.personas import District

TODAY = date(2024, 9, 20)  # a Friday; the office was closed from 15 to 17 September


def milestone(district: District) -> None:
    Milestone.objects.filter(pk=district.overdue.pk).update(due_on=date(2024, 9, 19))


def final_date(district: District) -> None:
    Milestone.objects.all().delete()
    Project.objects.filter(pk=district.led.pk).update(due_on=date(2024, 9, 19))


def acknowledgement(district: District) -> None:
    Project.objects.filter(pk=district.led.pk).update(stage=Stage.ASSIGNED, assigned_on=date(2024, 9, 14))


def progress_report(district: District, **changes: object) -> ProgressReport:
    fields: dict[str, object] = {"project": district.led, "period": date(2024, 8, 1), "due_on": date(2024, 9, 19)}
    return ProgressReport.objects.create(**(fields | changes))


def reading(district: District) -> None:
    district.indicator_of_czj.delete()
    for month in range(1, 8):
        make.make_reading(district.indicator, date(2024, month, 1), "6")


def instruction(district: District) -> None:
    row = Instruction.objects.create(
        leader=district.people.leader, text="加快建设", given_on=date(2024, 9, 12), reply_due_on=date(2024, 9, 19)
    )
    InstructionProject.objects.create(instruction=row, project=district.led)
    InstructionDepartment.objects.create(instruction=row, department=district.fgw)


def extension(district: District, **changes: object) -> Extension:
    fields: dict[str, object] = {
        "project": district.led, "old_due_on": date(2024, 12, 31), "new_due_on": date(2025, 1, 31), "reason": "雨季",
        "requested_by": district.people.department_head, "requested_on": date(2024, 9, 19),
    }  # fmt: skip
    return Extension.objects.create(**(fields | changes))


def review(district: District) -> None:
    progress_report(district, state=ProgressReportState.SUBMITTED, submitted_on=date(2024, 9, 18))


def closure(district: District) -> None:
    Project.objects.filter(pk=district.led.pk).update(stage=Stage.CLOSURE_REQUESTED)
    StageChange.objects.create(
        project=district.led, from_stage=Stage.IN_PROGRESS, to_stage=Stage.CLOSURE_REQUESTED,
        made_by=district.people.department_head, made_on=date(2024, 9, 14),
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A duty, how it comes about, who hears of it on :data:`TODAY`, and how it is settled."""

    duty: ReminderSubject
    make: Callable[[District], object]
    told: frozenset[str]
    settle: Callable[[District], object]


STAFF_AND_HEAD = frozenset({"reporter_fgw", "head_fgw"})
CASES = [
    Case(ReminderSubject.MILESTONE, milestone, STAFF_AND_HEAD, lambda _d: Milestone.objects.update(completed_on=TODAY)),
    Case(
        ReminderSubject.FINAL_DATE, final_date, STAFF_AND_HEAD,
        lambda d: Project.objects.filter(pk=d.led.pk).update(due_on=date(2025, 6, 30)),
    ),
    Case(
        ReminderSubject.ACKNOWLEDGEMENT, acknowledgement, STAFF_AND_HEAD,
        lambda d: Project.objects.filter(pk=d.led.pk).update(stage=Stage.IN_PROGRESS),
    ),
    Case(
        ReminderSubject.PROGRESS_REPORT, progress_report, STAFF_AND_HEAD,
        lambda _d: ProgressReport.objects.update(state=ProgressReportState.SUBMITTED, submitted_on=TODAY),
    ),
    Case(
        ReminderSubject.READING, reading, frozenset({"reporter_fgw"}),
        lambda d: Reading.objects.create(
            indicator=d.indicator, period=date(2024, 8, 1), value=6, state=ReadingState.SUBMITTED,
            submitted_at=datetime(2024, 9, 20, 9, tzinfo=BEIJING),
        ),
    ),
    Case(
        ReminderSubject.INSTRUCTION_REPLY, instruction, STAFF_AND_HEAD,
        lambda _d: Instruction.objects.update(state=InstructionState.CLOSED),
    ),
    Case(
        ReminderSubject.EXTENSION_DECISION, extension, frozenset({"supervisor"}),
        lambda _d: Extension.objects.update(state=ExtensionState.WITHDRAWN),
    ),
    Case(
        ReminderSubject.REVIEW, review, frozenset({"supervisor"}),
        lambda _d: ProgressReport.objects.update(state=ProgressReportState.APPROVED),
    ),
    Case(
        ReminderSubject.CLOSURE, closure, frozenset({"supervisor"}),
        lambda d: Project.objects.filter(pk=d.led.pk).update(stage=Stage.CLOSED, closed_on=TODAY),
    ),
]  # fmt: skip
by_duty = pytest.mark.parametrize("case", CASES, ids=[case.duty.value for case in CASES])


def only(duty: ReminderSubject) -> None:
    ReminderRule.objects.update(is_active=False)
    ReminderRule.objects.filter(subject=duty).update(is_active=True)


@by_duty
def test_each_duty_is_told_to_those_whose_it_is(chased: District, case: Case) -> None:
    only(case.duty)
    case.make(chased)
    sweep()
    compose()
    about = Reminder.objects.filter(state=ReminderState.NOTIFIED, duty=case.duty)
    assert set(about.values_list("recipient__username", flat=True)) == case.told
    for message in Notification.objects.all():
        assert "$" not in message.body
        assert message.path


@by_duty
def test_a_duty_that_is_settled_before_the_message_is_not_told(chased: District, case: Case) -> None:
    only(case.duty)
    case.make(chased)
    assert sweep() > 0
    case.settle(chased)
    assert compose() == 0
    assert not Reminder.objects.exclude(state=ReminderState.CANCELLED).exists()


def test_every_duty_has_default_rules_whose_texts_are_sound(chased: District) -> None:
    assert {default.subject for default in DEFAULTS} == set(ReminderSubject)
    for rule in ReminderRule.objects.all():
        rule.full_clean()


def test_a_long_extension_is_the_leaders_to_hear_of(chased: District) -> None:
    only(ReminderSubject.EXTENSION_DECISION)
    extension(chased, needs_leader=True)
    sweep()
    assert set(Reminder.objects.values_list("recipient__username", flat=True)) == {"leader"}


def test_a_report_that_needs_two_eyes_waits_for_the_head(chased: District) -> None:
    only(ReminderSubject.REVIEW)
    chased.fgw.needs_confirmation = True
    chased.fgw.save()
    review(chased)
    sweep()
    assert set(Reminder.objects.values_list("recipient__username", flat=True)) == {"head_fgw"}


def test_a_reading_waits_for_the_office_from_its_day_in_beijing(chased: District, settings: LazySettings) -> None:
    only(ReminderSubject.REVIEW)
    row = make.make_reading(chased.indicator, date(2024, 7, 1), "6")
    late_in_the_evening = datetime(2024, 9, 18, 23, 59, tzinfo=BEIJING)
    Reading.objects.filter(pk=row.pk).update(
        state=ReadingState.SUBMITTED, submitted_at=late_in_the_evening, reviewed_by=None, reviewed_at=None
    )
    settings.BUSINESS_DATE = date(2024, 9, 19)
    assert sweep() == 0
    settings.BUSINESS_DATE = TODAY
    assert sweep() == 1


def test_an_indicator_attained_early_is_left_in_peace(chased: District) -> None:
    only(ReminderSubject.READING)
    Indicator.objects.all().delete()
    jobs = make.make_indicator(
        chased.part, "I009", lead=chased.fgw, measure="count", unit="人", comparison="at_least",
        aggregation="cumulative", target=8000, target_text="8000人以上",
    )  # fmt: skip
    make.make_reading(jobs, date(2024, 6, 1), "8100")
    assert sweep() == 0


def test_a_project_with_a_milestone_on_its_final_date_is_chased_once(chased: District) -> None:
    ReminderRule.objects.filter(subject=ReminderSubject.FINAL_DATE).update(is_active=True)
    Milestone.objects.filter(pk=chased.overdue.pk).update(due_on=date(2024, 9, 19))
    Project.objects.filter(pk=chased.led.pk).update(due_on=date(2024, 9, 19))
    Milestone.objects.exclude(pk=chased.overdue.pk).delete()
    sweep()
    assert set(Reminder.objects.values_list("duty", flat=True)) == {ReminderSubject.MILESTONE}


def test_the_decider_is_no_audience_of_what_nobody_decides(chased: District) -> None:
    wrong = ReminderRule.objects.filter(subject=ReminderSubject.MILESTONE)[0]
    wrong.audience = Audience.DECIDER
    with pytest.raises(Exception, match="审批"):
        wrong.full_clean()
