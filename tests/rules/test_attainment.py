"""When a value keeps the promise (DOMAIN §2 "Judging", *attained*)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Direction, Measure
from indicators.rules import JudgingPolicy, TargetSpec, attains, tolerance
from tests.rules.strategies import POLICY, YEAR, positive, specs, values


def promise(**fields: object) -> TargetSpec:
    """A growth of about 6.2 %, unless said otherwise."""
    wording = {
        "year": YEAR, "measure": Measure.GROWTH_RATE, "comparison": Comparison.ABOUT,
        "direction": Direction.INCREASE, "aggregation": Aggregation.RATE, "target": Decimal("6.2"), **fields,
    }  # fmt: skip
    return TargetSpec(**wording)


def keeps(spec: TargetSpec, value: str) -> bool:
    return attains(spec, Decimal(value), POLICY)


def test_at_least_is_kept_from_the_target_upwards() -> None:
    spec = promise(comparison=Comparison.AT_LEAST, target=Decimal(20))
    assert [keeps(spec, value) for value in ("19.99", "20", "20.01")] == [False, True, True]


def test_at_most_is_kept_up_to_the_target() -> None:
    spec = promise(comparison=Comparison.AT_MOST, target=Decimal(36), direction=Direction.DECREASE)
    assert [keeps(spec, value) for value in ("35.99", "36", "36.01")] == [True, True, False]


def test_about_reaches_a_fifth_of_a_point_below_a_growth_rate_and_any_way_above() -> None:
    assert [keeps(promise(), value) for value in ("5.99", "6.0", "6.2", "9")] == [False, True, True, True]


def test_about_downwards_is_kept_by_any_lower_value() -> None:
    spec = promise(direction=Direction.DECREASE)
    assert [keeps(spec, value) for value in ("3", "6.4", "6.41")] == [True, True, False]


def test_about_without_a_wanted_movement_is_missed_on_either_side() -> None:
    spec = promise(direction=Direction.STABLE)
    assert [keeps(spec, value) for value in ("5.99", "6.0", "6.4", "6.41")] == [False, True, True, False]


def test_about_reaches_two_per_cent_of_any_other_target() -> None:
    spec = promise(measure=Measure.LEVEL, target=Decimal(500))
    assert tolerance(spec, POLICY) == 10
    assert [keeps(spec, value) for value in ("489.99", "490")] == [False, True]


def test_the_tolerance_is_the_policys() -> None:
    generous = JudgingPolicy(growth_rate_tolerance=Decimal(1), relative_tolerance=Decimal(10))
    assert attains(promise(), Decimal("5.2"), generous)
    assert tolerance(promise(measure=Measure.COUNT, target=Decimal(50)), generous) == 5


@pytest.mark.parametrize("measure", [Measure.COUNT, Measure.LEVEL, Measure.GROWTH_RATE])
def test_delivering_more_than_exactly_so_many_is_attainment(measure: Measure) -> None:
    spec = promise(
        measure=measure, comparison=Comparison.EXACTLY, aggregation=Aggregation.CUMULATIVE, target=Decimal(171)
    )
    assert [keeps(spec, value) for value in ("170", "171", "172")] == [False, True, True]


@pytest.mark.parametrize(
    ("measure", "aggregation"),
    [
        (Measure.RATIO, Aggregation.RATE),
        (Measure.RATIO, Aggregation.CUMULATIVE),
        (Measure.LEVEL, Aggregation.POINT_IN_TIME),
    ],
)
def test_exactly_is_to_the_figure_for_shares_and_ratings(measure: Measure, aggregation: Aggregation) -> None:
    spec = promise(measure=measure, comparison=Comparison.EXACTLY, aggregation=aggregation, target=Decimal(4))
    assert [keeps(spec, value) for value in ("3", "4", "5")] == [False, True, False]


def test_exactly_is_to_the_figure_for_what_is_to_stay() -> None:
    spec = promise(measure=Measure.COUNT, comparison=Comparison.EXACTLY, direction=Direction.STABLE, target=Decimal(0))
    assert [keeps(spec, value) for value in ("0", "1")] == [True, False]


def test_nothing_attains_a_target_without_a_number() -> None:
    assert not keeps(promise(comparison=Comparison.QUALITATIVE, target=None), "100")


@pytest.mark.parametrize("make", [lambda: promise(target=6.2), lambda: JudgingPolicy(slightly_behind_ratio=0.9)])
def test_binary_fractions_are_refused(make: object) -> None:
    with pytest.raises(TypeError, match="Decimal expected, not float"):
        make()


@given(specs(comparisons=st.just(Comparison.AT_LEAST)), values, positive)
def test_at_least_a_higher_value_never_attains_less(spec: TargetSpec, value: Decimal, more: Decimal) -> None:
    assert attains(spec, value, POLICY) <= attains(spec, value + more, POLICY)


@given(specs(comparisons=st.just(Comparison.AT_MOST)), values, positive)
def test_at_most_a_lower_value_never_attains_less(spec: TargetSpec, value: Decimal, less: Decimal) -> None:
    assert attains(spec, value, POLICY) <= attains(spec, value - less, POLICY)


@given(specs())
def test_the_target_itself_attains_every_promise(spec: TargetSpec) -> None:
    assert attains(spec, spec.target, POLICY)


@given(specs(comparisons=st.just(Comparison.EXACTLY)), values)
def test_about_is_never_stricter_than_exactly(spec: TargetSpec, value: Decimal) -> None:
    about = replace(spec, comparison=Comparison.ABOUT)
    assert attains(spec, value, POLICY) <= attains(about, value, POLICY)
