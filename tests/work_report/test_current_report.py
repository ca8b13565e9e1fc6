"""Which report is a region's current one after a load."""

from datetime import date

import pytest

from indicators.choices import WorkReportKind
from indicators.models import WorkReport
from tests import factories as make
from tests.loading import load

pytestmark = pytest.mark.django_db


def test_a_later_year_s_report_becomes_current_and_other_lists_stay_so() -> None:
    region = make.make_region()
    earlier = make.make_report(region, 2023)
    livelihood = make.make_report(region, 2025, kind=WorkReportKind.LIVELIHOOD, adopted_on=date(2025, 1, 10))
    load()
    earlier.refresh_from_db()
    livelihood.refresh_from_db()
    assert not earlier.is_current
    assert livelihood.is_current
    assert WorkReport.objects.get(year=2024).is_current


def test_an_earlier_year_s_report_does_not_replace_the_current_one() -> None:
    later = make.make_report(make.make_region(), 2025)
    load()
    later.refresh_from_db()
    assert later.is_current
    assert not WorkReport.objects.get(year=2024).is_current
