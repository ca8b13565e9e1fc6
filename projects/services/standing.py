"""The standing of a project: progress, traffic light, counters, next milestone.

Stored with the project and recomputed in the transaction of every change that can move it, and nightly,
because time alone moves it (DOMAIN §4, PERFORMANCE.md "What follows").
"""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction

from accounts import clock
from accounts.calendar import workday_calendar
from accounts.rules.workdays import WorkdayCalendar
from projects.choices import UNASSIGNED_STAGES
from projects.models import Milestone, Project
from projects.queries.standing_facts import StandingFacts, as_step, standing_facts
from projects.queries.standing_twin import to_be_judged
from projects.rules.rag import decide
from projects.wording import as_stored

BATCH = 500
STANDING = [
    "progress",
    "expected_progress",
    "rag",
    "rag_reasons",
    "rag_since",
    "standing_on",
    "milestones_total",
    "milestones_done",
    "milestones_overdue",
    "next_milestone",
    "next_due_on",
]
STORE = """
    UPDATE projects_project AS project
    SET {assignments}
    FROM unnest(%s::bigint[], {arrays}) AS judged (id, {columns})
    WHERE project.id = judged.id
"""


@transaction.atomic
def recompute(project_ids: Collection[int]) -> int:
    """Judge projects anew as of today; return how many changed.

    Rows are locked in order of id, so that two recomputations never wait for each other in a circle.
    """
    locked = Project.objects.select_for_update(of=("self",)).select_related("report")
    return recompute_locked(list(locked.filter(pk__in=project_ids).order_by("pk")))


def recompute_locked(projects: Collection[Project]) -> int:
    """:func:`recompute` for whoever has locked the projects, read since then, with their ``report``."""
    today = clock.today()
    calendar = workday_calendar()
    facts = standing_facts(projects, today, calendar)
    changed = [project for project in projects if judge(project, facts[project.pk], today, calendar)]
    if changed:
        _store(changed)
    return len(changed)


def recompute_all() -> int:
    """Bring every assigned project's standing to the new day; return how many changed.

    Afterwards each is what the pure rule says, as if all had been judged by it. The SQL twin finds whose light,
    reasons, figures or next milestone have moved; these are judged, a batch per transaction. So are all with a
    reason that counts days, months or indicators: its numbers move every day while the light stands still, and
    what a reader is told has to be today's. Of the rest nothing has moved but the day they were judged on.
    """
    today = clock.today()
    moved = to_be_judged(today, workday_calendar())
    changed = sum(recompute(moved[start : start + BATCH]) for start in range(0, len(moved), BATCH))
    return changed + _confirm_the_rest(moved, today)


def _confirm_the_rest(moved: Collection[int], today: date) -> int:
    """Date the standing that still holds, for all assigned projects but those that were judged."""
    held = Project.objects.exclude(stage__in=UNASSIGNED_STAGES).exclude(standing_on=today).order_by("pk")
    ids = sorted(set(held.values_list("pk", flat=True)) - set(moved))
    return sum(_confirm(ids[start : start + BATCH], today) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _confirm(project_ids: Collection[int], today: date) -> int:
    projects = Project.objects.filter(pk__in=project_ids).exclude(standing_on=today)
    locked = list(projects.select_for_update().order_by("pk").values_list("pk", flat=True))
    return Project.objects.filter(pk__in=locked).update(standing_on=today)


def judge(project: Project, inputs: StandingFacts, today: date, calendar: WorkdayCalendar) -> bool:
    """Set a project's standing by what is known on a day; True if it moved. Nothing is stored."""
    before = _snapshot(project)
    decision = decide(inputs.facts, inputs.policy, today, calendar)
    steps = [(milestone, as_step(milestone)) for milestone in inputs.milestones]
    upcoming: Milestone | None = min(
        (milestone for milestone, step in steps if step.is_open), key=lambda m: (m.due_on, m.position), default=None
    )
    if project.rag != decision.rag or project.rag_since is None:
        project.rag_since = today
    project.rag = decision.rag
    project.rag_reasons = [as_stored(reason) for reason in decision.reasons]
    project.progress = inputs.facts.progress
    project.expected_progress = inputs.facts.expected
    project.milestones_total = len(steps)
    project.milestones_done = sum(step.completed_on is not None for _, step in steps)
    project.milestones_overdue = sum(step.is_open and step.due_on < today for _, step in steps)
    project.next_milestone = upcoming
    project.next_due_on = upcoming.due_on if upcoming else None
    project.standing_on = today
    return _snapshot(project) != before


def _store(projects: Collection[Project]) -> None:
    """Write the standing of projects, locked before, in one statement.

    One array per column: ``bulk_update`` writes a condition per row and column, and that takes four times as long
    as judging them does.
    """
    fields = [field for field in Project._meta.concrete_fields if field.name in STANDING]
    columns = [str(field.column) for field in fields]
    statement = STORE.format(
        assignments=", ".join(f"{column} = judged.{column}" for column in columns),
        arrays=", ".join(f"%s::{field.db_type(connection)}[]" for field in fields),
        columns=", ".join(columns),
    )
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in projects] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [[project.pk for project in projects], *values])


def _snapshot(project: Project) -> tuple[object, ...]:
    return tuple(project.serializable_value(name) for name in STANDING)
