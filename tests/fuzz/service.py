"""The service in this process: each request as a server would take it, and what it did undone behind it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from schemathesis.specs.openapi.schemas import OpenApiSchema

from config.wsgi import application

SCHEMA = "/api/v1/schema/?format=json"


@contextmanager
def undone() -> Iterator[None]:
    """Run what is inside as it is, and leave the database as it was before."""
    savepoint = connection.savepoint()
    try:
        yield
    finally:
        undo(savepoint)


def undo(savepoint: str) -> None:
    """Go back to it, and let it go: PostgreSQL would keep a lock for each of thousands."""
    connection.needs_rollback = False
    connection.savepoint_rollback(savepoint)
    connection.savepoint_commit(savepoint)
    connection.run_on_commit = []


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, whose transaction holds the rows, as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def forgetful(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application, of which every request finds the same database."""
    with undone():
        return taken(environ, start_response)


def lasting(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application whose effects stay, for walks of several requests."""
    return taken(environ, start_response)


def taken(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The whole answer, closed as a server closes it: a file that is shown is open until then."""
    with closing(application(environ, start_response)) as answer:
        return [b"".join(answer)]


def service(app: Callable[..., Any], config: schemathesis.Config) -> OpenApiSchema:
    """The schema as the service itself tells it."""
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", app, config=config, headers={"Accept": "application/json"})
