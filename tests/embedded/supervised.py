"""Starts ``python -m config.embedded`` as a user does, and finds every process that came of it."""

import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0
AT_LEAST = 8  # supervisor, command, broker, mail, PostgreSQL with its own processes
SETTINGS = re.compile(
    r"DATABASE_URL|REDIS_URL|EMAIL_URL|SECRET_KEY|DEMO|BUSINESS|ALLOWED|SITE_URL|MEDIA|SECURE|DEFAULT_FROM|DJANGO|PYTEST"
)


def eventually(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"not within {patience:.0f} s: {what}"
        time.sleep(0.05)


class Supervised:
    """One supervisor with all its children, recognised by a mark in their environment."""

    def __init__(self, folder: Path, command: Sequence[str], **variables: str) -> None:
        self.folder = folder
        self.mark = f"DUBAN_TEST_MARK={uuid.uuid4()}"
        name, _, value = self.mark.partition("=")
        clean = {key: text for key, text in os.environ.items() if not SETTINGS.search(key)}
        self._seen: set[tuple[int, int]] = set()
        self.output = folder.parent / f"output-{uuid.uuid4().hex[:8]}"
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.embedded", *command],
                cwd=ROOT,
                env={**clean, name: value, **variables},
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        eventually(lambda: not self.processes(), "the end of all processes")

    @property
    def text(self) -> str:
        """Everything that was printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    @property
    def environment_file(self) -> Path:
        return self.folder / "run" / "environment"

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        return self.process.wait(PATIENCE)

    def published(self) -> None:
        """Wait until the servers answer and the command runs."""
        eventually(lambda: self.environment_file.exists() or self.process.poll() is not None, "running servers")
        assert self.process.poll() is None, self.text
        eventually(lambda: len(self.processes()) >= AT_LEAST, "the command and its servers")

    def processes(self) -> list[int]:
        """Ids of the living processes that came of this start, those seen at an earlier call included.

        A PostgreSQL process overwrites its environment with its title, hence descendants count, too.
        """
        alive = dict(living())
        self._seen = {
            (pid, started) for pid, started in self._seen if pid in alive and alive[pid].started == started
        } | {(pid, process.started) for pid, process in alive.items() if self._is_marked(pid)}
        while (
            born := {
                (pid, process.started)
                for pid, process in alive.items()
                if process.parent in {known for known, _started in self._seen}
            }
            - self._seen
        ):
            self._seen |= born
        return sorted(pid for pid, _started in self._seen)

    def _is_marked(self, pid: int) -> bool:
        try:
            return self.mark.encode() in Path(f"/proc/{pid}/environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return False


class LivingProcess(NamedTuple):
    """A process of the machine that has not ended; ``started`` tells it from a later one of the same id."""

    parent: int
    started: int


def living() -> Iterator[tuple[int, LivingProcess]]:
    """Every process that is not a zombie waiting to be collected."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *rest = path.read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state not in {"Z", "X"}:
            yield int(path.parent.name), LivingProcess(int(parent), int(rest[17]))


def execute(folder: Path, *command: str, **variables: str) -> Supervised:
    """``config.embedded exec`` on a folder."""
    return Supervised(folder, ["exec", "--folder", str(folder), "--", *command], **variables)
