"""The curve that a department plans its cumulative indicator to follow (DOMAIN §2 "planned curve")."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from accounts.models import User
from indicators.access import require_entry
from indicators.choices import Aggregation
from indicators.models import Indicator, PlannedValue
from indicators.queries.judgements import target_spec
from indicators.rules.readings import plan_fault
from indicators.rules.values import Measured
from indicators.services.locking import lock_indicator
from indicators.wording import fault_in_words


@transaction.atomic
def replace(*, indicator_id: int, by: User, values: Mapping[date, Decimal], version: int | None = None) -> Indicator:
    """Put this curve, period → year-to-date value, in the place of the present one; an empty one takes it away.

    Periods that are left out are held against the even share of the target. The curve is a part of its indicator:
    another curve is another version of that.
    Raises ``Indicator.DoesNotExist``, StaleVersion, AccessRefused, InvalidInput.
    """
    indicator = lock_indicator(indicator_id, version=version)
    require_entry(by, indicator)
    if indicator.target is None or indicator.aggregation != Aggregation.CUMULATIVE:
        raise InvalidInput(_("Only what adds up over the year follows a planned curve."), attr="values")
    curve = [Measured(period, value) for period, value in values.items()]
    if fault := plan_fault(target_spec(indicator), curve, allows_over_100=indicator.allows_over_100):
        raise InvalidInput(fault_in_words(fault), attr="values", code=fault.code)
    present = {planned.period: planned for planned in indicator.planned_values.select_for_update()}
    if {period: planned.value for period, planned in present.items()} == dict(values):
        return indicator
    indicator.planned_values.exclude(period__in=values).delete()
    for period, value in values.items():
        planned = present.get(period)
        if planned is None:
            PlannedValue.objects.create(indicator=indicator, period=period, value=value)
        elif planned.value != value:
            planned.value, planned.is_simulated = value, False
            planned.save(update_fields=["value", "is_simulated"])
    indicator.updated_at = timezone.now()
    indicator.save(update_fields=["updated_at"])
    indicator.refresh_from_db(fields=["version", "updated_at"])
    return indicator
