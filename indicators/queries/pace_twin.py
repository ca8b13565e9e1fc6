"""The pace of many indicators in one statement: the SQL twin of ``indicators.rules.judge``, proven equal.

Lists are filtered by pace and the dashboard counts it; judging 10,000 indicators in Python for a page of 50
would read all their readings. Only products are compared, as in the rule, so that both agree on the boundary.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from indicators.models import Indicator, SupervisionPolicy

THRESHOLDS = ("growth_rate_tolerance", "relative_tolerance", "slightly_behind_ratio", "reading_due_day")
PACE = """
    WITH promised AS (
        SELECT i.id, i.measure, i.comparison, i.direction, i.aggregation, i.target, report.year,
               i.comparison = 'at_most' OR (i.comparison IN ('about', 'exactly') AND i.direction = 'decrease')
                   AS less_is_better,
               coalesce(policy.slightly_behind_ratio, %(slightly_behind_ratio)s::numeric) AS slightly_behind_ratio,
               coalesce(policy.reading_due_day, %(reading_due_day)s::int) AS due_day,
               CASE i.frequency WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 ELSE 12 END AS months,
               CASE WHEN i.measure = 'growth_rate'
                    THEN coalesce(policy.growth_rate_tolerance, %(growth_rate_tolerance)s::numeric)
                    ELSE abs(i.target) * coalesce(policy.relative_tolerance, %(relative_tolerance)s::numeric) * 0.01
               END AS tolerance
        FROM indicators_indicator AS i
        JOIN indicators_workreport AS report ON report.id = i.report_id
        LEFT JOIN LATERAL (
            SELECT * FROM indicators_supervisionpolicy AS candidate
            WHERE candidate.report_id = i.report_id AND candidate.effective_from <= %(as_of)s::date
            ORDER BY candidate.effective_from DESC LIMIT 1
        ) AS policy ON true
        WHERE i.id = ANY(%(ids)s::bigint[])
    ), known AS (
        SELECT promised.*, latest.period, latest.value, latest.verdict,
               extract(month FROM latest.period)::int + months - 1 AS elapsed
        FROM promised LEFT JOIN LATERAL (
            SELECT reading.period, reading.value, reading.verdict FROM indicators_reading AS reading
            WHERE reading.indicator_id = promised.id
              AND CASE WHEN %(known_before)s::timestamptz IS NULL THEN reading.state = 'verified'
                  ELSE reading.state IN ('verified', 'superseded')
                       AND (reading.reviewed_at IS NULL OR reading.reviewed_at < %(known_before)s) END
              AND reading.period BETWEEN make_date(year, 1, 1) AND make_date(year, 12, 1)
              AND (extract(month FROM reading.period)::int - 1) %% months = 0
              AND reading.period + make_interval(months => months) <= %(as_of)s::date + interval '1 day'
            ORDER BY reading.period DESC, reading.revision DESC LIMIT 1
        ) AS latest ON true
    ), measured AS (
        SELECT known.*, coalesce(planned.value, target * elapsed) AS expected,
               CASE WHEN planned.value IS NULL THEN 12 ELSE 1 END AS divided_by,
               EXISTS (
                   SELECT FROM generate_series(1, 12, months) AS month
                   WHERE (known.period IS NULL OR make_date(year, month, 1) > known.period)
                     AND make_date(year, month, 1) + make_interval(months => months, days => due_day - 1)
                         < %(as_of)s::date
               ) AS is_missing,
               CASE comparison
                   WHEN 'at_least' THEN known.value >= target
                   WHEN 'at_most' THEN known.value <= target
                   WHEN 'about' THEN abs(known.value - target) <= tolerance
                        OR (direction = 'increase' AND known.value >= target)
                        OR (direction = 'decrease' AND known.value <= target)
                   ELSE known.value = target OR (
                        (direction = 'increase' AND known.value >= target
                         OR direction = 'decrease' AND known.value <= target)
                        AND NOT (measure = 'ratio' OR (measure = 'level' AND aggregation = 'point_in_time')))
               END AS attains
        FROM known LEFT JOIN indicators_plannedvalue AS planned
             ON planned.indicator_id = known.id AND planned.period = known.period
    ), judged AS (
        SELECT id, is_missing, CASE
            WHEN comparison = 'qualitative' OR target IS NULL THEN
                CASE verdict WHEN 'attained' THEN 'attained' WHEN 'on_track' THEN 'on_pace'
                     WHEN 'slightly_behind' THEN 'slightly_behind' WHEN 'behind' THEN 'behind'
                     WHEN 'not_attained' THEN 'behind' ELSE 'not_judged' END
            WHEN value IS NULL THEN 'not_due'
            WHEN aggregation <> 'cumulative' THEN
                CASE WHEN attains THEN 'on_pace'
                     WHEN abs(value - target) <= tolerance THEN 'slightly_behind' ELSE 'behind' END
            WHEN attains AND (elapsed = 12 OR comparison = 'at_least'
                              OR (comparison <> 'at_most' AND direction = 'increase')) THEN 'attained'
            WHEN less_is_better AND value > target AND NOT attains THEN 'behind'
            WHEN CASE WHEN less_is_better THEN expected >= value * divided_by ELSE value * divided_by >= expected END
                THEN CASE WHEN elapsed = 12 AND NOT attains THEN 'behind' ELSE 'on_pace' END
            WHEN less_is_better THEN
                CASE WHEN value > 0 AND expected >= value * divided_by * slightly_behind_ratio THEN 'slightly_behind'
                     ELSE 'behind' END
            WHEN expected > 0 AND value * divided_by >= expected * slightly_behind_ratio THEN 'slightly_behind'
            ELSE 'behind' END AS pace,
            comparison = 'qualitative' OR target IS NULL AS is_qualitative
        FROM measured
    )
    SELECT id, CASE WHEN is_missing AND NOT is_qualitative AND pace <> 'attained' THEN 'no_data' ELSE pace END AS pace
    FROM judged
"""


def paces(indicators: QuerySet[Indicator], as_of: date, *, known_before: datetime | None = None) -> dict[int, str]:
    """Indicator id → code of :class:`indicators.rules.Pace`, as of a date. Two queries, however many there are.

    With ``known_before`` by the readings that had been verified by then, as ``judge_promises`` has it.
    """
    defaults = SupervisionPolicy()
    parameters: dict[str, Any] = {name: getattr(defaults, name) for name in THRESHOLDS}
    parameters |= {"ids": list(indicators.order_by().values_list("pk", flat=True)), "as_of": as_of}
    parameters["known_before"] = known_before
    with connection.cursor() as cursor:
        cursor.execute(PACE, parameters)
        return dict(cursor.fetchall())


def at_pace(queryset: QuerySet[Indicator], wanted: Collection[str], as_of: date) -> QuerySet[Indicator]:
    """Indicators whose pace as of a date is one of ``wanted``; it is not stored, as time alone moves it."""
    return queryset.filter(pk__in=[pk for pk, pace in paces(queryset, as_of).items() if pace in wanted])


def pace_counts(queryset: QuerySet[Indicator], as_of: date, *, known_before: datetime | None = None) -> dict[str, int]:
    """How many indicators have each pace, as of a date; paces that none has are left out."""
    counts: dict[str, int] = {}
    for pace in paces(queryset, as_of, known_before=known_before).values():
        counts[pace] = counts.get(pace, 0) + 1
    return counts
