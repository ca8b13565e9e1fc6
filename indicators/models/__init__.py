"""The work report and the figures it promises."""

from indicators.models.indicator import Indicator, IndicatorSupport
from indicators.models.policy import SupervisionPolicy
from indicators.models.reading import PlannedValue, Reading
from indicators.models.work_report import PriorResult, Section, WorkReport

__all__ = [
    "Indicator",
    "IndicatorSupport",
    "PlannedValue",
    "PriorResult",
    "Reading",
    "Section",
    "SupervisionPolicy",
    "WorkReport",
]
