"""What is open, per kind of duty: SQL that gives every row still owed, with the date it is counted from.

Each relation has the columns ``kind, id, project_id, department_id, contact_id, leader_post_id,
leader_id, decider, anchor``. ``decider`` is who has the next word where somebody has to decide: office,
leader or head. Parameters: ``report``, ``region``, ``working`` (stages), ``since`` (first month that is
still asked for), ``indicators`` with ``owed_on`` (see :mod:`projects.reminders.anchors`).
"""

from collections.abc import Mapping

from projects.choices import ReminderSubject

OF_PROJECT = """
    project.id AS project_id, project.lead_department_id AS department_id, project.contact_id,
    project.responsible_leader_id AS leader_post_id, NULL::bigint AS leader_id
"""
OPEN_MILESTONE = "milestone.completed_on IS NULL AND milestone.waived_on IS NULL"

TEMPLATES: Mapping[str, str] = {
    ReminderSubject.MILESTONE: """
        SELECT 'milestone' AS kind, milestone.id, {of_project}, '' AS decider, milestone.due_on AS anchor
        FROM projects_milestone AS milestone JOIN projects_project AS project ON project.id = milestone.project_id
        WHERE project.report_id = %(report)s AND project.stage = ANY(%(working)s) AND {open_milestone}
    """,
    # Where an open milestone is due on the final date, that one is chased.
    ReminderSubject.FINAL_DATE: """
        SELECT 'project' AS kind, project.id, {of_project}, '' AS decider, project.due_on AS anchor
        FROM projects_project AS project
        WHERE project.report_id = %(report)s AND project.stage = ANY(%(working)s) AND project.due_on IS NOT NULL
          AND NOT EXISTS (
              SELECT FROM projects_milestone AS milestone
              WHERE milestone.project_id = project.id AND milestone.due_on = project.due_on AND {open_milestone})
    """,
    ReminderSubject.ACKNOWLEDGEMENT: """
        SELECT 'project' AS kind, project.id, {of_project}, '' AS decider, project.assigned_on AS anchor
        FROM projects_project AS project
        WHERE project.report_id = %(report)s AND project.stage = 'assigned' AND project.assigned_on IS NOT NULL
    """,
    # Of several missing months the last two are chased, as on the to-do list.
    ReminderSubject.PROGRESS_REPORT: """
        SELECT 'progress_report' AS kind, filing.id, {of_project}, '' AS decider, filing.due_on AS anchor
        FROM projects_progressreport AS filing JOIN projects_project AS project ON project.id = filing.project_id
        WHERE project.report_id = %(report)s AND project.stage = ANY(%(working)s)
          AND filing.state IN ('draft', 'returned') AND filing.period >= %(since)s
    """,
    ReminderSubject.READING: """
        SELECT 'indicator' AS kind, indicator.id, NULL::bigint AS project_id,
               indicator.lead_department_id AS department_id, NULL::bigint AS contact_id,
               NULL::bigint AS leader_post_id, NULL::bigint AS leader_id, '' AS decider, owed.due_on AS anchor
        FROM unnest(%(indicators)s::bigint[], %(owed_on)s::date[]) AS owed (id, due_on)
        JOIN indicators_indicator AS indicator ON indicator.id = owed.id
        WHERE indicator.report_id = %(report)s
    """,
    # Each department owes a reply of its own. An instruction is chased by the rules of one report: the first of
    # its projects'.
    ReminderSubject.INSTRUCTION_REPLY: """
        SELECT 'addressee' AS kind, addressee.id, NULL::bigint AS project_id, addressee.department_id,
               NULL::bigint AS contact_id, NULL::bigint AS leader_post_id, instruction.leader_id,
               '' AS decider, instruction.reply_due_on AS anchor
        FROM projects_instruction AS instruction
        JOIN projects_instructiondepartment AS addressee ON addressee.instruction_id = instruction.id
        WHERE instruction.state = 'open'
          AND NOT EXISTS (
              SELECT FROM projects_instructionreply AS reply
              WHERE reply.instruction_id = instruction.id AND reply.department_id = addressee.department_id
                AND reply.state <> 'sent_back')
          AND %(report)s = (
              SELECT min(project.report_id)
              FROM projects_instructionproject AS about
              JOIN projects_project AS project ON project.id = about.project_id
              JOIN indicators_workreport AS report ON report.id = project.report_id AND report.is_current
              WHERE about.instruction_id = instruction.id)
    """,
    ReminderSubject.EXTENSION_DECISION: """
        SELECT 'extension' AS kind, extension.id, {of_project},
               CASE WHEN extension.needs_leader THEN 'leader' ELSE 'office' END AS decider,
               extension.requested_on AS anchor
        FROM projects_extension AS extension JOIN projects_project AS project ON project.id = extension.project_id
        WHERE project.report_id = %(report)s AND extension.state = 'requested'
    """,
    ReminderSubject.REVIEW: """
        SELECT 'progress_report' AS kind, filing.id, {of_project},
               CASE WHEN filing.state = 'submitted' AND department.needs_confirmation THEN 'head' ELSE 'office' END
                   AS decider,
               coalesce(filing.waiting_since, filing.submitted_on) AS anchor
        FROM projects_progressreport AS filing
        JOIN projects_project AS project ON project.id = filing.project_id
        LEFT JOIN accounts_department AS department ON department.id = project.lead_department_id
        WHERE project.report_id = %(report)s AND filing.state IN ('submitted', 'confirmed')
        UNION ALL
        SELECT 'reading', reading.id, NULL, indicator.lead_department_id, NULL, NULL, NULL, 'office',
               (reading.submitted_at AT TIME ZONE 'Asia/Shanghai')::date
        FROM indicators_reading AS reading JOIN indicators_indicator AS indicator ON indicator.id = reading.indicator_id
        WHERE indicator.report_id = %(report)s AND reading.state = 'submitted'
    """,
    ReminderSubject.CLOSURE: """
        SELECT 'project' AS kind, project.id, {of_project}, 'office' AS decider, asked.made_on AS anchor
        FROM projects_project AS project
        CROSS JOIN LATERAL (
            SELECT max(change.made_on) AS made_on FROM projects_stagechange AS change
            WHERE change.project_id = project.id AND change.to_stage = 'closure_requested') AS asked
        WHERE project.report_id = %(report)s AND project.stage = 'closure_requested'
    """,
}

SUBJECTS: Mapping[str, str] = {
    duty: template.format(of_project=OF_PROJECT, open_milestone=OPEN_MILESTONE) for duty, template in TEMPLATES.items()
}
