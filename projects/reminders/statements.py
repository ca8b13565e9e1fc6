"""The statements of the sweep: what is new, and what no longer applies, for one rule at a time.

Both ask the same two questions, which rows are open (``subjects``) and who hears of them
(``recipients``), so that nobody is told of what would be called off a minute later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from projects.models import ReminderRule
from projects.queries.audiences import RECIPIENTS
from projects.reminders.anchors import Anchors, composed
from projects.reminders.subjects import SUBJECTS

# OFFSET 0 lets the planner neither turn a look for one row into a join with all of them, which it does while
# the statistics of a fresh table say that there are none, nor list everything that is open to find a few.
# An occasion is due only if the rule has not spoken to this person about this date since: an edited rule
# and a clock put back must not tell an older occasion again. What was called off has not been told, if it was
# queued only, or is an escalation that begins anew because the matter is open again.
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
          AND NOT (told.state = 'cancelled' AND (told.notification_id IS NULL OR told.level >= 3))
        OFFSET 0)
    {postponed}
"""
# A level 1 that was postponed waits.
POSTPONED = """
    AND NOT EXISTS (
        SELECT FROM projects_reminder AS told
        JOIN accounts_notification AS message ON message.id = told.notification_id
        WHERE told.subject_kind = subject.kind AND told.subject_id = subject.id
          AND told.recipient_id = recipient.user_id AND message.postponed_until > %(today)s
        OFFSET 0)
"""
# The one row of an occasion that was called off is queued again; any other is left as it is.
INSERT = """
    INSERT INTO projects_reminder AS present
        (rule_id, duty, subject_kind, subject_id, project_id, department_id, region_id, due_on, occasion_on,
         recipient_id, level, state)
    {due}
    ON CONFLICT (rule_id, subject_kind, subject_id, occasion_on, recipient_id) DO UPDATE
    SET state = 'queued', notification_id = NULL, department_id = excluded.department_id, due_on = excluded.due_on
    WHERE present.state = 'cancelled'
"""
# The gravest of a rule, with the count of all.
GRAVEST = """
    SELECT due.*, count(*) OVER ()
    FROM ({due}) AS due
    WHERE (%(of_department)s::bigint IS NULL OR due.department_id = %(of_department)s)
      AND (%(people)s::bigint[] IS NULL OR due.user_id = ANY(%(people)s::bigint[]))
    ORDER BY due.due_on, due.id, due.user_id
    LIMIT %(most)s
"""
UNSENT = "SELECT DISTINCT notification_id FROM accounts_delivery WHERE state IN ('queued', 'retry')"
# What may have to be called off: of what was told, only escalations and what is still to be sent. The messages
# are given as an array: statistics from a minute ago know of no unsent ones, and make a join compare all with all.
STANDING = """
    SELECT rule_id, array_agg(id) FROM (
        SELECT rule_id, id FROM projects_reminder WHERE state = 'queued'
        UNION
        SELECT rule_id, id FROM projects_reminder WHERE state = 'notified' AND level >= 3
        UNION
        SELECT rule_id, id FROM projects_reminder
        WHERE notification_id = ANY(%(unsent)s::bigint[]) AND state = 'notified') AS standing
    WHERE rule_id IS NOT NULL
    GROUP BY rule_id
"""
UNFOUNDED = """
    SELECT reminder.id
    FROM projects_reminder AS reminder
    WHERE reminder.id = ANY(%(standing)s) AND NOT EXISTS (
          SELECT FROM ({subject}) AS subject
          JOIN unnest(%(anchors)s::date[], %(due_dates)s::date[]) AS moment (anchor, due_on)
               ON moment.anchor = subject.anchor
          CROSS JOIN LATERAL ({recipients}) AS recipient
          WHERE subject.kind = reminder.subject_kind AND subject.id = reminder.subject_id
            AND moment.due_on = reminder.due_on AND recipient.user_id = reminder.recipient_id
          OFFSET 0)
"""


# A rule, the anchors of its duty, and by due date the occasion that is due.
Planned = tuple[ReminderRule, Anchors, dict[date, date]]


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


@dataclass(frozen=True, slots=True)
class Only:
    """Whose reminders are asked for: about a department's matters, to some people; None is everybody's."""

    department_id: int | None = None
    people: list[int] | None = None


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


def due(plan: Iterable[Planned], today: date, *, most: int, only: Only) -> tuple[list[Due], int]:
    """What :func:`queue` would write for several rules, without writing it, in one statement.

    Of each rule the ``most`` that are due longest; and how many there are in all.
    """
    wanted = {"most": most, "of_department": only.department_id, "people": only.people}
    parts = [
        composed(GRAVEST.format(due=_due(rule)), _parameters(rule, anchors, moments, today) | wanted)
        for rule, anchors, occasions in plan
        if (moments := _moments(anchors, occasions))
    ]
    if not parts:
        return [], 0
    with connection.cursor() as cursor:
        # Composed already: a percent sign in it stands for nothing but itself.
        cursor.execute(" UNION ALL ".join(f"({part})" for part in parts))
        rows = cursor.fetchall()
    counts = {row[0]: row[-1] for row in rows}
    return [Due(*row[:-1]) for row in rows], sum(counts.values())


def standing() -> dict[int, list[int]]:
    """Rule → ids of its reminders that may have to be called off."""
    with connection.cursor() as cursor:
        cursor.execute(UNSENT)
        unsent = [row[0] for row in cursor.fetchall()]
        cursor.execute(STANDING, {"unsent": unsent})
        return dict(cursor.fetchall())


def unfounded(rule: ReminderRule, standing: list[int], anchors: Anchors, today: date) -> list[int]:
    """Those of a rule's standing reminders whose matter is settled or moved, or whose recipient has changed."""
    statement = UNFOUNDED.format(subject=SUBJECTS[rule.subject], recipients=RECIPIENTS[rule.audience])
    moments = [(anchor, due_on, due_on) for anchor, due_on in anchors.due_dates.items()]
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(rule, anchors, moments, today) | {"standing": standing})
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
