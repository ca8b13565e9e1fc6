"""Every occasion is sent or failed for good, none missing, none doubled but where a crash hid the acceptance.

RELIABILITY.md, promises 1, 2, 6 and 7, on real servers.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.chaos.monkey import Monkey
from tests.chaos.servers import Servers
from tests.chaos.sink import ACCEPTED, DROPPED, is_refused_for_good
from tests.databases import dump_of_migrated

FULL = os.environ.get("DUBAN_CHAOS") == "full"
OCCASIONS, KILLS, PATIENCE = (20_000, 60, 1500) if FULL else (660, 7, 150)
SEED = int(os.environ.get("DUBAN_CHAOS_SEED", "20240112"))
# What a kill can hide: a worker has two processes, and all four lose a killed database.
IN_FLIGHT = {"worker": 2, "child": 1, "database": 4}
ORACLE = """
    SELECT milestone.id, account.id
    FROM projects_milestone AS milestone
    JOIN projects_project AS project ON project.id = milestone.project_id
    JOIN accounts_user AS account ON account.department_id = project.lead_department_id
"""


@pytest.fixture
def servers(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Servers]:
    servers = Servers(tmp_path / "servers", SEED)
    try:
        servers.start()
        with django_db_blocker.unblock():
            servers.load(dump_of_migrated())
        servers.run("-m", "tests.chaos.occasions", str(OCCASIONS))
        yield servers
    finally:
        servers.end()


@pytest.mark.timeout(PATIENCE + 120)
def test_no_occasion_is_lost_and_none_told_twice_but_where_a_crash_hid_it(servers: Servers, tmp_path: Path) -> None:
    expected = servers.ask(ORACLE)
    monkey = Monkey(servers, tmp_path, seed=SEED, kills=KILLS)
    start = time.monotonic()
    try:
        monkey.rage(len(expected), patience=PATIENCE)
    finally:
        monkey.end()
    seconds = time.monotonic() - start
    told = servers.ask("SELECT subject_id, recipient_id FROM projects_reminder WHERE state = 'notified'")
    assert Counter(told) == Counter(expected), "each occasion once"
    assert servers.ask("SELECT count(*) FROM projects_reminder WHERE state <> 'notified'") == [(0,)]
    accepted, dropped = logged(servers.mail_log)
    mails = servers.ask("SELECT message_id::text, state FROM accounts_delivery WHERE channel = 'email'")
    assert {state for _id, state in mails} <= {"sent", "failed"}
    assert {key for key, state in mails if state == "failed"} == {key for key, _s in mails if is_refused_for_good(key)}
    assert {key for key, state in mails if state == "sent"} == set(accepted), "what was accepted, and nothing else"
    again = {key: count - 1 for key, count in accepted.items() if count > 1}
    by_connection = sum(min(count, dropped[key]) for key, count in again.items())
    by_crash = sum(again.values()) - by_connection
    report(monkey, expected, mails, again, by_connection, by_crash, seconds)
    assert by_crash <= sum(IN_FLIGHT.get(what, 0) * count for what, count in monkey.killed.items())
    digests = "SELECT count(*) FROM accounts_notification WHERE kind = 'digest' GROUP BY recipient_id"
    assert set(servers.ask(digests)) == {(1,)}


def logged(path: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each Message-ID was accepted, and how often the connection was lost thereafter."""
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    accepted = Counter(key for what, key in lines if what == ACCEPTED)
    return accepted, Counter(key for what, key in lines if what == DROPPED)


def report(  # noqa: PLR0917  (the figures of one run)
    monkey: Monkey,
    expected: list[tuple[int, ...]],
    mails: list[tuple[str, str]],
    again: dict[str, int],
    by_connection: int,
    by_crash: int,
    seconds: float,
) -> None:
    """The counts, for whoever reads them."""
    states = Counter(state for _key, state in mails)
    sys.stdout.write(
        f"\nchaos: {len(expected):,} occasions, {len(mails):,} mails, {states['sent']:,} sent, {states['failed']:,} "
        f"failed for good, 0 missing; {len(again)} accepted more than once: {by_connection} after a lost connection, "
        f"{by_crash} after a crash; killed {dict(monkey.killed)}; {seconds:.0f} s\n"
    )
