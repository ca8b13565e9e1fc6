"""Eight writers whose transactions end in any order, and phones that ask all the time: the copies end up right.

The same run with a cursor by id, as one would write it at first, must lose something: that shows that the
run is hard enough.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connections

from accounts.changes import audience_of
from accounts.models import Change, User
from projects.api.sync_pages import present
from projects.api.synced_kinds import KINDS
from tests.committed import COMMITTED
from tests.personas import District, make_district
from tests.sync.busy import Writer
from tests.sync.replica import Copy, Replica, seen_by

RUNS = 50
WRITERS = 8
TRANSACTIONS = 1
LONGEST_WAIT = 0.01
BETWEEN_QUESTIONS = 0.01
pytestmark = COMMITTED


class NaiveReplica:
    """Goes by the id of the log, which is given when a row is written and not when it is committed."""

    def __init__(self, user: User) -> None:
        self.user, self.last = user, 0
        self.copy: Copy = {}

    def catch_up(self) -> Copy:
        changes = Change.objects.filter(audience_of(self.user), kind__in=KINDS, id__gt=self.last).order_by("id")
        for change in changes:
            (entry,) = present(self.user, [(change.kind, change.object_id)])
            self.copy[change.kind, change.object_id] = entry["object"]
            self.last = change.pk
        return self.copy


def write(district: District, seed: int) -> None:
    """Some transactions; one that the database ends to break a deadlock has had no effect, as everywhere."""
    writer = Writer(district, seed)
    try:
        for _ in range(TRANSACTIONS):
            try:
                writer.write(LONGEST_WAIT)
            except OperationalError as error:
                assert "deadlock" in str(error)  # noqa: PT017  (anything else is a fault)
    finally:
        connections.close_all()


def one_run(district: District, run: int, readers: list[Callable[[], object]]) -> None:
    """All write, all readers ask until the writers are done, and once more."""
    done = Event()

    def poll(catch_up: Callable[[], object]) -> None:
        try:
            while not done.is_set():
                catch_up()
                done.wait(BETWEEN_QUESTIONS)
            catch_up()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + len(readers)) as pool:
        polls = [pool.submit(poll, reader) for reader in readers]
        writes = [pool.submit(write, district, run * WRITERS + number) for number in range(WRITERS)]
        for written in writes:
            written.result()
        done.set()
        for polled in polls:
            polled.result()


@pytest.mark.timeout(300)
def test_no_change_is_missed_whatever_order_transactions_end_in() -> None:
    district = make_district()
    people = district.people
    replicas = [Replica(people.department_head, page_size=40), Replica(people.supervisor)]
    for run in range(RUNS):
        one_run(district, run, [replica.catch_up for replica in replicas])
        for replica in replicas:
            assert replica.catch_up() == seen_by(replica.user), f"run {run}, {replica.user}"


@pytest.mark.timeout(300)
def test_a_cursor_by_id_would_miss_something_in_the_same_runs() -> None:
    district = make_district()
    naive = NaiveReplica(district.people.supervisor)
    for run in range(RUNS):
        one_run(district, run, [naive.catch_up])
        known = {key: value for key, value in naive.catch_up().items() if value is not None}
        expected = seen_by(naive.user)
        if any(known.get(key, {}).get("version") != row.get("version") for key, row in expected.items()):
            return
    pytest.fail("The writers' transactions never ended in another order: the proof proves nothing.")
