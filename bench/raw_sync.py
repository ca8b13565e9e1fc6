"""The raw limit of ``sync/``: pages of 500 milestones by hand-written SQL, psycopg and orjson.

It knows the reader, the cursor and the horizon beforehand, and checks none of them.
"""

from functools import cache
from urllib.parse import parse_qs

import orjson
from django.utils import translation

from bench.raw import Row, database, reader
from projects.choices import MilestoneOrigin

PAGE = 500
COLUMNS = """
    milestone.id, milestone.title, milestone.position, trim_scale(milestone.weight)::text AS weight,
    milestone.baseline_due_on, milestone.due_on, milestone.completed_on, milestone.completed_by_id AS completed_by,
    milestone.completion_note, milestone.waived_on, milestone.waive_reason, milestone.is_start, milestone.is_final,
    milestone.origin, milestone.version, milestone.project_id AS project
"""
VISIBLE = """
    FROM projects_milestone AS milestone WHERE milestone.project_id IN (
        SELECT project.id FROM projects_project AS project
        JOIN indicators_workreport AS report ON report.id = project.report_id
        WHERE report.region_id = %(region)s
    )
"""
WALK = f"SELECT {COLUMNS} {VISIBLE} AND milestone.id > %(last)s ORDER BY milestone.id LIMIT {PAGE}"
CHANGES = f"""
    SELECT object_id FROM accounts_change
    WHERE region_id = %(region)s AND reach >= 1 AND kind = 'milestones' AND transaction >= %(transaction)s
        AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY transaction, id LIMIT {PAGE}
"""  # noqa: S608  (our own words)
CHANGED = f"SELECT {COLUMNS} {VISIBLE} AND milestone.id = ANY(%(ids)s)"


@cache
def labels() -> dict[str, str]:
    """Ready-made words."""
    with translation.override("zh-hans"):
        return {value: str(label) for value, label in MilestoneOrigin.choices}


def walk(query: str) -> bytes:
    """The page of all milestones behind an id."""
    parameters = reader() | {"last": int(parse_qs(query)["last"][0])}
    return _page(database().execute(WALK, parameters).fetchall())


def changes(query: str) -> bytes:
    """The first page of milestones that were changed since a transaction."""
    parameters = reader() | {"transaction": int(parse_qs(query)["transaction"][0])}
    ids = [row["object_id"] for row in database().execute(CHANGES, parameters)]
    found = {row["id"]: row for row in database().execute(CHANGED, parameters | {"ids": ids})}
    return _page([found[key] for key in ids])


def _page(rows: list[Row]) -> bytes:
    entries = [
        {
            "type": "milestones",
            "id": row["id"],
            "removed": False,
            "object": row | {"origin_label": labels()[row["origin"]]},
        }
        for row in rows
    ]
    return orjson.dumps({"cursor": "known beforehand", "has_more": True, "results": entries})
