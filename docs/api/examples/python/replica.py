"""A copy of all that the account sees, in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from duban_client import AuthenticatedClient
from duban_client.api.sync import sync
from duban_client.models import SyncAnswer
from duban_client.types import UNSET
from problems import need
from retries import WAITS, send_again

TABLES = """
    CREATE TABLE IF NOT EXISTS object (kind TEXT, id INTEGER, body TEXT, PRIMARY KEY (kind, id));
    CREATE TABLE IF NOT EXISTS place (cursor TEXT);
"""


class Replica:
    """Answers without a network, too."""

    def __init__(self, file: Path, types: Sequence[str] = (), waits: Sequence[float] = WAITS) -> None:
        self.types, self.waits = types, waits
        self.database = sqlite3.connect(file)
        self.database.executescript(TABLES)

    def get(self, kind: str, object_id: int) -> dict[str, Any] | None:
        """One object, as the service last showed it."""
        return self.all(kind).get(object_id)

    def all(self, kind: str) -> dict[int, dict[str, Any]]:
        """All objects of a kind, by id."""
        rows = self.database.execute("SELECT id, body FROM object WHERE kind = ? ORDER BY id", (kind,))
        return {object_id: json.loads(body) for object_id, body in rows}

    def sync(self, client: AuthenticatedClient) -> None:
        """Bring the copy up to date; may be broken off anywhere and called again."""
        has_more = True
        while has_more:
            (cursor,) = self.database.execute("SELECT cursor FROM place").fetchone() or (None,)
            which = {"cursor": cursor} if cursor else {"types": ",".join(self.types) or UNSET}
            answer = send_again(lambda: sync.sync_detailed(client=client, **which), self.waits)  # noqa: B023
            with self.database:  # objects and cursor in one transaction
                if answer.status_code is HTTPStatus.GONE:  # cursor_expired: from the start
                    self.database.execute("DELETE FROM object")
                    self.database.execute("DELETE FROM place")
                else:
                    has_more = self._apply(need(answer, SyncAnswer))

    def _apply(self, page: SyncAnswer) -> bool:
        for entry in page.results:
            if entry.object_ is None:  # deleted, or out of the account's sight
                self.database.execute("DELETE FROM object WHERE kind = ? AND id = ?", (entry.type_, entry.id))
            else:  # new, changed, or the same once more
                body = json.dumps(entry.object_.to_dict(), ensure_ascii=False)
                self.database.execute("REPLACE INTO object VALUES (?, ?, ?)", (entry.type_, entry.id, body))
        self.database.execute("DELETE FROM place")
        self.database.execute("INSERT INTO place VALUES (?)", (page.cursor,))
        return page.has_more
