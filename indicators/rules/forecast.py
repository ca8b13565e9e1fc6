"""Where the year will end at the present pace (DOMAIN §2 "forecast")."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.values import Measured, TargetSpec, months_elapsed

READINGS_IN_RUN_RATE = 3
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Forecast:
    """Year-end value, what it lacks (target − forecast), and what is needed per month from now on."""

    year_end: Decimal
    gap: Decimal
    required_per_month: Decimal | None


def forecast(spec: TargetSpec, readings: Sequence[Measured]) -> Forecast | None:
    """Forecast from readings of one year in order of period; None without a target or a reading."""
    if spec.target is None or not readings:
        return None
    last = readings[-1]
    remaining = MONTHS_IN_YEAR - months_elapsed(last.period, spec.frequency)
    if spec.aggregation != "cumulative":
        return Forecast(year_end=last.value, gap=spec.target - last.value, required_per_month=None)
    year_end = last.value + monthly_rate(spec, readings) * remaining
    required = (spec.target - last.value) / remaining if remaining else None
    return Forecast(year_end=year_end, gap=spec.target - year_end, required_per_month=required)


def monthly_rate(spec: TargetSpec, readings: Sequence[Measured]) -> Decimal:
    """Linear run-rate per month over the last three readings; the year's average if there is only one."""
    recent = readings[-READINGS_IN_RUN_RATE:]
    first, last = recent[0], recent[-1]
    last_months = months_elapsed(last.period, spec.frequency)
    months = last_months - months_elapsed(first.period, spec.frequency)
    if months == 0:
        return last.value / last_months
    return (last.value - first.value) / months
