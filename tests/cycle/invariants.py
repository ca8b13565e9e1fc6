"""What must hold of a project after any step."""

from typing import Any

from django.db import connection

from accounts import clock
from accounts.calendar import workday_calendar
from projects.choices import Stage
from projects.models import Project
from projects.queries.standing_facts import standing_facts
from projects.rules.rag import decide
from projects.wording import as_stored

# A row's version counts its changes, and the history has a row for each of them.
WITHOUT_HISTORY = """
    SELECT 'project', id FROM projects_project p WHERE id = %(project)s
        AND version <> (SELECT count(*) FROM projects_projectevent WHERE pgh_obj_id = p.id)
    UNION ALL SELECT 'milestone', id FROM projects_milestone m WHERE project_id = %(project)s
        AND version <> (SELECT count(*) FROM projects_milestoneevent WHERE pgh_obj_id = m.id)
    UNION ALL SELECT 'report', id FROM projects_progressreport r WHERE project_id = %(project)s
        AND version <> (SELECT count(*) FROM projects_progressreportevent WHERE pgh_obj_id = r.id)
    UNION ALL SELECT 'extension', id FROM projects_extension e WHERE project_id = %(project)s
        AND version <> (SELECT count(*) FROM projects_extensionevent WHERE pgh_obj_id = e.id)
"""
VERSIONS = """
    SELECT 'project', id, version, stage FROM projects_project WHERE id = %(project)s
    UNION ALL SELECT 'milestone', id, version, '' FROM projects_milestone WHERE project_id = %(project)s
    UNION ALL SELECT 'report', id, version, state FROM projects_progressreport WHERE project_id = %(project)s
    UNION ALL SELECT 'extension', id, version, state FROM projects_extension WHERE project_id = %(project)s
    ORDER BY 1, 2
"""


def closed_implies_settled_and_progress_stays_in_range(project: Project) -> None:
    assert 0 <= project.progress <= 100
    assert 0 <= project.expected_progress <= 100
    if project.stage == Stage.CLOSED:
        assert not project.milestones.filter(completed_on=None, waived_on=None).exists()


def counters_and_light_are_what_a_recount_gives(project: Project) -> None:
    if project.standing_on is None:
        return
    today, calendar = clock.today(), workday_calendar()
    inputs = standing_facts([project], today, calendar)[project.pk]
    decision = decide(inputs.facts, inputs.policy, today, calendar)
    still_open = [m for m in inputs.milestones if m.completed_on is None and m.waived_on is None]
    assert (project.rag, project.rag_reasons) == (decision.rag, [as_stored(reason) for reason in decision.reasons])
    assert project.milestones_total == len(inputs.milestones)
    assert project.milestones_done == sum(m.completed_on is not None for m in inputs.milestones)
    assert project.milestones_overdue == sum(m.due_on < today for m in still_open)
    assert project.next_due_on == min((m.due_on for m in still_open), default=None)


def each_change_has_history(project: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_HISTORY, {"project": project.pk})
        assert cursor.fetchall() == []


def versions(project_id: int) -> list[Any]:
    """The versions of all rows of the project."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, {"project": project_id})
        return cursor.fetchall()
