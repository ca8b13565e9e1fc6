"""Whether a value is on the way to the target (DOMAIN §2 "Judging", *pace*)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Direction, Measure
from indicators.rules import JudgingPolicy, Pace, TargetSpec
from indicators.rules.pace import cumulative_pace, cumulative_ratio, less_is_better, level_pace
from tests.rules.strategies import POLICY, positive, specs, values
from tests.rules.test_attainment import promise

ADDS_UP = st.just(Aggregation.CUMULATIVE)
NO_LIMIT = st.sampled_from([Comparison.AT_LEAST, Comparison.ABOUT, Comparison.EXACTLY])
RANK = {Pace.BEHIND: 0, Pace.SLIGHTLY_BEHIND: 1, Pace.ON_PACE: 2}


def adding_up(**fields: object) -> TargetSpec:
    """120 of something within the year."""
    wording = {
        "measure": Measure.COUNT, "comparison": Comparison.AT_LEAST, "aggregation": Aggregation.CUMULATIVE,
        "target": Decimal(120), **fields,
    }  # fmt: skip
    return promise(**wording)


@pytest.mark.parametrize(
    ("value", "pace"),
    [("50", Pace.ON_PACE), ("49", Pace.SLIGHTLY_BEHIND), ("45", Pace.SLIGHTLY_BEHIND), ("44", Pace.BEHIND)],
)
def test_what_adds_up_is_on_pace_from_1_and_slightly_behind_from_nine_tenths(value: str, pace: Pace) -> None:
    assert cumulative_pace(adding_up(), Decimal(value), Decimal(50), POLICY) is pace


def test_where_slightly_behind_begins_is_the_policys() -> None:
    lenient = JudgingPolicy(slightly_behind_ratio=Decimal("0.5"))
    assert cumulative_pace(adding_up(), Decimal(25), Decimal(50), lenient) is Pace.SLIGHTLY_BEHIND


@pytest.mark.parametrize(
    ("value", "pace"), [("50", Pace.ON_PACE), ("55", Pace.SLIGHTLY_BEHIND), ("56", Pace.BEHIND), ("0", Pace.ON_PACE)]
)
def test_for_a_limit_the_ratio_turns_round(value: str, pace: Pace) -> None:
    limit = adding_up(comparison=Comparison.AT_MOST, direction=Direction.DECREASE)
    assert cumulative_pace(limit, Decimal(value), Decimal(50), POLICY) is pace


def test_a_limit_that_is_exceeded_is_behind_whatever_was_planned() -> None:
    limit = adding_up(comparison=Comparison.AT_MOST)
    assert cumulative_pace(limit, Decimal(121), Decimal(130), POLICY) is Pace.BEHIND


def test_where_nothing_is_expected_yet_nothing_is_behind() -> None:
    assert cumulative_ratio(adding_up(), Decimal(0), Decimal(0)) is None
    assert cumulative_pace(adding_up(), Decimal(0), Decimal(0), POLICY) is Pace.ON_PACE


@pytest.mark.parametrize(
    ("value", "pace"), [("20", Pace.ON_PACE), ("19.8", Pace.SLIGHTLY_BEHIND), ("19.79", Pace.BEHIND)]
)
def test_a_rate_is_held_against_the_target_itself(value: str, pace: Pace) -> None:
    spec = promise(comparison=Comparison.AT_LEAST, target=Decimal(20))
    assert level_pace(spec, Decimal(value), POLICY) is pace


def test_a_point_in_time_is_held_against_the_target_itself() -> None:
    spec = promise(
        measure=Measure.RATIO,
        comparison=Comparison.AT_LEAST,
        aggregation=Aggregation.POINT_IN_TIME,
        target=Decimal(50),
    )
    paces = [level_pace(spec, Decimal(value), POLICY) for value in ("50", "49", "48.99")]
    assert paces == [Pace.ON_PACE, Pace.SLIGHTLY_BEHIND, Pace.BEHIND]


@given(specs(aggregations=ADDS_UP, targets=positive), values, positive, st.integers(1, 1000))
def test_the_unit_of_measurement_does_not_matter(
    spec: TargetSpec, value: Decimal, expected: Decimal, scale: int
) -> None:
    scaled = replace(spec, target=spec.target * scale)
    assert cumulative_pace(scaled, value * scale, expected * scale, POLICY) is cumulative_pace(
        spec, value, expected, POLICY
    )


@given(specs(aggregations=ADDS_UP, comparisons=NO_LIMIT), values, positive, values)
def test_delivering_more_never_slows_the_pace_unless_less_is_wanted(
    spec: TargetSpec, value: Decimal, more: Decimal, expected: Decimal
) -> None:
    before, after = (cumulative_pace(spec, v, expected, POLICY) for v in (value, value + more))
    if less_is_better(spec):
        before, after = after, before
    assert RANK[before] <= RANK[after]


@given(specs(aggregations=ADDS_UP, comparisons=st.just(Comparison.AT_MOST)), values, positive, values)
def test_using_more_of_a_limit_never_improves_the_pace(
    spec: TargetSpec, value: Decimal, more: Decimal, expected: Decimal
) -> None:
    before, after = (cumulative_pace(spec, v, expected, POLICY) for v in (value, value + more))
    assert RANK[before] >= RANK[after]
