"""An indicator's year as an SVG made by the server, so that old browsers and paper show it, too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from indicators.queries.pace import PacePoint
from indicators.rules import Judgement

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 18, 34
MONTHS = 12
TICKS = 4
NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Dot:
    """A verified reading."""

    x: float
    y: float
    month: int
    value: Decimal
    is_last: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything in SVG units; polylines as ``points``, None or empty where there is nothing to draw.

    ``band`` (top, height) is how far 左右 reaches, ``beyond`` (top, height) what a limit forbids.
    """

    target_y: float
    band: tuple[float, float] | None
    beyond: tuple[float, float] | None
    expected: str
    readings: str
    fan: str
    forecast: str
    dots: list[Dot]
    months: list[tuple[float, int]]
    ticks: list[tuple[float, Decimal]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    plot_width: int = WIDTH - LEFT - RIGHT


def chart_of(series: Sequence[PacePoint], judgement: Judgement, *, comparison: str, adds_up: bool) -> Chart | None:
    """The chart of a year; None for an indicator without a number, or without any reading.

    ``adds_up`` says that values add up over the year: then the axis begins at zero and what is expected rises.
    """
    target = judgement.numbers.get("target")
    measured = [point for point in series if point.value is not None]
    if not isinstance(target, Decimal) or not measured:
        return None
    tolerance = judgement.numbers.get("tolerance")
    reach = tolerance if comparison == "about" and isinstance(tolerance, Decimal) else Decimal(0)
    forecast = judgement.forecast
    values = [target - reach, target + reach, *(point.value for point in measured if point.value is not None)]
    values += [forecast.low, forecast.high] if forecast else []
    values += [point.expected for point in series if point.expected is not None and adds_up]
    scale = Scale.around(values, begins_at_zero=adds_up)
    dots = [
        Dot(_x(point), scale.y(point.value), point.period_end.month, point.value, point is measured[-1])
        for point in measured
        if point.value is not None
    ]
    last, end = dots[-1], _of_month(MONTHS)
    return Chart(
        target_y=scale.y(target),
        band=scale.between(target - reach, target + reach) if reach else None,
        beyond=scale.between(target, scale.high) if comparison == "at_most" else None,
        expected=_points((_x(p), scale.y(p.expected)) for p in series if p.expected is not None) if adds_up else "",
        readings=_points((dot.x, dot.y) for dot in dots),
        fan=_points([(last.x, last.y), (end, scale.y(forecast.low)), (end, scale.y(forecast.high))])
        if forecast and adds_up and last.month < MONTHS
        else "",
        forecast=_points([(last.x, last.y), (end, scale.y(forecast.year_end))])
        if forecast and last.month < MONTHS
        else "",
        dots=dots,
        months=[(_of_month(month), month) for month in range(1, MONTHS + 1)],
        ticks=[(scale.y(value), value) for value in scale.ticks()],
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """The value axis, between two round numbers that are ``step`` apart several times."""

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def around(cls, values: Sequence[Decimal], *, begins_at_zero: bool) -> "Scale":
        """An axis with room for all values; from zero on where they add up."""
        low, high = min(values), max(values)
        if begins_at_zero:
            low, high = min(low, Decimal(0)), max(high, Decimal(0))
        span = (high - low) or max(abs(high) / 10, Decimal(1))
        if not begins_at_zero:
            low, high = low - span / 5, high + span / 5
        step = _nice((high - low or span) / TICKS)
        return cls(-_up(-low, step), _up(high, step), step)

    def y(self, value: Decimal) -> float:
        """Where a value lies; the axis runs upwards, SVG downwards."""
        share = (value - self.low) / (self.high - self.low)
        return round(float(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share), 1)

    def between(self, low: Decimal, high: Decimal) -> tuple[float, float]:
        """Top and height of a stripe."""
        top = self.y(high)
        return top, round(self.y(low) - top, 1)

    def ticks(self) -> list[Decimal]:
        """Round numbers along the axis."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]


def _up(value: Decimal, step: Decimal) -> Decimal:
    """The next multiple of ``step`` that is not below."""
    return (value / step).to_integral_value(ROUND_CEILING) * step


def _nice(value: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    power = Decimal(10) ** value.adjusted()
    return next(each * power for each in NICE if each * power >= value)


def _of_month(month: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * month / MONTHS, 1)


def _x(point: PacePoint) -> float:
    """A value is that of its period's end."""
    return _of_month(point.period_end.month)


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
