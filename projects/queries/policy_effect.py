"""How the lights would change under other thresholds, by the SQL twin of the rule (DOMAIN §4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from accounts.rules.workdays import WorkdayCalendar
from indicators.models import SupervisionPolicy
from projects.queries.standing_twin import LIGHT, parameters

LIGHTS = """
    {light}
    SELECT light.id, light.rag
    FROM light JOIN projects_project AS project USING (id)
    WHERE project.report_id = %(of_report)s
"""


def changed_lights(policy: SupervisionPolicy, today: date, calendar: WorkdayCalendar) -> Mapping[tuple[str, str], int]:
    """(light now, light under the policy) → how many of its report's projects would change; nothing is written."""
    now = _lights(parameters(today, calendar), policy.report_id)
    then = _lights(parameters(today, calendar, instead=policy), policy.report_id)
    counts: dict[tuple[str, str], int] = {}
    for project_id, light in then.items():
        if light != now[project_id]:
            key = (now[project_id], light)
            counts[key] = counts.get(key, 0) + 1
    return counts


def _lights(values: dict[str, Any], report_id: int) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(LIGHTS.format(light=LIGHT), {**values, "of_report": report_id})
        return dict(cursor.fetchall())
