"""What kind of figure a target is, from its name and unit (DOMAIN §2)."""

from decimal import Decimal

import pytest

from indicators.choices import Aggregation, Direction, Measure
from indicators.rules.kinds import Kind, kind_of

CASES = [
    ("地区生产总值增速", "%", "about", "6", ("growth_rate", "increase", "rate")),
    ("资金投入民生领域", "%", "at_least", "80", ("ratio", "increase", "point_in_time")),
    ("居民消费价格涨幅", "%", "at_most", "3", ("growth_rate", "stable", "rate")),
    ("单位GDP能耗下降", "%", "at_least", "3", ("growth_rate", "decrease", "rate")),
    ("空气质量优良率", "%", "at_least", "95.6", ("ratio", "increase", "point_in_time")),
    ("城镇调查失业率", "%", "at_most", "5.5", ("ratio", "stable", "point_in_time")),
    ("新增高新技术企业", "家", "at_least", "12", ("count", "increase", "cumulative")),
    ("城镇新增就业", "万人", "at_least", "1.2", ("count", "increase", "cumulative")),
    ("规上工业营收", "亿元", "at_least", "440", ("level", "increase", "cumulative")),
    ("PM2.5浓度", "微克/立方米", "at_most", "26", ("level", "decrease", "point_in_time")),
    ("覆盖率", "%", "at_least", "105", ("growth_rate", "increase", "rate")),
]


@pytest.mark.parametrize(("name", "unit", "comparison", "target", "expected"), CASES)
def test_the_words_tell_the_kind(
    name: str, unit: str, comparison: str, target: str, expected: tuple[str, str, str]
) -> None:
    assert kind_of(name, unit, comparison, Decimal(target)) == Kind(*expected)


def test_the_report_s_own_words_tell_a_rate_of_growth() -> None:
    kind = kind_of("一般公共预算收入", "%", "about", Decimal(6), "一般公共预算收入增长6%左右")
    assert kind == Kind("growth_rate", "increase", "rate")


def test_every_code_is_one_of_the_enumerations() -> None:
    for _name, _unit, _comparison, _target, (measure, direction, aggregation) in CASES:
        assert measure in Measure.values
        assert direction in Direction.values
        assert aggregation in Aggregation.values
