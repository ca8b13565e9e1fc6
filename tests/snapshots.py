"""Rows that many tests begin with: made once by the product's own code, then copied in as they were."""

import pickle
from collections.abc import Callable
from typing import Generic, TypeVar

from django.apps import apps
from django.core.serializers import sort_dependencies
from django.db import connection, transaction
from pghistory.models import Event as PgHistoryEvent

from projects.services.statistics import refresh_statistics

T = TypeVar("T")
LARGE = 1_000_000


class Snapshot(Generic[T]):
    """What ``make`` leaves in an empty database, and what it returns.

    A copy has the same ids as the first: sequences only go forward, so that nothing else takes them. The
    triggers write the history of each copy anew.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._rows: dict[str, bytes] = {}
        self._made = b""

    def restore(self) -> T:
        """Put the rows in, and return what stands for them."""
        with transaction.atomic():
            return self._put_in() if self._made else self._take()

    def _take(self) -> T:
        before = self._filled()
        made = self._make()
        with connection.cursor() as cursor:
            for table in self._filled():
                if table in before:
                    continue
                with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                    self._rows[table] = b"".join(bytes(row) for row in rows)
        self._made = pickle.dumps(made)
        return made

    def _put_in(self) -> T:
        with connection.cursor() as cursor:
            for table, content in self._rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                    rows.write(content)
        if sum(map(len, self._rows.values())) > LARGE:
            refresh_statistics()
        return pickle.loads(self._made)  # noqa: S301  (our own, a moment ago)

    def _filled(self) -> list[str]:
        """Tables with rows, those that others point to first; the history is not among them."""
        configs = dict.fromkeys(apps.get_app_configs())
        models = sort_dependencies(configs.items(), allow_cycles=True)
        return [
            model._meta.db_table
            for model in models
            if not issubclass(model, PgHistoryEvent) and model._default_manager.exists()
        ]
