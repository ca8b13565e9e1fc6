"""Find what is due: one set-based statement per rule, which twice or at once does the same as once.

The rule decides in Python which dates have their occasion; the database joins dates, subjects and
recipients and keeps each (rule, subject, occasion, recipient) once (DOMAIN §5, PERFORMANCE.md "Sweep").
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.choices import Level
from accounts.heartbeats import beat
from accounts.models import Region
from accounts.rules.sending_hours import is_sending_time
from accounts.rules.workdays import WorkdayCalendar
from indicators.models import WorkReport
from projects.models import Reminder, ReminderRule
from projects.queries.reminding import SWEEP
from projects.reminders import statements
from projects.reminders.anchors import Anchors, anchors_of
from projects.reminders.policy import Timing, occasions
from projects.services.reminders import call_off

logger = logging.getLogger(__name__)
# One sweep of a report at a time; the second of two beats finds nothing to do.
SWEEPING = "SELECT pg_try_advisory_xact_lock(hashtext('projects.reminders.sweep'), %s)"
# What was postponed comes back on its day as an occasion of that day.
AGAIN = """
    INSERT INTO projects_reminder
        (rule_id, manual_id, duty, subject_kind, subject_id, project_id, department_id, region_id, due_on,
         occasion_on, recipient_id, level, state)
    SELECT told.rule_id, told.manual_id, told.duty, told.subject_kind, told.subject_id, told.project_id,
           told.department_id, told.region_id, told.due_on, message.postponed_until, told.recipient_id, told.level,
           'queued'
    FROM accounts_notification AS message
    JOIN projects_reminder AS told ON told.notification_id = message.id AND told.state = 'notified'
    WHERE message.postponed_until <= %(today)s AND message.postponed_until > %(today)s - 60
      AND told.region_id = %(region)s
    ON CONFLICT DO NOTHING
"""


def sweep() -> int:
    """Queue every reminder that is due now, for all current reports; return how many are new.

    A report that cannot be swept is logged and does not hold up the others, but the sweep then counts as missed.
    """
    calendar, created, is_whole = workday_calendar(), 0, True
    for report in WorkReport.objects.filter(is_current=True).select_related("region").order_by("pk"):
        if not sends_now(report.region, calendar):
            continue
        try:
            created += _sweep_report(report, calendar)
        except Exception:
            logger.exception("Report %s cannot be swept.", report.pk)
            is_whole = False
    if is_whole:
        beat(SWEEP)
    return created


def sends_now(region: Region, calendar: WorkdayCalendar) -> bool:
    """Whether messages go out in a region at present; in the demonstration on any hour of a working day."""
    return is_sending_time(clock.now(), calendar, region.sending_hours, any_hour=settings.DEMONSTRATION)


@transaction.atomic
def _sweep_report(report: WorkReport, calendar: WorkdayCalendar) -> int:
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(SWEEPING, [report.pk])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(AGAIN, {"today": today, "region": report.region_id})
        created = int(cursor.rowcount)
    for rule, anchors, due in plan(report, today, calendar):
        created += statements.queue(rule, anchors, due, today)
    return created


def plan(
    report: WorkReport, today: date, calendar: WorkdayCalendar
) -> Iterator[tuple[ReminderRule, Anchors, dict[date, date]]]:
    """Each active rule of a report with the anchors of its duty and, by due date, the occasion due on ``today``.

    Of ordinary reminders to one audience the newest occasion stands for all; an escalation is told by itself,
    even where a later reminder has come due since.
    """
    active_rules = {
        subject: active
        for subject, rules in _rules_by_subject(report).items()
        if (active := [rule for rule in rules if rule.is_active])
    }
    found_anchors = anchors_of(report, active_rules, today, calendar)
    for subject, active in active_rules.items():
        anchors = found_anchors[subject]
        timings = [
            Timing(rule.pk, (rule.audience, max(rule.level, Level.L2)), rule.offset_workdays, rule.repeat_workdays)
            for rule in active
        ]
        found = occasions(timings, sorted(set(anchors.due_dates.values())), today, calendar)
        for rule in active:
            yield rule, anchors, {occasion.due_on: occasion.on for occasion in found if occasion.rule_id == rule.pk}


def call_off_unfounded() -> int:
    """Call off what is queued, unsent or escalated and no longer applies; return how many reminders.

    Settled, moved, somebody else's by now, or asked for by a rule that was switched off. Done while messages go
    out; what settles a matter calls its reminders off in the same transaction anyway.
    """
    calendar, today = workday_calendar(), clock.today()
    standing, called_off = statements.standing(), 0
    reports = WorkReport.objects.filter(reminder_rules__in=standing).distinct()
    for report in reports.select_related("region").order_by("pk"):
        if not sends_now(report.region, calendar):
            continue
        all_concerned = {
            subject: concerned
            for subject, rules in _rules_by_subject(report).items()
            if (concerned := [rule for rule in rules if rule.pk in standing])
        }
        found_anchors = anchors_of(report, all_concerned, today, calendar)
        for subject, concerned in all_concerned.items():
            anchors = found_anchors[subject]
            for rule in concerned:
                active = rule.is_active and report.is_current
                holding = anchors if active else Anchors({}, anchors.parameters)
                ids = statements.unfounded(rule, standing[rule.pk], holding, today)
                called_off += call_off(Reminder.objects.filter(pk__in=ids)) if ids else 0
    return called_off


def _rules_by_subject(report: WorkReport) -> dict[str, list[ReminderRule]]:
    by_subject: dict[str, list[ReminderRule]] = defaultdict(list)
    for rule in ReminderRule.objects.filter(report=report).order_by("pk"):
        by_subject[rule.subject].append(rule)
    return by_subject
