"""The raw limit: a handler of psycopg and orjson that gives the same body without any framework.

It knows the reader beforehand, hence pays neither for a token nor for a role, and keeps ready-made words.
"""

import base64
import os
import re
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
import psycopg
from django.utils import translation
from psycopg.rows import dict_row

from indicators.choices import Modality
from projects.choices import Action, Category, Nature, Rag, Stage
from projects.wording import PLAIN

Row = dict[str, Any]
PAGE_SIZE = 50
LIST_QUERY = {"ordering": "next_due_on", "rag": "red"}

INSTANT = "to_char(project.{0} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS') || '+08:00' AS {0}"
NUMBER = "trim_scale(project.{0})::text AS {0}"
ROW = f"""
    project.id, project.code, project.name, project.stage, {NUMBER.format("progress")},
    {NUMBER.format("expected_progress")}, project.rag, project.rag_reasons::text AS rag_reasons, project.rag_since,
    project.milestones_total, project.milestones_done, project.milestones_overdue, project.version, project.nature,
    project.category, project.due_on, project.is_assignment_illustrative, project.is_simulated,
    {INSTANT.format("updated_at")},
    lead.id AS lead_id, lead.code AS lead_code, lead.name AS lead_name,
    next.id AS next_id, next.title AS next_title, next.due_on AS next_on,
    section.id AS section_id, section.level AS section_level, section.number AS section_number,
    section.heading AS section_heading, part.id AS part_id, part.number AS part_number, part.heading AS part_heading
"""
TABLES = """
    FROM projects_project AS project
    JOIN indicators_workreport AS report ON report.id = project.report_id
    JOIN indicators_section AS section ON section.id = project.section_id
    LEFT JOIN indicators_section AS part ON part.id = section.parent_id
    LEFT JOIN accounts_department AS lead ON lead.id = project.lead_department_id
    LEFT JOIN projects_milestone AS next ON next.id = project.next_milestone_id
"""
VISIBLE = """
    report.region_id = %(region)s AND project.assigned_on IS NOT NULL
    AND (project.lead_department_id = ANY(%(own)s) OR project.id IN (
        SELECT support.project_id FROM projects_projectsupport AS support WHERE support.department_id = ANY(%(own)s)))
"""
LIST = f"""SELECT {ROW} {TABLES} WHERE {VISIBLE} AND project.rag = 'red'
    ORDER BY project.next_due_on ASC NULLS LAST, project.id LIMIT {PAGE_SIZE + 1}"""
NUMBERS = ("quantity", "investment_total", "investment_this_year", "investment_to_date", "longitude", "latitude")
SAME = """
    project.source_code, project.source_line, project.source_anchor, project.commitment, project.action,
    project.modality, project.unit, project.quantity_text, project.members, project.is_list_open,
    project.prior_status, project.prior_status_line, project.note, project.committed_due_on, project.due_text,
    project.baseline_due_on, project.has_no_due_date, project.assigned_on, project.acknowledged_on,
    project.started_on, project.closed_on, project.closing_statement, project.standing_on, project.next_due_on
"""
DETAIL = f"""SELECT {ROW}, {SAME},
    {", ".join(NUMBER.format(name) for name in (*NUMBERS, "reported_progress"))}, {INSTANT.format("created_at")},
    report.id AS report_id, report.year AS report_year, report.title AS report_title,
    earlier.id AS earlier_id, earlier.code AS earlier_code, earlier.name AS earlier_name,
    leader.id AS leader_id, leader.title AS leader_title, leader.held_since AS leader_since,
    led.id AS leader_department_id, led.code AS leader_department_code, led.name AS leader_department_name,
    chief.id AS leader_holder_id, chief.name AS leader_holder_name,
    contact.id AS contact_id, contact.title AS contact_title, contact.held_since AS contact_since,
    office.id AS contact_department_id, office.code AS contact_department_code, office.name AS contact_department_name,
    person.id AS contact_holder_id, person.name AS contact_holder_name
    {TABLES}
    LEFT JOIN projects_project AS earlier ON earlier.id = project.carried_over_from_id
    LEFT JOIN accounts_post AS leader ON leader.id = project.responsible_leader_id
    LEFT JOIN accounts_department AS led ON led.id = leader.department_id
    LEFT JOIN accounts_user AS chief ON chief.id = leader.holder_id
    LEFT JOIN accounts_post AS contact ON contact.id = project.contact_id
    LEFT JOIN accounts_department AS office ON office.id = contact.department_id
    LEFT JOIN accounts_user AS person ON person.id = contact.holder_id
    WHERE {VISIBLE} AND project.id = %(id)s"""
SUPPORTING = """SELECT department.id, department.code, department.name FROM projects_projectsupport AS support
    JOIN accounts_department AS department ON department.id = support.department_id
    WHERE support.project_id = %(id)s ORDER BY department.position, department.id"""
LINKS = """SELECT indicator.id, indicator.code, indicator.name,
    trim_scale(planned_contribution)::text AS planned, trim_scale(delivered_contribution)::text AS delivered
    FROM projects_indicatorlink AS link JOIN indicators_indicator AS indicator ON indicator.id = link.indicator_id
    WHERE link.project_id = %(id)s ORDER BY indicator.code, link.id"""

_of_thread = threading.local()


def database() -> psycopg.Connection[Row]:
    """One connection per thread, kept."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
    connection: psycopg.Connection[Row] = _of_thread.connection
    return connection


@cache
def labels() -> dict[str, dict[str, str]]:
    """Ready-made words for codes, and for reasons as templates."""
    kinds = {"stage": Stage, "rag": Rag, "nature": Nature, "category": Category, "action": Action, "modality": Modality}
    with translation.override("zh-hans"):
        found = {name: {value: str(label) for value, label in kind.choices} for name, kind in kinds.items()}
        return found | {"reason": {code: re.sub(r"%\((\w+)\)s", r"{\1}", str(words)) for code, words in PLAIN.items()}}


@cache
def reader() -> Row:
    """Whose answer it is; the benchmark passes it on through the environment."""
    parameters: Row = orjson.loads(os.environ["BENCH_READER"])
    return parameters


def project_list(host: str) -> bytes:
    """The first page of the reader's red projects."""
    rows = database().execute(LIST, reader()).fetchall()
    following, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    link = None
    if following:
        token = orjson.dumps(["next_due_on", rows[-1]["next_on"], rows[-1]["id"], False])
        cursor = base64.urlsafe_b64encode(token).decode().rstrip("=")
        link = f"http://{host}/api/v1/projects/?{urlencode({'cursor': cursor, **LIST_QUERY})}"
    return orjson.dumps({"next": link, "previous": None, "results": [_row(row) for row in rows]})


def project_detail(_host: str) -> bytes:
    """One project with all that is known of it."""
    parameters = reader()
    row = _row(database().execute(DETAIL, parameters).fetchone() or {})
    row["report"] = _pick(row, "report", ("id", "year", "title"))
    row["carried_over_from"] = _pick(row, "earlier", ("id", "code", "name"))
    row["responsible_leader"] = _post(row, "leader")
    row["contact"] = _post(row, "contact")
    row["action_label"] = labels()["action"][row["action"]]
    row["modality_label"] = labels()["modality"].get(row["modality"])
    row["modality"] = row["modality"] or None
    row["supporting_departments"] = database().execute(SUPPORTING, parameters).fetchall()
    row["indicator_links"] = [
        {
            "indicator": {name: link[name] for name in ("id", "code", "name")},
            "planned_contribution": link["planned"],
            "delivered_contribution": link["delivered"],
        }
        for link in database().execute(LINKS, parameters)
    ]
    row["allowed"] = ["request-closure"]
    return orjson.dumps(row)


def _row(row: Row) -> Row:
    row["lead_department"] = _pick(row, "lead", ("id", "code", "name"))
    section = _pick(row, "section", ("id", "level", "number", "heading")) or {}
    section["part"] = _pick(row, "part", ("id", "number", "heading"))
    row["section"] = section
    step = _pick(row, "next", ("id", "title", "on"))
    row["next_milestone"] = {"id": step["id"], "title": step["title"], "due_on": step["on"]} if step else None
    for name in ("stage", "rag", "nature", "category"):
        row[f"{name}_label"] = labels()[name][row[name]]
    row["rag_reasons"] = [
        {"code": reason["code"], "text": labels()["reason"][reason["code"]].format_map(reason["numbers"])}
        for reason in orjson.loads(row["rag_reasons"])
    ]
    return row


def _pick(row: Row, prefix: str, names: Iterable[str]) -> Row | None:
    """Take the columns of a joined row out of the flat one."""
    found = {name: row.pop(f"{prefix}_{name}") for name in names}
    return None if found["id"] is None else found


def _post(row: Row, prefix: str) -> Row | None:
    department = _pick(row, f"{prefix}_department", ("id", "code", "name"))
    holder = _pick(row, f"{prefix}_holder", ("id", "name"))
    post = _pick(row, prefix, ("id", "title", "since"))
    if post is None:
        return None
    return {
        "id": post["id"], "title": post["title"], "department": department, "holder": holder,
        "held_since": post["since"],
    }  # fmt: skip


HANDLERS: dict[str, Callable[[str], bytes]] = {"/raw/list": project_list, "/raw/detail": project_detail}
