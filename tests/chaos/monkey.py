"""Kills at random, and starts again what it killed."""

import contextlib
import random
import time
from collections import Counter
from pathlib import Path

import psycopg
from celery import Celery
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

from tests.chaos.servers import Killable, Servers

BEAT, BETWEEN = 0.25, (0.3, 1.2)  # seconds
TASKS = (("projects.tasks.sweep_reminders", []), ("accounts.tasks.deliver_notifications", [["email"]]))
KILLS = ("worker", "worker", "child", "child", "beat", "broker", "database")
OPEN = """
    SELECT (SELECT count(*) FROM projects_reminder WHERE state = 'queued')
         + (SELECT count(*) FROM accounts_delivery WHERE state IN ('queued', 'retry', 'claimed')),
           (SELECT count(*) FROM projects_reminder)
"""


class Monkey:
    """Two workers and two beats, and somebody who kills them, the broker and the database."""

    def __init__(self, servers: Servers, folder: Path, *, seed: int, kills: int) -> None:
        self.killed: Counter[str] = Counter()
        self._servers = servers
        self._random = random.Random(seed)  # noqa: S311  (a test is to be repeatable)
        self._kills = kills
        self._due = [*("broker", "database"), *self._random.choices(KILLS, k=max(kills - 2, 0))]
        self._random.shuffle(self._due)
        self._workers = [
            servers.celery(
                folder / "worker.log", "worker", "--concurrency", "2", "--loglevel", "error", "-n", f"w{n}@%h"
            )
            for n in range(2)
        ]
        self._beats = [
            servers.celery(folder / "beat.log", "beat", "--loglevel", "error", "--schedule", str(folder / f"beat{n}"))
            for n in range(2)
        ]
        self._bell = Celery(broker=servers.environment["REDIS_URL"])
        self._bell.conf.update(broker_connection_retry=False, broker_transport_options={"socket_timeout": 2})

    def rage(self, expected: int, *, patience: float) -> None:
        """Kill until all kills are done, and go on ringing until every occasion is told and nothing waits."""
        for process in (*self._workers, *self._beats):
            process.start()
        deadline, next_kill = time.monotonic() + patience, time.monotonic() + 2
        while not self._is_over(expected):
            assert time.monotonic() < deadline, f"not over in time; killed {dict(self.killed)}"
            self._ring()
            if self._due and time.monotonic() > next_kill and self._has_begun():
                self._kill(self._due.pop())
                next_kill = time.monotonic() + self._random.uniform(*BETWEEN)
            for process in (*self._workers, *self._beats):
                if process.has_ended:
                    process.start()
            time.sleep(BEAT)

    def end(self) -> None:
        """No more."""
        for process in (*self._workers, *self._beats):
            process.kill()
        self._bell.close()

    def _kill(self, what: str) -> None:
        if what == "database":
            self._servers.database.kill()
            self._servers.start_database()
        elif what == "broker":
            self._servers.broker.kill()
            self._servers.start_broker()
        elif what == "child":
            if not self._one_of(self._workers).kill_a_child():
                self._due.append(what)
                return
        else:
            self._one_of(self._workers if what == "worker" else self._beats).kill()
        self.killed[what] += 1

    def _one_of(self, processes: list[Killable]) -> Killable:
        return self._random.choice(processes)

    def _ring(self) -> None:
        """The beats ring every half minute; a test rings more often. Failed attempts are due again at once."""
        with contextlib.suppress(BrokerAway, RedisError, OSError):
            for name, arguments in TASKS:
                self._bell.send_task(name, args=arguments, expires=5, retry=False)
        with contextlib.suppress(psycopg.OperationalError):
            self._servers.ask("UPDATE accounts_delivery SET next_attempt_at = now() WHERE state = 'retry'")

    def _has_begun(self) -> bool:
        """Whether mails go out, so that a kill hits somebody at work."""
        return self._servers.mail_log.stat().st_size > 0

    def _is_over(self, expected: int) -> bool:
        try:
            [(waiting, reminders)] = self._servers.ask(OPEN)
        except psycopg.OperationalError:
            return False
        return not self._due and not waiting and reminders >= expected
