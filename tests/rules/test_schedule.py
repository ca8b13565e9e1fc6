"""Progress, and what it should be by today (DOMAIN §§3–4)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.rules.schedule import Step, expected_progress, progress
from tests.rules.strategies import YEAR, days, decimals, percents, steps

ASSIGNED_ON = date(YEAR, 1, 1)
YEAR_END = date(YEAR, 12, 31)
plans = st.lists(steps(), max_size=6)


def step(month: int, day: int = 1, *, weight: str = "1", done: bool = False, waived: bool = False) -> Step:
    due_on = date(YEAR, month, day)
    return Step(due_on, Decimal(weight), completed_on=due_on if done else None, is_waived=waived)


def expected(plan: list[Step], today: date) -> Decimal:
    return expected_progress(plan, today, assigned_on=ASSIGNED_ON, due_on=YEAR_END)


def test_progress_is_the_weight_of_the_completed_milestones() -> None:
    assert progress([step(3, weight="1", done=True), step(6, weight="3")], None) == Decimal(25)


def test_a_reported_percentage_goes_before_the_milestones() -> None:
    assert progress([step(3, done=True), step(6)], Decimal(40)) == Decimal(40)


def test_a_waived_milestone_weighs_nothing() -> None:
    assert progress([step(3, done=True), step(6), step(9, waived=True)], None) == Decimal(50)


def test_all_waived_is_all_done_but_without_milestones_nothing_is() -> None:
    assert progress([step(3, waived=True)], None) == Decimal(100)
    assert progress([], None) == Decimal(0)


def test_on_a_milestones_day_its_weight_is_expected() -> None:
    plan = [step(4, 1, weight="1"), step(10, 1, weight="3")]
    assert [expected(plan, step.due_on) for step in plan] == [Decimal(25), Decimal(100)]


def test_between_two_milestones_the_expectation_grows_evenly() -> None:
    plan = [step(4, 1, weight="1"), step(4, 21, weight="1")]
    assert expected(plan, date(YEAR, 4, 11)) == Decimal(75)


def test_before_the_first_milestone_it_grows_from_the_assignment() -> None:
    assert expected([step(1, 21)], date(YEAR, 1, 11)) == Decimal(50)


def test_without_milestones_it_is_the_elapsed_share_until_the_due_date() -> None:
    assert expected([], date(YEAR, 7, 1)) == Decimal("49.86")
    assert expected([], YEAR_END) == Decimal(100)


def test_nothing_is_expected_before_the_assignment_or_without_any_date() -> None:
    day = date(YEAR, 6, 1)
    assert expected_progress([step(3)], day, assigned_on=None, due_on=YEAR_END) == 0
    assert expected_progress([step(3)], day, assigned_on=day, due_on=YEAR_END) == 0
    assert expected_progress([], day, assigned_on=ASSIGNED_ON, due_on=None) == 0


def test_a_waived_milestone_is_not_expected() -> None:
    assert expected([step(4, 1, waived=True), step(10, 1)], date(YEAR, 10, 1)) == Decimal(100)
    assert expected([step(2, 1), step(4, 1, waived=True), step(10, 1)], date(YEAR, 2, 1)) == Decimal(50)


@given(plans, days, st.integers(0, 366), st.none() | days, st.none() | days)
def test_the_expectation_never_falls_as_time_goes_by(
    plan: list[Step], today: date, later: int, assigned_on: date | None, due_on: date | None
) -> None:
    now, then = (
        expected_progress(plan, day, assigned_on=assigned_on, due_on=due_on)
        for day in (today, today + timedelta(days=later))
    )
    assert 0 <= now <= then <= 100


@given(plans, days)
def test_when_all_dates_have_passed_everything_is_expected(plan: list[Step], assigned_on: date) -> None:
    after = date(YEAR + 1, 1, 1)
    assert expected_progress(plan, after, assigned_on=assigned_on, due_on=YEAR_END) == 100


@given(plans, days, st.integers(2, 50))
def test_only_the_proportion_of_weights_counts(plan: list[Step], today: date, scale: int) -> None:
    scaled = [Step(s.due_on, s.weight * scale, s.completed_on, s.is_waived) for s in plan]
    assert expected(scaled, today) == expected(plan, today)
    assert progress(scaled, None) == progress(plan, None)


@given(plans, st.randoms(), days)
def test_the_order_of_milestones_does_not_matter(plan: list[Step], random: object, today: date) -> None:
    shuffled = plan.copy()
    random.shuffle(shuffled)
    assert expected(shuffled, today) == expected(plan, today)


@given(plans, steps(), days)
def test_completing_a_milestone_never_lowers_progress(plan: list[Step], another: Step, today: date) -> None:
    open_step = Step(another.due_on, another.weight)
    done_step = Step(another.due_on, another.weight, completed_on=today)
    assert 0 <= progress([*plan, open_step], None) <= progress([*plan, done_step], None) <= 100


@given(st.lists(st.builds(Step, days, decimals("0.01", "100"), days), min_size=1, max_size=6), percents)
def test_with_every_milestone_completed_progress_is_full(plan: list[Step], reported: Decimal) -> None:
    assert progress(plan, None) == 100
    assert progress(plan, reported) == reported
