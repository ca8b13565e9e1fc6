"""The simulated year in the history, as if somebody had judged every project each week.

A demonstration begins in the middle of its year, and its real history with it. Without this no light would be
older than the first start, no past day could be asked for, and no department would have had a rank before. Records
made here are labelled ``simulated``; the timeline of a project, which tells what people did, leaves them out.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model
from psycopg import sql

from accounts import clock
from accounts.calendar import workday_calendar
from indicators.models import WorkReport
from indicators.queries import policy_in_force
from projects.choices import ACTIVE_STAGES, SIMULATED_RECORD, Rag, Stage
from projects.demonstration.recorded_months import record_months
from projects.models import Milestone, ProgressReport, Project, StageChange
from projects.queries.standing_facts import Known, facts_of
from projects.services import standing

WEEK = timedelta(days=7)
NIGHT, MORNING, EVENING = time(0, 10), time(9), time(17)
JUDGED = (*(name for name in standing.STANDING if name != "next_milestone"), "next_milestone_id", "stage",
          "reported_progress", "closed_on", "closing_statement")  # fmt: skip
RECORD = """
    INSERT INTO {table}
    SELECT record.*
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::jsonb[]) WITH ORDINALITY AS past (id, at, changes, place)
    JOIN {present} AS present ON present.id = past.id
    CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(present) || past.changes || jsonb_build_object(
        'pgh_id', nextval(pg_get_serial_sequence({name}, 'pgh_id')), 'pgh_created_at', past.at,
        'pgh_label', {label}::text, 'pgh_obj_id', present.id)) AS record
    ORDER BY past.place
"""
Record = tuple[int, datetime, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A project as it was judged on a day, from which on it stood so."""

    day: date
    project: Project


def record_past(*, report: WorkReport, project_ids: Collection[int]) -> None:
    """Write the simulated past of projects into the history, date their lights by it, and rank the months."""
    pasts = _judged_pasts(report, project_ids)
    for days in pasts.values():
        days[-1].project.standing_on = clock.today()
    Project.objects.bulk_update([days[-1].project for days in pasts.values()], ["rag_since"], batch_size=standing.BATCH)
    _record(Project, [record for days in pasts.values() for record in _of_project(days)])
    milestones = Milestone.objects.filter(project__in=pasts).select_related("project").order_by("pk")
    _record(Milestone, [record for milestone in milestones for record in _of_milestone(milestone)])
    reports = ProgressReport.objects.filter(project__in=pasts, submitted_on__isnull=False).order_by("pk")
    _record(ProgressReport, [record for filed in reports for record in _of_report(filed)])
    record_months(report=report, items_on=lambda day: _items_on(day, pasts))


def _judged_pasts(report: WorkReport, project_ids: Collection[int]) -> dict[int, list[Judged]]:
    projects = Project.objects.filter(pk__in=project_ids).exclude(assigned_on=None).order_by("pk")
    known = _Facts(report, project_ids)
    return {project.pk: list(known.judged_past(project)) for project in projects}


class _Facts:
    """Everything that was ever known of the projects; what it was on a day is found by the dates."""

    def __init__(self, report: WorkReport, project_ids: Collection[int]) -> None:
        self.calendar = workday_calendar()
        self.policy = policy_in_force(report.pk, clock.today())
        self.milestones: dict[int, list[Milestone]] = defaultdict(list)
        self.reports: dict[int, list[ProgressReport]] = defaultdict(list)
        self.moves: dict[int, list[StageChange]] = defaultdict(list)
        for milestone in Milestone.objects.filter(project__in=project_ids).order_by("position"):
            self.milestones[milestone.project_id].append(milestone)
        for filed in ProgressReport.objects.filter(project__in=project_ids).order_by("-period"):
            self.reports[filed.project_id].append(filed)
        for move in StageChange.objects.filter(project__in=project_ids, made_on__lte=clock.today()).order_by("pk"):
            self.moves[move.project_id].append(move)

    def judged_past(self, project: Project) -> Iterator[Judged]:
        """From the assignment on, each time that its light or its milestones moved; the day of a light is exact."""
        assert project.assigned_on is not None  # noqa: S101  (the query leaves them out)
        then = copy(project)
        then.rag, then.rag_since = Rag.GREY, None
        self._judge(then, project, project.assigned_on)
        yield Judged(project.assigned_on, copy(then))
        day, today = project.assigned_on, clock.today()
        while day < today:
            following = min(day + WEEK, today)
            for each in self._days_to_look_at(then, project, day, following):
                if self._judge(then, project, each) or each == today:
                    yield Judged(each, copy(then))
            day = following

    def _days_to_look_at(self, then: Project, project: Project, day: date, following: date) -> list[date]:
        """The week's end; every day of the week in which the light turns."""
        ahead = copy(then)
        self._judge(ahead, project, following)
        if ahead.rag == then.rag:
            return [following]
        return [day + timedelta(days=number) for number in range(1, (following - day).days + 1)]

    def _judge(self, then: Project, project: Project, day: date) -> bool:
        moves = [move for move in self.moves[project.pk] if move.made_on <= day]
        then.stage = moves[-1].to_stage if moves else Stage.ASSIGNED
        is_closed = then.stage == Stage.CLOSED
        then.closed_on = project.closed_on if is_closed else None
        then.closing_statement = project.closing_statement if is_closed else ""
        filed = [row for row in self.reports[project.pk] if row.submitted_on and row.submitted_on <= day]
        then.reported_progress = filed[0].percent if filed and not is_closed else None
        if day == clock.today():
            then.reported_progress = project.reported_progress
        known = Known(milestones=[_as_of(milestone, day) for milestone in self.milestones[project.pk]], filed=filed)
        before = (then.rag, then.stage, then.milestones_done, then.milestones_overdue, then.next_due_on)
        standing.judge(then, facts_of(then, known, self.policy, day, self.calendar), day, self.calendar)
        return before != (then.rag, then.stage, then.milestones_done, then.milestones_overdue, then.next_due_on)


def _as_of(milestone: Milestone, day: date) -> Milestone:
    if milestone.completed_on is None or milestone.completed_on <= day:
        return milestone
    then = copy(milestone)
    then.completed_on = None
    return then


def _of_project(days: list[Judged]) -> Iterator[Record]:
    fields = {field.attname: field for field in Project._meta.concrete_fields}
    for judged in days:
        changes = {name: getattr(judged.project, fields[name].attname) for name in JUDGED}
        yield judged.project.pk, _at(judged.day, NIGHT if judged.day != days[0].day else MORNING), changes


def _of_milestone(milestone: Milestone) -> Iterator[Record]:
    assigned_on = milestone.project.assigned_on
    assert assigned_on is not None  # noqa: S101  (left out before)
    still_open = {"completed_on": None, "completed_by_id": None, "completion_note": ""}
    yield milestone.pk, _at(assigned_on, MORNING), still_open
    if milestone.completed_on is not None:
        yield milestone.pk, _at(milestone.completed_on, EVENING), {}


def _of_report(filed: ProgressReport) -> Iterator[Record]:
    assert filed.submitted_on is not None  # noqa: S101  (the query leaves them out)
    yield (
        filed.pk,
        _at(filed.submitted_on, MORNING),
        {"state": "submitted", "reviewed_by_id": None, "reviewed_at": None},
    )
    if filed.reviewed_at is not None:
        yield filed.pk, filed.reviewed_at, {}


def _record(model: type[Model], records: Collection[Record]) -> None:
    """Past rows: the present one with what was different, dated back; one statement."""
    table = model.pgh_event_model._meta.db_table  # type: ignore[attr-defined]  # pghistory's
    statement = sql.SQL(RECORD).format(
        table=sql.Identifier(table),
        name=sql.Literal(table),
        label=sql.Literal(SIMULATED_RECORD),
        present=sql.Identifier(model._meta.db_table),
    )
    ordered = sorted(records, key=lambda record: (record[1], record[0]))
    columns: list[Any] = [
        [row_id for row_id, _instant, _changes in ordered],
        [instant for _row_id, instant, _changes in ordered],
        [orjson.dumps(changes, default=str).decode() for _row_id, _instant, changes in ordered],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), columns)


def _items_on(day: date, pasts: dict[int, list[Judged]]) -> dict[int, dict[str, int]]:
    """Lead department → items under way on a day, and how many of them were red, amber and green."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for days in pasts.values():
        until = [judged.project for judged in days if judged.day <= day]
        if until and until[-1].stage in ACTIVE_STAGES and until[-1].lead_department_id:
            counts[until[-1].lead_department_id] += Counter({"items": 1, until[-1].rag: 1})
    names = ("items", Rag.RED.value, Rag.AMBER.value, Rag.GREEN.value)
    return {department: {name: of_lead[name] for name in names} for department, of_lead in counts.items()}


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=clock.BEIJING)
