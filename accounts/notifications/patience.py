"""How long and how often a message is tried again (DOMAIN §5)."""

from datetime import datetime, timedelta
from random import SystemRandom

from accounts.calendar import workday_calendar
from accounts.clock import BEIJING
from accounts.models import Delivery, Region
from accounts.rules.sending_hours import SENDING_HOURS, end_of_trying

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=2)
# A server that is back is to be noticed soon; what it has missed is no message's fault.
LONGEST_RETRY_WHILE_AWAY = timedelta(minutes=5)
_random = SystemRandom()


class Patience:
    """Read once for many messages (two queries)."""

    def __init__(self) -> None:
        self._calendar = workday_calendar()
        self._hours = {region.pk: region.sending_hours for region in Region.objects.all()}

    def end(self, delivery: Delivery, now: datetime) -> datetime:
        """Until when a message is tried; counted from its first failed attempt, however long it had waited."""
        hours = self._hours.get(delivery.notification.recipient.region_id or 0, SENDING_HOURS)
        return delivery.expires_at or end_of_trying(now.astimezone(BEIJING), self._calendar, hours)


def pause_after(attempts: int, *, is_away: bool = False) -> timedelta:
    """Twice as long each time, give or take a fifth."""
    longest = LONGEST_RETRY_WHILE_AWAY if is_away else LONGEST_RETRY
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_RETRY * (1 << doublings), longest) * _random.uniform(0.8, 1.2)
