"""Judgements as of an earlier day know only what was over then (DOMAIN §2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from indicators.choices import Aggregation, Comparison, Measure, ReadingState
from indicators.models import Indicator, PlannedValue, Reading
from indicators.queries import judgements
from indicators.rules import Judgement
from tests import factories as make
from tests.personas import District

MONTHS = [date(2024, number, 1) for number in range(1, 13)]
DAYS = [date(2023, 12, 31), *(month - timedelta(days=1) for month in MONTHS[1:]), date(2024, 12, 31), date(2025, 2, 1)]


@pytest.fixture
def year(district: District) -> list[Indicator]:
    """A count and a rate read in every month, one of them with a plan, and one that a verifier judges."""
    wording = {"measure": Measure.COUNT, "comparison": Comparison.AT_LEAST, "unit": "个", "target": Decimal(171)}
    count = make.make_indicator(district.part, "I101", aggregation=Aggregation.CUMULATIVE, **wording)
    words = {"comparison": Comparison.QUALITATIVE, "unit": "", "target": None}
    qualitative = make.make_indicator(district.part, "I102", **words)
    for number, month in enumerate(MONTHS, start=1):
        make.make_reading(district.indicator, month, Decimal(number) / 2)
        make.make_reading(count, month, number * 13)
        PlannedValue.objects.create(indicator=count, period=month, value=number * 12)
        verdict = {"verdict": "behind", "state": ReadingState.VERIFIED}
        Reading.objects.create(indicator=qualitative, period=month, value=None, **verdict)
    return [district.indicator, count, qualitative]


def judged(indicators: list[Indicator], day: date) -> list[Judgement]:
    found = judgements(Indicator.objects.filter(pk__in=[row.pk for row in indicators]).select_related("report"), day)
    return [found[indicator.pk] for indicator in indicators]


def spoil(indicators: list[Indicator], after: date) -> None:
    """Other values for everything that was not over on a day."""
    running = {"indicator__in": indicators, "period__gte": (after + timedelta(days=1)).replace(day=1)}
    Reading.objects.filter(**running).exclude(value=None).update(value=9999)
    Reading.objects.filter(**running, value=None).update(verdict="attained")
    PlannedValue.objects.filter(**running).update(value=1)


@pytest.mark.parametrize("day", [*DAYS, date(2024, 2, 28), date(2024, 6, 15), date(2024, 6, 29)])
def test_other_values_for_what_was_not_over_yet_change_nothing(year: list[Indicator], day: date) -> None:
    before = judged(year, day)
    spoil(year, day)
    assert judged(year, day) == before


def test_taking_away_what_came_later_changes_nothing(year: list[Indicator]) -> None:
    before = {day: judged(year, day) for day in DAYS}
    for day in reversed(DAYS):
        Reading.objects.filter(period__gt=day).delete()
        PlannedValue.objects.filter(period__gt=day).delete()
        assert judged(year, day) == before[day], day


def test_each_months_end_is_judged_by_its_own_reading(year: list[Indicator]) -> None:
    for month, day in zip(MONTHS, DAYS[1:], strict=False):
        rate, count, qualitative = judged(year, day)
        assert rate.latest.period == count.latest.period == qualitative.numbers["period"] == month
        assert count.expected == 12 * month.month
