"""What PostgreSQL itself refuses, whoever writes (DOMAIN §§1–3, 5)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.choices import DeliveryState, Level, PostKind, Role
from accounts.models import Delivery, Department, Post, User
from indicators.choices import Comparison, Measure, ReadingState
from indicators.models import Indicator, Reading, Section, SupervisionPolicy, WorkReport
from projects.choices import ExtensionState, ReminderSubject, Stage, SubjectKind
from projects.models import Extension, Milestone, ProgressReport, Project, Reminder, ReminderRule
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 9, 20, 12, tzinfo=UTC)


def refuses(constraint: str, write: Callable[[], object]) -> None:
    """The write breaks just this constraint and leaves nothing behind."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_region_has_one_current_report(district: District) -> None:
    refuses("one_current_report_per_region", lambda: make.make_report(district.region, year=2025))


def test_a_report_that_is_not_current_may_stand_beside_it(district: District) -> None:
    assert make.make_report(district.region, year=2023, is_current=False).pk


def test_a_theme_belongs_to_a_part(district: District) -> None:
    refuses(
        "theme_belongs_to_a_part",
        lambda: Section.objects.create(report=district.report, level="theme", number="", heading="x", position=1),
    )


def test_department_codes_are_unique_in_a_region(district: District) -> None:
    refuses("department_code_unique_in_region", lambda: make.make_department(district.region, "fgw"))


def test_a_department_is_not_its_own_parent(district: District) -> None:
    refuses(
        "department_is_not_its_own_parent",
        lambda: Department.objects.filter(pk=district.fgw.pk).update(parent=district.fgw.pk),
    )


def test_a_reporter_has_a_department(district: District) -> None:
    refuses(
        "department_role_has_department",
        lambda: User.objects.create(username="x", name="x", role=Role.REPORTER, region=district.region),
    )


def test_a_leader_has_a_region() -> None:
    refuses("region_role_has_region", lambda: User.objects.create(username="x", name="x", role=Role.LEADER))


def test_only_a_district_leader_has_no_department(district: District) -> None:
    refuses(
        "post_is_of_a_department_or_of_the_district",
        lambda: Post.objects.create(region=district.region, kind=PostKind.HEAD, title="局长"),
    )


def test_only_a_qualitative_target_has_no_number(district: District) -> None:
    refuses(
        "only_a_qualitative_target_has_no_number",
        lambda: Indicator.objects.filter(pk=district.indicator.pk).update(target=None),
    )
    Indicator.objects.filter(pk=district.indicator.pk).update(target=None, comparison=Comparison.QUALITATIVE)


def test_a_ratio_target_lies_between_0_and_100_unless_the_indicator_says_otherwise(district: District) -> None:
    ratio = {"measure": Measure.RATIO, "target": Decimal(140)}
    refuses("ratio_target_within_range", lambda: make.make_indicator(district.part, "I100", **ratio))
    assert make.make_indicator(district.part, "I100", allows_over_100=True, **ratio).pk


def test_a_ratio_reading_lies_between_0_and_100(district: District) -> None:
    ratio = make.make_indicator(district.part, "I100", measure=Measure.RATIO, target=Decimal(80))
    refuses("ratio_reading_within_range", lambda: make.make_reading(ratio, date(2024, 3, 1), "140"))


def test_a_count_is_not_negative_but_a_growth_rate_may_be(district: District) -> None:
    count = make.make_indicator(district.part, "I100", measure=Measure.COUNT, target=Decimal(8), unit="个")
    refuses("count_reading_not_negative", lambda: make.make_reading(count, date(2024, 3, 1), "-1"))
    assert make.make_reading(district.indicator, date(2024, 3, 1), "-1.5").pk


def test_a_period_has_one_verified_reading_and_any_number_of_revisions(district: District) -> None:
    make.make_reading(district.indicator, date(2024, 3, 1), "6.1")
    refuses(
        "one_verified_reading_per_period",
        lambda: make.make_reading(district.indicator, date(2024, 3, 1), "6.2", revision=2),
    )
    assert make.make_reading(district.indicator, date(2024, 3, 1), "6.2", revision=2, state=ReadingState.DRAFT).pk


def test_a_reading_is_of_a_whole_period(district: District) -> None:
    refuses("reading_period_starts_a_month", lambda: make.make_reading(district.indicator, date(2024, 3, 2), "6"))


def test_a_returned_reading_says_why(district: District) -> None:
    refuses(
        "returned_reading_has_reason",
        lambda: Reading.objects.create(
            indicator=district.indicator, period=date(2024, 3, 1), value=6, state=ReadingState.RETURNED
        ),
    )


def test_red_does_not_begin_before_amber(district: District) -> None:
    refuses(
        "red_threshold_not_below_amber",
        lambda: SupervisionPolicy.objects.filter(report=district.report).update(red_points_behind=5),
    )


def test_project_codes_are_unique_in_a_report(district: District) -> None:
    refuses("project_code_unique_in_report", lambda: make.make_project(district.theme, district.led.code))


def test_an_assigned_project_has_a_lead_department(district: District) -> None:
    refuses(
        "assigned_project_has_lead_department",
        lambda: Project.objects.filter(pk=district.led.pk).update(lead_department=None),
    )


def test_an_assigned_project_has_a_date_or_says_that_it_has_none(district: District) -> None:
    led = Project.objects.filter(pk=district.led.pk)
    refuses("assigned_project_has_date_or_says_none", lambda: led.update(due_on=None))
    assert led.update(due_on=None, has_no_due_date=True) == 1


def test_progress_lies_between_0_and_100(district: District) -> None:
    refuses("project_progress_within_range", lambda: Project.objects.filter(pk=district.led.pk).update(progress=101))


def test_a_closed_project_has_a_closing_date(district: District) -> None:
    refuses(
        "closed_project_has_closing_date",
        lambda: Project.objects.filter(pk=district.led.pk).update(stage=Stage.CLOSED),
    )


def test_swapped_coordinates_are_refused(district: District) -> None:
    refuses(
        "location_lies_in_china",
        lambda: Project.objects.filter(pk=district.led.pk).update(longitude=25, latitude=60),
    )


def test_the_baseline_of_an_assigned_project_never_moves(district: District) -> None:
    moved = Milestone.objects.filter(pk=district.overdue.pk)
    refuses("milestone_baseline_is_fixed", lambda: moved.update(baseline_due_on=date(2024, 12, 1)))
    assert moved.update(due_on=date(2024, 12, 1)) == 1


def test_the_baseline_of_a_draft_may_be_planned_anew(district: District) -> None:
    planned = make.make_milestone(district.draft, date(2024, 6, 30))
    assert Milestone.objects.filter(pk=planned.pk).update(baseline_due_on=date(2024, 7, 31)) == 1


def test_a_milestone_is_not_completed_in_the_future(district: District) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuses(
        "milestone_completed_in_the_past",
        lambda: Milestone.objects.filter(pk=district.overdue.pk).update(completed_on=tomorrow),
    )


def test_a_milestone_is_completed_or_waived_not_both(district: District) -> None:
    refuses(
        "milestone_is_completed_or_waived_not_both",
        lambda: Milestone.objects.filter(pk=district.overdue.pk).update(
            completed_on=date(2024, 7, 1), waived_on=date(2024, 7, 1), waive_reason="x"
        ),
    )


def test_a_project_has_one_final_milestone(district: District) -> None:
    refuses(
        "one_final_milestone_per_project",
        lambda: make.make_milestone(district.led, date(2024, 12, 31), is_final=True),
    )


def test_a_project_has_one_report_a_month(district: District) -> None:
    def file() -> ProgressReport:
        return ProgressReport.objects.create(project=district.led, period=date(2024, 8, 1), due_on=date(2024, 8, 23))

    file()
    refuses("one_progress_report_per_month", file)


def test_an_extension_moves_later(district: District) -> None:
    refuses(
        "extension_moves_later",
        lambda: Extension.objects.create(
            project=district.led,
            milestone=district.overdue,
            old_due_on=date(2024, 6, 30),
            new_due_on=date(2024, 6, 1),
            reason="x",
            requested_by=district.people.department_head,
            requested_on=date(2024, 6, 1),
        ),
    )


def test_a_milestone_has_one_open_extension(district: District) -> None:
    def request() -> Extension:
        return Extension.objects.create(
            project=district.led,
            milestone=district.overdue,
            old_due_on=date(2024, 6, 30),
            new_due_on=date(2024, 7, 31),
            reason="雨季",
            state=ExtensionState.REQUESTED,
            requested_by=district.people.department_head,
            requested_on=date(2024, 6, 1),
        )

    request()
    refuses("one_open_extension_per_subject", request)


def make_rule(report: WorkReport, **fields: object) -> ReminderRule:
    values = {
        "code": "milestone-overdue", "subject": ReminderSubject.MILESTONE, "offset_workdays": 1, "level": Level.L2,
        "audience": "department_head", "channels": ["in_app"], **fields,
    }  # fmt: skip
    return ReminderRule.objects.create(report=report, **values)


def test_nobody_is_reminded_twice_of_the_same_occasion(district: District) -> None:
    rule = make_rule(district.report)

    def remind() -> Reminder:
        return Reminder.objects.create(
            rule=rule,
            duty=ReminderSubject.MILESTONE,
            subject_kind=SubjectKind.MILESTONE,
            region=district.region,
            subject_id=district.overdue.pk,
            project=district.led,
            due_on=district.overdue.due_on,
            occasion_on=date(2024, 9, 20),
            recipient=district.people.department_head,
            level=Level.L2,
        )

    remind()
    refuses("reminder_exactly_once", remind)


def test_a_reminder_is_always_shown_in_the_system(district: District) -> None:
    refuses("reminder_is_always_shown_in_the_system", lambda: make_rule(district.report, channels=["email"]))


def test_a_notification_goes_over_each_channel_once(district: District) -> None:
    notification = make.make_notification(district.people.reporter)
    Delivery.objects.create(notification=notification, channel="email", expires_at=NOON)
    refuses(
        "one_delivery_per_channel",
        lambda: Delivery.objects.create(notification=notification, channel="email", expires_at=NOON),
    )


def test_a_claimed_delivery_has_a_lease(district: District) -> None:
    notification = make.make_notification(district.people.reporter)
    refuses(
        "claimed_delivery_has_lease",
        lambda: Delivery.objects.create(
            notification=notification, channel="email", expires_at=NOON, state=DeliveryState.CLAIMED
        ),
    )


def test_only_a_level_1_reminder_can_be_postponed(district: District) -> None:
    refuses(
        "only_level_1_can_be_postponed",
        lambda: make.make_notification(district.people.reporter, level=Level.L3, postponed_until=date(2024, 10, 8)),
    )
