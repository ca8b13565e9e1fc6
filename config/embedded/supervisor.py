"""The one process that owns all others: starts them in order, ends them in reverse."""

import asyncio
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from config.embedded.broker import Broker
from config.embedded.environment import DEMONSTRATION_DATE, ROOT, defaults, publish
from config.embedded.folder import Folder, is_free
from config.embedded.launching import LaunchError, dying_with_parent
from config.embedded.mail import MailCatcher
from config.embedded.postgres import Postgres
from config.embedded.service import Service, show, writer

T = TypeVar("T")

START_TIMEOUT = 60.0
POLL = 0.1
TAIL_LINES = 20
# A worker asked to end in peace would wait for a broker that is gone as well; its tasks may be killed anywhere.
ORPHANED = {"worker": signal.SIGKILL, "beat": signal.SIGKILL}
WORKER_AS_ROOT = "ignore:You're running the worker with superuser privileges"  # on a bare machine that is so
SAME_REQUEST_SECONDS = 2.0


class Server(Protocol):
    """What the supervisor needs of an embedded server."""

    @property
    def stop_signal(self) -> signal.Signals: ...
    @property
    def url(self) -> str: ...
    def prepare(self) -> None: ...
    def command(self) -> list[str]: ...
    def is_ready(self) -> bool: ...


class StoppedError(Exception):
    """The user asked for the end, or a service ended by itself; ``code`` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Supervisor:
    """Servers and services of one folder, from start to end."""

    def __init__(self, folder: Folder, *, port: int, demonstration: bool, host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.host = host
        self.port = port
        self.demonstration = demonstration
        self.environment = {**defaults(folder, port=port, demonstration=demonstration), **os.environ}
        self._services: list[Service] = []
        self._asked_at = 0.0
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()

    async def run(self, work: Callable[["Supervisor"], Awaitable[int]]) -> int:
        """Start the servers, do the work, end everything; return the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal)
        try:
            await self._start_servers()
            publish(self.folder, self._published())
            return await work(self)
        except StoppedError as stopped:
            return stopped.code
        except LaunchError as error:
            show("duban", str(error))
            return 1
        finally:
            self.folder.environment_file.unlink(missing_ok=True)
            for service in reversed(self._services):
                await service.stop(at_once=self._at_once)

    async def start(
        self, name: str, command: Sequence[str], stop: signal.Signals = signal.SIGTERM, *, quietly: bool = False
    ) -> Service:
        """Start one service; it is ended with the others. Quietly: its lines go into a file of the folder."""
        service = Service(name, command, self.environment, stop, writer(self._log_of(name)) if quietly else show)
        self._services.append(service)
        await service.start()
        return service

    async def finish(self, name: str, command: Sequence[str]) -> None:
        """Run a preparation to its end. Raises :class:`StoppedError` if it fails or the user stops it."""
        service = await self.start(name, dying_with_parent(list(command), signal.SIGTERM))
        code = await self.unless_stopped(service.wait())
        if code:
            show("duban", f"`{' '.join(command[1:])}` failed with exit code {code}; nothing was started.")
            raise StoppedError(code)

    async def until(self, service: Service, is_ready: Callable[[], bool]) -> None:
        """Wait until a service answers. Raises :class:`LaunchError` when it ends, or does not in time."""
        deadline = time.monotonic() + START_TIMEOUT
        while not await self.unless_stopped(asyncio.to_thread(is_ready)):
            if service.exit_code is not None:
                raise LaunchError(f"{service.name} ended with exit code {service.exit_code}.{self._tail(service.name)}")
            if time.monotonic() > deadline:
                raise LaunchError(
                    f"{service.name} does not answer after {START_TIMEOUT:.0f} s.{self._tail(service.name)}"
                )
            await self.unless_stopped(asyncio.sleep(POLL))

    def _log_of(self, name: str) -> Path:
        return self.folder.path / "log" / f"{name}.log"

    def _tail(self, name: str) -> str:
        """What a quiet service said last; a loud one has said it above."""
        path = self._log_of(name)
        if self.demonstration or not path.exists():
            return " Its lines above say why."
        lines = path.read_text(encoding="utf-8").splitlines()[-TAIL_LINES:]
        return "\n".join([f" Its last lines, from {os.path.relpath(path, ROOT)}:", *lines])

    async def first_to_end(self, services: Sequence[Service]) -> int:
        """Wait until one of the services ends by itself, and name it."""
        waits = {asyncio.create_task(service.wait()): service for service in services}
        done, _pending = await self.unless_stopped(asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED))
        task = done.pop()
        show("duban", f"{waits[task].name} ended with exit code {task.result()}; stopping the others.")
        return 1

    async def _start_servers(self) -> None:
        wanted: list[tuple[str, str, Server]] = []
        durable = self.demonstration
        if "DATABASE_URL" not in self.environment:
            wanted.append(("DATABASE_URL", "postgres", Postgres(self.folder, durable=durable)))
        if "REDIS_URL" not in self.environment:
            wanted.append(("REDIS_URL", "broker", Broker(self.folder, durable=durable)))
        if "EMAIL_URL" not in self.environment:
            wanted.append(("EMAIL_URL", "mail", MailCatcher(self.folder)))
        started: list[tuple[Service, Server]] = []
        for variable, name, server in wanted:
            await asyncio.to_thread(server.prepare)
            quietly = not self.demonstration
            service = await self.start(name, server.command(), server.stop_signal, quietly=quietly)
            started.append((service, server))
            self.environment[variable] = server.url
        for service, server in started:
            await self.until(service, server.is_ready)

    def _published(self) -> dict[str, str]:
        names = {*defaults(self.folder, port=self.port, demonstration=self.demonstration)}
        return {name: self.environment[name] for name in (*names, "DATABASE_URL", "REDIS_URL", "EMAIL_URL")}

    def _on_signal(self) -> None:
        """Stop; asked once more, stop at once. Make passes a signal on that its group has received already."""
        if self._stopping.is_set():
            if time.monotonic() - self._asked_at > SAME_REQUEST_SECONDS:
                self._at_once.set()
            return
        show("duban", "stopping …")
        self._asked_at = time.monotonic()
        self._stopping.set()

    async def unless_stopped(self, work: Awaitable[T]) -> T:
        """Await the work, or raise :class:`StoppedError` as soon as the user asks for the end."""
        task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            raise StoppedError(0)
        stopping.cancel()
        return task.result()


async def everything(supervisor: Supervisor) -> int:
    """``make run``: prepare the database, then web, worker and beat until one ends or the user stops."""
    python = sys.executable
    await supervisor.finish("prepare", [python, "-m", "config.embedded.preparation"])
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    schedule = str(supervisor.folder.path / "beat-schedule")
    commands = {
        "web": [python, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"), "config.wsgi"],
        "worker": [*celery, "worker", "--loglevel", "warning", "--concurrency", "3"],
        "beat": [*celery, "beat", "--loglevel", "warning", "--schedule", schedule],
    }
    supervisor.environment |= {"HOST": supervisor.host, "PORT": str(supervisor.port)}
    supervisor.environment.setdefault("PYTHONWARNINGS", WORKER_AS_ROOT)
    services = [
        await supervisor.start(name, dying_with_parent(command, ORPHANED.get(name, signal.SIGTERM)))
        for name, command in commands.items()
    ]
    await supervisor.until(services[0], lambda: answers(f"http://127.0.0.1:{supervisor.port}/readyz"))
    for line in welcome(supervisor):
        show("duban", line)
    return await supervisor.first_to_end(services)


def answers(url: str) -> bool:
    """Whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  (our own loopback address)
            return bool(response.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def welcome(supervisor: Supervisor) -> list[str]:
    """What a newcomer needs to know once everything runs."""
    return [
        "",
        f"Duban runs at http://localhost:{supervisor.port}/console/   API: /api/v1/docs/",
        "accounts: supervisor, leader, head_zjj, reporter_zjj (any department), sysadmin, secadmin, auditor",
        f"password: {supervisor.environment['DEMO_PASSWORD']}",
        f"business date: {DEMONSTRATION_DATE}; progress and readings are simulated and marked so",
        f"mail is caught in {os.path.relpath(supervisor.folder.path / 'mail', ROOT)}; Ctrl-C stops all, data stay",
    ]


def run(folder: Folder, *, port: int, host: str) -> int:
    """``make run``; returns the exit code. A taken port is named before anything starts."""
    if not is_free(host, port):
        show("duban", f"Port {port} is taken by another program. Choose another one: make run PORT={port + 1}")
        return 1
    return asyncio.run(Supervisor(folder, port=port, host=host, demonstration=True).run(everything))


def execute(folder: Folder, command: Sequence[str]) -> int:
    """Run a command on servers of its own, without demonstration; returns the command's exit code."""

    async def work(supervisor: Supervisor) -> int:
        process = await asyncio.create_subprocess_exec(
            *dying_with_parent(list(command), signal.SIGTERM), env=supervisor.environment
        )
        try:
            return await supervisor.unless_stopped(process.wait())
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()

    return asyncio.run(Supervisor(folder, port=8000, demonstration=False).run(work))
