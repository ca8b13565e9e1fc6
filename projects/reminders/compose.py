"""Queued reminders → messages in the recipient's language, written together with their deliveries.

Staff get a message per item, or one for all of them where there are many. Heads, the supervision office
and leaders get one digest a day, not a message per item (DOMAIN §5). What a supervisor says by hand is
said at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import NotificationKind
from accounts.models import Notification, Region, User
from accounts.notifications.queue import Message, enqueue
from accounts.rules.sending_hours import is_sending_time
from accounts.rules.workdays import WorkdayCalendar
from projects.choices import Audience, ReminderState
from projects.models import Reminder
from projects.reminders.matters import matters_of
from projects.reminders.sweep import call_off_unfounded
from projects.reminders.wording import Composer
from projects.services.notices import issue_for

RECIPIENTS_AT_ONCE = 50
SINGLES_AT_MOST = 5
Bundle = tuple[Message, Sequence[Reminder]]


def compose() -> int:
    """Turn what is queued into messages while sending is allowed; return how many messages.

    A recipient is locked while their messages are written, so that two workers at once neither write
    one twice nor make two digests.
    """
    calendar = workday_calendar()
    call_off_unfounded()
    regions = _regions_open(calendar)
    written, last_id = 0, 0
    while regions:
        with transaction.atomic():
            waiting = Reminder.objects.filter(
                state=ReminderState.QUEUED, region__in=regions, recipient__gt=last_id
            ).values("recipient")
            people = list(
                User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
                .filter(pk__in=waiting)
                .order_by("pk")[:RECIPIENTS_AT_ONCE]
            )
            if not people:
                break
            last_id = people[-1].pk
            written += _write(people, regions, calendar)
    return written


def _regions_open(calendar: WorkdayCalendar) -> list[int]:
    now = clock.now()
    return [
        region.pk
        for region in Region.objects.all()
        if is_sending_time(now, calendar, region.sending_hours, any_hour=settings.DEMONSTRATION)
    ]


def _write(people: Sequence[User], regions: Sequence[int], calendar: WorkdayCalendar) -> int:
    # Locked in order of id, as those who call reminders off do.
    reminders = list(
        Reminder.objects.select_for_update(of=("self",))
        .select_related("rule", "manual__made_by", "department")
        .filter(state=ReminderState.QUEUED, region__in=regions, recipient__in=people)
        .order_by("pk")
    )
    matters = matters_of(reminders)
    _cancel_older(reminders)
    for reminder in reminders:
        if (reminder.subject_kind, reminder.subject_id) not in matters:
            reminder.state = ReminderState.CANCELLED
    valid = [reminder for reminder in reminders if reminder.state == ReminderState.QUEUED]
    notices = issue_for((r, matters[r.subject_kind, r.subject_id].title()) for r in valid)
    told_today = _had_digest(people)
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
    Reminder.objects.bulk_update(reminders, ["state", "notification"], batch_size=500)
    return len(notifications)


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


def _cancel_older(reminders: Sequence[Reminder]) -> None:
    """Of several waiting reminders of one matter to one person keep the newest; what was said by hand stays."""
    newest: dict[tuple[int, str, str, int], Reminder] = {}
    of_rules = [reminder for reminder in reminders if reminder.manual_id is None]
    for reminder in sorted(of_rules, key=lambda r: (r.occasion_on, r.level, r.pk)):
        key = (reminder.recipient_id, reminder.duty, reminder.subject_kind, reminder.subject_id)
        if key in newest:
            newest[key].state = ReminderState.CANCELLED
        newest[key] = reminder
