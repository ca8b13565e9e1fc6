"""Whether a value can be the reading of a period at all (DOMAIN §2), before anybody judges it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from indicators.rules.pace import less_is_better
from indicators.rules.values import Measured, TargetSpec, period_end, periods_of

HUNDRED = Decimal(100)
LARGEST = Decimal(10) ** 14
DECIMAL_PLACES = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a reading cannot be: a code that ``indicators.wording`` puts into words with the numbers."""

    code: str
    numbers: dict[str, Decimal | date | int | str] = field(default_factory=dict)


def period_fault(spec: TargetSpec, period: date, today: date) -> Fault | None:
    """What is wrong with a period: not one of the report's year, or not over yet."""
    if period not in periods_of(spec.year, spec.frequency):
        return Fault(f"no_such_period_{spec.frequency}", {"year": spec.year})
    if period_end(period, spec.frequency) > today:
        return Fault("period_not_over", {"period": period, "end": period_end(period, spec.frequency)})
    return None


def oldest_missing(spec: TargetSpec, handed_in: date | None, today: date) -> date | None:
    """First period after the latest one handed in that is over; None where nothing is owed yet."""
    for period in periods_of(spec.year, spec.frequency):
        if period_end(period, spec.frequency) > today:
            return None
        if handed_in is None or period > handed_in:
            return period
    return None


def value_fault(
    spec: TargetSpec, period: date, value: Decimal, others: Sequence[Measured], *, allows_over_100: bool = False
) -> Fault | None:
    """What is wrong with a value, the gravest first; ``others`` are the readings of other periods of the year."""
    return next(_value_faults(spec, period, value, others, allows_over_100=allows_over_100), None)


def plan_fault(spec: TargetSpec, planned: Sequence[Measured], *, allows_over_100: bool = False) -> Fault | None:
    """What is wrong with a planned curve, whose last period must reach the target."""
    ordered = sorted(planned, key=lambda point: point.period)
    for position, point in enumerate(ordered):
        if point.period not in periods_of(spec.year, spec.frequency):
            return Fault(f"no_such_period_{spec.frequency}", {"year": spec.year})
        fault = value_fault(spec, point.period, point.value, ordered[:position], allows_over_100=allows_over_100)
        if fault is not None:
            return fault
    if ordered and spec.target is not None and ordered[-1].period == periods_of(spec.year, spec.frequency)[-1]:
        last, target = ordered[-1].value, spec.target
        if last > target if less_is_better(spec) else last < target:
            return Fault("plan_misses_target", {"value": last, "target": target})
    return None


def _value_faults(
    spec: TargetSpec, period: date, value: Decimal, others: Sequence[Measured], *, allows_over_100: bool
) -> Iterator[Fault]:
    if not value.is_finite() or abs(value) >= LARGEST:
        yield Fault("too_large")
    elif value != round(value, DECIMAL_PLACES):
        yield Fault("too_many_decimals", {"places": DECIMAL_PLACES})
    elif spec.measure == "count":
        yield from _count_faults(spec, period, value, others)
    elif spec.measure == "ratio" and not allows_over_100 and not 0 <= value <= HUNDRED:
        yield Fault("ratio_out_of_range", {"value": value})


def _count_faults(spec: TargetSpec, period: date, value: Decimal, others: Sequence[Measured]) -> Iterator[Fault]:
    if value < 0:
        yield Fault("count_negative", {"value": value})
    if value % 1 and (spec.target is None or not spec.target % 1):
        yield Fault("count_not_whole", {"value": value})
    if spec.aggregation != "cumulative":
        return
    before = [other for other in others if other.period < period and other.value > value]
    if before:
        most = max(before, key=lambda other: other.value)
        yield Fault("count_shrinks", {"value": value, "earlier": most.value, "period": most.period})
    after = [other for other in others if other.period > period and other.value < value]
    if after:
        least = min(after, key=lambda other: other.value)
        yield Fault("count_shrinks_later", {"value": value, "later": least.value, "period": least.period})
