"""The state of the system for its operator: each part with a word, a figure, and what to do (CONSOLE.md "System")."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.calendar import years_to_know, years_without_holidays
from accounts.choices import Channel
from accounts.console import site
from accounts.console.reader import reader
from accounts.models import Holiday
from accounts.notifications.deliver import HEARTBEAT as SENDER
from accounts.rules.workdays import unannounced_years
from config.health import broker_answers, database_answers, migrations_are_applied
from config.version import version
from projects.queries.operations import Queue, heartbeats, last_judgement, queues, reminders_queued
from projects.queries.reminding import SWEEP, sender_is_late, sweep_is_late

READERS = (Capability.CONFIGURE, Capability.SUPERVISE)
COMPOSE = "compose"
LATE_SECONDS, VERY_LATE_SECONDS = 120, 600
LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 200 * 1024**2


class State(StrEnum):
    """How a part of the system is."""

    OK = "ok"
    ATTENTION = "attention"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system: how it is, its figure, what to do about it, and where to look."""

    name: str
    state: State
    figure: str
    advice: str = ""
    link: str = ""


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """All parts, those that need somebody first."""
    require(reader(request), *READERS)
    order = [State.FAULT, State.ATTENTION, State.OK]
    parts = sorted(_parts(), key=lambda part: order.index(part.state))
    worst = parts[0].state
    context = {
        **site.each_context(request),
        "title": _("State of the system"),
        "parts": parts,
        "worst": worst,
        "version": version(),
        "at": timezone.localtime(),
    }
    return TemplateResponse(request, "console/health.html", context)


def _parts() -> Iterator[Part]:
    yield from _servers()
    yield from _work_that_runs_by_itself()
    for queue in queues():
        yield _channel(queue)
    yield _storage()
    yield from _calendar()


def _servers() -> Iterator[Part]:
    checks: tuple[tuple[str, Callable[[], bool], str], ...] = (
        (_("database"), database_answers, _("Start PostgreSQL; see the address in DATABASE_URL.")),
        (
            _("broker"),
            broker_answers,
            _("Start Redis; see the address in REDIS_URL. Messages wait in the database meanwhile."),
        ),
        (_("structure of the database"), migrations_are_applied, _("Run manage.py migrate with this version.")),
    )
    for name, check, advice in checks:
        is_fine = check()
        yield Part(
            name,
            State.OK if is_fine else State.FAULT,
            pgettext("a server", "answers") if is_fine else _("does not answer as it should"),
            "" if is_fine else advice,
        )


def _work_that_runs_by_itself() -> Iterator[Part]:
    beats = heartbeats()
    start = _("Start the worker and the timer (docs/reminders.md).")
    yield _beating(_("looking for what is due"), beats.get(SWEEP), is_late=sweep_is_late(), advice=start)
    yield _beating(_("sending"), beats.get(SENDER), is_late=sender_is_late(), advice=start)
    queued = reminders_queued()
    words = ngettext("%(count)s reminder to be written", "%(count)s reminders to be written", queued) % {
        "count": queued
    }
    yield Part(
        _("writing messages"),
        State.OK if COMPOSE in beats or not queued else State.ATTENTION,
        f"{words}；{_age(beats.get(COMPOSE))}",
    )
    judged = last_judgement(clock.today())
    if judged.last_on is None:
        yield Part(_("nightly judgement"), State.OK, _("no project is assigned yet"))
        return
    yield Part(
        _("nightly judgement"),
        State.ATTENTION if judged.outdated else State.OK,
        _("last on %(day)s; %(count)s projects as of an earlier day")
        % {"day": date_format(judged.last_on), "count": judged.outdated},
        _("It runs at 00:10; start the worker and the timer.") if judged.outdated else "",
    )


def _beating(name: str, beaten_at: datetime | None, *, is_late: bool, advice: str) -> Part:
    return Part(name, State.FAULT if is_late else State.OK, _age(beaten_at), advice if is_late else "")


def _age(beaten_at: datetime | None) -> str:
    return _("%(age)s ago") % {"age": timesince(beaten_at)} if beaten_at else _("never yet")


def _channel(queue: Queue) -> Part:
    age = queue.oldest_unsent or 0.0
    state = (
        State.FAULT
        if age > VERY_LATE_SECONDS
        else State.ATTENTION
        if age > LATE_SECONDS or queue.failed_last_day
        else State.OK
    )
    figure = _("%(waiting)s waiting, the oldest for %(seconds)s s; within a day %(sent)s sent, %(failed)s failed") % {
        "waiting": queue.waiting,
        "seconds": round(age),
        "sent": queue.sent_last_day,
        "failed": queue.failed_last_day,
    }
    advice = ""
    if age > LATE_SECONDS:
        advice = _("Try the channel with a test message; is its worker running?")
    elif queue.failed_last_day:
        advice = _("See why, mend the address, and send again.")
    link = f"{reverse('console:accounts_delivery_changelist')}?channel__exact={queue.channel}"
    return Part(str(Channel(queue.channel).label), state, figure, advice, link)


def _storage() -> Part:
    name = _("storage of evidence")
    if settings.EVIDENCE_S3_BUCKET:
        return Part(
            name,
            State.OK,
            _("bucket %(name)s; its space is watched where it is kept") % {"name": settings.EVIDENCE_S3_BUCKET},
        )
    try:
        free = shutil.disk_usage(settings.EVIDENCE_FOLDER).free
    except OSError:
        return Part(
            name,
            State.FAULT,
            _("the folder cannot be read"),
            _("Make the folder of EVIDENCE_FOLDER and let the service write to it."),
        )
    state = State.FAULT if free < NO_SPACE else State.ATTENTION if free < LITTLE_SPACE else State.OK
    return Part(
        name,
        state,
        _("%(size)s free") % {"size": filesizeformat(free)},
        _("Make room or move the folder to a larger disk.") if state != State.OK else "",
    )


def _calendar() -> Iterator[Part]:
    this_year = clock.today().year
    needed, missing = years_to_know(clock.today()), years_without_holidays()
    unannounced = unannounced_years([this_year, this_year + 1])
    entered = (
        set(Holiday.objects.filter(day__year__in=unannounced).values_list("day__year", flat=True))
        if unannounced
        else set()
    )
    for year in (this_year, this_year + 1):
        yield _holidays(
            year, is_known=year not in unannounced or year in entered, is_needed=year in needed and year in missing
        )


def _holidays(year: int, *, is_known: bool, is_needed: bool) -> Part:
    name = _("holidays of %(year)s") % {"year": year}
    link = f"{reverse('console:holidays')}?year={year}"
    if is_known:
        return Part(name, State.OK, _("known"), link=link)
    words = _("not known yet; Monday to Friday are taken to be working days")
    advice = (
        _("Enter the State Council's notice as holidays, or update the package “holidays”.")
        if is_needed
        else _("The State Council announces it in autumn; nothing to do before.")
    )
    return Part(name, State.ATTENTION if is_needed else State.OK, words, advice, link)


site.add_page("health/", health_page, "health")
