"""Judgements of many indicators in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from indicators.choices import ReadingState
from indicators.models import Indicator, PlannedValue, Reading, SupervisionPolicy
from indicators.queries.policy import policy_in_force
from indicators.rules import Judgement, JudgingPolicy, Measured, TargetSpec, Verdict, judge


@dataclass(frozen=True, slots=True)
class Promise:
    """What an indicator promises, and whose policy it is judged by."""

    spec: TargetSpec
    report_id: int


def judgements(
    indicators: Iterable[Indicator],
    as_of: date,
    *,
    known_before: datetime | None = None,
    policies: Mapping[int, SupervisionPolicy] | None = None,
) -> dict[int, Judgement]:
    """Judge indicators as of a date: indicator id → judgement; ``report`` has to be selected with them."""
    promises = {row.pk: Promise(target_spec(row), row.report_id) for row in indicators}
    return judge_promises(promises, as_of, known_before=known_before, policies=policies)


def judge_promises(
    promises: Mapping[int, Promise],
    as_of: date,
    *,
    known_before: datetime | None = None,
    policies: Mapping[int, SupervisionPolicy] | None = None,
) -> dict[int, Judgement]:
    """Judge promises, by indicator id, by readings of periods that were over as of a date.

    With ``known_before`` only by those that had been verified by then, and by what they said before they were
    corrected later. Two queries for readings and planned values, and one per report for its policy, unless
    ``policies`` has those in force by report id.
    """
    verified = _verified(known_before).filter(indicator__in=promises, period__lte=as_of)
    readings: dict[int, list[Measured]] = defaultdict(list)
    verdicts: dict[int, list[Verdict]] = defaultdict(list)
    for indicator_id, period, value, verdict in verified.values_list("indicator_id", "period", "value", "verdict"):
        if value is not None:
            readings[indicator_id].append(Measured(period, value))
        else:
            verdicts[indicator_id].append(Verdict(period, verdict))
    planned: dict[int, list[Measured]] = defaultdict(list)
    curves = PlannedValue.objects.filter(indicator__in=promises).order_by()
    for indicator_id, period, value in curves.values_list("indicator_id", "period", "value"):
        planned[indicator_id].append(Measured(period, value))
    known = policies or {}
    judged_by = {
        report_id: judging_policy(known.get(report_id) or policy_in_force(report_id, as_of))
        for report_id in {promise.report_id for promise in promises.values()}
    }
    return {
        pk: judge(promise.spec, readings[pk], planned[pk], as_of, judged_by[promise.report_id], verdicts=verdicts[pk])
        for pk, promise in promises.items()
    }


def _verified(known_before: datetime | None) -> QuerySet[Reading]:
    """The verified reading of each period, as it is or as it was at an instant."""
    if known_before is None:
        return Reading.objects.filter(state=ReadingState.VERIFIED).order_by()
    in_time = Q(reviewed_at=None) | Q(reviewed_at__lt=known_before)
    once_verified = Reading.objects.filter(in_time, state__in=[ReadingState.VERIFIED, ReadingState.SUPERSEDED])
    return once_verified.order_by("indicator_id", "period", "-revision").distinct("indicator_id", "period")


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
