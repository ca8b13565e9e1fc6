"""Servers and workers of the chaos test's own: started, killed without warning, started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from config.embedded.broker import Broker
from config.embedded.folder import Folder, free_port
from config.embedded.postgres import BINARIES, Postgres
from tests.embedded.supervised import ROOT, eventually

PATIENCE = 60.0


class Killable:
    """A command in a process group of its own."""

    def __init__(self, command: Callable[[], Sequence[str]], environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its words go to the log."""
        with self._log.open("ab") as stream:
            self._process = subprocess.Popen(
                self._command(), cwd=ROOT, env=dict(self._environment), stdout=stream, stderr=stream,
                start_new_session=True,
            )  # fmt: skip

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """Kill it and its children, those in groups of their own, too; nobody has time for anything."""
        if self._process is not None and self._process.poll() is None:
            children = self._children()
            os.killpg(self._process.pid, signal.SIGKILL)
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._process.wait()

    def kill_a_child(self) -> bool:
        """Kill the youngest child, as the kernel does when memory runs out; False if there is none."""
        children = self._children()
        if not children:
            return False
        try:
            os.kill(children[-1], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _children(self) -> list[int]:
        assert self._process is not None
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in listed.split()]


class Servers:
    """PostgreSQL, a broker without memory, and the mail server."""

    def __init__(self, folder: Path, seed: int) -> None:
        own = Folder(folder)
        self._postgres, self._broker = Postgres(own, durable=True), Broker(own, durable=False)
        self._postgres.prepare()
        self._broker.prepare()
        self.mail_log = folder / "accepted"
        self.mail_log.touch()
        self.mail_port = free_port()
        plain = dict(os.environ)
        sink = [sys.executable, "-m", "tests.chaos.sink", str(self.mail_port), str(self.mail_log), str(seed)]
        self.database = Killable(self._postgres.command, {"PATH": plain["PATH"]}, folder / "postgres.log")
        self.broker = Killable(self._broker.command, plain, folder / "broker.log")
        self.mail = Killable(lambda: sink, plain, folder / "mail.log")
        self.environment = {
            **plain,
            "DATABASE_URL": self._postgres.url,
            "REDIS_URL": self._broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DEMONSTRATION": "on",
            "BUSINESS_DATE": "2024-09-20",
            "DELIVERY_LEASE_SECONDS": "4",
            "C_FORCE_ROOT": "1",
            "LOG_LEVEL": "ERROR",
        }

    def start(self) -> None:
        """All three, until they answer."""
        self.mail.start()
        self.start_broker()
        self.start_database()

    def start_broker(self) -> None:
        """A broker starts empty."""
        self.broker.start()
        eventually(self._broker.is_ready, "the broker", PATIENCE)

    def start_database(self) -> None:
        """A killed PostgreSQL starts once the last of its processes has noticed."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if self.database.has_ended:
                self.database.start()
            if self._postgres.is_ready():
                return
            assert time.monotonic() < deadline, "PostgreSQL does not come back"
            time.sleep(0.1)

    def load(self, dump: bytes) -> None:
        """Fill the empty database from a script of pg_dump."""
        command = [str(BINARIES / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1", self._postgres.url]
        subprocess.run(command, input=dump, stdout=subprocess.DEVNULL, check=True)

    def run(self, *arguments: str) -> None:
        """A Python command on these servers, to its end."""
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True)

    def ask(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """A statement on the database; raises psycopg.OperationalError while it is away."""
        with psycopg.connect(self._postgres.url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement, parameters)  # type: ignore[arg-type]  # our own text
            return cursor.fetchall() if cursor.description else []

    def celery(self, log: Path, *arguments: str) -> Killable:
        """A worker or a beat, not started yet."""
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "config", *arguments]
        return Killable(lambda: command, self.environment, log)

    def end(self) -> None:
        """Everything, at once."""
        for server in (self.database, self.broker, self.mail):
            server.kill()
