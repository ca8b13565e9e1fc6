"""What a user owes, most urgent first (API.md ``todo/``, CONSOLE.md "To-do"), for console and API alike.

:func:`todo` is the entry; it needs a constant number of queries. What there is to do follows from what
the role may do: departments finish milestones, acknowledge, report, measure and reply; the supervision
office reviews and decides; leaders decide long extensions. Administrators owe nothing here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts import clock
from accounts.access import Capability, may
from accounts.models import User
from projects.access import my_projects
from projects.queries import department_duties, review_duties
from projects.queries.duties import LIMIT, Duty
from projects.queries.projects import visible_to


@dataclass(frozen=True, slots=True)
class Todo:
    """The most urgent duties, at most ``LIMIT``; ``has_more`` says that there are others behind them."""

    as_of: date
    duties: list[Duty]
    has_more: bool


def todo(user: User) -> Todo:
    """The duties of a user as of the business date, by :attr:`Duty.urgency`."""
    today = clock.today()
    duties = sorted(_duties(user, today), key=lambda duty: duty.urgency)
    return Todo(as_of=today, duties=duties[:LIMIT], has_more=len(duties) > LIMIT)


def _duties(user: User, today: date) -> Iterator[Duty]:
    if may(user, Capability.FILE_PROGRESS):
        own = visible_to(user).filter(my_projects(user))
        yield from department_duties.replies(user)
        yield from department_duties.milestones(own, today)
        yield from department_duties.progress_reports(own, today)
        yield from department_duties.readings(user, today)
        if may(user, Capability.ANSWER_FOR_DEPARTMENT):
            yield from department_duties.notices(user)
            yield from department_duties.acknowledgements(own, today)
            yield from department_duties.closures(own)
            yield from department_duties.confirmations(own)
    if may(user, Capability.SUPERVISE):
        region = visible_to(user)
        yield from review_duties.progress_reports(region)
        yield from review_duties.readings(user)
        yield from review_duties.closures(region)
        yield from review_duties.extensions(region, of_leader=False)
    if may(user, Capability.LEAD):
        yield from review_duties.extensions(visible_to(user).filter(my_projects(user)), of_leader=True)
