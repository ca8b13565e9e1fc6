"""The traffic light of every project in one statement: the SQL twin of the pure rule (DOMAIN §4).

``tests/projects/test_standing_twin.py`` proves it equal to ``projects.rules`` on generated projects. It finds
whose standing has moved; what is stored, and the words and numbers of the reasons, stay the rule's.
"""

from datetime import date

from django.db import connection

from accounts.rules.workdays import WorkdayCalendar
from projects.choices import UNASSIGNED_STAGES
from projects.queries.standing_twin.facts import facts_and_pace
from projects.queries.standing_twin.lights import reasons_and_lights
from projects.queries.standing_twin.parameters import parameters

__all__ = ["LIGHT", "parameters", "to_be_judged"]

# Ends in ``light``: id, progress, expected_progress, milestones_total, milestones_done, milestones_overdue,
# next_milestone_id, next_due_on, rag and the reasons' codes in their order.
LIGHT = f"WITH {facts_and_pace()}, {reasons_and_lights()}"

# Reasons whose numbers are none, or progress and expected progress only: they move when these do.
STEADY_REASONS = ["closed", "suspended", "on_pace", "behind_pace", "month_task_not_done"]

# On the day of its assignment a project's expectation is 0 by another rule than afterwards.
TO_BE_JUDGED = """
    {light}
    SELECT project.id
    FROM light
    JOIN projects_project AS project USING (id)
    WHERE project.stage <> ALL(%(unassigned)s)
      AND (
          NOT light.codes <@ %(steady_reasons)s
          OR project.rag_since IS NULL
          OR project.standing_on IS NULL
          OR project.standing_on <= project.assigned_on
          OR jsonb_path_query_array(project.rag_reasons, '$[*].code') <> to_jsonb(light.codes)
          OR (project.rag, project.progress, project.expected_progress, project.milestones_total,
              project.milestones_done, project.milestones_overdue, project.next_milestone_id, project.next_due_on)
             IS DISTINCT FROM
             (light.rag, light.progress, light.expected_progress, light.milestones_total,
              light.milestones_done, light.milestones_overdue, light.next_milestone_id, light.next_due_on)
      )
    ORDER BY project.id
"""


def to_be_judged(today: date, calendar: WorkdayCalendar) -> list[int]:
    """Assigned projects whose stored standing is not, or may not be, what the rule says ``today``.

    These are the projects with another light, other reasons, figures, counters or next milestone, and those
    with a reason whose numbers move by themselves: days late, months missing, shares of the year, the
    names of indicators.
    """
    values = parameters(today, calendar) | {
        "unassigned": [str(stage) for stage in UNASSIGNED_STAGES],
        "steady_reasons": STEADY_REASONS,
    }
    with connection.cursor() as cursor:
        cursor.execute(TO_BE_JUDGED.format(light=LIGHT), values)
        return [row[0] for row in cursor.fetchall()]
