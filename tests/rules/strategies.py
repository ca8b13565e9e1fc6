"""Values that the rules may meet, for property tests."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from indicators.choices import Aggregation, Comparison, Direction, Frequency, Measure, RagPreset
from indicators.rules import JudgingPolicy, Measured, TargetSpec
from indicators.rules.values import periods_of
from projects.choices import Stage
from projects.rules.rag import RagFacts, RagPolicy
from projects.rules.schedule import Step

YEAR = 2024
POLICY = JudgingPolicy()
SUPERVISED = [Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.CLOSURE_REQUESTED]


def decimals(lowest: str, highest: str, places: int = 2) -> SearchStrategy[Decimal]:
    return st.decimals(Decimal(lowest), Decimal(highest), allow_nan=False, allow_infinity=False, places=places)


values = decimals("-100000", "100000")
positive = decimals("0.01", "100000")
percents = decimals("0", "100")
days = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))
any_days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


NUMERIC = st.sampled_from([comparison for comparison in Comparison.values if comparison != Comparison.QUALITATIVE])
ANY_AGGREGATION = st.sampled_from(Aggregation.values)
ANY_STAGE = st.sampled_from(Stage.values)


def specs(
    *,
    comparisons: SearchStrategy[str] = NUMERIC,
    aggregations: SearchStrategy[str] = ANY_AGGREGATION,
    targets: SearchStrategy[Decimal] = values,
) -> SearchStrategy[TargetSpec]:
    """Promises with a number."""
    return st.builds(
        TargetSpec,
        year=st.just(YEAR),
        measure=st.sampled_from(Measure.values),
        comparison=comparisons,
        direction=st.sampled_from(Direction.values),
        aggregation=aggregations,
        target=targets,
        frequency=st.sampled_from(Frequency.values),
    )


@st.composite
def readings_of(draw: DrawFn, spec: TargetSpec) -> list[Measured]:
    """At most one reading per period of the promise's year, in no particular order."""
    periods = draw(st.lists(st.sampled_from(periods_of(spec.year, spec.frequency)), unique=True))
    return [Measured(period, draw(values)) for period in periods]


@st.composite
def steps(draw: DrawFn) -> Step:
    """A milestone that is open, completed or waived."""
    state = draw(st.sampled_from(["open", "completed", "waived"]))
    return Step(
        due_on=draw(days),
        weight=draw(decimals("0.01", "100")),
        completed_on=draw(days) if state == "completed" else None,
        is_waived=state == "waived",
        is_start=draw(st.booleans()),
    )


@st.composite
def policies(draw: DrawFn) -> RagPolicy:
    """Any preset with thresholds that the database admits."""
    amber = draw(percents)
    return RagPolicy(
        preset=draw(st.sampled_from(RagPreset.values)),
        red_overdue_workdays=draw(st.integers(0, 60)),
        amber_points_behind=amber,
        red_points_behind=draw(decimals(str(amber), "100")),
        red_start_missed_months=draw(st.integers(0, 24)),
        red_missing_reports=draw(st.integers(1, 12)),
        red_reply_overdue_workdays=draw(st.integers(0, 60)),
        amber_investment_percent=draw(percents),
        amber_due_within_days=draw(st.integers(0, 60)),
    )


def facts(*, stages: SearchStrategy[str] = ANY_STAGE) -> SearchStrategy[RagFacts]:
    """Everything that a light depends on, in any combination."""
    return st.builds(
        RagFacts,
        stage=stages,
        due_on=st.none() | days,
        steps=st.lists(steps(), max_size=5),
        progress=percents,
        expected=percents,
        first_report_due_on=st.none() | days,
        missing_reports=st.integers(0, 11),
        expects_delay=st.booleans(),
        investment_this_year=st.none() | decimals("0", "100000"),
        investment_to_date=st.none() | decimals("0", "100000"),
        reply_due_on=st.none() | days,
        headline_indicators_behind=st.lists(st.just("规上工业增加值增速"), max_size=2),
    )
