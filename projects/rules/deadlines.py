"""When duties fall due (DOMAIN §3)."""

from calendar import monthrange
from datetime import date

from accounts.rules.workdays import WorkdayCalendar


def progress_report_due(period: date, due_day: int, calendar: WorkdayCalendar) -> date:
    """Due date of the report on a month: its ``due_day``, moved to the working day before."""
    day = min(due_day, monthrange(period.year, period.month)[1])
    return calendar.previous_workday(period.replace(day=day))


def acknowledgement_due(assigned_on: date, workdays: int, calendar: WorkdayCalendar) -> date:
    """Until when the lead department has to acknowledge (签收)."""
    return calendar.add_workdays(assigned_on, workdays)


def reply_due(given_on: date, workdays: int, calendar: WorkdayCalendar) -> date:
    """Until when an instruction has to be answered."""
    return calendar.add_workdays(given_on, workdays)


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day: 30 November + 3 → 28 February."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
