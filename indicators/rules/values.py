"""The values that judging works on, and the calendar of reporting periods."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTHS_IN_PERIOD = {"monthly": 1, "quarterly": 3, "yearly": 12}


def require_decimal(*values: object) -> None:
    """Raise TypeError for a float: binary fractions would judge 6.2 wrongly."""
    for value in values:
        if value is not None and not isinstance(value, Decimal):
            raise TypeError(f"Decimal expected, not {type(value).__name__}: {value!r}")


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """What the report promised; codes are those of ``indicators.choices``."""

    year: int
    measure: str
    comparison: str
    direction: str
    aggregation: str
    target: Decimal | None
    frequency: str = "monthly"

    def __post_init__(self) -> None:
        require_decimal(self.target)


@dataclass(frozen=True, slots=True)
class Measured:
    """A verified reading, or a planned value: year to date for cumulative indicators."""

    period: date
    value: Decimal

    def __post_init__(self) -> None:
        require_decimal(self.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verifier's judgement on an indicator without a number; codes are those of ``indicators.choices``."""

    period: date
    verdict: str


@dataclass(frozen=True, slots=True)
class JudgingPolicy:
    """Thresholds of DOMAIN §2; percentages as numbers (2 = 2 %)."""

    growth_rate_tolerance: Decimal = Decimal("0.2")
    relative_tolerance: Decimal = Decimal(2)
    slightly_behind_ratio: Decimal = Decimal("0.9")
    reading_due_day: int = 20

    def __post_init__(self) -> None:
        require_decimal(self.growth_rate_tolerance, self.relative_tolerance, self.slightly_behind_ratio)


def period_end(period: date, frequency: str) -> date:
    """Last day of the period that begins on ``period``: May 2024 monthly → 31 May 2024."""
    month = period.month + MONTHS_IN_PERIOD[frequency] - 1
    return date(period.year, month, monthrange(period.year, month)[1])


def reporting_date(period: date, frequency: str, due_day: int) -> date:
    """Day by which a period's reading is due: ``due_day`` of the month after its end."""
    end = period_end(period, frequency)
    return date(end.year + end.month // 12, end.month % 12 + 1, due_day)


def periods_of(year: int, frequency: str) -> list[date]:
    """First days of a year's periods, in order."""
    return [date(year, month, 1) for month in range(1, 13, MONTHS_IN_PERIOD[frequency])]


def months_elapsed(period: date, frequency: str) -> int:
    """Months of the year that are over at the end of the period (May → 5)."""
    return period_end(period, frequency).month
