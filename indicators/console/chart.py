"""An indicator's year as points of an SVG, so that old browsers and paper show it, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.queries.pace import PacePoint

WIDTH, HEIGHT, MARGIN = 640, 200, 28


@dataclass(frozen=True, slots=True)
class Chart:
    """Polylines as SVG ``points``; ``dots`` are (x, y, month, value) of the readings."""

    expected: str
    readings: str
    dots: list[tuple[float, float, int, Decimal]]
    months: list[tuple[float, int]]
    target_y: float | None
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(series: Sequence[PacePoint], target: Decimal | None) -> Chart | None:
    """The chart of a year; None where there is no number to draw."""
    values = [value for point in series for value in (point.expected, point.value) if value is not None]
    if target is not None:
        values.append(target)
    if not values or not series:
        return None
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    span = (high - low) or Decimal(1)

    def y(value: Decimal) -> float:
        return round(float(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / span), 1)

    def x(index: int) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * index / max(len(series) - 1, 1), 1)

    dots = [(x(i), y(p.value), p.period.month, p.value) for i, p in enumerate(series) if p.value is not None]
    expected = [(x(i), y(p.expected)) for i, p in enumerate(series) if p.expected is not None]
    return Chart(
        expected=" ".join(f"{left},{top}" for left, top in expected),
        readings=" ".join(f"{left},{top}" for left, top, _month, _value in dots),
        dots=dots,
        months=[(x(i), p.period.month) for i, p in enumerate(series)],
        target_y=y(target) if target is not None else None,
    )
