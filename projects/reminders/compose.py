"""Queued reminders → messages in the recipient's language, written together with their deliveries.

Staff get a message per item. Heads, the supervision office and leaders get one digest a day, not a
message per item (DOMAIN §5).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from string import Template

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.choices import Language, NotificationKind
from accounts.models import Notification, User
from accounts.notifications.queue import Message, enqueue
from projects.choices import WORKING_STAGES, Audience, ReminderState, ReminderSubject, Stage
from projects.models import Milestone, Reminder
from projects.queries.calendar import workday_calendar
from projects.reminders.policy import is_sending_time
from projects.rules.workdays import WorkdayCalendar

RECIPIENTS_AT_ONCE = 50
TITLE_LENGTH = 200  # of Notification.title


def compose() -> int:
    """Turn what is queued into messages while sending is allowed; return how many messages.

    A recipient is locked while their messages are written, so that two workers at once neither write
    one twice nor make two digests.
    """
    calendar = workday_calendar()
    if not is_sending_time(clock.now(), calendar, any_hour=settings.DEMONSTRATION):
        return 0
    written, last_id = 0, 0
    while True:
        with transaction.atomic():
            queued = Reminder.objects.filter(state=ReminderState.QUEUED, recipient__gt=last_id).values("recipient")
            people = list(
                User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
                .filter(pk__in=queued)
                .order_by("pk")[:RECIPIENTS_AT_ONCE]
            )
            if not people:
                return written
            last_id = people[-1].pk
            written += _write(people, calendar)


def _write(people: Sequence[User], calendar: WorkdayCalendar) -> int:
    reminders = list(
        Reminder.objects.select_for_update(of=("self",))
        .select_related("rule", "project")
        .filter(state=ReminderState.QUEUED, recipient__in=people)
        .order_by("recipient", "-level", "due_on", "id")
    )
    milestones = Milestone.objects.in_bulk(
        {reminder.subject_id for reminder in reminders if reminder.subject_kind == ReminderSubject.MILESTONE}
    )
    valid = _without_settled(_newest_only(reminders), milestones)
    digested = set(
        Notification.objects.filter(
            recipient__in=people, kind=NotificationKind.DIGEST, occasion_on=clock.today()
        ).values_list("recipient_id", flat=True)
    )
    by_person: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in valid:
        by_person[reminder.recipient_id].append(reminder)
    bundles: list[tuple[Message, list[Reminder]]] = []
    for person in people:
        with translation.override(person.language):
            composer = _Composer(person, milestones, calendar)
            own = by_person[person.pk]
            bundles += [(composer.single(r), [r]) for r in own if r.rule.audience == Audience.CONTACT_AND_REPORTER]
            collected = [r for r in own if r.rule.audience != Audience.CONTACT_AND_REPORTER]
            if collected and person.pk not in digested:
                bundles.append((composer.digest(collected), collected))
    notifications = enqueue([message for message, _reminders in bundles])
    for notification, (_message, told) in zip(notifications, bundles, strict=True):
        for reminder in told:
            reminder.notification = notification
            reminder.state = ReminderState.NOTIFIED
    Reminder.objects.bulk_update(reminders, ["state", "notification"], batch_size=500)
    return len(notifications)


def _newest_only(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Of several waiting reminders of one matter to one person keep the newest; the others are cancelled."""
    newest: dict[tuple[int, str, int], Reminder] = {}
    for reminder in sorted(reminders, key=lambda r: (r.occasion_on, r.level, r.pk)):
        key = (reminder.recipient_id, reminder.subject_kind, reminder.subject_id)
        if key in newest:
            newest[key].state = ReminderState.CANCELLED
        newest[key] = reminder
    return [reminder for reminder in reminders if reminder.state == ReminderState.QUEUED]


def _without_settled(reminders: Iterable[Reminder], milestones: dict[int, Milestone]) -> list[Reminder]:
    """Leave out, and cancel, what was settled after the sweep had seen it open."""
    valid = []
    for reminder in reminders:
        if _is_open(reminder, milestones):
            valid.append(reminder)
        else:
            reminder.state = ReminderState.CANCELLED
    return valid


def _is_open(reminder: Reminder, milestones: dict[int, Milestone]) -> bool:
    stage = reminder.project.stage if reminder.project else None
    if reminder.subject_kind == ReminderSubject.ACKNOWLEDGEMENT:
        return stage == Stage.ASSIGNED
    milestone = milestones.get(reminder.subject_id)
    if milestone is None or milestone.completed_on or milestone.waived_on or milestone.due_on != reminder.due_on:
        return False
    return stage in WORKING_STAGES


class _Composer:
    """Words for one person; the caller has activated their language."""

    def __init__(self, person: User, milestones: dict[int, Milestone], calendar: WorkdayCalendar) -> None:
        self.person = person
        self.milestones = milestones
        self.calendar = calendar

    def single(self, reminder: Reminder) -> Message:
        """One matter."""
        title = _("Reminder: %(what)s") % {"what": self._subject(reminder)}
        return Message(
            recipient=self.person,
            kind=NotificationKind.REMINDER,
            level=reminder.level,
            title=title[:TITLE_LENGTH],
            body=self._text(reminder),
            path=reverse("console:projects_project_change", args=[reminder.project_id]),
            subject_kind="project",
            subject_id=reminder.project_id,
            occasion_on=clock.today(),
            channels=frozenset(reminder.rule.channels),
        )

    def digest(self, reminders: Sequence[Reminder]) -> Message:
        """All matters of the day, the gravest first."""
        count = len(reminders)
        title = ngettext("%(count)s matter needs your attention", "%(count)s matters need your attention", count)
        lines = [f"{number}. {self._text(reminder)}" for number, reminder in enumerate(reminders, start=1)]
        return Message(
            recipient=self.person,
            kind=NotificationKind.DIGEST,
            level=max(reminder.level for reminder in reminders),
            title=title % {"count": count},
            body="\n".join(lines),
            path=reverse("console:index"),
            subject_kind="",
            subject_id=None,
            occasion_on=clock.today(),
            channels=frozenset(channel for reminder in reminders for channel in reminder.rule.channels),
        )

    def _subject(self, reminder: Reminder) -> str:
        milestone = self.milestones.get(reminder.subject_id)
        project = reminder.project.name if reminder.project else ""
        if reminder.subject_kind == ReminderSubject.MILESTONE and milestone:
            return f"{project} · {milestone.title}"
        return project

    def _text(self, reminder: Reminder) -> str:
        """The rule's text with its figures; a placeholder that it does not know stays as it is."""
        rule, milestone = reminder.rule, self.milestones.get(reminder.subject_id)
        text = rule.text_en if self.person.language == Language.EN and rule.text_en else rule.text_zh_hans
        return Template(text).safe_substitute(
            project=reminder.project.name if reminder.project else "",
            code=reminder.project.code if reminder.project else "",
            milestone=milestone.title if milestone else "",
            due_on=date_format(reminder.due_on),
            days=self.calendar.workdays_between(reminder.due_on, clock.today()),
        )
