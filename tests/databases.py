"""Databases for the tests: migrated once in a run, then copied for each worker."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection
from psycopg import sql

from config.embedded.postgres import BINARIES

LOCK = 20_240_112
OF_THIS_RUN = "DUBAN_TEST_TEMPLATE"  # inherited by the workers


def migrate_once() -> str:
    """Migrate the database that this run's are copied from, unless that is done; return its name."""
    template = os.environ.setdefault(OF_THIS_RUN, f"migrated_{uuid4().hex[:12]}")
    with _administrator(connection.settings_dict["NAME"]) as database:
        database.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until the connection ends
        if not database.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _drop_earlier(database)
            _migrate(template)
    return template


@contextmanager
def own_database(worker: Mapping[str, Any]) -> Iterator[None]:
    """Point Django at an empty, migrated database; ``worker`` is what pytest-xdist says of this one, if it runs."""
    server = connection.settings_dict["NAME"]
    template, own = migrate_once(), f"test_duban_{worker.get('workerid', 'alone')}"
    with _administrator(server) as database:
        database.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _run(database, "DROP DATABASE IF EXISTS {} WITH (FORCE)", own)
        _run(database, "CREATE DATABASE {} TEMPLATE {}", own, template)
    connection.settings_dict["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = server
        with _administrator(server) as database:
            _run(database, "DROP DATABASE {} WITH (FORCE)", own)


def dump_of_migrated() -> bytes:
    """The migrated, empty database as a script for psql."""
    template = migrate_once()
    values = connection.settings_dict
    with _administrator(values["NAME"]) as database:
        database.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # nobody copies a database that is being read
        return subprocess.run(
            [
                *(str(BINARIES / "pg_dump"), "--no-owner", "--no-privileges"),
                *("--host", values["HOST"], "--port", str(values["PORT"]), "--username", values["USER"]),
                template,
            ],
            env={"PGPASSWORD": values["PASSWORD"], "PATH": os.environ["PATH"]}, check=True, capture_output=True,
        ).stdout  # fmt: skip


def _migrate(name: str) -> None:
    """Under another name first, so that a template is never seen half-made."""
    connection.settings_dict["TEST"]["NAME"] = f"{name}_unfinished"
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = before
    with _administrator(before) as database:
        _run(database, "ALTER DATABASE {} RENAME TO {}", f"{name}_unfinished", name)


def _drop_earlier(database: psycopg.Connection[Any]) -> None:
    """Templates of runs before, whose migrations may have been others."""
    for (name,) in database.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%'").fetchall():
        _run(database, "DROP DATABASE {} WITH (FORCE)", name)


def _administrator(database: str) -> psycopg.Connection[Any]:
    values = connection.settings_dict
    return psycopg.connect(
        host=values["HOST"], port=values["PORT"], user=values["USER"], password=values["PASSWORD"], dbname=database,
        autocommit=True,
    )  # fmt: skip


def _run(database: psycopg.Connection[Any], statement: str, *names: str) -> None:
    database.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
