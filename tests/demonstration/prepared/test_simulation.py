"""The simulated year: plausible, always the same, and marked as simulated everywhere."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from indicators.choices import Aggregation, Measure, ReadingState
from indicators.models import Indicator, Reading
from projects.choices import MilestoneOrigin, Rag, Stage
from projects.models import Milestone, ProgressReport, Project, StageChange
from projects.services import standing
from tests.demonstration.prepared.conftest import Demonstration, run, simulated_year
from tests.factories import TODAY
from tests.loading import content_of_every_table

pytestmark = pytest.mark.usefixtures("demonstration")


def test_two_simulations_make_the_same_year(demonstration: Demonstration) -> None:
    assert demonstration.other_year == simulated_year()
    assert all(demonstration.other_year.values())


def test_a_second_run_changes_nothing_and_says_so(demonstration: Demonstration) -> None:
    assert "270" in demonstration.simulation
    before = content_of_every_table()
    assert run("simulate_demonstration") == "已模拟0个项目的进展。\n"
    assert content_of_every_table() == before


def test_everything_simulated_is_marked_so() -> None:
    assert not Project.objects.filter(is_simulated=False).exists()
    assert not ProgressReport.objects.filter(is_simulated=False).exists()
    assert not Reading.objects.filter(is_simulated=False).exists()
    assert not Milestone.objects.filter(is_final=False).exclude(origin=MilestoneOrigin.SIMULATED).exists()
    assert not Milestone.objects.filter(is_final=True, origin=MilestoneOrigin.SIMULATED).exists()
    assert all("模拟" in note for note in Reading.objects.values_list("source_note", flat=True))
    filed = ProgressReport.objects.exclude(submitted_on=None)
    assert all("模拟" in done for done in filed.values_list("done", flat=True))
    simulated_moves = StageChange.objects.exclude(from_stage=Stage.DRAFTED)
    assert all("模拟" in reason for reason in simulated_moves.values_list("reason", flat=True))


def test_every_project_has_intermediate_milestones_before_its_final_one() -> None:
    for project in Project.objects.prefetch_related("milestones"):
        milestones = list(project.milestones.order_by("position"))
        assert len(milestones) >= 3, project.code
        assert [milestone.position for milestone in milestones] == list(range(1, len(milestones) + 1))
        assert [milestone.is_final for milestone in milestones] == [False] * (len(milestones) - 1) + [True]
        days = [milestone.due_on for milestone in milestones]
        assert days == sorted(days), project.code
        assert project.assigned_on is not None
        assert days[0] > project.assigned_on


def test_nothing_is_completed_in_the_future_or_before_its_assignment() -> None:
    for milestone in Milestone.objects.exclude(completed_on=None).select_related("project"):
        assert milestone.completed_on is not None
        assert milestone.project.assigned_on is not None
        assert milestone.project.assigned_on <= milestone.completed_on <= TODAY
    assert not ProgressReport.objects.filter(submitted_on__gt=TODAY).exists()
    assert not Project.objects.filter(closed_on__gt=TODAY).exists()
    assert not StageChange.objects.filter(made_on__gt=TODAY).exists()


def test_every_colour_is_there_in_a_plausible_share() -> None:
    shares = {colour: n / 270 for colour, n in Counter(Project.objects.values_list("rag", flat=True)).items()}
    assert set(shares) == set(Rag)
    assert 0.08 <= shares[Rag.RED] <= 0.16
    assert 0.15 <= shares[Rag.AMBER] <= 0.25
    assert shares[Rag.GREEN] > 0.5


def test_the_stored_standing_is_what_the_rules_decide() -> None:
    assert standing.recompute(list(Project.objects.values_list("pk", flat=True))) == 0


def test_reports_were_filed_for_the_months_that_fell_due() -> None:
    per_month = Counter(ProgressReport.objects.values_list("period", flat=True))
    assert set(per_month) >= {date(2024, month, 1) for month in range(3, 9)}
    assert max(per_month) == date(2024, 8, 1)
    assert all(count > 200 for count in per_month.values())
    for project in Project.objects.all():
        percents = list(project.progress_reports.order_by("period").values_list("percent", flat=True))
        assert percents == sorted(percents), project.code


def test_every_numeric_indicator_has_readings_and_no_other() -> None:
    numeric = set(Indicator.objects.exclude(target=None).values_list("pk", flat=True))
    assert set(Reading.objects.values_list("indicator", flat=True)) == numeric
    assert len(numeric) == 66
    assert set(Reading.objects.values_list("state", flat=True)) == {ReadingState.VERIFIED}


def test_readings_end_with_the_last_month_that_fell_due() -> None:
    assert max(Reading.objects.values_list("period", flat=True)) == date(2024, 7, 1)


def test_readings_lie_around_their_target() -> None:
    for indicator in Indicator.objects.exclude(target=None).prefetch_related("readings"):
        assert indicator.target is not None
        for reading in indicator.readings.all():
            plan = indicator.target
            if indicator.aggregation == Aggregation.CUMULATIVE:
                plan = plan * reading.period.month / 12
            allowed = max(abs(plan) * Decimal("0.35"), Decimal(3))
            assert abs(reading.value - plan) <= allowed, (indicator.code, reading.period, reading.value)
            if indicator.measure == Measure.RATIO:
                assert 0 <= reading.value <= 100
            if indicator.measure == Measure.COUNT:
                assert reading.value >= 0


def test_year_to_date_values_never_fall() -> None:
    for indicator in Indicator.objects.filter(aggregation=Aggregation.CUMULATIVE).exclude(target=None):
        values = list(indicator.readings.order_by("period").values_list("value", flat=True))
        assert values == sorted(values), indicator.code


def test_duties_stand_with_the_department_that_leads() -> None:
    for report in ProgressReport.objects.select_related("project", "written_by")[:50]:
        assert report.written_by is not None
        assert report.written_by.department_id == report.project.lead_department_id
