"""Where the year will end at the present pace (DOMAIN §2 *forecast*)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Aggregation, Comparison, Frequency
from indicators.rules import Forecast, Measured, forecast
from tests.rules.strategies import YEAR, decimals, positive
from tests.rules.test_attainment import promise
from tests.rules.test_pace import adding_up


def readings(**by_month: str) -> list[Measured]:
    """``m05="50"`` is 50 by the end of May."""
    return [Measured(date(YEAR, int(name[1:]), 1), Decimal(value)) for name, value in sorted(by_month.items())]


def test_what_adds_up_runs_on_at_the_rate_of_the_last_three_readings() -> None:
    seen = forecast(adding_up(), readings(m03="3", m04="40", m05="50", m06="60"))
    assert seen == Forecast(Decimal(120), Decimal(0), Decimal(10), low=Decimal(120), high=Decimal(120))


def test_two_readings_are_enough_for_a_rate() -> None:
    seen = forecast(adding_up(), readings(m02="10", m06="30"))
    assert (seen.year_end, seen.gap, seen.required_per_month) == (Decimal(60), Decimal(60), Decimal(15))


def test_one_reading_runs_on_at_the_years_average() -> None:
    assert forecast(adding_up(), readings(m06="30")).year_end == Decimal(60)


def test_a_quarter_counts_as_three_months() -> None:
    seen = forecast(adding_up(frequency=Frequency.QUARTERLY), readings(m01="30", m04="60"))
    assert (seen.year_end, seen.required_per_month) == (Decimal(120), Decimal(10))


def test_a_rate_is_expected_to_stay_where_it_is() -> None:
    seen = forecast(promise(), readings(m05="5.8", m06="6.0"))
    assert seen == Forecast(Decimal("6.0"), Decimal("0.2"), None, low=Decimal("6.0"), high=Decimal("6.0"))


def test_at_the_years_end_nothing_can_be_asked_for_any_more() -> None:
    seen = forecast(adding_up(), readings(m11="100", m12="110"))
    assert seen == Forecast(Decimal(110), Decimal(10), None, low=Decimal(110), high=Decimal(110))


def test_there_is_no_forecast_without_a_number_or_a_reading() -> None:
    assert forecast(adding_up(), []) is None
    assert forecast(promise(comparison=Comparison.QUALITATIVE, target=None), readings(m06="1")) is None


@given(positive, st.integers(1, 12))
def test_a_steady_pace_ends_at_twelve_months_of_it(monthly: Decimal, months: int) -> None:
    steady = [Measured(date(YEAR, month, 1), monthly * month) for month in range(1, months + 1)]
    assert forecast(adding_up(), steady).year_end == monthly * 12


@given(st.lists(decimals("0", "1000"), min_size=1, max_size=11), positive)
def test_delivering_what_is_required_reaches_the_target(increments: list[Decimal], target: Decimal) -> None:
    total, seen = Decimal(0), []
    for month, increment in enumerate(increments, start=1):
        total += increment
        seen.append(Measured(date(YEAR, month, 1), total))
    answer = forecast(adding_up(target=target), seen)
    assert abs(total + answer.required_per_month * (12 - len(seen)) - target) < Decimal("1e-15")


@given(positive, positive)
def test_gap_and_year_end_add_up_to_the_target(value: Decimal, target: Decimal) -> None:
    for aggregation in Aggregation.values:
        answer = forecast(adding_up(aggregation=aggregation, target=target), [Measured(date(YEAR, 6, 1), value)])
        assert answer.year_end + answer.gap == target
