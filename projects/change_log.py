"""What the change log says of projects and all that hangs on them: who sees it (DOMAIN §6).

A change of a project's audience is a change of everything below it: departments that lose sight are told
to drop it, those that gain it get it.
"""

from accounts.change_log import Owner, Rows, insert_changes, lock_moved
from accounts.choices import Reach
from indicators.change_log import INDICATOR_DEPARTMENTS, MOVED_BY_LEAD, MOVED_BY_SUPPORT

OF_PROJECT = Owner("projects_project", "project_id")
OF_PROGRESS_REPORT = Owner("projects_progressreport", "progress_report_id")
OF_INSTRUCTION = Owner("projects_instruction", "instruction_id")
OF_REPLIED_INSTRUCTION = Owner(
    "projects_instruction",
    "(SELECT reply.instruction_id FROM projects_instructionreply reply WHERE reply.id = owned.instruction_reply_id)",
)
OF_READ_INDICATOR = Owner(
    "indicators_indicator",
    "(SELECT reading.indicator_id FROM indicators_reading reading WHERE reading.id = owned.reading_id)",
)

_REPORT = "JOIN indicators_workreport report ON report.id = project.report_id"
_PROJECT = f"JOIN projects_project project ON project.id = item.project_id {_REPORT}"
_LEAD = """ARRAY(
    SELECT project.lead_department_id
    WHERE project.assigned_on IS NOT NULL AND project.lead_department_id IS NOT NULL
)"""
# Departments that see a project once it is assigned: its lead and its supporting ones.
_DEPARTMENTS = """ARRAY(
    SELECT project.lead_department_id
        WHERE project.assigned_on IS NOT NULL AND project.lead_department_id IS NOT NULL
    UNION SELECT support.department_id FROM projects_projectsupport support
        WHERE support.project_id = project.id AND project.assigned_on IS NOT NULL
    ORDER BY 1
)"""
# A report that is not filed is seen by those who write or chase it only.
_IS_DRAFT = "progress_report.state = 'draft'"

PROJECT_AUDIENCE = f"""
    SELECT project.id, report.region_id, {Reach.LEADERSHIP}, {_DEPARTMENTS}, NULL::bigint
    FROM {{rows}} project {_REPORT}
"""  # noqa: S608  (no word of it comes from outside; so below)

PART_AUDIENCE = f"""
    SELECT item.id, report.region_id, {Reach.LEADERSHIP}, {_DEPARTMENTS}, NULL::bigint
    FROM {{rows}} item {_PROJECT}
"""  # noqa: S608

_REPORT_AUDIENCE = f"""
    CASE WHEN {_IS_DRAFT} THEN {Reach.SUPERVISION} ELSE {Reach.LEADERSHIP} END,
    CASE WHEN {_IS_DRAFT} THEN {_LEAD} ELSE {_DEPARTMENTS} END,
    NULL::bigint
"""

PROGRESS_REPORT_AUDIENCE = f"""
    SELECT progress_report.id, report.region_id, {_REPORT_AUDIENCE}
    FROM {{rows}} progress_report JOIN projects_project project ON project.id = progress_report.project_id {_REPORT}
"""  # noqa: S608

COMPLETION_LOG = insert_changes(
    f"""
    SELECT DISTINCT 'progress_reports', progress_report.id, report.region_id, {_REPORT_AUDIENCE}
    FROM {{rows}} item JOIN projects_progressreport progress_report ON progress_report.id = item.progress_report_id
    JOIN projects_project project ON project.id = progress_report.project_id {_REPORT}
    """  # noqa: S608
)

# What is filed is seen by more than what is written, and so is its evidence.
LOCK_FILED = lock_moved("projects_progressreport", "(was.state = 'draft') <> (becomes.state = 'draft')")
EVIDENCE_OF_FILED = insert_changes(
    f"""
    SELECT 'evidence', evidence.id, report.region_id, {Reach.LEADERSHIP}, {_DEPARTMENTS}, NULL::bigint
    FROM {Rows.BEFORE} progress_report
    JOIN {Rows.AFTER} filed ON filed.id = progress_report.id AND ({_IS_DRAFT}) <> (filed.state = 'draft')
    JOIN projects_evidence evidence ON evidence.progress_report_id = progress_report.id
    JOIN projects_project project ON project.id = progress_report.project_id {_REPORT}
    """  # noqa: S608
)

EVIDENCE_AUDIENCE = f"""
    SELECT item.id, report.region_id, {_REPORT_AUDIENCE}
    FROM {{rows}} item {_PROJECT}
    LEFT JOIN projects_progressreport progress_report ON progress_report.id = item.progress_report_id
    WHERE item.instruction_reply_id IS NULL
    UNION ALL
    SELECT item.id, leader.region_id, {Reach.LEADERSHIP}, ARRAY[reply.department_id], NULL::bigint
    FROM {{rows}} item
    JOIN projects_instructionreply reply ON reply.id = item.instruction_reply_id
    JOIN projects_instruction instruction ON instruction.id = reply.instruction_id
    JOIN accounts_user leader ON leader.id = instruction.leader_id
    UNION ALL
    SELECT item.id, report.region_id, {Reach.LEADERSHIP}, {INDICATOR_DEPARTMENTS}, NULL::bigint
    FROM {{rows}} item
    JOIN indicators_reading reading ON reading.id = item.reading_id
    JOIN indicators_indicator indicator ON indicator.id = reading.indicator_id
    JOIN indicators_workreport report ON report.id = indicator.report_id
"""  # noqa: S608


def _evidence_of_readings(moved: str) -> str:
    return insert_changes(
        f"""
        SELECT 'evidence', evidence.id, moved.region_id, {Reach.LEADERSHIP}, moved.departments, NULL::bigint
        FROM ({moved}) moved
        JOIN indicators_reading reading ON reading.indicator_id = moved.id
        JOIN projects_evidence evidence ON evidence.reading_id = reading.id
        """  # noqa: S608
    )


EVIDENCE_OF_INDICATORS_WITH_OTHER_LEAD = _evidence_of_readings(MOVED_BY_LEAD)
EVIDENCE_OF_INDICATORS_WITH_OTHER_SUPPORT = _evidence_of_readings(MOVED_BY_SUPPORT)


def _parts_of(moved: str) -> str:
    """Log everything below projects that a SELECT of (id, region_id, departments, leads) gives."""
    tables = {
        "milestones": "projects_milestone",
        "extensions": "projects_extension",
        "indicator_links": "projects_indicatorlink",
    }
    parts = [
        f"""
        SELECT '{kind}', part.id, moved.region_id, {Reach.LEADERSHIP}, moved.departments, NULL::bigint
        FROM moved JOIN {table} part ON part.project_id = moved.id
        """  # noqa: S608
        for kind, table in tables.items()
    ]
    is_narrow = f"""
        CASE WHEN {_IS_DRAFT} THEN {Reach.SUPERVISION} ELSE {Reach.LEADERSHIP} END,
        CASE WHEN {_IS_DRAFT} THEN moved.leads ELSE moved.departments END, NULL::bigint
    """
    parts += [
        f"""
        SELECT 'progress_reports', progress_report.id, moved.region_id, {is_narrow}
        FROM moved JOIN projects_progressreport progress_report ON progress_report.project_id = moved.id
        """,  # noqa: S608
        f"""
        SELECT 'evidence', evidence.id, moved.region_id, {is_narrow}
        FROM moved JOIN projects_evidence evidence
            ON evidence.project_id = moved.id AND evidence.instruction_reply_id IS NULL
        LEFT JOIN projects_progressreport progress_report ON progress_report.id = evidence.progress_report_id
        """,  # noqa: S608
    ]
    return insert_changes(f"WITH moved AS ({moved}) {' UNION ALL '.join(parts)}")


def _moved(rows: Rows, others: Rows) -> str:
    """Projects whose lead department or assignment a statement changed, seen from one side of it."""
    return f"""
        SELECT project.id, report.region_id, {_DEPARTMENTS} AS departments, {_LEAD} AS leads
        FROM {rows} project {_REPORT}
        JOIN {others} other ON other.id = project.id AND (
            other.lead_department_id IS DISTINCT FROM project.lead_department_id
            OR (other.assigned_on IS NULL) <> (project.assigned_on IS NULL)
        )
    """  # noqa: S608


LOCK_MOVED = lock_moved(
    "projects_project",
    "was.lead_department_id IS DISTINCT FROM becomes.lead_department_id"
    " OR (was.assigned_on IS NULL) <> (becomes.assigned_on IS NULL)",
)
PARTS_OF_MOVED = _parts_of(f"{_moved(Rows.BEFORE, Rows.AFTER)} UNION {_moved(Rows.AFTER, Rows.BEFORE)}")
PARTS_OF_DELETED = _parts_of(
    f"""
    SELECT project.id, report.region_id, {_DEPARTMENTS} AS departments, {_LEAD} AS leads
    FROM {Rows.DELETED} project {_REPORT}
    """  # noqa: S608
)

_SUPPORTED = f"""
    SELECT DISTINCT project.id, report.region_id,
        CASE WHEN project.assigned_on IS NULL THEN ARRAY[]::bigint[] ELSE item.department_id || {_DEPARTMENTS} END
            AS departments,
        ARRAY[]::bigint[] AS leads
    FROM {{rows}} item {_PROJECT}
"""  # noqa: S608
SUPPORT_LOG = (
    insert_changes(
        f"""
    SELECT 'projects', moved.id, moved.region_id, {Reach.LEADERSHIP}, moved.departments, NULL::bigint
    FROM ({_SUPPORTED}) moved
    """  # noqa: S608
    ),
    _parts_of(_SUPPORTED),
)

_LEADER = "JOIN accounts_user leader ON leader.id = instruction.leader_id"
_ADDRESSED = """ARRAY(
    SELECT addressed.department_id FROM projects_instructiondepartment addressed
    WHERE addressed.instruction_id = instruction.id ORDER BY 1
)"""
INSTRUCTION_AUDIENCE = f"""
    SELECT instruction.id, leader.region_id, {Reach.LEADERSHIP}, {_ADDRESSED}, NULL::bigint
    FROM {{rows}} instruction {_LEADER}
"""  # noqa: S608
REPLY_AUDIENCE = f"""
    SELECT item.id, leader.region_id, {Reach.LEADERSHIP}, ARRAY[item.department_id], NULL::bigint
    FROM {{rows}} item JOIN projects_instruction instruction ON instruction.id = item.instruction_id {_LEADER}
"""  # noqa: S608
SUBJECT_LOG = insert_changes(
    f"""
    SELECT DISTINCT 'instructions', instruction.id, leader.region_id, {Reach.LEADERSHIP}, {_ADDRESSED}, NULL::bigint
    FROM {{rows}} item JOIN projects_instruction instruction ON instruction.id = item.instruction_id {_LEADER}
    """  # noqa: S608
)
ADDRESSEE_LOG = insert_changes(
    f"""
    SELECT 'instructions', item.instruction_id, leader.region_id, {Reach.LEADERSHIP},
        item.department_id || {_ADDRESSED}, NULL::bigint
    FROM {{rows}} item JOIN projects_instruction instruction ON instruction.id = item.instruction_id {_LEADER}
    UNION ALL
    SELECT 'instruction_replies', reply.id, leader.region_id, {Reach.LEADERSHIP},
        ARRAY[reply.department_id], NULL::bigint
    FROM {{rows}} item JOIN projects_instruction instruction ON instruction.id = item.instruction_id {_LEADER}
    JOIN projects_instructionreply reply
        ON reply.instruction_id = item.instruction_id AND reply.department_id = item.department_id
    UNION ALL
    SELECT 'evidence', evidence.id, leader.region_id, {Reach.LEADERSHIP}, ARRAY[reply.department_id], NULL::bigint
    FROM {{rows}} item JOIN projects_instruction instruction ON instruction.id = item.instruction_id {_LEADER}
    JOIN projects_instructionreply reply
        ON reply.instruction_id = item.instruction_id AND reply.department_id = item.department_id
    JOIN projects_evidence evidence ON evidence.instruction_reply_id = reply.id
    """  # noqa: S608
)
