"""Figures as they are shown everywhere: at most two decimals, the unit behind them."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from indicators.wording import number

register = template.Library()


@register.filter
def figure(value: Decimal | None, unit: str = "") -> str:
    """``5400.0000|figure:"人"`` → 5400人; a dash for none."""
    return number(value, unit)


@register.filter
def change(value: Decimal | None, in_points: bool) -> str:
    """A difference with its sign: +0.7 percentage points, or −4.5 %."""
    if value is None:
        return "—"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    unit = _(" percentage points") if in_points else "%"
    return f"{sign}{number(abs(value))}{unit}"
