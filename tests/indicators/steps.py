"""Steps of a reading through its services, as the reporter and the office of supervision take them."""

from datetime import date
from decimal import Decimal

from django.apps import apps

from indicators.choices import Aggregation, Comparison, Measure
from indicators.models import Indicator, Reading
from indicators.services import readings
from indicators.services.readings import Entry
from tests import factories as make
from tests.personas import District

JULY, AUGUST, SEPTEMBER = date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)


def estates_of(district: District) -> Indicator:
    """171 old estates within the year, led by the development commission and supported by the treasury."""
    wording = {"measure": Measure.COUNT, "comparison": Comparison.EXACTLY, "aggregation": Aggregation.CUMULATIVE}
    return make.make_indicator(
        district.part, "I046", lead=district.fgw, supporting=[district.czj], unit="个", target=Decimal(171), **wording
    )


def exports_of(district: District) -> Indicator:
    """An indicator for which the report names no figure."""
    words = {"comparison": Comparison.QUALITATIVE, "unit": "", "target": None, "target_text": "促稳提质"}
    return make.make_indicator(district.part, "I007", lead=district.fgw, **words)


def entered(district: District, indicator: Indicator, value: str | None, period: date = AUGUST, **more: str) -> Reading:
    figure = None if value is None else Decimal(value)
    entry = Entry(period=period, value=figure, **more)
    return readings.enter(indicator_id=indicator.pk, by=district.people.reporter, entry=entry)


def handed_in(
    district: District, indicator: Indicator, value: str | None, period: date = AUGUST, **more: str
) -> Reading:
    reading = entered(district, indicator, value, period, **more)
    return readings.submit(reading_id=reading.pk, by=district.people.reporter)


def verified(
    district: District, indicator: Indicator, value: str | None, period: date = AUGUST, **more: str
) -> Reading:
    reading = handed_in(district, indicator, value, period, **more)
    return readings.verify(reading_id=reading.pk, by=district.people.supervisor)


def held(indicator: Indicator) -> list[tuple[int, Decimal | None, str]]:
    """Revision, value and state of everything that is kept."""
    return list(indicator.readings.order_by("period", "revision").values_list("revision", "value", "state"))


def history_of(reading_id: int) -> list[tuple[str, str, Decimal | None]]:
    """What the database itself has noted, oldest first: kind of change, state, value."""
    events = apps.get_model("indicators", "ReadingEvent").objects.filter(pgh_obj_id=reading_id)
    return list(events.order_by("pgh_id").values_list("pgh_label", "state", "value"))
