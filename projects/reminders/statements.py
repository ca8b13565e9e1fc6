"""The statements of the sweep: what is new, and what no longer applies, for one rule at a time.

Both ask the same two questions, which rows are open (``subjects``) and who hears of them
(``recipients``), so that nobody is told of what would be called off a minute later.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from projects.models import ReminderRule
from projects.queries.audiences import RECIPIENTS
from projects.reminders.anchors import Anchors
from projects.reminders.subjects import SUBJECTS

# OFFSET 0 lets the planner neither turn a look for one row into a join with all of them, which it does while
# the statistics of a fresh table say that there are none, nor list everything that is open to find a few.
# An occasion is due only if the rule has not spoken to this person about this date since: an edited rule
# and a clock put back must not tell an older occasion again. A level 1 that was postponed waits.
DUE = """
    SELECT rule.id AS rule_id, rule.subject AS duty, subject.kind, subject.id, subject.project_id,
           subject.department_id, %(region)s AS region_id, moment.due_on, moment.occasion_on,
           recipient.user_id, rule.level, 'queued'
    FROM unnest(%(anchors)s::date[], %(due_dates)s::date[], %(occasions)s::date[])
         AS moment (anchor, due_on, occasion_on)
    JOIN projects_reminderrule AS rule ON rule.id = %(rule)s
    JOIN ({subject}) AS subject ON subject.anchor = moment.anchor
    CROSS JOIN LATERAL ({recipients}) AS recipient
    WHERE NOT EXISTS (
        SELECT FROM projects_reminder AS told
        WHERE told.rule_id = rule.id AND told.subject_kind = subject.kind AND told.subject_id = subject.id
          AND told.recipient_id = recipient.user_id AND told.due_on = moment.due_on
          AND told.occasion_on >= moment.occasion_on
        OFFSET 0)
    {postponed}
"""
POSTPONED = """
    AND NOT EXISTS (
        SELECT FROM projects_reminder AS told
        JOIN accounts_notification AS message ON message.id = told.notification_id
        WHERE told.subject_kind = subject.kind AND told.subject_id = subject.id
          AND told.recipient_id = recipient.user_id AND message.postponed_until > %(today)s
        OFFSET 0)
"""
INSERT = """
    INSERT INTO projects_reminder
        (rule_id, duty, subject_kind, subject_id, project_id, department_id, region_id, due_on, occasion_on,
         recipient_id, level, state)
    {due}
    ON CONFLICT DO NOTHING
"""
UNFOUNDED = """
    WITH candidate AS (
        SELECT id FROM projects_reminder WHERE rule_id = %(rule)s AND state = 'queued'
        UNION
        SELECT id FROM projects_reminder WHERE rule_id = %(rule)s AND state = 'notified' AND level >= 3
        UNION
        SELECT told.id
        FROM accounts_delivery AS delivery
        JOIN projects_reminder AS told ON told.notification_id = delivery.notification_id
        WHERE delivery.state IN ('queued', 'retry') AND told.rule_id = %(rule)s AND told.state = 'notified')
    SELECT reminder.id
    FROM candidate JOIN projects_reminder AS reminder USING (id)
    WHERE NOT EXISTS (
          SELECT FROM ({subject}) AS subject
          JOIN unnest(%(anchors)s::date[], %(due_dates)s::date[]) AS moment (anchor, due_on)
               ON moment.anchor = subject.anchor
          CROSS JOIN LATERAL ({recipients}) AS recipient
          WHERE subject.kind = reminder.subject_kind AND subject.id = reminder.subject_id
            AND moment.due_on = reminder.due_on AND recipient.user_id = reminder.recipient_id
          OFFSET 0)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that a rule calls for; the columns of :data:`DUE`."""

    rule_id: int
    duty: str
    subject_kind: str
    subject_id: int
    project_id: int | None
    department_id: int | None
    region_id: int
    due_on: date
    occasion_on: date
    recipient_id: int
    level: int
    state: str = field(default="queued")


def queue(rule: ReminderRule, anchors: Anchors, occasions: dict[date, date], today: date) -> int:
    """Queue what a rule calls for and has not called for yet; return how many. Twice or at once is as once.

    ``occasions``: due date → the occasion on it that is due now.
    """
    moments = _moments(anchors, occasions)
    if not moments:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(due=_due(rule)), _parameters(rule, anchors, moments, today))
        return int(cursor.rowcount)


def due(rule: ReminderRule, anchors: Anchors, occasions: dict[date, date], today: date) -> list[Due]:
    """What :func:`queue` would write, without writing it."""
    moments = _moments(anchors, occasions)
    if not moments:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_due(rule), _parameters(rule, anchors, moments, today))
        return [Due(*row) for row in cursor.fetchall()]


def unfounded(rule: ReminderRule, anchors: Anchors, today: date) -> list[int]:
    """Reminders of a rule whose matter is settled or moved, or whose recipient has changed.

    Of those that have been told, only the escalated ones and those with a message still to be sent.
    """
    statement = UNFOUNDED.format(subject=SUBJECTS[rule.subject], recipients=RECIPIENTS[rule.audience])
    moments = [(anchor, due_on, due_on) for anchor, due_on in anchors.due_dates.items()]
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(rule, anchors, moments, today))
        return [row[0] for row in cursor.fetchall()]


def _moments(anchors: Anchors, occasions: dict[date, date]) -> list[tuple[date, date, date]]:
    return [(anchor, due_on, occasions[due_on]) for anchor, due_on in anchors.due_dates.items() if due_on in occasions]


def _due(rule: ReminderRule) -> str:
    postponed = POSTPONED if rule.level == 1 else ""
    return DUE.format(subject=SUBJECTS[rule.subject], recipients=RECIPIENTS[rule.audience], postponed=postponed)


def _parameters(
    rule: ReminderRule, anchors: Anchors, moments: list[tuple[date, date, date]], today: date
) -> dict[str, Any]:
    return anchors.parameters | {
        "rule": rule.pk,
        "today": today,
        "anchors": [anchor for anchor, _due_on, _on in moments],
        "due_dates": [due_on for _anchor, due_on, _on in moments],
        "occasions": [on for _anchor, _due_on, on in moments],
    }
