"""What holds for the traffic light of every project on every day (DOMAIN §4)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.workdays import china_calendar
from projects.choices import Rag, Stage
from projects.rules.rag import RagDecision, RagFacts, RagPolicy, decide
from projects.rules.schedule import Step
from projects.wording import as_stored, reason_in_words
from tests.rules.strategies import SUPERVISED, days, decimals, facts, policies

CHINA = china_calendar()
GRAVITY = {Rag.BLUE: 0, Rag.GREY: 0, Rag.GREEN: 0, Rag.AMBER: 1, Rag.RED: 2}
supervised = facts(stages=st.sampled_from(SUPERVISED))


def decided(given_facts: RagFacts, policy: RagPolicy, today: date) -> RagDecision:
    return decide(given_facts, policy, today, CHINA)


@given(facts(stages=st.just(Stage.CLOSED)), policies(), days)
def test_closed_is_always_blue(project: RagFacts, policy: RagPolicy, today: date) -> None:
    assert decided(project, policy, today).rag == Rag.BLUE


@given(facts(), policies(), days)
def test_only_closed_is_blue_and_what_is_not_supervised_is_grey(
    project: RagFacts, policy: RagPolicy, today: date
) -> None:
    rag = decided(project, policy, today).rag
    assert (rag == Rag.BLUE) == (project.stage == Stage.CLOSED)
    if project.stage in {Stage.DRAFTED, Stage.SUSPENDED, Stage.WITHDRAWN}:
        assert rag == Rag.GREY


@given(facts(), policies(), days)
def test_every_light_has_a_reason_and_every_warning_has_numbers(
    project: RagFacts, policy: RagPolicy, today: date
) -> None:
    decision = decided(project, policy, today)
    assert decision.reasons
    if decision.rag in {Rag.RED, Rag.AMBER}:
        assert all(reason.numbers for reason in decision.reasons)


@given(facts(), policies(), days)
def test_every_reason_has_a_sentence_with_its_numbers_in_both_languages(
    project: RagFacts, policy: RagPolicy, today: date
) -> None:
    for reason in map(as_stored, decided(project, policy, today).reasons):
        for language in ("zh-hans", "en"):
            with translation.override(language):
                sentence = reason_in_words(reason["code"], reason["numbers"])
            assert sentence
            assert "%(" not in sentence


@given(supervised, policies(), days, st.integers(1, 400), st.booleans())
def test_one_more_overdue_milestone_never_makes_the_light_better(
    project: RagFacts, policy: RagPolicy, today: date, late_by: int, is_start: bool
) -> None:
    overdue = Step(today - timedelta(days=late_by), Decimal(1), is_start=is_start)
    worse = replace(project, steps=[*project.steps, overdue])
    before, after = decided(project, policy, today).rag, decided(worse, policy, today).rag
    assert GRAVITY[before] <= GRAVITY[after]
    assert GRAVITY[after] >= GRAVITY[Rag.AMBER]


@given(supervised, policies(), days, decimals("0", "100"))
def test_less_progress_never_makes_the_light_better(
    project: RagFacts, policy: RagPolicy, today: date, less: Decimal
) -> None:
    worse = replace(project, progress=max(project.progress - less, Decimal(0)))
    assert GRAVITY[decided(project, policy, today).rag] <= GRAVITY[decided(worse, policy, today).rag]


@given(supervised, policies(), days)
def test_one_more_missing_report_never_makes_the_light_better(
    project: RagFacts, policy: RagPolicy, today: date
) -> None:
    worse = replace(project, missing_reports=project.missing_reports + 1)
    assert GRAVITY[decided(project, policy, today).rag] <= GRAVITY[decided(worse, policy, today).rag]


@given(supervised, policies(), days)
def test_the_first_match_wins(project: RagFacts, policy: RagPolicy, today: date) -> None:
    """What would be red stays red when everything that is merely amber is mended, and so on down."""
    rag = decided(project, policy, today).rag
    mended = replace(project, expects_delay=False, headline_indicators_behind=())
    if rag == Rag.RED:
        assert decided(mended, policy, today).rag == Rag.RED
    if rag in {Rag.GREEN, Rag.GREY}:
        assert decided(mended, policy, today).rag == rag


@given(supervised, policies(), days)
def test_a_light_does_not_depend_on_the_order_of_milestones(project: RagFacts, policy: RagPolicy, today: date) -> None:
    turned = replace(project, steps=list(reversed(project.steps)))
    assert decided(turned, policy, today) == decided(project, policy, today)


@given(supervised, policies(), days)
def test_green_means_that_nothing_is_overdue(project: RagFacts, policy: RagPolicy, today: date) -> None:
    if decided(project, policy, today).rag == Rag.GREEN:
        assert project.due_on is None or project.due_on >= today
        assert all(step.due_on >= today for step in project.steps if step.is_open)
        assert project.missing_reports == 0
