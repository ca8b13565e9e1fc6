"""Rows that many tests begin with: made once by the product's own code, then copied in as they were."""

import fcntl
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction
from psycopg import Cursor, sql

from projects.services.statistics import refresh_statistics

T = TypeVar("T")
LARGE = 1_000_000


class Snapshot(Generic[T]):
    """What ``make`` leaves in an empty database, its history included, and what it returns.

    A copy has the same ids as the first: sequences only go forward, so that nothing else takes them. With a
    ``file`` the workers of a run share one snapshot: the first makes it, the others wait for it.
    """

    def __init__(self, make: Callable[[], T], file: Path | None = None) -> None:
        self._make = make
        self._file = file
        self._rows: dict[str, bytes] = {}
        self._made = b""

    def restore(self) -> T:
        """Put the rows in, and return what stands for them."""
        if self._made or self._file is None:
            return self._restore_own()
        with _locked(self._file):
            if not self._file.exists():
                made = self._restore_own()
                self._file.write_bytes(pickle.dumps((self._rows, self._made)))
                return made
        self._rows, self._made = pickle.loads(self._file.read_bytes())  # noqa: S301  (our own, a moment ago)
        made = self._restore_own()
        self._pass_by_ids()
        return made

    def _restore_own(self) -> T:
        with transaction.atomic():
            return self._put_in() if self._made else self._take()

    def _take(self) -> T:
        before = _filled_tables()
        made = self._make()
        with connection.cursor() as cursor:
            for table in _filled_tables():
                if table in before:
                    continue
                with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                    self._rows[table] = b"".join(bytes(row) for row in rows)
        self._made = pickle.dumps(made)
        return made

    def _put_in(self) -> T:
        with connection.cursor() as cursor, _history_at_rest(cursor):
            for table, content in self._rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                    rows.write(content)
        if sum(map(len, self._rows.values())) > LARGE:
            refresh_statistics()
        return pickle.loads(self._made)  # noqa: S301  (our own, a moment ago)

    def _pass_by_ids(self) -> None:
        """Let this database's sequences go on behind the ids that another worker's database gave."""
        statement = sql.SQL("SELECT setval({sequence}, greatest(nextval({sequence}), max({column}))) FROM {table}")
        with connection.cursor() as cursor:
            for model in apps.get_models(include_auto_created=True):
                table = model._meta.db_table
                for found in connection.introspection.get_sequences(cursor, table) if table in self._rows else ():
                    names = {key: sql.Identifier(found[key]) for key in ("table", "column")}
                    cursor.execute(statement.format(sequence=sql.Literal(found["name"]), **names))


def _filled_tables() -> set[str]:
    """Tables with rows."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    first = sql.SQL("(SELECT {} FROM {} LIMIT 1)")
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(" UNION ALL ").join(first.format(table, sql.Identifier(table)) for table in sorted(tables))
        )
        return {table for (table,) in cursor.fetchall()}


@contextmanager
def _history_at_rest(cursor: Cursor) -> Iterator[None]:
    """Let the triggers write nothing: what they would write is copied, too."""
    setting = "SELECT set_config('pgtrigger.ignore', coalesce((%s)::text, '{}'), true)"
    cursor.execute(setting % r"SELECT array_agg(DISTINCT tgname) FROM pg_trigger WHERE tgname LIKE 'pgtrigger\_%%'")
    yield
    cursor.execute(setting % "NULL")


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """One worker at a time."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
