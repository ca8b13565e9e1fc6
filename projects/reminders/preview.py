"""Who would be told what on a day, by the very statements that the sweep sends (CONSOLE.md "Reminders")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import FIRST_LEVEL_NOT_MUTABLE, Channel
from accounts.models import ContactPreference, User
from indicators.models import WorkReport
from projects.models import Reminder, ReminderRule
from projects.reminders import statements
from projects.reminders.matters import Matter, matters_of
from projects.reminders.sweep import plan
from projects.rule_wording import rule_in_words

SHOWN = 300
EVERYBODY = statements.Only()


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """A rule in the reader's language, put into words once for all reminders that it calls for."""

    level: str
    sentence: str
    channels: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One reminder that a day would bring, as things are now; ``muted`` names channels its recipient does not want."""

    rule: ReminderRule
    said: RuleInWords
    matter: Matter
    recipient: User
    due_on: date
    occasion_on: date
    level: int
    muted: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The gravest :data:`SHOWN` of a day's reminders; ``total`` counts all. Nothing goes out on days off."""

    on: date
    is_workday: bool
    total: int
    lines: Sequence[Foreseen]


def preview(report: WorkReport, on: date, only: statements.Only = EVERYBODY) -> Preview:
    """What the rules of a report call for on a day, if nothing changes until then and nothing is sent before."""
    calendar = workday_calendar()
    if not calendar.is_workday(on):
        return Preview(on, is_workday=False, total=0, lines=[])
    is_to_come = on > clock.today()
    planned = [
        # Occasions before a day to come are told on their own days.
        (rule, anchors, {due_on: day for due_on, day in occasions.items() if day == on or not is_to_come})
        for rule, anchors, occasions in plan(report, on, calendar)
    ]
    rules: dict[int, ReminderRule] = {rule.pk: rule for rule, _anchors, _occasions in planned}
    due, total = statements.due(planned, on, most=SHOWN, only=only)
    gravest = sorted(due, key=lambda row: (-row.level, row.due_on, row.subject_id, row.recipient_id))[:SHOWN]
    people = User.objects.select_related("department").in_bulk({row.recipient_id for row in gravest})
    wishes = dict(ContactPreference.objects.filter(user__in=people).values_list("user_id", "muted_channels"))
    matters = matters_of(Reminder(subject_kind=row.subject_kind, subject_id=row.subject_id) for row in gravest)
    said = {pk: _in_words(rules[pk]) for pk in {row.rule_id for row in gravest}}
    lines = [
        Foreseen(
            rules[row.rule_id],
            said[row.rule_id],
            matters.get((row.subject_kind, row.subject_id), Matter()),
            people[row.recipient_id],
            row.due_on,
            row.occasion_on,
            row.level,
            muted_in_words(rules[row.rule_id], wishes.get(row.recipient_id, [])),
        )
        for row in gravest
    ]
    return Preview(on, is_workday=True, total=total, lines=lines)


def _in_words(rule: ReminderRule) -> RuleInWords:
    return RuleInWords(str(rule.get_level_display()), rule_in_words(rule), rule.channels_in_words)


def muted_in_words(rule: ReminderRule, muted: Sequence[str]) -> str:
    """Channels of a rule that a recipient has muted; from level 3 on wishes do not count."""
    if rule.level >= FIRST_LEVEL_NOT_MUTABLE:
        return ""
    return "、".join(str(Channel(channel).label) for channel in rule.channels if channel in muted)
