"""Judgements of many indicators in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from indicators.choices import ReadingState
from indicators.models import Indicator, PlannedValue, Reading, SupervisionPolicy
from indicators.queries.policy import policy_in_force
from indicators.rules import Judgement, JudgingPolicy, Measured, TargetSpec, Verdict, judge


def judgements(indicators: Iterable[Indicator], as_of: date) -> dict[int, Judgement]:
    """Judge indicators as of a date, by readings of periods that were over then: indicator id → judgement.

    Two queries for readings and planned values, and one per report for its policy; the indicators'
    ``report`` has to be selected with them.
    """
    listed = list(indicators)
    ids = [indicator.pk for indicator in listed]
    verified = Reading.objects.filter(indicator__in=ids, state=ReadingState.VERIFIED, period__lte=as_of)
    readings: dict[int, list[Measured]] = defaultdict(list)
    verdicts: dict[int, list[Verdict]] = defaultdict(list)
    for indicator_id, period, value, verdict in verified.values_list("indicator_id", "period", "value", "verdict"):
        if value is not None:
            readings[indicator_id].append(Measured(period, value))
        else:
            verdicts[indicator_id].append(Verdict(period, verdict))
    planned = _by_indicator(
        PlannedValue.objects.filter(indicator__in=ids).values_list("indicator_id", "period", "value")
    )
    policies = {
        report_id: judging_policy(policy_in_force(report_id, as_of))
        for report_id in {indicator.report_id for indicator in listed}
    }
    return {
        indicator.pk: judge(
            target_spec(indicator),
            readings[indicator.pk],
            planned[indicator.pk],
            as_of,
            policies[indicator.report_id],
            verdicts=verdicts[indicator.pk],
        )
        for indicator in listed
    }


def target_spec(indicator: Indicator) -> TargetSpec:
    """The promise of an indicator as the rules see it."""
    return TargetSpec(
        year=indicator.report.year,
        measure=indicator.measure,
        comparison=indicator.comparison,
        direction=indicator.direction,
        aggregation=indicator.aggregation,
        target=indicator.target,
        frequency=indicator.frequency,
    )


def judging_policy(policy: SupervisionPolicy) -> JudgingPolicy:
    """The thresholds that judging uses."""
    return JudgingPolicy(
        growth_rate_tolerance=policy.growth_rate_tolerance,
        relative_tolerance=policy.relative_tolerance,
        slightly_behind_ratio=policy.slightly_behind_ratio,
        reading_due_day=policy.reading_due_day,
    )


def _by_indicator(rows: Iterable[tuple[int, date, Decimal]]) -> dict[int, list[Measured]]:
    grouped: dict[int, list[Measured]] = defaultdict(list)
    for indicator_id, period, value in rows:
        grouped[indicator_id].append(Measured(period, value))
    return grouped
