"""Where the year will end at the present pace (DOMAIN §2 "forecast")."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.values import Measured, TargetSpec, months_elapsed

READINGS_IN_RUN_RATE = 3
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Forecast:
    """Year-end value, what it lacks (target − forecast), and what is needed per month from now on.

    ``low`` and ``high`` bound it: the present pace and the year's average both go on.
    """

    year_end: Decimal
    gap: Decimal
    required_per_month: Decimal | None
    low: Decimal
    high: Decimal


def forecast(spec: TargetSpec, readings: Sequence[Measured]) -> Forecast | None:
    """Forecast from readings of one year in order of period; None without a target or a reading."""
    if spec.target is None or not readings:
        return None
    last = readings[-1]
    remaining = MONTHS_IN_YEAR - months_elapsed(last.period, spec.frequency)
    if spec.aggregation != "cumulative":
        return Forecast(last.value, spec.target - last.value, None, last.value, last.value)
    year_end = last.value + monthly_rate(spec, readings) * remaining
    required = (spec.target - last.value) / remaining if remaining else None
    average = last.value * MONTHS_IN_YEAR / (MONTHS_IN_YEAR - remaining)
    return Forecast(year_end, spec.target - year_end, required, min(year_end, average), max(year_end, average))


def monthly_rate(spec: TargetSpec, readings: Sequence[Measured]) -> Decimal:
    """Linear run-rate per month over the last three readings; the year's average if there is only one."""
    recent = readings[-READINGS_IN_RUN_RATE:]
    first, last = recent[0], recent[-1]
    last_months = months_elapsed(last.period, spec.frequency)
    months = last_months - months_elapsed(first.period, spec.frequency)
    if months == 0:
        return last.value / last_months
    return (last.value - first.value) / months
