"""The folder that holds a set of servers: data, secrets, lock."""

import fcntl
import os
import secrets
import socket
from pathlib import Path
from typing import TextIO


class AlreadyRunningError(Exception):
    """Another process owns the folder; the message is what that process wrote about itself."""


class Folder:
    """``.local`` or another folder with the same layout; created closed to other users."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.environment_file = self.path / "run" / "environment"
        self._lock: TextIO | None = None

    def sub(self, name: str) -> Path:
        """A folder below, made if it is missing."""
        path = self.path / name
        path.mkdir(exist_ok=True)
        return path

    def secret(self, name: str, length: int = 32) -> str:
        """A random secret, made once and kept readable by its user only."""
        path = self.sub("secrets") / name
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
                stream.write(secrets.token_urlsafe(length))
        return path.read_text(encoding="ascii")

    def lock(self, description: str) -> None:
        """Own the folder until the process ends. Raises :class:`AlreadyRunningError`."""
        self._lock = (self.path / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            raise AlreadyRunningError(self._lock.read().strip()) from None
        self._lock.truncate(0)
        self._lock.write(description)
        self._lock.flush()


def free_port() -> int:
    """A free port on the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
