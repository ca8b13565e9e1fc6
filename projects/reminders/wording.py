"""Reminders in the words of one recipient: single messages, and digests of several matters."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.choices import Language, NotificationKind, Role
from accounts.models import User
from accounts.notifications.queue import Group, Message
from accounts.rules.workdays import WorkdayCalendar
from projects.models import Reminder, SupervisionNotice
from projects.reminders.matters import Key, Matter
from projects.rules.reminder_texts import filled_in
from projects.services.notices import MissedDate, missed_date_of

TOLD_AT_MOST = 100
# Texts put what they are about into quotes; its own become the inner ones (GB/T 15834).
INNER_QUOTES = {ord("“"): "‘", ord("”"): "’"}
TITLE_LENGTH = 200  # of Notification.title


class Composer:
    """Words for one person; the caller has activated their language."""

    def __init__(
        self,
        person: User,
        matters: Mapping[Key, Matter],
        notices: Mapping[MissedDate, SupervisionNotice],
        calendar: WorkdayCalendar,
    ) -> None:
        self.person = person
        self.matters = matters
        self.notices = notices
        self.calendar = calendar

    def single(self, reminder: Reminder) -> Message:
        """One matter, in a message of its own."""
        matter = self._matter(reminder)
        title = _("Reminder: %(what)s") % {"what": matter.title()}
        kind, row_id = matter.about or (reminder.subject_kind, reminder.subject_id)
        return Message(
            recipient=self.person,
            kind=NotificationKind.REMINDER,
            level=reminder.level,
            title=title[:TITLE_LENGTH],
            body=self._text(reminder),
            path=matter.link(reminder.duty),
            subject_kind=kind,
            subject_id=row_id,
            occasion_on=clock.today(),
            channels=frozenset(_channels(reminder)),
            group=self._group(reminder.department_id),
            matter=_matter_key([reminder]),
        )

    def collected(self, reminders: Sequence[Reminder], kind: NotificationKind) -> Message:
        """Several matters in one message, the gravest first; what is beyond :data:`TOLD_AT_MOST` is counted."""
        count = len(reminders)
        title = ngettext("%(count)s matter needs your attention", "%(count)s matters need your attention", count)
        is_digest = kind == NotificationKind.DIGEST
        words = title % {"count": count}
        if is_digest:
            words = _("%(day)s: %(title)s") % {"day": date_format(clock.today()), "title": words}
        path = reverse("console:index") if is_digest else reverse("console:todo")
        items = [{"text": self._text(r), "path": self._matter(r).link(r.duty)} for r in reminders[:TOLD_AT_MOST]]
        if count > TOLD_AT_MOST:
            more = ngettext("and %(count)s more matter", "and %(count)s more matters", count - TOLD_AT_MOST)
            items.append({"text": more % {"count": count - TOLD_AT_MOST}, "path": path})
        return Message(
            recipient=self.person,
            kind=kind,
            level=max(reminder.level for reminder in reminders),
            title=words,
            body="\n".join(f"{number}. {item['text']}" for number, item in enumerate(items, start=1)),
            items=items,
            path=path,
            subject_kind="",
            subject_id=None,
            occasion_on=clock.today(),
            channels=frozenset(channel for reminder in reminders for channel in _channels(reminder)),
            group=self._group(None if is_digest else reminders[0].department_id),
            matter=_matter_key(reminders),
        )

    def _group(self, department_id: int | None) -> Group | None:
        if department_id is not None and self.person.department_id is not None:
            return Group(department_id=department_id)
        if self.person.role == Role.SUPERVISOR and self.person.region_id is not None:
            return Group(region_id=self.person.region_id)
        return None

    def _matter(self, reminder: Reminder) -> Matter:
        return self.matters[reminder.subject_kind, reminder.subject_id]

    def _text(self, reminder: Reminder) -> str:
        """The rule's text with its figures, or the supervisor's words with what they are about."""
        matter = self._matter(reminder)
        if reminder.manual is not None:
            return _("%(what)s: %(text)s (%(name)s, supervision office)") % {
                "what": matter.title(),
                "text": reminder.manual.text,
                "name": reminder.manual.made_by.name,
            }
        rule = reminder.rule
        assert rule is not None  # noqa: S101  (the database keeps one of both)
        text = rule.text_en if self.person.language == Language.EN and rule.text_en else rule.text_zh_hans
        notice = self.notices.get(missed_date_of(reminder))
        return filled_in(
            text,
            {
                "what": matter.title().translate(INNER_QUOTES),
                "department": reminder.department.name if reminder.department else "",
                "project": matter.project,
                "code": matter.code,
                "milestone": matter.milestone,
                "indicator": matter.indicator,
                "month": date_format(matter.month, "YEAR_MONTH_FORMAT") if matter.month else "",
                "due_on": date_format(reminder.due_on),
                "days": abs(self.calendar.workdays_between(reminder.due_on, clock.today())),
                "notice": notice.full_number if notice else "",
            },
        )


def _channels(reminder: Reminder) -> Sequence[str]:
    source = reminder.manual or reminder.rule
    return source.channels if source else ()


def _matter_key(reminders: Sequence[Reminder]) -> str:
    """What a group is told once: the same for every colleague who hears of the same occasions."""
    first = reminders[0]
    if len(reminders) == 1:
        source = f"manual-{first.manual_id}" if first.manual_id else f"{first.occasion_on}:L{first.level}"
        return f"{first.subject_kind}:{first.subject_id}:{source}"
    told = sorted((r.subject_kind, r.subject_id, str(r.occasion_on), r.level) for r in reminders)
    return f"{first.occasion_on}:{len(told)}:{sha256(repr(told).encode()).hexdigest()[:32]}"
