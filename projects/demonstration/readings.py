"""Simulated monthly readings around each target; none of them is a figure of the district."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.utils.translation import gettext as _

from accounts import clock
from accounts.choices import Role
from accounts.models import User
from indicators.choices import Aggregation, Comparison, Direction, Measure, ReadingState
from indicators.models import Indicator, Reading, WorkReport

MONTHS = 12
NO_DATA_EVERY = 20
PLACES = {Measure.COUNT: Decimal(1), Measure.GROWTH_RATE: Decimal("0.1"), Measure.RATIO: Decimal("0.1")}
REPORTING_LAG_DAYS = 12


def simulate_readings(*, report: WorkReport) -> int:
    """Give each indicator with a number, and without readings, one verified reading a month; return how many."""
    indicators = report.indicators.exclude(target=None).filter(readings=None).order_by("code")
    staff = User.objects.filter(is_demonstration=True, region=report.region)
    reporters = {user.department_id: user for user in staff.filter(role=Role.REPORTER)}
    supervisor = staff.filter(role=Role.SUPERVISOR).first()
    rows = [
        Reading(
            indicator=indicator,
            period=period,
            value=value,
            state=ReadingState.VERIFIED,
            source_note=_("Simulated for the demonstration"),
            entered_by=reporters.get(indicator.lead_department_id),
            submitted_at=_afternoon(period),
            reviewed_by=supervisor,
            reviewed_at=_afternoon(period) + timedelta(hours=2),
            is_simulated=True,
        )
        for indicator in indicators
        for period, value in readings_of(indicator, clock.today())
    ]
    Reading.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def readings_of(indicator: Indicator, today: date) -> Iterator[tuple[date, Decimal]]:
    """Month → value up to the last month whose reading has been due; the same for the same indicator."""
    if indicator.target is None:
        return
    random = Random(f"duban {indicator.code}")  # noqa: S311  (a simulation, not a secret)
    pace = Decimal(random.choice(("0.80", "0.93", "0.98", "1.00", "1.02", "1.05", "1.10")))
    last = today.month - 2 if random.randrange(NO_DATA_EVERY) else today.month - 5
    for month in range(1, last + 1):
        noise = Decimal(random.randint(-20, 20)) / 1000
        yield date(today.year, month, 1), _value(indicator, indicator.target, pace + noise, month)


def _value(indicator: Indicator, target: Decimal, pace: Decimal, month: int) -> Decimal:
    if indicator.aggregation == Aggregation.CUMULATIVE:
        value = target * month / MONTHS * pace
    elif indicator.measure == Measure.GROWTH_RATE:
        value = target + (pace - 1) * 10
    elif indicator.comparison == Comparison.AT_MOST or indicator.direction == Direction.DECREASE:
        value = target * (2 - pace)
    else:
        value = target * (1 + (pace - 1) / 5)
    if indicator.measure == Measure.RATIO:
        value = min(value, Decimal(100))
    return value.quantize(PLACES.get(Measure(indicator.measure), Decimal("0.01")), ROUND_HALF_UP)


def _afternoon(period: date) -> datetime:
    return clock.start_of(period + timedelta(days=31 + REPORTING_LAG_DAYS)) + timedelta(hours=14)
