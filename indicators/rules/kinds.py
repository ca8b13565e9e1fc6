"""What kind of figure a target is, told from its name and unit as a report writes them (DOMAIN §2); pure.

The words are those of government reports: a percentage with 增长, 涨幅 or the like is a rate of growth, any other one
a share; 新增 and 建成 add up over the year. What the words leave open adds up, as most of what a report promises does.
"""

import re
from decimal import Decimal
from typing import NamedTuple

COUNTED = re.compile(
    r"^(?:多|余)?(?:万|千|百)?[家个户人条座所处项只台件对辆名间套栋幢张场次株头]$|^[个项]次$|^(?:万)?人次$"
)
GROWTH = re.compile(r"增速|增长|增幅|涨幅|降幅|提高|提升|下降|降低|减少")
HELD_DOWN = re.compile(r"失业率|死亡|涨幅|物价|浓度|能耗|排放|事故|发生率|赤字|负债|不良")
FALLING = re.compile(r"下降|降低|减少|降幅|压减")
STANDING = re.compile(r"浓度|总量|保有|达到|人口|规模$|水平")
PERCENT = frozenset({"%", "‰", "个百分点"})
HIGHEST_SHARE = 100


class Kind(NamedTuple):
    """Codes of ``indicators.choices``: Measure, Direction and Aggregation."""

    measure: str
    direction: str
    aggregation: str


def kind_of(name: str, unit: str, comparison: str, target: Decimal | None, words: str = "") -> Kind:
    """The kind of a target; ``comparison`` is a code of ``indicators.choices.Comparison``, ``words`` the report's."""
    measure = _measure(f"{name} {words}", unit, target)
    if measure == "growth_rate":
        return Kind(measure, _direction(name, comparison), "rate")
    if measure == "ratio":
        return Kind(measure, _direction(name, comparison), "point_in_time")
    if measure == "count":
        return Kind(measure, _direction(name, comparison), "cumulative")
    aggregation = "point_in_time" if STANDING.search(name) or comparison == "at_most" else "cumulative"
    return Kind(measure, _direction(name, comparison), aggregation)


def _measure(text: str, unit: str, target: Decimal | None) -> str:
    if unit in PERCENT:
        is_share = target is not None and 0 <= target <= HIGHEST_SHARE and not GROWTH.search(text)
        return "ratio" if is_share else "growth_rate"
    return "count" if COUNTED.match(unit) and (target is None or target >= 0) else "level"


def _direction(name: str, comparison: str) -> str:
    if FALLING.search(name):
        return "decrease"
    if comparison == "at_most":
        return "stable" if HELD_DOWN.search(name) and "浓度" not in name else "decrease"
    return "stable" if HELD_DOWN.search(name) else "increase"
