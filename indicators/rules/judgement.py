"""The one judgement of an indicator, for API, console, reminders and exports (DOMAIN §2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from indicators.rules.forecast import MONTHS_IN_YEAR, Forecast, forecast
from indicators.rules.pace import (
    Attainment,
    Pace,
    attains,
    cumulative_pace,
    cumulative_ratio,
    exceeds_limit,
    level_pace,
    tolerance,
)
from indicators.rules.values import (
    JudgingPolicy,
    Measured,
    TargetSpec,
    Verdict,
    months_elapsed,
    period_end,
    periods_of,
    reporting_date,
)

Number = Decimal | date | int
VERDICTS = {
    "attained": (Attainment.ATTAINED, Pace.ATTAINED),
    "on_track": (Attainment.OPEN, Pace.ON_PACE),
    "slightly_behind": (Attainment.OPEN, Pace.SLIGHTLY_BEHIND),
    "behind": (Attainment.OPEN, Pace.BEHIND),
    "not_attained": (Attainment.NOT_ATTAINED, Pace.BEHIND),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Result for one indicator: where it stands, whether that is enough, why, and the numbers used.

    ``reason`` is a code that ``indicators.wording`` puts into words with ``numbers``.
    """

    attainment: Attainment
    pace: Pace
    reason: str
    numbers: dict[str, Number] = field(default_factory=dict)
    latest: Measured | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    forecast: Forecast | None = None


def judge(
    spec: TargetSpec,
    readings: Sequence[Measured],
    planned: Sequence[Measured],
    as_of: date,
    policy: JudgingPolicy,
    *,
    verdicts: Sequence[Verdict] = (),
) -> Judgement:
    """Judge verified ``readings`` (any order, any year) against ``spec`` as of a date.

    ``planned`` holds the department's planned curve, empty if there is none. A reading of another kind
    of period, left from before the frequency was changed, does not count. An indicator without a number
    has ``verdicts`` of a verifier instead.
    """
    over = {period for period in periods_of(spec.year, spec.frequency) if period_end(period, spec.frequency) <= as_of}
    if spec.comparison == "qualitative" or spec.target is None:
        return _as_verified([verdict for verdict in verdicts if verdict.period in over])
    known = sorted((reading for reading in readings if reading.period in over), key=lambda reading: reading.period)
    missing_since = _missing_since(spec, known, as_of, policy)
    if not known:
        if missing_since is None:
            return Judgement(Attainment.OPEN, Pace.NOT_DUE, "not_due")
        return Judgement(Attainment.OPEN, Pace.NO_DATA, "no_data", {"since": missing_since})
    judged = _judge_latest(spec, known, planned, policy)
    if missing_since is None or judged.pace is Pace.ATTAINED:
        return judged
    return Judgement(
        judged.attainment,
        Pace.NO_DATA,
        "no_data",
        {**judged.numbers, "since": missing_since},
        judged.latest,
        judged.expected,
        judged.ratio,
        judged.forecast,
    )


def _as_verified(verdicts: Sequence[Verdict]) -> Judgement:
    if not verdicts:
        return Judgement(Attainment.NOT_JUDGED, Pace.NOT_JUDGED, "qualitative")
    latest = max(verdicts, key=lambda verdict: verdict.period)
    return Judgement(*VERDICTS[latest.verdict], f"verdict_{latest.verdict}", {"period": latest.period})


def expected_by(spec: TargetSpec, planned: Sequence[Measured], period: date) -> Decimal:
    """What a cumulative indicator should have reached at the end of ``period``.

    The planned curve if it has a value for the period, else the target × elapsed share of the year.
    """
    expected, divided_by = _expected_quotient(spec, planned, period)
    return expected / divided_by


def _expected_quotient(spec: TargetSpec, planned: Sequence[Measured], period: date) -> tuple[Decimal, int]:
    for point in planned:
        if point.period == period:
            return point.value, 1
    return (spec.target or Decimal(0)) * months_elapsed(period, spec.frequency), MONTHS_IN_YEAR


def _judge_latest(
    spec: TargetSpec, known: Sequence[Measured], planned: Sequence[Measured], policy: JudgingPolicy
) -> Judgement:
    latest = known[-1]
    target = spec.target or Decimal(0)
    is_year_end = months_elapsed(latest.period, spec.frequency) == MONTHS_IN_YEAR
    numbers: dict[str, Number] = {"value": latest.value, "target": target, "period": latest.period}
    attained = attains(spec, latest.value, policy)
    if spec.aggregation != "cumulative":
        pace = level_pace(spec, latest.value, policy)
        numbers |= {"tolerance": tolerance(spec, policy), "difference": latest.value - target}
        attainment = Attainment.ATTAINED if attained else _unless_over(is_year_end=is_year_end)
        return Judgement(attainment, pace, f"level_{pace}", numbers, latest, target, None, forecast(spec, known))
    quotient, divided_by = _expected_quotient(spec, planned, latest.period)
    expected = quotient / divided_by
    ratio = cumulative_ratio(spec, latest.value, expected)
    numbers["expected"] = expected
    if ratio is not None:
        numbers["ratio"] = ratio
    if attained and (is_year_end or not _may_still_be_lost(spec)):
        pace, attainment = Pace.ATTAINED, Attainment.ATTAINED
    else:
        pace = cumulative_pace(spec, latest.value, quotient, policy, divided_by=divided_by)
        attainment = _unless_over(is_year_end=is_year_end)
    reason = "limit_exceeded" if exceeds_limit(spec, latest.value, policy) else f"cumulative_{pace}"
    if is_year_end and not attained and pace is Pace.ON_PACE:
        pace, reason = Pace.BEHIND, "target_overshot"
    return Judgement(attainment, pace, reason, numbers, latest, expected, ratio, forecast(spec, known))


def _may_still_be_lost(spec: TargetSpec) -> bool:
    """A limit, a figure to be hit and a reduction can all be kept in June and broken in December; a floor cannot."""
    return spec.comparison == "at_most" or (spec.comparison != "at_least" and spec.direction != "increase")


def _unless_over(*, is_year_end: bool) -> Attainment:
    return Attainment.NOT_ATTAINED if is_year_end else Attainment.OPEN


def _missing_since(spec: TargetSpec, known: Sequence[Measured], as_of: date, policy: JudgingPolicy) -> date | None:
    """First period without a reading after the latest one whose reporting date has passed."""
    after = known[-1].period if known else None
    for period in periods_of(spec.year, spec.frequency):
        if after is not None and period <= after:
            continue
        if reporting_date(period, spec.frequency, policy.reading_due_day) < as_of:
            return period
    return None
