"""Data of a large government: one row per kind through the models, multiplied by SQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from accounts.choices import Role
from accounts.models import Department, Post, Region, User
from accounts.services import open_device
from indicators.choices import Aggregation, Comparison, Measure
from indicators.models import Indicator, PlannedValue, Section
from projects.models import IndicatorLink, Milestone, Project, ProjectSupport
from projects.reminders.defaults import seed_rules
from tests import factories as make

DEPARTMENTS = 40
MILESTONES_PER_PROJECT = 10

NUMBERED = {
    "code": "'B' || lpad(n::text, 7, '0')",
    "name": "'项目' || n",
    "lead_department_id": "(%(departments)s::bigint[])[1 + mod(n, 40)]",
    "contact_id": "(%(contacts)s::bigint[])[1 + mod(n, 40)]",
    "section_id": "(%(themes)s::bigint[])[1 + mod(n, 6)]",
    "rag": "(ARRAY['red', 'amber', 'green', 'green', 'grey'])[1 + mod(n / 40, 5)]",
    "rag_since": "date '2024-01-01' + mod(n, 200)",
    "progress": "mod(n, 60)",
    "expected_progress": "mod(n, 60) + mod(n, 40)",
    "rag_reasons": """jsonb_build_array(jsonb_build_object('code', 'behind_pace', 'numbers', jsonb_build_object(
        'points', mod(n, 40)::text, 'progress', mod(n, 60)::text, 'expected', (mod(n, 60) + mod(n, 40))::text)))""",
}
NUMBERED_INDICATORS = {
    "code": "'I' || lpad(n::text, 6, '0')",
    "name": "'指标' || n",
    "lead_department_id": "(%(departments)s::bigint[])[1 + mod(n, 40)]",
    "section_id": "(%(themes)s::bigint[])[1 + mod(n, 6)]",
    "is_headline": "false",
}
DUE_ON = "date '2023-12-31' + 36 * n + mod(project.id, 30)::int"
FAR = "date '2025-01-01' + 7 * n + mod(project.id, 300)::int"
DATED = {
    "project_id": "project.id",
    "title": "'节点' || n",
    "position": "n",
    "baseline_due_on": DUE_ON,
    "due_on": DUE_ON,
    "completed_on": f"CASE WHEN n < 6 OR (n = 6 AND mod(project.id, 2) = 0) THEN {DUE_ON} END",
}
COUNTERS = """
    UPDATE projects_project AS project
    SET milestones_total = counted.total, milestones_done = counted.done, milestones_overdue = counted.overdue,
        next_milestone_id = counted.next_id, next_due_on = counted.next_due_on
    FROM (
        SELECT project_id, count(*) AS total, count(completed_on) AS done,
               count(*) FILTER (WHERE completed_on IS NULL AND due_on < date '2024-09-20') AS overdue,
               min(due_on) FILTER (WHERE completed_on IS NULL) AS next_due_on,
               (array_agg(id ORDER BY due_on) FILTER (WHERE completed_on IS NULL))[1] AS next_id
        FROM projects_milestone GROUP BY project_id
    ) AS counted
    WHERE counted.project_id = project.id
"""


@contextmanager
def _without_triggers(model: type[Model]) -> Iterator[None]:
    """History of made-up rows is of no use, and takes most of the time."""
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        yield
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the measurements need to know of the data."""

    projects: int
    region_id: int
    department_id: int
    project_id: int
    head_token: str
    supervisor_token: str
    reporters: tuple[User, ...]


def seed(projects: int) -> Seeded:
    """Fill an empty database with ``projects`` projects of ten milestones each, in 40 departments."""
    region = make.make_region()
    departments = [make.make_department(region, f"d{number}") for number in range(DEPARTMENTS)]
    heads = [make.make_user(f"head_{d.code}", Role.DEPARTMENT_HEAD, department=d) for d in departments]
    reporters = [
        make.make_user(f"reporter_{d.code}", Role.REPORTER, department=d, email=f"{d.code}@duban.example")
        for d in departments
    ]
    supervisor = make.make_user("supervisor", Role.SUPERVISOR, region=region)
    contacts = [make.make_post(d, "联络员", holder=user) for d, user in zip(departments, reporters, strict=True)]
    leader = make.make_leader_post(region, make.make_user("leader", Role.LEADER, region=region))
    _multiply_work(projects, _themes(region), departments, contacts, leader)
    own = Project.objects.filter(lead_department=departments[0], responsible_leader=leader)
    return Seeded(
        projects=projects,
        region_id=region.pk,
        department_id=departments[0].pk,
        project_id=own.latest("pk").pk,
        head_token=open_device(user=heads[0], name="bench", address=None)[1],
        supervisor_token=open_device(user=supervisor, name="bench", address=None)[1],
        reporters=tuple(reporters),
    )


def _themes(region: Region, **of_report: Any) -> list[Section]:
    report = make.make_report(region, **of_report)
    seed_rules(report=report)
    return [make.make_theme(make.make_part(report, str(n), f"第{n}部分"), "坚持创新引领") for n in range(1, 7)]


def _multiply_work(
    count: int, themes: list[Section], departments: list[Department], contacts: list[Post], leader: Post
) -> None:
    first = make.make_project(themes[0], "B0", lead=departments[0], contact=contacts[0], responsible_leader=leader)
    milestone = make.make_milestone(first, date(2024, 2, 5))
    support = ProjectSupport.objects.create(project=first, department=departments[1])
    indicator = make.make_indicator(themes[0], "I001", lead=departments[0])
    link = IndicatorLink.objects.create(project=first, indicator=indicator, planned_contribution=5)
    chosen = {
        "departments": [department.pk for department in departments],
        "contacts": [contact.pk for contact in contacts],
        "themes": [theme.pk for theme in themes],
    }
    _multiply(first, f"generate_series(1, {count - 1}) AS n", NUMBERED, chosen)
    every = f"projects_project AS project CROSS JOIN generate_series(2, {MILESTONES_PER_PROJECT}) AS n"
    _multiply(milestone, every, DATED)
    others = f"projects_project AS project WHERE project.id <> {first.pk}"
    supporter = "(%(departments)s::bigint[])[1 + mod(project.id + 7, 40)]"
    _multiply(support, others, {"project_id": "project.id", "department_id": supporter}, chosen)
    _multiply(link, f"{others} AND mod(project.id, 4) = 0", {"project_id": "project.id"})
    with _without_triggers(Project), connection.cursor() as cursor:
        cursor.execute(COUNTERS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_open_milestones() -> int:
    """As many milestones to come for each project as make ten open ones; returns how many are open then."""
    with _without_triggers(Milestone):
        _multiply(
            Milestone.objects.earliest("pk"),
            "projects_project AS project CROSS JOIN generate_series(11, 16) AS n",
            DATED | {"due_on": FAR, "baseline_due_on": FAR, "completed_on": "NULL"},
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE projects_milestone")
    return Milestone.objects.filter(completed_on=None).count()


@contextmanager
def small_report(seeded: Seeded, count: int) -> Iterator[int]:
    """Id of a report of the year before to which ``count`` projects belong meanwhile, in parts of the same names."""
    themes = _themes(Region.objects.get(pk=seeded.region_id), year=2023, is_current=False)
    homes = list(Section.objects.filter(report__year=2024, level="theme").order_by("pk"))
    lent = list(Project.objects.order_by("pk").values_list("pk", flat=True)[:count])
    _move(lent, dict(zip(homes, themes, strict=True)))
    try:
        yield themes[0].report_id
    finally:
        _move(lent, dict(zip(themes, homes, strict=True)))


def _move(projects: list[int], sections: dict[Section, Section]) -> None:
    """From each section to its counterpart in another report."""
    with _without_triggers(Project):
        for old, new in sections.items():
            Project.objects.filter(pk__in=projects, section=old).update(section=new, report=new.report_id)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE projects_project")


def multiply_indicators(count: int) -> None:
    """From the one indicator that is there, ``count`` with a year of monthly readings and a planned curve each."""
    first = Indicator.objects.get()
    Indicator.objects.filter(pk=first.pk).update(
        measure=Measure.COUNT, comparison=Comparison.AT_LEAST, aggregation=Aggregation.CUMULATIVE, unit="人",
        target=1200, target_text="1200人以上",
    )  # fmt: skip
    first.refresh_from_db()
    departments = list(Department.objects.order_by("pk").values_list("pk", flat=True))
    chosen = {
        "departments": departments,
        "themes": list(Section.objects.filter(level="theme").values_list("pk", flat=True)),
    }
    _multiply(first, f"generate_series(2, {count}) AS n", NUMBERED_INDICATORS, chosen)
    reading = make.make_reading(first, date(2024, 1, 1), 100)
    planned = PlannedValue.objects.create(indicator=first, period=date(2024, 1, 1), value=90)
    dated = {"indicator_id": "i.id", "period": "make_date(2024, n, 1)"}
    every = "indicators_indicator AS i CROSS JOIN generate_series(1, 12) AS n WHERE (i.id, n) <> ({first}, 1)"
    source = every.format(first=first.pk)
    _multiply(reading, source, {**dated, "value": "(80 + mod(i.id, 40)) * n"})
    _multiply(planned, source, {**dated, "value": "90 * n"})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _multiply(
    template: Model, source: str, changes: Mapping[str, str], parameters: Mapping[str, Any] | None = None
) -> None:
    """Copy a row once per row of ``source``, with some columns changed by SQL expressions."""
    meta = template._meta
    columns = [str(field.column) for field in meta.concrete_fields if not field.primary_key]
    values = [
        sql.SQL(changes[column]) if column in changes else sql.SQL("template.{}").format(sql.Identifier(column))
        for column in columns
    ]
    statement = sql.SQL(
        "WITH template AS (SELECT * FROM {table} WHERE id = {key}) "
        "INSERT INTO {table} ({columns}) SELECT {values} FROM template CROSS JOIN {source}"
    ).format(
        table=sql.Identifier(meta.db_table),
        key=sql.Literal(template.pk),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
        source=sql.SQL(source),
    )
    with _without_triggers(type(template)), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
