"""Queued reminders → messages in the recipient's language, written together with their deliveries.

Staff get a message per item, or one for all of them where there are many. Heads, the supervision office
and leaders get one digest a day, not a message per item (DOMAIN §5). What a supervisor says by hand is
said at once.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import NotificationKind
from accounts.heartbeats import beat
from accounts.models import Notification, Region, User
from accounts.notifications.digests import take_back, unsent_digests
from accounts.notifications.queue import Message, cancel_for_leavers, enqueue
from accounts.rules.workdays import WorkdayCalendar
from projects.choices import Audience, ReminderState
from projects.models import Reminder
from projects.reminders.matters import matters_of
from projects.reminders.sweep import call_off_unfounded, sends_now
from projects.reminders.wording import Composer
from projects.services.notices import issue_for
from projects.services.reminders import readdress_by_hand

HEARTBEAT = "compose"
RECIPIENTS_AT_ONCE = 50
SINGLES_AT_MOST = 5
DIGESTED = Q(rule__isnull=False) & ~Q(rule__audience=Audience.CONTACT_AND_REPORTER)
RECORD = """
    UPDATE projects_reminder AS reminder
    SET state = outcome.state, notification_id = outcome.notification_id
    FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(notifications)s::bigint[])
         AS outcome (id, state, notification_id)
    WHERE reminder.id = outcome.id
"""
logger = logging.getLogger(__name__)
Bundle = tuple[Message, Sequence[Reminder]]


def compose() -> int:
    """Turn what is queued into messages while sending is allowed; return how many messages.

    A recipient whose messages cannot be written is logged and does not hold up the others.
    """
    calendar = workday_calendar()
    regions = [region.pk for region in Region.objects.all() if sends_now(region, calendar)]
    call_off_unfounded()
    readdress_by_hand()
    cancel_for_leavers()
    written, last_id = 0, 0
    while regions:
        waiting = Reminder.objects.filter(state=ReminderState.QUEUED, region__in=regions, recipient__gt=last_id)
        ids = list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct()[:RECIPIENTS_AT_ONCE])
        if not ids:
            break
        last_id = ids[-1]
        written += _write_each(ids, regions, calendar)
    beat(HEARTBEAT)
    return written


def _write_each(ids: Sequence[int], regions: Sequence[int], calendar: WorkdayCalendar) -> int:
    """The messages of several people in one transaction; if that fails, of each in one of its own."""
    try:
        return _write(ids, regions, calendar)
    except Exception:
        if not connection.is_usable():
            raise  # the database is away: no message is to blame, and the next tick finds them all
        if len(ids) == 1:
            logger.exception("The messages of account %s cannot be written.", ids[0])
            return 0
        return sum(_write_each([one], regions, calendar) for one in ids)


@transaction.atomic
def _write(ids: Sequence[int], regions: Sequence[int], calendar: WorkdayCalendar) -> int:
    """Lock the recipients first, so that two workers at once neither write one message twice nor make two digests."""
    accounts = User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    people = list(accounts.filter(pk__in=ids, is_active=True).order_by("pk"))
    told_today = _had_digest(people)
    reminders = _locked(people, regions, told_today)
    matters = matters_of(reminders)
    _supersede(reminders)
    for reminder in reminders:
        if (reminder.subject_kind, reminder.subject_id) not in matters:
            reminder.state = ReminderState.CANCELLED
    valid = [reminder for reminder in reminders if reminder.state == ReminderState.QUEUED]
    notices = issue_for((r, matters[r.subject_kind, r.subject_id].title()) for r in valid)
    by_person: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in sorted(valid, key=lambda r: (-r.level, r.due_on, r.pk)):
        by_person[reminder.recipient_id].append(reminder)
    bundles: list[Bundle] = []
    for person in people:
        with translation.override(person.language):
            composer = Composer(person, matters, notices, calendar)
            bundles += _bundles(composer, by_person[person.pk], may_digest=person.pk not in told_today)
    notifications = enqueue([message for message, _told in bundles])
    for notification, (_message, told) in zip(notifications, bundles, strict=True):
        for reminder in told:
            reminder.notification = notification
            reminder.state = ReminderState.NOTIFIED
    _record(reminders)
    return len(notifications)


def _record(reminders: Sequence[Reminder]) -> None:
    """State and message of each, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD,
            {
                "ids": [reminder.pk for reminder in reminders],
                "states": [reminder.state for reminder in reminders],
                "notifications": [reminder.notification_id for reminder in reminders],
            },
        )


def _locked(people: Sequence[User], regions: Sequence[int], told_today: set[int]) -> list[Reminder]:
    """What is to be told: what is queued, and what an earlier digest holds that did not go out."""
    queued = Q(state=ReminderState.QUEUED, region__in=regions, recipient__in=people)
    due = Reminder.objects.filter(queued, DIGESTED).exclude(recipient__in=told_today).values("recipient")
    unsent = unsent_digests(User.objects.filter(pk__in=due))
    # Locked in order of id, as those who call reminders off do.
    reminders = list(
        Reminder.objects.select_for_update(of=("self",))
        .select_related("rule", "manual__made_by", "department")
        .filter(queued | Q(state=ReminderState.NOTIFIED, notification__in=unsent))
        .order_by("pk")
    )
    taken_back = take_back(unsent) if unsent else set()
    for reminder in reminders:
        if reminder.notification_id in taken_back:
            reminder.state = ReminderState.QUEUED
    return [reminder for reminder in reminders if reminder.state == ReminderState.QUEUED]


def _bundles(composer: Composer, reminders: Sequence[Reminder], *, may_digest: bool) -> Iterable[Bundle]:
    """Which reminders of one person go into which message; what may not go yet is left out."""
    by_hand = [reminder for reminder in reminders if reminder.manual is not None]
    of_rules = [reminder for reminder in reminders if reminder.rule is not None]
    singles = [r for r in of_rules if r.rule and r.rule.audience == Audience.CONTACT_AND_REPORTER]
    digested = [r for r in of_rules if r.rule and r.rule.audience != Audience.CONTACT_AND_REPORTER]
    if len(singles) > SINGLES_AT_MOST:
        yield composer.collected(singles, NotificationKind.REMINDER), singles
        singles = []
    for reminder in [*by_hand, *singles]:
        yield composer.single(reminder), [reminder]
    if digested and may_digest:
        yield composer.collected(digested, NotificationKind.DIGEST), digested


def _had_digest(people: Sequence[User]) -> set[int]:
    """Who has had the day's digest; one of a day to come counts, for the case that a clock was put back."""
    digests = Notification.objects.filter(
        recipient__in=people, kind=NotificationKind.DIGEST, occasion_on__gte=clock.today()
    )
    return set(digests.values_list("recipient_id", flat=True))


def _supersede(reminders: Sequence[Reminder]) -> None:
    """Of several waiting reminders of one matter to one person the gravest stands for all, and of those the newest.

    What was said by hand stays.
    """
    standing: dict[tuple[int, str, str, int], Reminder] = {}
    of_rules = [reminder for reminder in reminders if reminder.manual_id is None]
    for reminder in sorted(of_rules, key=lambda r: (r.level, r.occasion_on, r.pk)):
        key = (reminder.recipient_id, reminder.duty, reminder.subject_kind, reminder.subject_id)
        if key in standing:
            standing[key].state = ReminderState.SUPERSEDED
        standing[key] = reminder
