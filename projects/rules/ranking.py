"""The order of departments in a month (通报排名); ``projects.wording.RANKING_RULE`` says it in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """What a month says of a department: counts of reports and of items, days of slippage."""

    items: int = 0
    reports_due: int = 0
    on_time: int = 0
    late: int = 0
    returned: int = 0
    missing: int = 0
    red: int = 0
    amber: int = 0
    green: int = 0
    slippage_days: int = 0


def ranks(figures: Mapping[int, MonthlyFigures]) -> dict[int, int]:
    """Department id → rank from 1; equal departments share a rank, and the next one is left out."""
    keys = {department: _key(of_month) for department, of_month in figures.items()}
    ordered = sorted(keys.values())
    return {department: ordered.index(key) + 1 for department, key in keys.items()}


def _key(of_month: MonthlyFigures) -> tuple[Fraction | int, ...]:
    return (
        -_share(of_month.on_time, of_month.reports_due, if_none=1),
        of_month.missing,
        of_month.late,
        of_month.returned,
        _share(of_month.red, of_month.items, if_none=0),
        _share(of_month.amber, of_month.items, if_none=0),
        of_month.slippage_days,
    )


def _share(part: int, whole: int, *, if_none: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(if_none)
