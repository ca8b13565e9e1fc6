"""Units that a figure may be carried in, and nothing else (DOMAIN §2): 亿元 and 万元, 万人 and 人, % and 个百分点.

A unit that is not in the table stands for itself alone: 家 is never turned into 户.
"""

from collections.abc import Mapping
from decimal import Decimal

from indicators.rules.values import require_decimal

# Each family: unit → how many of the family's smallest unit it is.
FAMILIES: tuple[Mapping[str, Decimal], ...] = (
    {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)},
    {"人": Decimal(1), "万人": Decimal(10_000)},
    {"户": Decimal(1), "万户": Decimal(10_000)},
    {"个": Decimal(1), "万个": Decimal(10_000)},
    {"吨": Decimal(1), "万吨": Decimal(10_000)},
    {"平方米": Decimal(1), "万平方米": Decimal(10_000)},
    {"亩": Decimal(1), "万亩": Decimal(10_000), "公顷": Decimal(15)},
    {"%": Decimal(1), "个百分点": Decimal(1)},
)


class UnitDoesNotFit(ValueError):  # noqa: N818  (an answer to a question, not a fault)
    """A unit cannot be turned into the one that is wanted; ``fitting`` names those that can."""

    def __init__(self, unit: str, fitting: tuple[str, ...]) -> None:
        super().__init__(unit)
        self.unit = unit
        self.fitting = fitting


def fitting_units(unit: str) -> tuple[str, ...]:
    """Units that a figure in ``unit`` may be given in, itself among them."""
    for family in FAMILIES:
        if unit in family:
            return tuple(family)
    return (unit,)


def convert(value: Decimal, unit: str, wanted: str) -> Decimal:
    """``value`` of ``unit`` in ``wanted``: convert(Decimal(3), "亿元", "万元") is 30000.

    Exact wherever the result is a decimal fraction; 1 亩 in 公顷 is not. Raises :class:`UnitDoesNotFit`, and
    TypeError for a float.
    """
    require_decimal(value)
    if unit == wanted:
        return value
    for family in FAMILIES:
        if unit in family and wanted in family:
            return value * family[unit] / family[wanted]
    raise UnitDoesNotFit(unit, fitting_units(wanted))
