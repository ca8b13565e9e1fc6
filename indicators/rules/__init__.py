"""How a reading is held against what the report promised (DOMAIN §2). Pure functions over values."""

from indicators.rules.forecast import Forecast, forecast
from indicators.rules.judgement import Judgement, judge
from indicators.rules.pace import Attainment, Pace, attains, tolerance
from indicators.rules.values import JudgingPolicy, Measured, TargetSpec, period_end, reporting_date

__all__ = [
    "Attainment",
    "Forecast",
    "Judgement",
    "JudgingPolicy",
    "Measured",
    "Pace",
    "TargetSpec",
    "attains",
    "forecast",
    "judge",
    "period_end",
    "reporting_date",
    "tolerance",
]
