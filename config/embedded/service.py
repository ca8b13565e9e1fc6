"""One supervised process: started, its lines prefixed, stopped with its whole group."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

GRACE = {"web": 30, "worker": 30}
DEFAULT_GRACE = 15
COLOURS = {"postgres": 34, "broker": 35, "mail": 33, "web": 32, "worker": 36, "beat": 95, "prepare": 90, "duban": 1}
WIDTH = max(map(len, COLOURS))
LONGEST_LINE = 1 << 20


def show(name: str, line: str) -> None:
    """Print a line behind the name of its service, coloured on a terminal."""
    label = f"{name:<{WIDTH}} |"
    if sys.stdout.isatty():
        label = f"\x1b[{COLOURS.get(name, 0)}m{label}\x1b[0m"
    sys.stdout.write(f"{label} {line}\n")
    sys.stdout.flush()


def writer(path: Path) -> Callable[[str, str], None]:
    """Like :func:`show`, but into a file that begins anew."""
    path.parent.mkdir(exist_ok=True)
    stream = path.open("w", encoding="utf-8", buffering=1)

    def write(_name: str, line: str) -> None:
        stream.write(f"{line}\n")

    return write


class Service:
    """A child process in a group of its own; ``tell`` takes its name and each of its lines."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        stop: signal.Signals = signal.SIGTERM,
        tell: Callable[[str, str], None] = show,
    ) -> None:
        self.name = name
        self._tell = tell
        self._command = command
        self._environment = environment
        self._stop = stop
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process and pass its lines on."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=dict(self._environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=LONGEST_LINE,
        )
        self._reader = asyncio.create_task(self._pass_on(self._process))

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode if self._process else None

    async def wait(self) -> int:
        """Wait for the end and return the exit code."""
        assert self._process is not None, "started before it is waited for"  # noqa: S101
        code = await self._process.wait()
        if self._reader is not None:
            await self._reader
        return code

    async def stop(self, *, at_once: asyncio.Event) -> None:
        """Ask the process to stop; when the grace is over, or the user insists, end its group."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(self._stop)
            ended = asyncio.create_task(self._process.wait())
            insisted = asyncio.create_task(at_once.wait())
            grace = GRACE.get(self.name, DEFAULT_GRACE)
            await asyncio.wait({ended, insisted}, timeout=grace, return_when=asyncio.FIRST_COMPLETED)
            insisted.cancel()
        self._end_group()
        await self._process.wait()

    def _end_group(self) -> None:
        """Leave nothing of the group behind, children of the process included."""
        assert self._process is not None  # noqa: S101
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    async def _pass_on(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101
        while line := await process.stdout.readline():
            self._tell(self.name, line.decode("utf-8", "replace").rstrip())
