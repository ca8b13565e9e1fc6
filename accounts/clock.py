"""The one clock of the product.

Rules, services and queries take the date from here and nowhere else, because the shipped report is
of 2024: in demonstration mode the *business date* is fixed by the BUSINESS_DATE setting while
instants (who clicked when) stay real.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

BEIJING = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The business date in Asia/Shanghai."""
    if settings.BUSINESS_DATE is not None:
        return settings.BUSINESS_DATE
    return timezone.localdate(timezone=BEIJING)


def now() -> datetime:
    """The business instant: today's business date at the real time of day."""
    moment = timezone.localtime(timezone=BEIJING)
    return datetime.combine(today(), moment.time(), tzinfo=BEIJING)


def start_of(day: date) -> datetime:
    """Midnight in Asia/Shanghai at which ``day`` begins."""
    return datetime.combine(day, time.min, tzinfo=BEIJING)
