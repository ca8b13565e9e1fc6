"""A call of the whole application in this process, and the statements it sends, sent again by raw psycopg."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import psycopg
from django.core.wsgi import get_wsgi_application
from django.db.backends.utils import CursorWrapper
from django.test import RequestFactory

Statement = tuple[str, Any]


def request(method: str, path: str, token: str, *, version: int | None = None) -> Callable[[], None]:
    """A call from middleware to body, which has to answer 200. ``version`` is what an action's caller has read."""
    application = get_wsgi_application()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} | ({} if version is None else {"HTTP_IF_MATCH": f'"{version}"'})
    requests = RequestFactory(SERVER_NAME="localhost", **headers)

    def call() -> None:
        environ = requests.generic(method, path, b"{}" if method == "POST" else b"", "application/json").environ
        seen: list[str] = []
        response = application(environ, lambda status, _headers, *_fault: seen.append(status))
        body = b"".join(response)
        response.close()
        if not seen[0].startswith(str(HTTPStatus.OK.value)):
            raise RuntimeError(f"{path} answered {seen[0]}: {body.decode()[:500]}")

    return call


def statements_of(call: Callable[[], object]) -> list[Statement]:
    """What a call sends to the database, with all that wrappers add: who acts, for the history."""
    seen: list[Statement] = []
    send = CursorWrapper._execute  # noqa: SLF001  (the last place before the driver)

    def note(cursor: CursorWrapper, statement: str, parameters: object, *rest: object) -> object:
        seen.append((statement, parameters))
        return send(cursor, statement, parameters, *rest)

    with patch.object(CursorWrapper, "_execute", note):
        call()
    return seen


@contextmanager
def raw_connection() -> Iterator[psycopg.Connection[Any]]:
    """Psycopg alone. Parameters are bound as the product binds them, or it could not take the same statements."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        yield connection


def replay(raw: psycopg.Connection[Any], statements: list[Statement]) -> None:
    """The same statements in a row, with all rows read."""
    with raw.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            while cursor.nextset():
                pass
            if cursor.description is not None:
                cursor.fetchall()
