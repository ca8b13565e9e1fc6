"""A call of the whole application in this process, and the statements it sends, sent again by raw psycopg."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import psycopg
from django.core.wsgi import get_wsgi_application
from django.db import connection
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
    """What a call sends to the database, as it is sent."""
    seen: list[Statement] = []

    def note(execute: Callable[..., object], statement: str, parameters: object, *rest: object) -> object:
        seen.append((statement, parameters))
        return execute(statement, parameters, *rest)

    with connection.execute_wrapper(note):
        call()
    return seen


def replay(raw: psycopg.Connection[Any], statements: list[Statement]) -> None:
    """The same statements in a row, with all rows read."""
    with raw.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            if cursor.description is not None:
                cursor.fetchall()
