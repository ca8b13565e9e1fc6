"""The judgement of an indicator as a whole (DOMAIN §2 "Judging")."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Direction, Frequency
from indicators.rules import Attainment, JudgingPolicy, Measured, Pace, TargetSpec, judge, period_end, reporting_date
from indicators.wording import reason_in_words
from tests.rules.strategies import POLICY, YEAR, any_days, readings_of, specs, values
from tests.rules.test_attainment import promise
from tests.rules.test_forecast import readings
from tests.rules.test_pace import adding_up

JUNE_READ = date(YEAR, 7, 20)


def test_half_of_the_target_is_expected_when_half_of_the_year_is_over() -> None:
    seen = judge(adding_up(), readings(m06="60"), [], JUNE_READ, POLICY)
    assert (seen.pace, seen.expected, seen.ratio) == (Pace.ON_PACE, Decimal(60), Decimal(1))
    assert seen.numbers == {
        "value": Decimal(60),
        "target": Decimal(120),
        "period": date(YEAR, 6, 1),
        "expected": Decimal(60),
        "ratio": Decimal(1),
    }


def test_the_expectation_is_that_of_the_readings_period_not_of_today() -> None:
    seen = judge(adding_up(), readings(m05="50"), [], date(YEAR, 7, 15), POLICY)
    assert (seen.pace, seen.expected) == (Pace.ON_PACE, Decimal(50))


def test_the_departments_planned_curve_goes_before_the_even_share() -> None:
    planned = readings(m05="10", m06="20")
    seen = judge(adding_up(), readings(m06="20"), planned, JUNE_READ, POLICY)
    assert (seen.pace, seen.expected) == (Pace.ON_PACE, Decimal(20))


def test_a_period_without_a_planned_value_is_held_against_the_even_share() -> None:
    assert judge(adding_up(), readings(m06="20"), readings(m12="120"), JUNE_READ, POLICY).expected == Decimal(60)


def test_a_target_reached_early_is_attained() -> None:
    seen = judge(adding_up(), readings(m03="125"), [], date(YEAR, 4, 1), POLICY)
    assert (seen.attainment, seen.pace) == (Attainment.ATTAINED, Pace.ATTAINED)


def test_what_was_attained_early_needs_no_further_readings() -> None:
    assert judge(adding_up(), readings(m03="125"), [], date(YEAR, 11, 30), POLICY).pace is Pace.ATTAINED


@pytest.mark.parametrize(
    "spec",
    [
        adding_up(comparison=Comparison.AT_MOST, direction=Direction.DECREASE),
        adding_up(comparison=Comparison.EXACTLY, direction=Direction.STABLE),
    ],
)
def test_what_can_still_be_lost_is_attained_only_at_the_years_end(spec: TargetSpec) -> None:
    june = judge(spec, readings(m06="120"), [], JUNE_READ, POLICY)
    december = judge(spec, readings(m12="120"), [], date(YEAR + 1, 1, 5), POLICY)
    assert (june.attainment, december.attainment) == (Attainment.OPEN, Attainment.ATTAINED)


def test_a_target_missed_at_the_years_end_is_not_attained() -> None:
    seen = judge(adding_up(), readings(m12="119"), [], date(YEAR + 1, 1, 5), POLICY)
    assert (seen.attainment, seen.pace) == (Attainment.NOT_ATTAINED, Pace.SLIGHTLY_BEHIND)


def test_an_exceeded_limit_is_named_as_such() -> None:
    limit = adding_up(comparison=Comparison.AT_MOST, direction=Direction.DECREASE)
    seen = judge(limit, readings(m06="121"), [], JUNE_READ, POLICY)
    assert (seen.pace, seen.reason) == (Pace.BEHIND, "limit_exceeded")


@pytest.mark.parametrize(
    ("value", "pace", "attainment"),
    [
        ("6.0", Pace.ON_PACE, Attainment.ATTAINED),
        ("5.9", Pace.BEHIND, Attainment.OPEN),
    ],
)
def test_a_rate_is_judged_by_its_latest_reading(value: str, pace: Pace, attainment: Attainment) -> None:
    seen = judge(promise(), readings(m03="1", m06=value), [], JUNE_READ, POLICY)
    assert (seen.pace, seen.attainment, seen.expected) == (pace, attainment, Decimal("6.2"))
    assert seen.numbers["difference"] == Decimal(value) - Decimal("6.2")


def test_a_rate_that_misses_its_floor_by_no_more_than_the_tolerance_is_slightly_behind() -> None:
    floor = promise(comparison=Comparison.AT_LEAST)
    seen = judge(floor, readings(m06="6.0"), [], JUNE_READ, POLICY)
    assert (seen.pace, seen.attainment) == (Pace.SLIGHTLY_BEHIND, Attainment.OPEN)


def test_readings_are_taken_in_order_of_period() -> None:
    shuffled = [*readings(m06="60"), *readings(m02="1")]
    assert judge(adding_up(), shuffled, [], JUNE_READ, POLICY).latest == readings(m06="60")[0]


def test_readings_of_another_year_or_of_a_period_still_running_do_not_count() -> None:
    last_year = Measured(date(YEAR - 1, 12, 1), Decimal(999))
    running = Measured(date(YEAR, 7, 1), Decimal(998))
    seen = judge(adding_up(), [last_year, running, *readings(m06="60")], [], JUNE_READ, POLICY)
    assert seen.latest.value == Decimal(60)


def test_monthly_readings_do_not_count_once_the_frequency_is_yearly() -> None:
    yearly = adding_up(frequency=Frequency.YEARLY)
    seen = judge(yearly, readings(m02="1", m11="110"), [], date(YEAR, 12, 15), POLICY)
    assert seen.pace is Pace.NOT_DUE


def test_there_is_no_data_from_the_day_after_the_reporting_date() -> None:
    seen = [judge(adding_up(), readings(m05="50"), [], day, POLICY) for day in (JUNE_READ, date(YEAR, 7, 21))]
    assert [judgement.pace for judgement in seen] == [Pace.ON_PACE, Pace.NO_DATA]
    assert seen[1].numbers["since"] == date(YEAR, 6, 1)
    assert seen[1].numbers["value"] == Decimal(50)


def test_no_data_says_since_the_first_missing_period_after_the_latest_reading() -> None:
    seen = judge(adding_up(), readings(m02="20"), [], date(YEAR, 9, 20), POLICY)
    assert (seen.reason, seen.numbers["since"]) == ("no_data", date(YEAR, 3, 1))


def test_a_rate_that_was_met_once_does_not_excuse_silence() -> None:
    seen = judge(promise(), readings(m03="6.5"), [], date(YEAR, 9, 20), POLICY)
    assert (seen.pace, seen.numbers["since"]) == (Pace.NO_DATA, date(YEAR, 4, 1))


def test_nothing_is_missing_before_the_first_reporting_date() -> None:
    assert judge(adding_up(), [], [], date(YEAR, 2, 20), POLICY).pace is Pace.NOT_DUE
    assert judge(adding_up(), [], [], date(YEAR, 2, 21), POLICY).pace is Pace.NO_DATA


@pytest.mark.parametrize(
    ("frequency", "due_on"),
    [
        (Frequency.MONTHLY, date(YEAR, 2, 20)),
        (Frequency.QUARTERLY, date(YEAR, 4, 20)),
        (Frequency.YEARLY, date(YEAR + 1, 1, 20)),
    ],
)
def test_a_reading_is_due_in_the_month_after_its_period(frequency: Frequency, due_on: date) -> None:
    assert reporting_date(date(YEAR, 1, 1), frequency, 20) == due_on


def test_a_period_ends_with_its_last_month() -> None:
    assert period_end(date(YEAR, 2, 1), Frequency.MONTHLY) == date(YEAR, 2, 29)
    assert period_end(date(YEAR, 10, 1), Frequency.QUARTERLY) == date(YEAR, 12, 31)


@pytest.mark.parametrize("target", [None, Decimal(5)])
def test_a_qualitative_target_is_left_to_a_verifier(target: Decimal | None) -> None:
    spec = promise(comparison=Comparison.QUALITATIVE, target=target)
    seen = judge(spec, readings(m06="5"), [], JUNE_READ, POLICY)
    assert (seen.attainment, seen.pace) == (Attainment.NOT_JUDGED, Pace.NOT_JUDGED)


@given(st.data(), specs(), any_days)
def test_every_judgement_has_a_sentence_with_its_numbers_in_both_languages(
    data: st.DataObject, spec: TargetSpec, as_of: date
) -> None:
    known = data.draw(readings_of(spec))
    judgement = judge(spec, known, data.draw(readings_of(spec)), as_of, POLICY)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            sentence = reason_in_words(judgement)
        assert sentence
        assert "%(" not in sentence


@given(st.data(), specs(), any_days)
def test_the_order_of_readings_does_not_matter(data: st.DataObject, spec: TargetSpec, as_of: date) -> None:
    known = data.draw(readings_of(spec))
    shuffled = data.draw(st.permutations(known))
    assert judge(spec, known, [], as_of, POLICY) == judge(spec, shuffled, [], as_of, POLICY)


@given(st.data(), specs(), any_days)
def test_no_reading_from_after_today_is_judged(data: st.DataObject, spec: TargetSpec, as_of: date) -> None:
    latest = judge(spec, data.draw(readings_of(spec)), [], as_of, POLICY).latest
    assert latest is None or period_end(latest.period, spec.frequency) <= as_of


@given(specs(aggregations=st.just(Aggregation.CUMULATIVE)), values, values, any_days)
def test_with_a_curve_of_its_own_an_indicator_is_not_held_against_the_even_share(
    spec: TargetSpec, value: Decimal, planned: Decimal, as_of: date
) -> None:
    period = date(YEAR, 1, 1)
    seen = judge(spec, [Measured(period, value)], [Measured(period, planned)], as_of, POLICY)
    assert seen.latest is None or seen.expected == planned


@given(st.data(), specs(), any_days, st.integers(1, 28))
def test_time_alone_turns_a_judgement_only_to_no_data(
    data: st.DataObject, spec: TargetSpec, as_of: date, due_day: int
) -> None:
    known = data.draw(readings_of(spec))
    policy = JudgingPolicy(reading_due_day=due_day)
    before = judge(spec, known, [], as_of, policy)
    after = judge(spec, known, [], as_of + timedelta(days=1), policy)
    if before.latest == after.latest:
        assert after.pace in {before.pace, Pace.NO_DATA}
