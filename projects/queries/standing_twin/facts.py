"""SQL of what a light depends on: the twin of ``projects.queries.standing_facts`` and ``projects.rules.schedule``.

Common table expressions, each with a row per project; the parameters are those of ``parameters``. Dates that
only the working-day calendar knows come with the policy, so that a day is compared with a day.
"""

from projects.queries.standing_twin.decimal_context import quotient, rounded

POLICY = """
    policy AS (
        SELECT * FROM unnest(
            %(report)s::bigint[], %(preset)s::text[], %(red_points_behind)s::numeric[],
            %(amber_points_behind)s::numeric[], %(long_overdue_before)s::date[], %(reply_long_overdue_before)s::date[],
            %(red_start_missed_months)s::int[], %(red_missing_reports)s::int[], %(amber_investment_share)s::numeric[],
            %(delay_counts_until)s::date[], %(last_period)s::date[]
        ) AS policy (
            report_id, preset, red_points_behind, amber_points_behind, long_overdue_before, reply_long_overdue_before,
            red_start_missed_months, red_missing_reports, amber_investment_share, delay_counts_until, last_period
        )
    )
"""

# A project without counted milestones has no ``weight``; ``ahead`` is the first counted day still to come.
MILESTONES = """
    milestones AS (
        SELECT
            step.project_id,
            count(*) AS total,
            count(*) FILTER (WHERE step.is_done) AS done,
            count(*) FILTER (WHERE step.is_late) AS overdue,
            min(step.due_on) AS first_due_on,
            min(step.due_on) FILTER (WHERE step.is_late) AS late_since,
            min(step.due_on) FILTER (WHERE step.is_late AND step.is_start) AS start_due_on,
            min(step.due_on) FILTER (WHERE step.is_open AND NOT step.is_late) AS upcoming_on,
            min(step.due_on) FILTER (WHERE step.is_open) AS next_due_on,
            (array_agg(step.id ORDER BY step.due_on, step.position) FILTER (WHERE step.is_open))[1] AS next_id,
            sum(step.weight) FILTER (WHERE step.is_counted) AS weight,
            sum(step.weight) FILTER (WHERE step.is_counted AND step.is_done) AS weight_done,
            sum(step.weight) FILTER (WHERE step.is_counted AND step.due_on <= %(today)s::date) AS weight_due,
            max(step.due_on) FILTER (WHERE step.is_counted AND step.due_on <= %(today)s::date) AS passed_on,
            min(step.due_on) FILTER (WHERE step.is_counted AND step.due_on > %(today)s::date) AS ahead_on,
            (array_agg(step.weight_of_day ORDER BY step.due_on, step.position)
                FILTER (WHERE step.is_counted AND step.due_on > %(today)s::date))[1] AS ahead_weight
        FROM (
            SELECT
                id, project_id, due_on, position, weight, is_start,
                completed_on IS NOT NULL AS is_done,
                waived_on IS NULL AS is_counted,
                sum(weight) FILTER (WHERE waived_on IS NULL) OVER (PARTITION BY project_id, due_on) AS weight_of_day,
                completed_on IS NULL AND waived_on IS NULL AS is_open,
                completed_on IS NULL AND waived_on IS NULL AND due_on < %(today)s::date AS is_late
            FROM projects_milestone
        ) AS step
        GROUP BY step.project_id
    )
"""

# ``last_filed`` counts towards the reports missing in a row, so reports not yet due are left out of it.
FILED = """
    filed AS (
        SELECT
            report.project_id,
            max(report.period) FILTER (WHERE report.period <= policy.last_period) AS last_filed,
            (array_agg(report.expects_delay ORDER BY report.period DESC))[1] AS expects_delay
        FROM projects_progressreport AS report
        JOIN projects_project AS project ON project.id = report.project_id
        JOIN policy ON policy.report_id = project.report_id
        WHERE report.state = ANY(%(filed_states)s)
        GROUP BY report.project_id
    )
"""

REPLIES = """
    replies AS (
        SELECT addressed.project_id, min(instruction.reply_due_on) AS reply_due_on
        FROM projects_instructionproject AS addressed
        JOIN projects_instruction AS instruction ON instruction.id = addressed.instruction_id
        WHERE instruction.state = %(open_instruction)s
        GROUP BY addressed.project_id
    )
"""

BEHIND = """
    behind AS (
        SELECT DISTINCT project_id FROM projects_indicatorlink WHERE indicator_id = ANY(%(indicators_behind)s::bigint[])
    )
"""

FACTS = """
    facts AS MATERIALIZED (
        SELECT
            project.id, project.stage, project.due_on, project.assigned_on,
            project.investment_this_year, project.investment_to_date,
            (date_trunc('month', project.assigned_on::timestamp) + interval '1 month')::date AS first_period,
            policy.*,
            coalesce(milestones.total, 0) AS milestones_total,
            coalesce(milestones.done, 0) AS milestones_done,
            coalesce(milestones.overdue, 0) AS milestones_overdue,
            milestones.first_due_on, milestones.late_since, milestones.start_due_on, milestones.upcoming_on,
            milestones.next_id AS next_milestone_id, milestones.next_due_on, milestones.weight,
            CASE
                WHEN project.reported_progress IS NOT NULL THEN project.reported_progress
                WHEN milestones.weight IS NOT NULL
                    THEN round(round(coalesce(milestones.weight_done, 0) * 100, 40) / milestones.weight, 2)
                WHEN milestones.total > 0 THEN 100
                ELSE 0
            END AS progress,
            coalesce(milestones.weight_due, 0) AS weight_due, milestones.ahead_weight,
            greatest(project.assigned_on, milestones.passed_on) AS passed_on,
            CASE WHEN milestones.weight IS NULL THEN project.due_on ELSE milestones.ahead_on END AS ahead_on,
            filed.last_filed, coalesce(filed.expects_delay, false) AS expects_delay,
            replies.reply_due_on,
            behind.project_id IS NOT NULL AS has_indicator_behind
        FROM projects_project AS project
        JOIN policy ON policy.report_id = project.report_id
        LEFT JOIN milestones ON milestones.project_id = project.id
        LEFT JOIN filed ON filed.project_id = project.id
        LEFT JOIN replies ON replies.project_id = project.id
        LEFT JOIN behind ON behind.project_id = project.id
    )
"""

# The curve of expected progress around today: (passed_on, passed_percent) before, (ahead_on, ahead_percent) after.
CURVE = """
    curve AS MATERIALIZED (
        SELECT
            facts.*,
            CASE WHEN weight IS NULL THEN 0 ELSE {passed_share} * 100 END AS passed_percent,
            CASE WHEN weight IS NULL THEN 100 ELSE {ahead_share} * 100 END AS ahead_percent
        FROM facts
    )
"""

# ``missing_reports`` counts months: from the last one due back to the last one filed, or to the first one owed.
PACE = """
    pace AS MATERIALIZED (
        SELECT
            curve.*,
            CASE
                WHEN assigned_on IS NULL OR assigned_on >= %(today)s::date THEN 0
                WHEN ahead_on > %(today)s::date THEN round({interpolated}, 2)
                WHEN weight IS NULL AND due_on IS NULL THEN 0
                ELSE 100
            END AS expected_progress,
            CASE
                WHEN investment_this_year <> 0 AND investment_to_date IS NOT NULL THEN {investment_share}
            END AS investment_share,
            CASE
                WHEN assigned_on IS NULL THEN 0
                ELSE greatest(0, {last_period} - greatest({last_filed}, {first_period} - 1))
            END AS missing_reports
        FROM curve
    )
"""


def _month_number(day: str) -> str:
    return f"(extract(year FROM {day}) * 12 + extract(month FROM {day}))::int"


def _interpolated() -> str:
    elapsed = quotient("%(today)s::date - passed_on", "ahead_on - passed_on")
    climb = rounded(f"{rounded('ahead_percent - passed_percent')} * {elapsed}")
    return rounded(f"passed_percent + {climb}")


def facts_and_pace() -> str:
    """The common table expressions up to ``pace``: facts of every project, progress, expectation, shares."""
    curve = CURVE.format(
        passed_share=quotient("weight_due", "weight"), ahead_share=quotient("weight_due + ahead_weight", "weight")
    )
    pace = PACE.format(
        interpolated=_interpolated(),
        investment_share=quotient("investment_to_date", rounded("investment_this_year * %(elapsed_share)s::numeric")),
        last_period=_month_number("last_period"),
        last_filed=_month_number("last_filed"),
        first_period=_month_number("first_period"),
    )
    return ",".join([POLICY, MILESTONES, FILED, REPLIES, BEHIND, FACTS, curve, pace])
