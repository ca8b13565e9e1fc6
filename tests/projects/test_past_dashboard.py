"""A past day's dashboard says what that day's dashboard said, whatever has happened since."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import clock
from accounts.errors import InvalidInput
from indicators.models import Reading
from indicators.services import readings
from projects.models import Milestone, ProgressReport, Project, ReportingPeriod
from projects.queries.dashboard import Dashboard, dashboard
from projects.queries.past import first_record
from projects.queries.trend import WeekEnd, trend
from projects.services import milestones, progress_reports, reporting_periods, stages, standing
from tests import factories as make
from tests.committed import COMMITTED
from tests.factories import TODAY
from tests.personas import District

pytestmark = COMMITTED
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def judged(district: District) -> District:
    """Reports are open and everything is judged as of the tests' day."""
    Project.objects.update(assigned_on=date(2024, 3, 1))
    reporting_periods.open_current()
    make.make_reading(district.indicator, date(2024, 7, 1), "5.9")
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    return district


def night_falls(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """What was written until now was written today; what follows is written tomorrow."""
    midnight, start_of = timezone.now(), clock.start_of

    def begins(day: date) -> datetime:
        return midnight if day == TOMORROW else start_of(day)

    monkeypatch.setattr(clock, "start_of", begins)
    settings.BUSINESS_DATE = TOMORROW


def a_day_of_changes(district: District) -> None:
    people = district.people
    milestones.complete(milestone_id=district.overdue.pk, by=people.department_head, completed_on=TODAY)
    report = ProgressReport.objects.get(project=district.led)
    report = progress_reports.save_draft(
        report_id=report.pk,
        by=people.reporter,
        changes={"percent": 70, "done": "已完成", "percent_explanation": "提前"},
    )
    progress_reports.submit(report_id=report.pk, by=people.reporter)
    stages.suspend(project_id=district.of_czj.pk, by=people.supervisor, reason="规划调整")
    Project.objects.filter(pk=district.supported.pk).update(lead_department=district.fgw, category="health")
    make.make_project(district.theme, "2024-1-099", lead=district.fgw, name="次日新增")
    Milestone.objects.filter(pk=district.milestone_of_czj.pk).update(due_on=date(2024, 9, 1))
    entry = readings.Entry(period=date(2024, 7, 1), value=Decimal("1.0"), correction_reason="更正")
    reading = readings.enter(indicator_id=district.indicator.pk, by=people.reporter, entry=entry)
    readings.submit(reading_id=reading.pk, by=people.reporter)
    readings.verify(reading_id=reading.pk, by=people.supervisor)
    # The tests' day stands still, and so would the instant of the verification.
    Reading.objects.filter(pk=reading.pk).update(reviewed_at=timezone.now())
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))


def test_nothing_that_happened_since_is_in_it(
    judged: District, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    then = dashboard(judged.people.leader, judged.report)
    night_falls(monkeypatch, settings)
    a_day_of_changes(judged)
    assert dashboard(judged.people.leader, judged.report, TODAY) == replace(then, is_past=True)
    now = dashboard(judged.people.leader, judged.report)
    moved = zip(comparable(now), comparable(then), strict=True)
    assert [new == old for new, old in moved] == [False] * 5, "else the test would show nothing"


def comparable(board: Dashboard) -> tuple[object, ...]:
    """What the day of changes moved, each of them."""
    return board.total, board.by_department, board.overdue_milestones, board.reporting, board.headline


def test_a_department_s_past_is_of_what_it_may_see_today(
    judged: District, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    then = dashboard(judged.people.department_head, judged.report)
    night_falls(monkeypatch, settings)
    a_day_of_changes(judged)
    assert dashboard(judged.people.department_head, judged.report, TODAY) == replace(then, is_past=True)


@pytest.mark.parametrize("user", ["leader", "department_head"])
def test_the_trend_says_of_a_week_what_its_dashboard_says(
    judged: District, monkeypatch: pytest.MonkeyPatch, settings: LazySettings, user: str
) -> None:
    reader = getattr(judged.people, user)
    then = dashboard(reader, judged.report)
    night_falls(monkeypatch, settings)
    a_day_of_changes(judged)
    settings.BUSINESS_DATE = TODAY + timedelta(days=7)
    now = dashboard(reader, judged.report)
    weeks = trend(reader, judged.report, now.as_of, now.total, first_record(judged.report))
    assert weeks == [
        WeekEnd(board.as_of, board.total.projects, board.total.by_rag["red"], board.total.by_rag["amber"])
        for board in (then, now)
    ]
    assert now.total != then.total, "else the test would show nothing"


def test_a_past_day_costs_as_many_queries_with_many_projects(
    judged: District, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    counts = []
    for start, stop in ((100, 110), (110, 200)):
        for number in range(start, stop):
            make.make_milestone(make.make_project(judged.theme, f"2024-1-{number}", lead=judged.czj), date(2024, 8, 1))
        with monkeypatch.context() as patch:
            night_falls(patch, settings)
            with CaptureQueriesContext(connection) as captured:
                dashboard(judged.people.leader, judged.report, TODAY)
        settings.BUSINESS_DATE = TODAY
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_neither_a_day_to_come_nor_one_before_all_records_is_answered(judged: District) -> None:
    for day in (TOMORROW, date(2023, 1, 1)):
        with pytest.raises(InvalidInput) as refused:
            dashboard(judged.people.leader, judged.report, day)
        assert refused.value.attr == "as_of"
    assert ReportingPeriod.objects.exists()
