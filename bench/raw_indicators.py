"""The raw limit of the list of indicators: its four statements by psycopg and the same body by orjson.

The body is ready-made: the raw side judges nothing and words nothing, hence no handler that answers the same
could be faster. What it reads is held against the body, so that neither side reads less than the other.
"""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from bench.raw import PAGE_SIZE, database, reader

ROWS = """
    SELECT i.id, i.code AS indicator_code, i.name, i.unit, i.measure, i.comparison, i.direction, i.aggregation,
           i.frequency, i.target,
           i.target_text, i.due_on, i.is_headline, i.is_assignment_illustrative, i.version,
           report.id, report.year, report.title, section.id, section.level, section.number, section.heading,
           part.id, part.number, part.heading, lead.id, lead.code, lead.name
    FROM indicators_indicator AS i
    JOIN indicators_workreport AS report ON report.id = i.report_id
    JOIN indicators_section AS section ON section.id = i.section_id
    LEFT JOIN indicators_section AS part ON part.id = section.parent_id
    LEFT JOIN accounts_department AS lead ON lead.id = i.lead_department_id
    WHERE report.region_id = %(region)s ORDER BY i.code, i.id LIMIT 51
"""
READINGS = """SELECT indicator_id, period, value, verdict FROM indicators_reading
    WHERE indicator_id = ANY(%(ids)s) AND state = 'verified' AND period <= '2024-09-20'"""
PLANNED = "SELECT indicator_id, period, value FROM indicators_plannedvalue WHERE indicator_id = ANY(%(ids)s)"
POLICY = """SELECT growth_rate_tolerance, relative_tolerance, slightly_behind_ratio, reading_due_day
    FROM indicators_supervisionpolicy WHERE report_id = %(report)s AND effective_from <= '2024-09-20'
    ORDER BY effective_from DESC LIMIT 1"""
RISKS = """SELECT link.indicator_id, project.id, project.code, project.name, project.rag_reasons::text
    FROM projects_indicatorlink AS link JOIN projects_project AS project ON project.id = link.project_id
    WHERE link.indicator_id = ANY(%(ids)s) AND project.rag = 'red' ORDER BY project.code"""


@cache
def _body() -> dict[str, Any]:
    known: dict[str, Any] = orjson.loads(Path(str(reader()["body"])).read_bytes())
    return known


def indicator_list(_host: str) -> bytes:
    """The first page of all that the region promises."""
    connection = database()
    rows = connection.execute(ROWS, {"region": reader()["region"]}).fetchall()[:PAGE_SIZE]
    known = _body()
    ids = [result["id"] for result in known["results"]]
    parameters = {"ids": ids, "report": known["results"][0]["report"]["id"]}
    readings = connection.execute(READINGS, parameters).fetchall()
    connection.execute(PLANNED, parameters).fetchall()
    connection.execute(POLICY, parameters).fetchall()
    connection.execute(RISKS, parameters).fetchall()
    if [row["indicator_code"] for row in rows] != [result["code"] for result in known["results"]] or not readings:
        raise RuntimeError("The raw statements do not read what the list shows.")
    return orjson.dumps(known)
