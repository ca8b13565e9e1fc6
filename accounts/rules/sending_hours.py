"""When messages go out, how long they are tried, and when a person wants to be left alone (DOMAIN §5)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.rules.workdays import WorkdayCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SendingHours:
    """The part of a working day in which messages go out, Beijing time."""

    opens: time
    closes: time


SENDING_HOURS = SendingHours(time(8, 30), time(18, 0))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a person wants no message, by the clock of their own ``zone``; may pass midnight."""

    starts: time
    ends: time
    zone: ZoneInfo


def is_sending_time(
    moment: datetime, calendar: WorkdayCalendar, hours: SendingHours = SENDING_HOURS, *, any_hour: bool = False
) -> bool:
    """Whether messages may go out at a moment of Beijing time: working days, within the hours."""
    if not calendar.is_workday(moment.date()):
        return False
    return any_hour or hours.opens <= moment.time() < hours.closes


def end_of_trying(start: datetime, calendar: WorkdayCalendar, hours: SendingHours = SENDING_HOURS) -> datetime:
    """Until when a message is tried that failed first at ``start``: a day later, or when that working day ends.

    A message refused on a Friday evening would else be given up before anybody could try it again.
    """
    end = start + ONE_DAY
    if is_sending_time(end, calendar, hours):
        return end
    day: date = end.date() if end.time() < hours.opens else end.date() + ONE_DAY
    while not calendar.is_workday(day):
        day += ONE_DAY
    return datetime.combine(day, hours.closes, end.tzinfo)


def after_quiet_hours(
    moment: datetime, quiet: QuietHours, calendar: WorkdayCalendar, hours: SendingHours = SENDING_HOURS
) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into, on a working day in Beijing.

    Where they end on a day off, it is the first moment of the next working day's hours that is not quiet.
    ``moment`` is given in Beijing time and lies on a working day.
    """
    end = end_of_quiet_hours(moment, quiet).astimezone(moment.tzinfo)
    while not calendar.is_workday(end.date()):
        opening = datetime.combine(calendar.add_workdays(end.date(), 1), hours.opens, moment.tzinfo)
        end = end_of_quiet_hours(opening, quiet).astimezone(moment.tzinfo)
    return end


def end_of_quiet_hours(moment: datetime, quiet: QuietHours) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into, in the person's zone.

    Where the clocks are put forward over the end, the hours end an hour later by that day's clock.
    """
    local = moment.astimezone(quiet.zone)
    wraps = quiet.starts > quiet.ends
    inside = quiet.starts <= local.time() < quiet.ends
    if wraps:
        inside = local.time() >= quiet.starts or local.time() < quiet.ends
    if not inside:
        return moment
    day = local.date() + ONE_DAY if wraps and local.time() >= quiet.starts else local.date()
    return datetime.combine(day, quiet.ends, quiet.zone)
