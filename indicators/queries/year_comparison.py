"""This year's targets against last year's results (年度对比, CONSOLE.md)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from indicators.choices import BaselineMatch, Measure
from indicators.models import Indicator, WorkReport
from indicators.queries.judgements import judgements
from indicators.queries.visibility import visible_to
from indicators.rules import Judgement

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator that last year's review reports, too.

    ``change`` is the target's distance from last year's result and ``latest_change`` the latest reading's:
    in percentage points for rates and shares, else in percent (None where last year was 0).
    """

    indicator: Indicator
    result: Decimal
    target: Decimal
    judgement: Judgement
    change: Decimal | None
    latest_change: Decimal | None
    is_in_points: bool

    @property
    def latest(self) -> Decimal | None:
        """The latest reading, None before the first."""
        return self.judgement.latest.value if self.judgement.latest else None

    @property
    def is_below_last_year(self) -> bool:
        """Whether the report promises less than was reached last year."""
        return self.target < self.result


def year_comparison(user: User, report: WorkReport, as_of: date) -> list[Compared]:
    """Indicators of a report with the same baseline, in the report's order. Four queries."""
    indicators = list(
        visible_to(user)
        .filter(report=report, baseline_match=BaselineMatch.SAME)
        .exclude(baseline_value=None)
        .exclude(target=None)
        .select_related("report", "lead_department", "baseline_result")
        .order_by("code")
    )
    judged = judgements(indicators, as_of)
    return [_compared(indicator, judged[indicator.pk]) for indicator in indicators]


def _compared(indicator: Indicator, judgement: Judgement) -> Compared:
    result = indicator.baseline_value or Decimal(0)
    target = indicator.target or Decimal(0)
    in_points = indicator.measure in {Measure.GROWTH_RATE, Measure.RATIO}
    latest = judgement.latest.value if judgement.latest else None
    return Compared(
        indicator=indicator,
        result=result,
        target=target,
        judgement=judgement,
        change=_change(target, result, in_points=in_points),
        latest_change=None if latest is None else _change(latest, result, in_points=in_points),
        is_in_points=in_points,
    )


def _change(value: Decimal, result: Decimal, *, in_points: bool) -> Decimal | None:
    if in_points:
        return value - result
    return (value - result) * HUNDRED / abs(result) if result else None
