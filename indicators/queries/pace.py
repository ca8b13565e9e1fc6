"""An indicator's year as a series: expected, planned and measured, period by period (CONSOLE.md "Indicators")."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.choices import Aggregation, ReadingState
from indicators.models import Indicator
from indicators.queries.judgements import target_spec
from indicators.queries.readings import planned_curve_of
from indicators.rules import Measured, period_end
from indicators.rules.judgement import expected_by
from indicators.rules.values import periods_of


@dataclass(frozen=True, slots=True)
class PacePoint:
    """One period. ``expected`` is None without a numeric target, ``planned`` without a planned curve."""

    period: date
    period_end: date
    expected: Decimal | None
    planned: Decimal | None
    value: Decimal | None
    is_simulated: bool


def pace_series(indicator: Indicator, as_of: date) -> list[PacePoint]:
    """Every period of the report's year, with the verified reading if there was one by then. Two queries.

    A cumulative indicator is expected to reach its planned curve, or a share of the target; any other
    is held against the target itself (DOMAIN §2). ``report`` has to be selected with the indicator.
    """
    spec = target_spec(indicator)
    planned = planned_curve_of(indicator)
    verified = {
        period: (value, simulated)
        for period, value, simulated in indicator.readings.filter(state=ReadingState.VERIFIED).values_list(
            "period", "value", "is_simulated"
        )
    }
    curve = [Measured(period, value) for period, value in planned.items()]
    points = []
    for period in periods_of(spec.year, spec.frequency):
        end = period_end(period, spec.frequency)
        value, simulated = verified.get(period, (None, False)) if end <= as_of else (None, False)
        cumulative = indicator.aggregation == Aggregation.CUMULATIVE
        expected = expected_by(spec, curve, period) if cumulative and spec.target is not None else spec.target
        points.append(
            PacePoint(
                period=period,
                period_end=end,
                expected=expected,
                planned=planned.get(period),
                value=value,
                is_simulated=simulated,
            )
        )
    return points
