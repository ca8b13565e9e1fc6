"""Every operation of the schema, asked with made-up data by people of all seven roles.

``make test`` sends a fixed sample, the same in every run; ``make fuzz`` everything that Schemathesis thinks of, anew
in each run, as each role.
"""

import os
from collections import Counter
from collections.abc import Callable

import pytest

from accounts.choices import Role
from tests.fuzz.asking import Asker, Tally, configuration, explore
from tests.fuzz.marked import Marked
from tests.fuzz.service import forgetful, lasting, service
from tests.fuzz.walking import walk

FULL = os.environ.get("DUBAN_FUZZ") == "full"
EXAMPLES = 50
SLICES = 10
# The bounded form sends one in so many of the requests made up for an operation, each as another role.
SENT = 8
# Those who write; an administrator's walk ends at the first 404.
WALKERS = (Role.REPORTER, Role.SUPERVISOR)
Record = Callable[[str, object], None]


@pytest.mark.skipif(not FULL, reason="make fuzz")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("role", Role)
def test_no_made_up_request_breaks_the_contract(marked: Marked, role: Role, record_property: Record) -> None:
    tally, asker = Tally(), Asker(marked, marked.district.people.of(role))
    for found in service(forgetful, configuration()).get_all_operations():
        explore(found.ok(), lambda case: asker.send(case, tally), EXAMPLES, fixed=False)
    conclude(tally, role.value, record_property)


@pytest.mark.skipif(FULL, reason="the full form asks more")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_sample_of_made_up_requests_keeps_the_contract(marked: Marked, part: int, record_property: Record) -> None:
    tally, askers = Tally(), [Asker(marked, marked.district.people.of(role)) for role in Role]
    operations = [found.ok() for found in service(forgetful, configuration()).get_all_operations()]
    for number, operation in enumerate(operations[part::SLICES]):
        turn = Turns(askers, tally, start=number)
        explore(operation, turn.send, examples=2, fixed=True)
    conclude(tally, f"sample {part + 1}", record_property)
    assert len(tally.operations) == len(operations[part::SLICES])


@pytest.mark.skipif(not FULL, reason="make fuzz")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("role", Role)
def test_no_walk_from_answer_to_request_breaks_the_contract(
    marked: Marked, role: Role, record_property: Record
) -> None:
    tally, asker = Tally(), Asker(marked, marked.district.people.of(role))
    followed = walk(service(lasting, configuration()), asker, tally, walks=EXAMPLES * 4, steps=10, fixed=False)
    conclude(tally, f"walks {role.value}", record_property)
    assert followed


@pytest.mark.skipif(FULL, reason="the full form asks more")
def test_some_walks_from_answer_to_request_keep_the_contract(marked: Marked, record_property: Record) -> None:
    tally, followed = Tally(), Counter[str]()
    for role in WALKERS:
        asker = Asker(marked, marked.district.people.of(role))
        followed += walk(service(lasting, configuration()), asker, tally, walks=6, steps=6, fixed=True)
    conclude(tally, "walks", record_property)
    assert followed


class Turns:
    """The roles take turns; most requests are left out."""

    def __init__(self, askers: list[Asker], tally: Tally, start: int) -> None:
        self.askers, self.tally, self.number = askers, tally, start

    def send(self, case: object) -> None:
        """Send this one, or let it pass."""
        self.number += 1
        if self.number % SENT == 0:
            self.askers[self.number // SENT % len(self.askers)].send(case, self.tally)


def conclude(tally: Tally, name: str, record_property: Record) -> None:
    """Tell what was sent, and fail for what was wrong."""
    answers = " ".join(f"{status}×{count}" for status, count in sorted(tally.statuses.items()))
    sent = sum(tally.operations.values())
    record_property("fuzz", f"{name:<18}{len(tally.operations):>12}{sent:>12}{len(tally.failures):>12}   {answers}")
    assert not tally.failures, "\n\n".join(tally.failures.values())
