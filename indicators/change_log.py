"""What the change log says of indicators and their readings: who sees them (DOMAIN §6), and what hangs on them."""

from accounts.change_log import Owner, Rows, insert_changes, lock_moved
from accounts.choices import Reach

OF_INDICATOR = Owner("indicators_indicator", "indicator_id")
REPORT_OF_ITEM = "JOIN indicators_workreport report ON report.id = item.report_id"

# Departments that see an indicator: its lead and its supporting ones.
INDICATOR_DEPARTMENTS = """ARRAY(
    SELECT indicator.lead_department_id WHERE indicator.lead_department_id IS NOT NULL
    UNION SELECT support.department_id FROM indicators_indicatorsupport support
        WHERE support.indicator_id = indicator.id
    ORDER BY 1
)"""
_REPORT = "JOIN indicators_workreport report ON report.id = indicator.report_id"

INDICATOR_AUDIENCE = f"""
    SELECT indicator.id, report.region_id, {Reach.LEADERSHIP}, {INDICATOR_DEPARTMENTS}, NULL::bigint
    FROM {{rows}} indicator {_REPORT}
"""  # noqa: S608  (no word of it comes from outside; so below)

READING_AUDIENCE = f"""
    SELECT item.id, report.region_id, {Reach.LEADERSHIP}, {INDICATOR_DEPARTMENTS}, NULL::bigint
    FROM {{rows}} item JOIN indicators_indicator indicator ON indicator.id = item.indicator_id {_REPORT}
"""  # noqa: S608


def _with_other_lead(rows: Rows, others: Rows) -> str:
    return f"""
        SELECT indicator.id, report.region_id, {INDICATOR_DEPARTMENTS} AS departments
        FROM {rows} indicator {_REPORT}
        JOIN {others} other ON other.id = indicator.id
            AND other.lead_department_id IS DISTINCT FROM indicator.lead_department_id
    """  # noqa: S608


# Indicators (id, region_id, departments) whose audience a statement moved, as it was and as it is.
MOVED_BY_LEAD = f"{_with_other_lead(Rows.BEFORE, Rows.AFTER)} UNION {_with_other_lead(Rows.AFTER, Rows.BEFORE)}"
MOVED_BY_SUPPORT = f"""
    SELECT DISTINCT indicator.id, report.region_id, item.department_id || {INDICATOR_DEPARTMENTS} AS departments
    FROM {{rows}} item JOIN indicators_indicator indicator ON indicator.id = item.indicator_id {_REPORT}
"""  # noqa: S608


def _readings_of(moved: str) -> str:
    return insert_changes(
        f"""
        SELECT 'readings', reading.id, moved.region_id, {Reach.LEADERSHIP}, moved.departments, NULL::bigint
        FROM ({moved}) moved JOIN indicators_reading reading ON reading.indicator_id = moved.id
        """  # noqa: S608
    )


LOCK_MOVED = lock_moved("indicators_indicator", "was.lead_department_id IS DISTINCT FROM becomes.lead_department_id")
READINGS_OF_MOVED = _readings_of(MOVED_BY_LEAD)
SUPPORT_LOG = (
    insert_changes(
        f"""
    SELECT 'indicators', moved.id, moved.region_id, {Reach.LEADERSHIP}, moved.departments, NULL::bigint
    FROM ({MOVED_BY_SUPPORT}) moved
    """  # noqa: S608
    ),
    _readings_of(MOVED_BY_SUPPORT),
)
