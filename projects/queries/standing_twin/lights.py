"""SQL of the traffic light: the twin of ``projects.rules.rag``, reason by reason and in its order (DOMAIN §4)."""

_LIMITS_OF_PACE = """
    CASE preset
        WHEN 'share_of_pace' THEN investment_share < {share}
        WHEN 'month_task_done' THEN progress < expected_progress * {task}
        ELSE expected_progress - progress {points}
    END
"""
_RED_PACE = _LIMITS_OF_PACE.format(share="0.5", task="0.6", points="> red_points_behind")
_AMBER_PACE = _LIMITS_OF_PACE.format(share="1", task="0.8", points=">= amber_points_behind")

_PACE_CODE = """
    CASE preset WHEN 'share_of_pace' THEN 'investment_share_of_pace'
                WHEN 'month_task_done' THEN 'month_task_not_done' ELSE 'behind_pace' END
"""

# (code, condition) at a level; an unknown condition (NULL) is no reason.
RED = (
    ("'final_date_passed'", "due_on < %(today)s::date"),
    ("'milestone_long_overdue'", "late_since < long_overdue_before"),
    (_PACE_CODE, _RED_PACE),
    (
        "'start_long_missed'",
        "(start_due_on + make_interval(months => red_start_missed_months))::date < %(today)s::date",
    ),
    ("'reports_missing'", "missing_reports >= red_missing_reports"),
    ("'reply_overdue'", "reply_due_on < reply_long_overdue_before"),
)
AMBER = (
    ("'milestone_overdue'", "late_since IS NOT NULL"),
    (_PACE_CODE, _AMBER_PACE),
    ("'investment_behind'", "preset <> 'share_of_pace' AND investment_share < amber_investment_share"),
    ("'start_missed'", "start_due_on IS NOT NULL"),
    ("'report_missing'", "missing_reports >= 1"),
    ("'delay_expected'", "expects_delay AND upcoming_on <= delay_counts_until"),
    ("'headline_indicator_behind'", "has_indicator_behind"),
)


REASONS = """
    reasons AS MATERIALIZED (
        SELECT
            pace.*,
            stage IN ('drafted', 'suspended', 'withdrawn') AS is_unsupervised,
            coalesce(
                first_period > last_period AND least(due_on, reply_due_on, first_due_on, 'infinity') > %(today)s::date,
                false
            ) AS is_nothing_due_yet,
            {red_codes} AS red_codes,
            {amber_codes} AS amber_codes
        FROM pace
    )
"""

LIGHTS = """
    light AS (
        SELECT
            id, progress, expected_progress, milestones_total, milestones_done, milestones_overdue,
            next_milestone_id, next_due_on,
            CASE
                WHEN stage = 'closed' THEN 'blue'
                WHEN is_unsupervised OR is_nothing_due_yet THEN 'grey'
                WHEN red_codes <> '{}' THEN 'red'
                WHEN amber_codes <> '{}' THEN 'amber'
                ELSE 'green'
            END AS rag,
            CASE
                WHEN stage = 'closed' OR is_unsupervised THEN ARRAY[stage::text]
                WHEN is_nothing_due_yet THEN ARRAY['nothing_due_yet']
                WHEN red_codes <> '{}' THEN red_codes
                WHEN amber_codes <> '{}' THEN amber_codes
                ELSE ARRAY['on_pace']
            END AS codes
        FROM reasons
    )
"""


def reasons_and_lights() -> str:
    """The common table expressions from ``pace`` to ``light``."""
    return f"{REASONS.format(red_codes=_codes(RED), amber_codes=_codes(AMBER))}, {LIGHTS}"


def _codes(reasons: tuple[tuple[str, str], ...]) -> str:
    cases = (f"CASE WHEN {condition} THEN {code} END" for code, condition in reasons)
    return f"array_remove(ARRAY[{', '.join(cases)}]::text[], NULL)"
