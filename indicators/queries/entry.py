"""What a department enters for a period: every indicator that it leads, with what there is to hold it against."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from accounts.access import Capability, may, own_department_ids
from accounts.models import User
from indicators.choices import OPEN_READINGS, Aggregation, Frequency, ReadingState
from indicators.models import Indicator, PlannedValue, Reading
from indicators.queries.judgements import target_spec
from indicators.queries.visibility import visible_to
from indicators.rules import Measured, period_end
from indicators.rules.judgement import expected_by
from indicators.rules.values import MONTHS_IN_PERIOD


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One indicator and one of its periods.

    ``open`` is the reading that can still be entered or waits, ``verified`` the period's verified one,
    ``previous`` the latest verified one before; ``expected`` is what should be reached by the period's end.
    """

    indicator: Indicator
    period: date
    open: Reading | None
    verified: Reading | None
    previous: Reading | None
    expected: Decimal | None


def entered_by(user: User) -> QuerySet[Indicator]:
    """Indicators of the current report whose readings the user enters, in the report's order."""
    seen = visible_to(user).filter(report__is_current=True)
    if not may(user, Capability.SUPERVISE):
        own = own_department_ids(user) if may(user, Capability.FILE_PROGRESS) else []
        seen = seen.filter(lead_department__in=own)
    return seen.select_related("report__region", "lead_department").order_by("code")


def entry_lines(user: User, month: date, *, department_id: int | None = None) -> list[EntryLine]:
    """Lines of the indicators whose month, quarter or year ends with ``month`` (its first day). Three queries."""
    ending = Q(frequency=Frequency.MONTHLY)
    if month.month % MONTHS_IN_PERIOD[Frequency.QUARTERLY] == 0:
        ending |= Q(frequency=Frequency.QUARTERLY)
    if month.month == MONTHS_IN_PERIOD[Frequency.YEARLY]:
        ending |= Q(frequency=Frequency.YEARLY)
    indicators = entered_by(user).filter(ending, report__year=month.year)
    if department_id is not None:
        indicators = indicators.filter(lead_department=department_id)
    listed = list(indicators)
    readings: dict[int, list[Reading]] = defaultdict(list)
    counting = (*OPEN_READINGS, ReadingState.VERIFIED)
    for reading in Reading.objects.filter(indicator__in=listed, period__lte=month, state__in=counting):
        readings[reading.indicator_id].append(reading)
    planned: dict[int, list[Measured]] = defaultdict(list)
    for pk, period, value in PlannedValue.objects.filter(indicator__in=listed).values_list(
        "indicator_id", "period", "value"
    ):
        planned[pk].append(Measured(period, value))
    return [_line(indicator, month, readings[indicator.pk], planned[indicator.pk]) for indicator in listed]


def last_month_over(today: date) -> date:
    """First day of the newest month that is over."""
    if period_end(today.replace(day=1), Frequency.MONTHLY) == today:
        return today.replace(day=1)
    return date(today.year, today.month - 1, 1) if today.month > 1 else date(today.year - 1, 12, 1)


def _line(indicator: Indicator, month: date, readings: list[Reading], planned: list[Measured]) -> EntryLine:
    period = date(month.year, month.month - MONTHS_IN_PERIOD[indicator.frequency] + 1, 1)
    of_period = [reading for reading in readings if reading.period == period]
    before = [reading for reading in readings if reading.period < period and reading.state == ReadingState.VERIFIED]
    expected = indicator.target
    if indicator.target is not None and indicator.aggregation == Aggregation.CUMULATIVE:
        expected = expected_by(target_spec(indicator), planned, period)
    return EntryLine(
        indicator=indicator,
        period=period,
        open=next((reading for reading in of_period if reading.state != ReadingState.VERIFIED), None),
        verified=next((reading for reading in of_period if reading.state == ReadingState.VERIFIED), None),
        previous=max(before, key=lambda reading: reading.period, default=None),
        expected=expected,
    )
