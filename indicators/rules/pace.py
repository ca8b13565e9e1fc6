"""Whether a value attains a target, and whether it is on the way to it (DOMAIN §2 "Judging")."""

from decimal import Decimal
from enum import StrEnum

from indicators.rules.values import JudgingPolicy, TargetSpec

HUNDRED = Decimal(100)


class Attainment(StrEnum):
    """Whether the year's promise is kept."""

    ATTAINED = "attained"
    NOT_ATTAINED = "not_attained"
    OPEN = "open"
    NOT_JUDGED = "not_judged"


class Pace(StrEnum):
    """Whether enough has been reached for today's date."""

    ATTAINED = "attained"
    ON_PACE = "on_pace"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    NO_DATA = "no_data"
    NOT_DUE = "not_due"
    NOT_JUDGED = "not_judged"


def tolerance(spec: TargetSpec, policy: JudgingPolicy) -> Decimal:
    """How far 左右 reaches: percentage points for growth rates, a share of the target otherwise."""
    if spec.measure == "growth_rate":
        return policy.growth_rate_tolerance
    return abs(spec.target or Decimal(0)) * policy.relative_tolerance / HUNDRED


def attains(spec: TargetSpec, value: Decimal, policy: JudgingPolicy) -> bool:
    """Whether ``value`` would keep the promise (DOMAIN §2).

    "exactly" counts over-delivery as attainment wherever the report wants a movement. Ratings, shares
    and what is to stay as it is must be met to the figure.
    """
    target = spec.target
    if target is None:
        return False
    better = _is_better_or_equal(spec.direction, value, target)
    if spec.comparison == "at_least":
        return value >= target
    if spec.comparison == "at_most":
        return value <= target
    if spec.comparison == "about":
        return abs(value - target) <= tolerance(spec, policy) or better
    return value == target or (better and not _is_rating_or_share(spec))


def misses_by(spec: TargetSpec, value: Decimal) -> Decimal:
    """Distance between value and target, never negative."""
    return abs(value - (spec.target or Decimal(0)))


def less_is_better(spec: TargetSpec) -> bool:
    """Whether what adds up should stay small: a limit, or a figure that the report wants to fall to."""
    return spec.comparison == "at_most" or (spec.comparison in {"about", "exactly"} and spec.direction == "decrease")


def cumulative_ratio(spec: TargetSpec, value: Decimal, expected: Decimal) -> Decimal | None:
    """Actual over expected, turned round where less is better. None where nothing is expected yet."""
    over, under = (expected, value) if less_is_better(spec) else (value, expected)
    return over / under if under > 0 else None


def cumulative_pace(
    spec: TargetSpec, value: Decimal, expected: Decimal, policy: JudgingPolicy, *, divided_by: int = 1
) -> Pace:
    """Pace of a value that adds up over the year against what should have been reached by now.

    What is expected is ``expected / divided_by``: a twelfth of a target is seldom a decimal, and a value
    on the very boundary must not be judged by how the twelfth was rounded. Hence products, not quotients.
    """
    if exceeds_limit(spec, value, policy):
        return Pace.BEHIND
    reached = value * divided_by
    over, under = (expected, reached) if less_is_better(spec) else (reached, expected)
    if over >= under:
        return Pace.ON_PACE
    return Pace.SLIGHTLY_BEHIND if under > 0 and over >= under * policy.slightly_behind_ratio else Pace.BEHIND


def exceeds_limit(spec: TargetSpec, value: Decimal, policy: JudgingPolicy) -> bool:
    """Whether what should stay small has passed the whole year's target."""
    return less_is_better(spec) and value > (spec.target or Decimal(0)) and not attains(spec, value, policy)


def level_pace(spec: TargetSpec, value: Decimal, policy: JudgingPolicy) -> Pace:
    """Pace of a rate or a state: the latest reading against the target itself, no elapsed share."""
    if attains(spec, value, policy):
        return Pace.ON_PACE
    return Pace.SLIGHTLY_BEHIND if misses_by(spec, value) <= tolerance(spec, policy) else Pace.BEHIND


def _is_rating_or_share(spec: TargetSpec) -> bool:
    """A share of a whole, or a level that is held at a moment, such as the stars of a rating."""
    return spec.measure == "ratio" or (spec.measure == "level" and spec.aggregation == "point_in_time")


def _is_better_or_equal(direction: str, value: Decimal, target: Decimal) -> bool:
    if direction == "increase":
        return value >= target
    return direction == "decrease" and value <= target
