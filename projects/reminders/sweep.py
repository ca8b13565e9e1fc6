"""Find what is due: one set-based statement per rule, which twice or at once does the same as once.

The rule decides in Python which dates have their occasion; the database joins dates, subjects and
recipients and keeps each (rule, subject, occasion, recipient) once (DOMAIN §5, PERFORMANCE.md "Sweep").
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from accounts import clock
from indicators.models import WorkReport
from indicators.queries import policy_in_force
from projects.choices import WORKING_STAGES, ReminderSubject, Stage
from projects.models import Milestone, Project, ReminderRule
from projects.queries.calendar import workday_calendar
from projects.queries.lists import STILL_OPEN
from projects.reminders.policy import Occasion, Timing, is_sending_time, occasions
from projects.reminders.recipients import RECIPIENTS
from projects.rules.deadlines import acknowledgement_due
from projects.rules.workdays import WorkdayCalendar

# Each subject: the rows still open, with the date that their due date is counted from.
SUBJECTS: Mapping[str, str] = {
    ReminderSubject.MILESTONE: """
        SELECT milestone.id, milestone.project_id, milestone.due_on AS anchor
        FROM projects_milestone AS milestone
        WHERE milestone.completed_on IS NULL AND milestone.waived_on IS NULL
    """,
    ReminderSubject.ACKNOWLEDGEMENT: """
        SELECT assigned.id, assigned.id AS project_id, assigned.assigned_on AS anchor
        FROM projects_project AS assigned
        WHERE assigned.stage = 'assigned'
    """,
}

INSERT = """
    INSERT INTO projects_reminder
        (rule_id, subject_kind, subject_id, project_id, due_on, occasion_on, recipient_id, level, state)
    SELECT rule.id, rule.subject, subject.id, project.id, moment.due_on, moment.occasion_on,
           recipient.user_id, rule.level, 'queued'
    FROM unnest(%(anchors)s::date[], %(due_dates)s::date[], %(occasions)s::date[])
         AS moment (anchor, due_on, occasion_on)
    JOIN projects_reminderrule AS rule ON rule.id = %(rule)s
    JOIN ({subject}) AS subject ON subject.anchor = moment.anchor
    JOIN projects_project AS project
         ON project.id = subject.project_id AND project.report_id = rule.report_id AND project.stage = ANY(%(stages)s)
    CROSS JOIN LATERAL ({recipients}) AS recipient
    ON CONFLICT DO NOTHING
"""


def sweep() -> int:
    """Queue every reminder that is due now, for all current reports; return how many are new."""
    calendar = workday_calendar()
    if not is_sending_time(clock.now(), calendar, any_hour=settings.DEMONSTRATION):
        return 0
    reports = WorkReport.objects.filter(is_current=True)
    return sum(_sweep_report(report, calendar) for report in reports)


def _sweep_report(report: WorkReport, calendar: WorkdayCalendar) -> int:
    by_subject: dict[str, list[ReminderRule]] = defaultdict(list)
    for rule in ReminderRule.objects.filter(report=report, is_active=True, subject__in=SUBJECTS):
        by_subject[rule.subject].append(rule)
    created = 0
    for subject, rules in by_subject.items():
        anchors = _anchors(report, subject, calendar)
        timings = [Timing(rule.pk, rule.audience, rule.offset_workdays, rule.repeat_workdays) for rule in rules]
        due = occasions(timings, sorted(set(anchors.values())), clock.today(), calendar)
        for rule in rules:
            created += _insert(rule, anchors, [occasion for occasion in due if occasion.rule_id == rule.pk])
    return created


def _anchors(report: WorkReport, subject: str, calendar: WorkdayCalendar) -> dict[date, date]:
    """The distinct dates of a subject's open rows → when they are due."""
    if subject == ReminderSubject.ACKNOWLEDGEMENT:
        workdays = policy_in_force(report.pk, clock.today()).acknowledge_workdays
        assigned = Project.objects.filter(report=report, stage=Stage.ASSIGNED).exclude(assigned_on=None)
        days = assigned.order_by().values_list("assigned_on", flat=True).distinct()
        return {day: acknowledgement_due(day, workdays, calendar) for day in days if day is not None}
    still_open = Milestone.objects.filter(STILL_OPEN, project__report=report, project__stage__in=WORKING_STAGES)
    return {day: day for day in still_open.order_by().values_list("due_on", flat=True).distinct()}


@transaction.atomic
def _insert(rule: ReminderRule, anchors: Mapping[date, date], due: Iterable[Occasion]) -> int:
    on = {occasion.due_on: occasion.on for occasion in due}
    moments = [(anchor, due_on, on[due_on]) for anchor, due_on in anchors.items() if due_on in on]
    if not moments:
        return 0
    statement = INSERT.format(subject=SUBJECTS[rule.subject], recipients=RECIPIENTS[rule.audience])
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "anchors": [anchor for anchor, _due_on, _on in moments],
                "due_dates": [due_on for _anchor, due_on, _on in moments],
                "occasions": [occasion for _anchor, _due_on, occasion in moments],
                "rule": rule.pk,
                "stages": list(WORKING_STAGES),
            },
        )
        return int(cursor.rowcount)
