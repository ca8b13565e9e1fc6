"""Taking an indicator for a change: readings of one indicator are judged together, so they change one at a time.

Every service locks the indicator first, then its readings, then projects; several indicators in order of id.
The lock lets others refer to the indicator meanwhile (``no_key``): a project may be linked to it.
"""

from collections.abc import Collection

from accounts.errors import StaleVersion
from indicators.models import Indicator, Reading


def lock_indicator(indicator_id: int, *, version: int | None = None) -> Indicator:
    """Lock one indicator and return it with its report. Raises ``Indicator.DoesNotExist`` or StaleVersion."""
    locked = Indicator.objects.select_for_update(of=("self",), no_key=True).select_related("report")
    indicator = locked.get(pk=indicator_id)
    if version is not None and indicator.version != version:
        raise StaleVersion(current_version=indicator.version)
    return indicator


def lock_indicators(indicator_ids: Collection[int]) -> dict[int, Indicator]:
    """Lock several indicators, in order of id; those that do not exist are left out."""
    locked = Indicator.objects.select_for_update(of=("self",), no_key=True).select_related("report")
    return {indicator.pk: indicator for indicator in locked.filter(pk__in=indicator_ids).order_by("pk")}


def lock_reading(reading_id: int, *, version: int | None = None) -> Reading:
    """Lock a reading after its indicator; ``reading.indicator`` is the locked one.

    Raises ``Reading.DoesNotExist`` or StaleVersion.
    """
    indicator = lock_indicator(Reading.objects.values_list("indicator_id", flat=True).get(pk=reading_id))
    reading = Reading.objects.select_for_update(of=("self",)).get(pk=reading_id)
    reading.indicator = indicator
    if version is not None and reading.version != version:
        raise StaleVersion(current_version=reading.version)
    return reading
