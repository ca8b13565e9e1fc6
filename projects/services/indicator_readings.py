"""What changes an indicator's judgement, with the lights of the projects that depend on it (DOMAIN §4, rule 3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from indicators.models import Indicator, Reading
from indicators.services import plans, readings
from projects.models import Evidence, IndicatorLink
from projects.services import standing, stored_files


@transaction.atomic
def verify(*, reading_id: int, by: User, version: int | None = None, verdict: str = "") -> Reading:
    """Take a reading as true, and judge the linked projects anew. Raises what ``readings.verify`` raises."""
    reading = readings.verify(reading_id=reading_id, by=by, version=version, verdict=verdict)
    _recompute_linked(reading.indicator)
    return reading


@transaction.atomic
def discard(*, reading_id: int, by: User, version: int | None = None) -> None:
    """Throw a draft away with its files. Raises what ``readings.discard`` raises."""
    files = list(Evidence.objects.filter(reading=reading_id).values_list("stored_file_id", flat=True))
    readings.discard(reading_id=reading_id, by=by, version=version)
    stored_files.release(files)


@transaction.atomic
def plan(*, indicator_id: int, by: User, values: Mapping[date, Decimal], version: int | None = None) -> Indicator:
    """Replace the planned curve, and judge the linked projects anew. Raises what ``plans.replace`` raises."""
    indicator = plans.replace(indicator_id=indicator_id, by=by, values=values, version=version)
    _recompute_linked(indicator)
    return indicator


def _recompute_linked(indicator: Indicator) -> None:
    """Only a headline indicator that is behind turns a project amber."""
    if indicator.is_headline:
        standing.recompute(list(IndicatorLink.objects.filter(indicator=indicator).values_list("project_id", flat=True)))
