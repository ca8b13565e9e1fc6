"""A database of the benchmark's own, made anew on the server that DATABASE_URL names."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME = "duban_bench"


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of an empty database, which is dropped afterwards."""
    name = sql.Identifier(NAME)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = urlsplit(server)
            yield urlunsplit((address.scheme, address.netloc, f"/{NAME}", address.query, ""))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
