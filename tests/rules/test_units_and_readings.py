"""Which figures a reading may be carried in, and what it may be at all (DOMAIN §2)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Direction, Frequency, Measure
from indicators.rules import Measured, period_end
from indicators.rules.readings import period_fault, plan_fault, value_fault
from indicators.rules.units import UnitDoesNotFit, convert, fitting_units
from indicators.rules.values import periods_of
from tests.rules.strategies import YEAR, any_days, decimals
from tests.rules.test_attainment import promise
from tests.rules.test_forecast import readings
from tests.rules.test_judgement_properties import PAIRS, month
from tests.rules.test_pace import adding_up

UNITS = [unit for larger, smaller, _many in PAIRS for unit in (larger, smaller)]
FIGURES = decimals("-1000000", "1000000", places=8)


@given(st.sampled_from(PAIRS), FIGURES)
def test_a_figure_is_converted_exactly_and_back(pair: tuple[str, str, int], value: Decimal) -> None:
    larger, smaller, many = pair
    converted = convert(value, larger, smaller)
    assert Fraction(converted) == Fraction(value) * many
    assert convert(converted, smaller, larger) == value


@given(st.sampled_from([pair for pair in PAIRS if pair[0] != "公顷"]), FIGURES)
def test_a_figure_in_the_smaller_unit_is_converted_exactly_too(pair: tuple[str, str, int], value: Decimal) -> None:
    larger, smaller, many = pair
    converted = convert(value, smaller, larger)
    assert Fraction(converted) == Fraction(value) / many
    assert convert(converted, larger, smaller) == value


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "answer"),
    [
        ("3.5", "亿元", "万元", "35000"),
        ("123", "万元", "亿元", "0.0123"),
        ("2.38", "万吨", "吨", "23800"),
        ("0.8", "万人", "人", "8000"),
        ("6", "万亩", "公顷", "4000"),
        ("640", "公顷", "亩", "9600"),
        ("6.2", "%", "个百分点", "6.2"),
        ("7", "家", "家", "7"),
    ],
)
def test_figures_as_the_report_carries_them(value: str, unit: str, wanted: str, answer: str) -> None:
    assert convert(Decimal(value), unit, wanted) == Decimal(answer)


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_fits_itself_and_its_family_only(unit: str) -> None:
    family = {one for pair in PAIRS for one in pair[:2] if unit in pair[:2]}
    assert family <= set(fitting_units(unit))
    for other in UNITS:
        if other in fitting_units(unit):
            assert convert(convert(Decimal(30), other, unit), unit, other) == 30
        else:
            with pytest.raises(UnitDoesNotFit):
                convert(Decimal(1), other, unit)


@pytest.mark.parametrize(
    ("unit", "wanted", "fitting"),
    [
        ("家", "户", ("万户", "户")),
        ("美元", "亿元", ("万元", "亿元", "元")),
        ("万人", "家", ("家",)),
        ("", "%", ("%", "个百分点")),
        ("亿 元", "亿元", ("万元", "亿元", "元")),
    ],
)
def test_a_unit_outside_the_table_is_refused_naming_those_that_fit(
    unit: str, wanted: str, fitting: tuple[str, ...]
) -> None:
    with pytest.raises(UnitDoesNotFit) as refused:
        convert(Decimal(1), unit, wanted)
    assert (refused.value.unit, tuple(sorted(refused.value.fitting))) == (unit, tuple(sorted(fitting)))


def fault_of(value: str, *, number: int = 6, others: dict[str, str] | None = None, **wording: object) -> object:
    """What is wrong with a value of a month, in words of the code and its numbers; None if nothing."""
    allows_over_100 = bool(wording.pop("allows_over_100", False))
    fault = value_fault(
        adding_up(**wording), month(number), Decimal(value), readings(**(others or {})), allows_over_100=allows_over_100
    )
    return fault and (fault.code, fault.numbers)


def test_the_year_to_date_of_a_count_does_not_shrink() -> None:
    others = {"m03": "40", "m05": "55", "m08": "70"}
    assert fault_of("54", others=others) == (
        "count_shrinks", {"value": Decimal(54), "earlier": Decimal(55), "period": month(5)}
    )  # fmt: skip
    assert fault_of("71", others=others) == (
        "count_shrinks_later", {"value": Decimal(71), "later": Decimal(70), "period": month(8)}
    )  # fmt: skip
    assert [fault_of(value, others=others) for value in ("55", "60", "70")] == [None] * 3


@pytest.mark.parametrize(
    "wording", [{"aggregation": Aggregation.POINT_IN_TIME}, {"measure": Measure.LEVEL}, {"measure": Measure.RATIO}]
)
def test_what_is_no_running_count_may_fall(wording: dict[str, str]) -> None:
    assert fault_of("10", others={"m05": "55"}, **wording) is None


@given(st.lists(st.integers(0, 500), min_size=2, max_size=12))
def test_a_year_of_counts_is_possible_exactly_if_it_never_falls(counts: list[int]) -> None:
    year = [Measured(month(number), Decimal(count)) for number, count in enumerate(counts, start=1)]
    faults = [
        value_fault(adding_up(), one.period, one.value, [other for other in year if other is not one]) for one in year
    ]
    assert any(faults) == (counts != sorted(counts))


@pytest.mark.parametrize(
    ("value", "wording", "code"),
    [
        ("-1", {}, "count_negative"),
        ("7.5", {}, "count_not_whole"),
        ("140", {"measure": Measure.RATIO}, "ratio_out_of_range"),
        ("100.0001", {"measure": Measure.RATIO}, "ratio_out_of_range"),
        ("-0.0001", {"measure": Measure.RATIO}, "ratio_out_of_range"),
        ("6.20001", {"measure": Measure.GROWTH_RATE}, "too_many_decimals"),
        ("1e-30", {"measure": Measure.LEVEL}, "too_many_decimals"),
        ("100000000000000", {"measure": Measure.LEVEL}, "too_large"),
        ("-1e400", {"measure": Measure.LEVEL}, "too_large"),
        ("NaN", {"measure": Measure.LEVEL}, "too_large"),
        ("sNaN", {"measure": Measure.RATIO}, "too_large"),
        ("-Infinity", {}, "too_large"),
    ],
)
def test_what_cannot_be_a_reading_is_named(value: str, wording: dict[str, str], code: str) -> None:
    assert fault_of(value, **wording)[0] == code


@pytest.mark.parametrize(
    ("value", "wording"),
    [
        ("0", {}),
        ("0", {"measure": Measure.RATIO}),
        ("100", {"measure": Measure.RATIO}),
        ("140", {"measure": Measure.RATIO, "allows_over_100": True}),
        ("-4.5", {"measure": Measure.GROWTH_RATE}),
        ("99999999999999.9999", {"measure": Measure.LEVEL}),
        ("7.5", {"target": Decimal("12.5")}),
        ("6.200000", {"measure": Measure.GROWTH_RATE}),
    ],
)
def test_what_can_be_a_reading_is_let_through(value: str, wording: dict[str, str]) -> None:
    assert fault_of(value, **wording) is None


@given(any_days, st.sampled_from(Frequency.values), any_days)
def test_a_period_is_refused_exactly_if_it_is_none_or_not_over(day: date, frequency: str, today: date) -> None:
    spec = promise(frequency=frequency)
    for period in (day, day.replace(day=1), *periods_of(YEAR, frequency)):
        fault = period_fault(spec, period, today)
        if period not in periods_of(YEAR, frequency):
            assert (fault.code, fault.numbers) == (f"no_such_period_{frequency}", {"year": YEAR})
        elif period_end(period, frequency) > today:
            assert (fault.code, fault.numbers["end"]) == ("period_not_over", period_end(period, frequency))
        else:
            assert fault is None


@pytest.mark.parametrize(
    ("day", "is_over"), [(date(YEAR, 2, 28), False), (date(YEAR, 2, 29), True), (date(YEAR + 1, 1, 1), True)]
)
def test_a_month_is_over_on_its_last_day(day: date, is_over: bool) -> None:
    assert (period_fault(promise(), month(2), day) is None) is is_over


def test_a_plan_ends_at_its_target_or_beyond() -> None:
    limit = adding_up(comparison=Comparison.AT_MOST, direction=Direction.DECREASE)
    for spec, bad, good in ((adding_up(), "119", ("120", "130")), (limit, "121", ("120", "90"))):
        fault = plan_fault(spec, readings(m06="30", m12=bad))
        assert (fault.code, fault.numbers) == ("plan_misses_target", {"value": Decimal(bad), "target": Decimal(120)})
        assert [plan_fault(spec, readings(m06="30", m12=end)) for end in good] == [None, None]
    assert plan_fault(adding_up(), readings(m06="30", m11="31")) is None, "December is left to the even share"
    assert plan_fault(adding_up(), []) is None


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({"m03": "30", "m06": "29", "m12": "120"}, "count_shrinks"),
        ({"m03": "-1", "m12": "120"}, "count_negative"),
        ({"m03": "1.5", "m12": "120"}, "count_not_whole"),
        ({"m03": "1.00001", "m12": "120"}, "too_many_decimals"),
    ],
)
def test_a_plan_is_made_of_possible_values(points: dict[str, str], code: str) -> None:
    assert plan_fault(adding_up(), readings(**points)).code == code


def test_a_plan_is_for_periods_of_the_year_only() -> None:
    quarterly = replace(adding_up(), frequency=Frequency.QUARTERLY)
    assert plan_fault(quarterly, readings(m03="30")).code == "no_such_period_quarterly"
    assert plan_fault(adding_up(), [Measured(date(YEAR - 1, 12, 1), Decimal(120))]).code == "no_such_period_monthly"
