"""Two people at the same reading at once: exactly one wins, and nothing is half-written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

from django.apps import apps
from django.db import connections

from accounts.errors import InvalidInput, NotAllowedNow, StaleVersion
from indicators.choices import Aggregation, Comparison, Measure, ReadingState
from indicators.models import Indicator, Reading
from indicators.services import readings
from indicators.services.readings import Entry
from tests import factories as make
from tests.committed import COMMITTED
from tests.personas import District

ROUNDS = 15
AUGUST = date(2024, 8, 1)
Act = Callable[[], object]


def race(*acts: Act) -> list[str]:
    """The acts at once, each in a thread with a connection of its own: what became of each."""
    barrier = Barrier(len(acts))

    def attempt(act: Act) -> str:
        barrier.wait(timeout=30)
        try:
            act()
        except (NotAllowedNow, StaleVersion, InvalidInput) as refusal:
            return type(refusal).__name__
        else:
            return "won"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(attempt, acts))


def counts_of(district: District) -> list[Indicator]:
    wording = {"measure": Measure.COUNT, "comparison": Comparison.AT_LEAST, "aggregation": Aggregation.CUMULATIVE}
    return [
        make.make_indicator(district.part, f"I{number}", lead=district.fgw, unit="个", target=Decimal(171), **wording)
        for number in range(100, 100 + ROUNDS)
    ]


def states_of(indicator: Indicator) -> list[str]:
    return sorted(indicator.readings.values_list("state", flat=True))


def written(reading: Reading) -> int:
    events = apps.get_model("indicators", "ReadingEvent").objects
    return events.filter(pgh_obj_id=reading.pk).count()


@COMMITTED
def test_of_two_verifiers_one_wins_with_and_without_having_seen_the_version(district: District) -> None:
    office = district.people.supervisor
    for number, indicator in enumerate(counts_of(district)):
        version = 1 if number % 2 else None
        reading = make.make_reading(indicator, AUGUST, 100, state=ReadingState.SUBMITTED)

        def verify(pk: int = reading.pk, seen: int | None = version) -> Reading:
            return readings.verify(reading_id=pk, by=office, version=seen)

        assert race(verify, verify) == ["StaleVersion" if version else "NotAllowedNow", "won"]
        assert (states_of(indicator), written(reading)) == (["verified"], 2)


@COMMITTED
def test_verified_by_one_and_returned_by_the_other(district: District) -> None:
    office = district.people.supervisor
    for indicator in counts_of(district):
        make.make_reading(indicator, AUGUST, 90)
        new = make.make_reading(indicator, AUGUST, 100, state=ReadingState.SUBMITTED, revision=2)
        outcome = race(
            lambda pk=new.pk: readings.verify(reading_id=pk, by=office),
            lambda pk=new.pk: readings.send_back(reading_id=pk, by=office, reason="再核"),
        )
        assert outcome == ["NotAllowedNow", "won"]
        assert states_of(indicator) in (["superseded", "verified"], ["returned", "verified"])
        assert written(new) == 2


@COMMITTED
def test_two_who_enter_the_first_value_of_a_month_share_one_draft(district: District) -> None:
    people = district.people
    for indicator in counts_of(district):
        outcome = race(
            *(
                lambda by=by, pk=indicator.pk, value=value: readings.enter(
                    indicator_id=pk, by=by, entry=Entry(AUGUST, Decimal(value))
                )
                for by, value in ((people.reporter, 100), (people.supervisor, 101))
            )
        )
        assert outcome == ["won", "won"]
        reading = indicator.readings.get()
        assert (reading.state, reading.revision, written(reading)) == ("draft", 1, 2)


@COMMITTED
def test_two_months_handed_in_at_once_never_leave_a_count_that_shrinks(district: District) -> None:
    reporter, july = district.people.reporter, date(2024, 7, 1)
    for indicator in counts_of(district):
        drafts = [
            make.make_reading(indicator, period, value, state=ReadingState.DRAFT)
            for period, value in ((july, 120), (AUGUST, 100))
        ]
        outcome = race(*(lambda pk=draft.pk: readings.submit(reading_id=pk, by=reporter) for draft in drafts))
        assert outcome == ["InvalidInput", "won"]
        assert states_of(indicator) == ["draft", "submitted"]
