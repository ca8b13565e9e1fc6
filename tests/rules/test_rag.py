"""The traffic light of a project, sentence by sentence (DOMAIN §4)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.rules.workdays import china_calendar
from projects.choices import Stage
from projects.rules.rag import RagDecision, RagFacts, RagPolicy, decide
from projects.rules.schedule import Step

TODAY = date(2024, 9, 20)
CHINA = china_calendar()
GOING_WELL = RagFacts(
    stage=Stage.IN_PROGRESS,
    due_on=date(2024, 12, 31),
    steps=[Step(date(2024, 12, 31), Decimal(1))],
    progress=Decimal(70),
    expected=Decimal(70),
    first_report_due_on=date(2024, 3, 25),
)


def light(facts: RagFacts = GOING_WELL, policy: RagPolicy = RagPolicy(), **changes: object) -> RagDecision:  # noqa: B008  (immutable)
    return decide(replace(facts, **changes), policy, TODAY, CHINA)


def only(decision: RagDecision) -> tuple[str, str]:
    """The light and the code of its one reason."""
    (reason,) = decision.reasons
    return decision.rag, reason.code


def steps_due(*dates: date, is_start: bool = False) -> list[Step]:
    return [Step(day, Decimal(1), is_start=is_start) for day in (*dates, date(2024, 12, 31))]


def test_a_project_on_pace_is_green_and_says_how_far_it_is() -> None:
    decision = light()
    assert only(decision) == ("green", "on_pace")
    assert decision.reasons[0].numbers == {"progress": Decimal(70), "expected": Decimal(70)}


def test_a_closed_project_is_blue() -> None:
    assert only(light(stage=Stage.CLOSED)) == ("blue", "closed")


@pytest.mark.parametrize("stage", [Stage.DRAFTED, Stage.SUSPENDED, Stage.WITHDRAWN])
def test_what_is_not_supervised_is_grey(stage: Stage) -> None:
    assert only(light(stage=stage, due_on=date(2024, 1, 1))) == ("grey", stage)


def test_within_the_first_reporting_period_nothing_is_due_and_nothing_is_judged() -> None:
    decision = light(first_report_due_on=date(2024, 9, 25), progress=Decimal(0))
    assert only(decision) == ("grey", "nothing_due_yet")
    assert decision.reasons[0].numbers == {"until": date(2024, 9, 25)}


@pytest.mark.parametrize(
    ("due", "rag"),
    [
        ({"steps": steps_due(date(2024, 9, 10))}, "amber"),
        ({"due_on": date(2024, 9, 10)}, "red"),
        ({"reply_due_on": date(2024, 9, 2)}, "red"),
    ],
)
def test_the_first_reporting_period_does_not_hide_what_is_overdue(due: dict[str, object], rag: str) -> None:
    assert light(first_report_due_on=date(2024, 9, 25), **due).rag == rag


@pytest.mark.parametrize(
    ("due_on", "rag"),
    [(date(2024, 9, 19), "red"), (date(2024, 9, 20), "green")],
)
def test_red_from_the_day_after_the_final_date(due_on: date, rag: str) -> None:
    assert light(due_on=due_on).rag == rag


def test_a_passed_final_date_says_which_and_for_how_long() -> None:
    decision = light(due_on=date(2024, 9, 10))
    assert only(decision) == ("red", "final_date_passed")
    assert decision.reasons[0].numbers == {"due_on": date(2024, 9, 10), "days": 10}


def test_red_when_a_milestone_is_overdue_by_more_than_ten_working_days() -> None:
    ten_workdays_ago = CHINA.add_workdays(TODAY, -10)
    eleven = CHINA.add_workdays(TODAY, -11)
    assert only(light(steps=steps_due(ten_workdays_ago))) == ("amber", "milestone_overdue")
    decision = light(steps=steps_due(eleven, ten_workdays_ago))
    assert only(decision) == ("red", "milestone_long_overdue")
    assert decision.reasons[0].numbers == {"count": 2, "due_on": eleven, "workdays": 11}


@pytest.mark.parametrize(
    ("progress", "rag"),
    [("60.01", "green"), ("60", "amber"), ("40", "amber"), ("39.99", "red")],
)
def test_amber_from_ten_points_behind_and_red_beyond_thirty(progress: str, rag: str) -> None:
    decision = light(progress=Decimal(progress))
    assert decision.rag == rag
    if rag != "green":
        assert only(decision) == (rag, "behind_pace")
        assert decision.reasons[0].numbers["points"] == Decimal(70) - Decimal(progress)


@pytest.mark.parametrize(
    ("due_on", "code"),
    [(date(2024, 6, 20), "start_missed"), (date(2024, 6, 19), "start_long_missed")],
)
def test_a_missed_start_is_amber_and_after_three_months_red(due_on: date, code: str) -> None:
    decision = light(steps=steps_due(due_on, is_start=True), policy=RagPolicy(red_overdue_workdays=999))
    assert decision.rag == ("red" if code == "start_long_missed" else "amber")
    assert code in {reason.code for reason in decision.reasons}


@pytest.mark.parametrize(
    ("missing", "answer"),
    [(0, ("green", "on_pace")), (1, ("amber", "report_missing")), (2, ("red", "reports_missing"))],
)
def test_one_missing_report_is_amber_and_two_in_a_row_red(missing: int, answer: tuple[str, str]) -> None:
    assert only(light(missing_reports=missing)) == answer


def test_red_when_a_reply_is_overdue_by_more_than_five_working_days() -> None:
    assert light(reply_due_on=CHINA.add_workdays(TODAY, -5)).rag == "green"
    late = light(reply_due_on=CHINA.add_workdays(TODAY, -6))
    assert only(late) == ("red", "reply_overdue")
    assert late.reasons[0].numbers["workdays"] == 6


def test_amber_when_investment_is_below_half_of_its_pace() -> None:
    elapsed = Decimal((TODAY - date(2023, 12, 31)).days) / 366
    half = Decimal(1000) * elapsed / 2
    assert light(investment_this_year=Decimal(1000), investment_to_date=half).rag == "green"
    behind = light(investment_this_year=Decimal(1000), investment_to_date=half - 1)
    assert only(behind) == ("amber", "investment_behind")
    assert behind.reasons[0].numbers["planned"] == Decimal(1000)


def test_investment_is_not_judged_without_a_plan_or_a_figure() -> None:
    assert light(investment_this_year=Decimal(0), investment_to_date=Decimal(0)).rag == "green"
    assert light(investment_this_year=Decimal(1000), investment_to_date=None).rag == "green"


@pytest.mark.parametrize(("days", "rag"), [(0, "amber"), (7, "amber"), (8, "green")])
def test_amber_when_the_last_report_expects_to_miss_a_milestone_of_the_next_seven_days(days: int, rag: str) -> None:
    plan = steps_due(TODAY + timedelta(days=days))
    assert light(steps=plan, expects_delay=True).rag == rag
    assert light(steps=plan, expects_delay=False).rag == "green"


def test_an_expected_delay_is_named_beside_a_milestone_that_is_late_already() -> None:
    soon = TODAY + timedelta(days=3)
    decision = light(steps=steps_due(date(2024, 9, 19), soon), expects_delay=True)
    assert [reason.code for reason in decision.reasons] == ["milestone_overdue", "delay_expected"]
    assert decision.reasons[1].numbers == {"due_on": soon, "days": 3}


def test_amber_when_a_linked_headline_indicator_is_behind() -> None:
    decision = light(headline_indicators_behind=["地区生产总值增速"])
    assert only(decision) == ("amber", "headline_indicator_behind")
    assert decision.reasons[0].numbers == {"names": "地区生产总值增速", "count": 1}


def test_every_reason_of_a_level_is_named_not_only_the_first() -> None:
    decision = light(due_on=date(2024, 9, 10), missing_reports=2, progress=Decimal(0))
    assert {reason.code for reason in decision.reasons} == {"final_date_passed", "behind_pace", "reports_missing"}


@pytest.mark.parametrize(("percent", "rag"), [(100, "green"), (99, "amber"), (50, "amber"), (49, "red")])
def test_preset_share_of_pace_judges_investment_below_pace_amber_and_below_half_red(percent: int, rag: str) -> None:
    pace = Decimal(1000) * (Decimal((TODAY - date(2023, 12, 31)).days) / 366)
    decision = light(
        policy=RagPolicy(preset="share_of_pace"),
        progress=Decimal(0),
        investment_this_year=Decimal(1000),
        investment_to_date=pace * percent / 100,
    )
    assert decision.rag == rag


@pytest.mark.parametrize(("progress", "rag"), [("56", "green"), ("55", "amber"), ("42", "amber"), ("41", "red")])
def test_preset_month_task_done_turns_at_eighty_and_sixty_per_cent(progress: str, rag: str) -> None:
    assert light(policy=RagPolicy(preset="month_task_done"), progress=Decimal(progress)).rag == rag
