"""A reminder rule as a sentence, made from its fields: what, when, who."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.choices import ReminderSubject

if TYPE_CHECKING:
    from projects.models import ReminderRule  # a rule is called by this sentence, hence it imports this module

DECIDED = frozenset({ReminderSubject.EXTENSION_DECISION, ReminderSubject.REVIEW, ReminderSubject.CLOSURE})


def rule_in_words(rule: "ReminderRule") -> str:
    """For example “Milestone: 3 working days before the date, contact and reporters of the lead department”."""
    return _("%(what)s: %(when)s, %(who)s") % {
        "what": rule.get_subject_display(),
        "when": when_in_words(rule),
        "who": rule.get_audience_display(),
    }


def when_in_words(rule: "ReminderRule") -> str:
    """The days on which a rule speaks, relative to the date, or to the day since which a decision waits."""
    first = _first(rule.offset_workdays, waits=rule.subject in DECIDED)
    if not rule.repeat_workdays:
        return first
    again = ngettext("then every working day", "then every %(days)s working days", rule.repeat_workdays)
    return _("%(first)s, %(again)s") % {"first": first, "again": again % {"days": rule.repeat_workdays}}


def _first(offset: int, *, waits: bool) -> str:
    days = abs(offset)
    if offset == 0:
        return _("on the day it begins to wait") if waits else _("on the due date")
    if waits:
        text = ngettext("after %(days)s working day of waiting", "after %(days)s working days of waiting", days)
    elif offset < 0:
        text = ngettext("%(days)s working day before the date", "%(days)s working days before the date", days)
    else:
        text = ngettext("%(days)s working day after the date", "%(days)s working days after the date", days)
    return text % {"days": days}
