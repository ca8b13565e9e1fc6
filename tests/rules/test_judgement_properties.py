"""What holds for every judgement, whatever the figures (DOMAIN §2): the answers are found with exact fractions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Direction, Frequency, Measure
from indicators.rules import Attainment, Judgement, JudgingPolicy, Measured, Pace, TargetSpec, judge, period_end
from indicators.rules.units import convert
from indicators.rules.values import periods_of
from tests.rules.strategies import ANY_AGGREGATION, POLICY, YEAR, any_days, decimals, readings_of, specs, values
from tests.rules.test_attainment import promise
from tests.rules.test_pace import adding_up

STEP = Decimal("0.0001")
ATTAINMENT_RANK = {Attainment.NOT_ATTAINED: 0, Attainment.OPEN: 1, Attainment.ATTAINED: 2}
PACE_RANK = {Pace.BEHIND: 0, Pace.SLIGHTLY_BEHIND: 1, Pace.ON_PACE: 2, Pace.ATTAINED: 3}
MONTHS = st.integers(1, 12)
# Targets whose twelfth is no decimal, and some whose is.
TARGETS = st.sampled_from([Decimal(t) for t in ("100", "200", "171", "8000", "2.38", "0.7", "1", "120", "9600")])
TARGETS |= decimals("0.0001", "100000", places=4)
# Larger unit, smaller unit, how many of the smaller one make the larger one.
PAIRS = [
    ("亿元", "万元", 10_000), ("亿元", "元", 100_000_000), ("万元", "元", 10_000), ("万人", "人", 10_000),
    ("万户", "户", 10_000), ("万个", "个", 10_000), ("万吨", "吨", 10_000), ("万平方米", "平方米", 10_000),
    ("万亩", "亩", 10_000), ("公顷", "亩", 15), ("%", "个百分点", 1),
]  # fmt: skip


def at(spec: TargetSpec, period: date, value: Decimal, planned: list[Measured] | None = None) -> Judgement:
    """Judged on the last day of the period, when nothing can be missing after it."""
    reading = [Measured(period, value)]
    return judge(spec, reading, planned or [], period_end(period, spec.frequency), POLICY)


def month(number: int) -> date:
    return date(YEAR, number, 1)


def is_better(spec: TargetSpec, value: Decimal, other: Decimal) -> bool:
    """Whether ``value`` serves the promise at least as well: by its words, then by the movement it wants.

    Where neither says so, the nearer of two on the same side of the target.
    """
    is_share = spec.comparison == Comparison.EXACTLY and (
        spec.measure == Measure.RATIO
        or (spec.measure == Measure.LEVEL and spec.aggregation == Aggregation.POINT_IN_TIME)
    )
    if spec.comparison == Comparison.AT_LEAST:
        return value >= other
    if spec.comparison == Comparison.AT_MOST:
        return value <= other
    if spec.direction == Direction.INCREASE and not is_share:
        return value >= other
    if spec.direction == Direction.DECREASE and not is_share:
        return value <= other
    return other <= value <= spec.target or other >= value >= spec.target


def never_judged_worse(spec: TargetSpec, period: date, pair: tuple[Decimal, Decimal], planned: list[Measured]) -> None:
    worse, better = pair if is_better(spec, pair[1], pair[0]) else pair[::-1]
    assume(is_better(spec, better, worse))
    before, after = (at(spec, period, value, planned) for value in (worse, better))
    assert ATTAINMENT_RANK[before.attainment] <= ATTAINMENT_RANK[after.attainment]
    assert PACE_RANK[before.pace] <= PACE_RANK[after.pace]


def adds_up_to_less(spec: TargetSpec) -> bool:
    """A year-to-date figure that is wanted to stay low, though the words do not say "at most"."""
    return (
        spec.aggregation == Aggregation.CUMULATIVE
        and spec.direction == Direction.DECREASE
        and spec.comparison in {Comparison.ABOUT, Comparison.EXACTLY}
    )


@given(st.data(), specs(), values | TARGETS, values | TARGETS)
def test_a_better_value_is_never_judged_worse(
    data: st.DataObject, spec: TargetSpec, value: Decimal, other: Decimal
) -> None:
    assume(not adds_up_to_less(spec))  # below
    period = data.draw(st.sampled_from(periods_of(YEAR, spec.frequency)))
    never_judged_worse(spec, period, (value, other), data.draw(readings_of(spec)))


@pytest.mark.parametrize("comparison", [Comparison.ABOUT, Comparison.EXACTLY])
@given(value=decimals("0", "200"), other=decimals("0", "200"), number=MONTHS)
def test_less_of_what_is_to_decrease_is_never_judged_worse(
    comparison: str, value: Decimal, other: Decimal, number: int
) -> None:
    spec = adding_up(comparison=comparison, direction=Direction.DECREASE)
    never_judged_worse(spec, month(number), (value, other), [])


@given(specs(), values | TARGETS)
def test_what_misses_its_floor_or_limit_or_growth_at_the_years_end_is_not_on_pace(
    spec: TargetSpec, value: Decimal
) -> None:
    is_wanted_to_grow = spec.direction == Direction.INCREASE and spec.measure != Measure.RATIO
    assume(spec.comparison in {Comparison.AT_LEAST, Comparison.AT_MOST} or is_wanted_to_grow)
    seen = at(spec, periods_of(YEAR, spec.frequency)[-1], value)
    if seen.attainment is Attainment.NOT_ATTAINED:
        assert seen.pace in {Pace.SLIGHTLY_BEHIND, Pace.BEHIND}


@given(
    st.sampled_from(PAIRS),
    specs(targets=TARGETS).filter(lambda spec: spec.measure != Measure.GROWTH_RATE),
    TARGETS,
    MONTHS,
)
def test_the_unit_that_all_is_carried_in_does_not_matter(
    pair: tuple[str, str, int], spec: TargetSpec, value: Decimal, number: int
) -> None:
    larger, smaller, _many = pair
    spec = replace(spec, frequency=Frequency.MONTHLY)
    other = replace(spec, target=convert(spec.target, larger, smaller))
    seen, again = at(spec, month(number), value), at(other, month(number), convert(value, larger, smaller))
    assert (seen.attainment, seen.pace, seen.reason) == (again.attainment, again.pace, again.reason)
    assert (seen.ratio is None) is (again.ratio is None)
    if seen.ratio is not None:
        assert abs(seen.ratio - again.ratio) <= abs(seen.ratio) * Decimal("1e-26"), "the last of 28 digits"
    assert abs(convert(seen.expected, larger, smaller) - again.expected) <= again.expected * Decimal("1e-26")


@given(
    decimals("-30", "30", places=4),
    decimals("-30", "30", places=4),
    st.sampled_from([Comparison.ABOUT, Comparison.EXACTLY, Comparison.AT_LEAST, Comparison.AT_MOST]),
    st.sampled_from(Direction.values),
)
def test_a_growth_rate_is_the_same_in_per_cent_and_in_points(
    target: Decimal, value: Decimal, comparison: str, direction: str
) -> None:
    spec = promise(target=target, comparison=comparison, direction=direction)
    other = replace(spec, target=convert(target, "%", "个百分点"))
    assert at(spec, month(6), value) == at(other, month(6), convert(value, "%", "个百分点"))


def neighbours(bound: Fraction) -> tuple[Decimal, Decimal]:
    """The least value of four decimal places that reaches a bound, and the step before it."""
    steps = -(-bound.numerator * 10_000 // bound.denominator)
    return Decimal(steps) * STEP, Decimal(steps - 1) * STEP


@given(TARGETS, st.integers(1, 11))
def test_on_pace_begins_exactly_at_the_elapsed_share(target: Decimal, number: int) -> None:
    spec = adding_up(measure=Measure.LEVEL, target=target)
    reaches, falls_short = neighbours(Fraction(target) * number / 12)
    assume(reaches < target)
    assert at(spec, month(number), reaches).pace is Pace.ON_PACE
    assert at(spec, month(number), falls_short).pace in {Pace.SLIGHTLY_BEHIND, Pace.BEHIND}


@given(TARGETS, st.integers(1, 11))
def test_slightly_behind_begins_exactly_at_nine_tenths_of_the_elapsed_share(target: Decimal, number: int) -> None:
    spec = adding_up(measure=Measure.LEVEL, target=target)
    expected = Fraction(target) * number / 12
    reaches, falls_short = neighbours(expected * 9 / 10)
    assume(reaches < expected)
    assert at(spec, month(number), reaches).pace is Pace.SLIGHTLY_BEHIND
    assert at(spec, month(number), falls_short).pace is Pace.BEHIND


@given(TARGETS, st.integers(1, 11))
def test_a_limit_is_held_to_exactly_the_elapsed_share_and_a_ninth_more(target: Decimal, number: int) -> None:
    spec = adding_up(measure=Measure.LEVEL, target=target, comparison=Comparison.AT_MOST, direction=Direction.DECREASE)
    expected = Fraction(target) * number / 12
    most_on_pace, most_slightly_behind = _most(expected), _most(expected * 10 / 9)
    assume(most_on_pace > 0 and most_slightly_behind <= target)
    assert at(spec, month(number), most_on_pace).pace is Pace.ON_PACE
    assert at(spec, month(number), most_on_pace + STEP).pace in {Pace.SLIGHTLY_BEHIND, Pace.BEHIND}
    if most_slightly_behind > most_on_pace:
        assert at(spec, month(number), most_slightly_behind).pace is Pace.SLIGHTLY_BEHIND
    assert at(spec, month(number), most_slightly_behind + STEP).pace is Pace.BEHIND


def _most(bound: Fraction) -> Decimal:
    """The greatest value of four decimal places within a bound."""
    return Decimal(bound.numerator * 10_000 // bound.denominator) * STEP


@pytest.mark.parametrize("number", [6, 12])
@given(TARGETS)
def test_a_floor_that_adds_up_is_attained_exactly_at_the_target(number: int, target: Decimal) -> None:
    spec = adding_up(measure=Measure.LEVEL, target=target)
    reached, missed = at(spec, month(number), target), at(spec, month(number), target - STEP)
    assert (reached.attainment, reached.pace) == (Attainment.ATTAINED, Pace.ATTAINED)
    assert missed.attainment is (Attainment.NOT_ATTAINED if number == 12 else Attainment.OPEN)
    assert missed.pace is not Pace.ATTAINED


@given(st.sampled_from(Measure.values), TARGETS | decimals("-20", "20", places=4))
def test_a_floor_and_a_limit_for_a_rate_are_met_exactly_at_the_target(measure: str, target: Decimal) -> None:
    floor = promise(measure=measure, target=target, comparison=Comparison.AT_LEAST)
    limit = replace(floor, comparison=Comparison.AT_MOST, direction=Direction.DECREASE)
    for spec, step in ((floor, -STEP), (limit, STEP)):
        assert at(spec, month(6), target).pace is Pace.ON_PACE
        assert at(spec, month(6), target + step).pace in {Pace.SLIGHTLY_BEHIND, Pace.BEHIND}
        assert at(spec, month(12), target + step).attainment is Attainment.NOT_ATTAINED


@given(st.sampled_from(Measure.values), TARGETS, ANY_AGGREGATION.filter(lambda a: a != Aggregation.CUMULATIVE))
def test_a_rate_that_misses_is_slightly_behind_exactly_up_to_the_tolerance(
    measure: str, target: Decimal, aggregation: str
) -> None:
    tolerance = Fraction(1, 5) if measure == Measure.GROWTH_RATE else Fraction(target) / 50
    least, below = neighbours(Fraction(target) - tolerance)
    assume(least < target)
    floor = promise(measure=measure, target=target, comparison=Comparison.AT_LEAST, aggregation=aggregation)
    about = replace(floor, comparison=Comparison.ABOUT)
    assert at(floor, month(6), least).pace is Pace.SLIGHTLY_BEHIND
    assert at(floor, month(6), below).pace is Pace.BEHIND
    assert at(about, month(12), least).attainment is Attainment.ATTAINED
    assert at(about, month(12), below).attainment is Attainment.NOT_ATTAINED


@given(st.data(), specs(), any_days)
def test_readings_and_plans_of_periods_that_are_not_over_change_nothing(
    data: st.DataObject, spec: TargetSpec, as_of: date
) -> None:
    readings, plans = data.draw(readings_of(spec)), data.draw(readings_of(spec))
    later = [Measured(p, data.draw(values)) for p in periods_of(YEAR, spec.frequency) if _is_running(spec, p, as_of)]
    known = [reading for reading in readings if not _is_running(spec, reading.period, as_of)]
    planned = [point for point in plans if not _is_running(spec, point.period, as_of)]
    alone = judge(spec, known, planned, as_of, POLICY)
    assert judge(spec, readings, plans, as_of, POLICY) == alone
    assert judge(spec, [*later, *known], [*later, *planned], as_of, POLICY) == alone


def _is_running(spec: TargetSpec, period: date, as_of: date) -> bool:
    return period_end(period, spec.frequency) > as_of


@pytest.mark.parametrize(
    "make",
    [
        lambda: Measured(month(6), 6.2),
        lambda: Measured(month(6), 6),
        lambda: TargetSpec(YEAR, "level", "at_least", "increase", "rate", 6.2),
        lambda: JudgingPolicy(growth_rate_tolerance=0.2),
        lambda: JudgingPolicy(relative_tolerance=2.0),
    ],
)
def test_only_decimals_are_judged(make: object) -> None:
    with pytest.raises(TypeError, match="Decimal expected"):
        make()
