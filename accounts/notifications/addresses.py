"""Where a message goes: the recipient's addresses by their wishes, and the robots that hear it, too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.calendar import workday_calendar
from accounts.choices import FIRST_LEVEL_NOT_MUTABLE, Channel
from accounts.clock import BEIJING
from accounts.models import ContactPreference, Delivery, Endpoint, Notification, Region
from accounts.notifications.channels import sms_is_configured
from accounts.rules.sending_hours import SENDING_HOURS, SendingHours, after_quiet_hours
from accounts.rules.workdays import WorkdayCalendar

if TYPE_CHECKING:
    from accounts.notifications.queue import Message


@dataclass(frozen=True)
class AddressBook:
    """Everything that decides on the deliveries of some messages, read at once (four queries at most)."""

    now: datetime
    preferences: Mapping[int, ContactPreference]
    personal_endpoints: Mapping[int, Sequence[Endpoint]]
    group_endpoints: Mapping[tuple[int | None, int | None], Sequence[Endpoint]]
    hours: Mapping[int | None, SendingHours]
    calendar: WorkdayCalendar

    @classmethod
    def of(cls, messages: Sequence["Message"], now: datetime) -> "AddressBook":
        """The book for these messages as of a moment."""
        people = {message.recipient.pk for message in messages}
        personal: dict[int, list[Endpoint]] = defaultdict(list)
        shared: dict[tuple[int | None, int | None], list[Endpoint]] = defaultdict(list)
        if any(Channel.WEBHOOK in message.channels for message in messages):
            for endpoint in Endpoint.objects.filter(is_active=True).order_by("pk"):
                if endpoint.user_id is not None:
                    personal[endpoint.user_id].append(endpoint)
                elif endpoint.department_id is not None:
                    shared[endpoint.department_id, None].append(endpoint)
                else:
                    shared[None, endpoint.region_id].append(endpoint)
        return cls(
            now=now.astimezone(BEIJING),
            preferences={row.user_id: row for row in ContactPreference.objects.filter(user__in=people)},
            personal_endpoints=personal,
            group_endpoints=shared,
            hours={region.pk: region.sending_hours for region in Region.objects.all()},
            calendar=workday_calendar(),
        )

    def personal(self, message: "Message", notification: Notification) -> Iterator[Delivery]:
        """Deliveries to the recipient's own addresses."""
        start = self._start(message)
        for channel, address in self._addresses(message):
            yield self._delivery(notification, channel, start, address=address)
        if self._is_wanted(message, Channel.WEBHOOK):
            for endpoint in self.personal_endpoints.get(message.recipient.pk, ()):
                yield self._delivery(notification, Channel.WEBHOOK, start, endpoint=endpoint)

    def shared(self, message: "Message", notification: Notification) -> Iterator[Delivery]:
        """Deliveries to the robots of the recipient's group; those hear at once, whatever one member wishes."""
        if message.group is None or Channel.WEBHOOK not in message.channels:
            return
        key = (message.group.department_id, message.group.region_id)
        for endpoint in self.group_endpoints.get(key, ()):
            yield self._delivery(notification, Channel.WEBHOOK, self.now, endpoint=endpoint, matter=message.matter)

    def _addresses(self, message: "Message") -> Iterable[tuple[str, str]]:
        person = message.recipient
        if person.email and self._is_wanted(message, Channel.EMAIL):
            yield Channel.EMAIL, person.email
        if person.phone and self._is_wanted(message, Channel.SMS) and sms_is_configured():
            yield Channel.SMS, person.phone

    def _is_wanted(self, message: "Message", channel: Channel) -> bool:
        if channel not in message.channels:
            return False
        preference = self.preferences.get(message.recipient.pk)
        is_muted = preference is not None and channel in preference.muted_channels
        return not is_muted or message.level >= FIRST_LEVEL_NOT_MUTABLE

    def _start(self, message: "Message") -> datetime:
        preference = self.preferences.get(message.recipient.pk)
        quiet = preference.quiet_hours if preference else None
        if quiet is None or message.level >= FIRST_LEVEL_NOT_MUTABLE:
            return self.now
        hours = self.hours.get(message.recipient.region_id, SENDING_HOURS)
        return after_quiet_hours(self.now, quiet, self.calendar, hours).astimezone(BEIJING)

    def _delivery(
        self,
        notification: Notification,
        channel: str,
        start: datetime,
        *,
        address: str = "",
        endpoint: Endpoint | None = None,
        matter: str = "",
    ) -> Delivery:
        return Delivery(
            notification=notification,
            channel=channel,
            address=address,
            endpoint=endpoint,
            matter=matter,
            next_attempt_at=start,
            # Quiet hours are a person's own: they end by that person's clock, not by Beijing's offices.
            at_any_hour=start > self.now,
            created_at=self.now,
        )
