"""How a reading is held against what the report promised (DOMAIN §2). Pure functions over values."""

from indicators.rules.forecast import Forecast, forecast
from indicators.rules.judgement import Judgement, judge
from indicators.rules.pace import Attainment, Pace, attains, tolerance
from indicators.rules.values import JudgingPolicy, Measured, TargetSpec, Verdict, period_end, reporting_date

__all__ = [
    "Attainment",
    "Forecast",
    "Judgement",
    "JudgingPolicy",
    "Measured",
    "Pace",
    "TargetSpec",
    "Verdict",
    "attains",
    "forecast",
    "judge",
    "period_end",
    "reporting_date",
    "tolerance",
]
