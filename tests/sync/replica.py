"""A copy as a phone keeps it, and what it should hold."""

from typing import Any

import orjson
from rest_framework.test import APIClient

from accounts.api.contract.rendering import to_json
from accounts.models import User
from projects.api.synced_kinds import KINDS
from tests.clients import device_of

Copy = dict[tuple[str, int], Any]
SYNC = "/api/v1/sync/"


class Replica:
    """Follows ``sync/`` over the API and nothing else."""

    def __init__(self, user: User, *, page_size: int = 500, types: str | None = None) -> None:
        self.user, self.client = user, device_of(user)
        self.page_size, self.types = page_size, types
        self.copy: Copy = {}
        self.cursor: str | None = None
        self.told: list[dict[str, Any]] = []

    def ask(self, client: APIClient | None = None) -> Any:
        """One request with the last cursor."""
        query = {"page_size": self.page_size, "cursor": self.cursor, "types": self.types}
        return (client or self.client).get(SYNC, {name: value for name, value in query.items() if value is not None})

    def page(self) -> bool:
        """Apply one page; whether there is more."""
        response = self.ask()
        assert response.status_code == 200, response.content
        answer = response.json()
        assert len(answer["results"]) <= self.page_size
        for entry in answer["results"]:
            key = (entry["type"], entry["id"])
            if entry["removed"]:
                assert entry["object"] is None
                self.copy.pop(key, None)
            else:
                assert entry["object"]["id"] == entry["id"]
                self.copy[key] = entry["object"]
        self.told += answer["results"]
        self.cursor = answer["cursor"]
        return bool(answer["has_more"])

    def catch_up(self) -> Copy:
        """Ask until there is no more."""
        while self.page():
            pass
        return self.copy

    def news(self) -> list[tuple[str, int, bool]]:
        """What the next pages tell: type, id, and whether it is removed."""
        self.told = []
        self.catch_up()
        return [(entry["type"], entry["id"], entry["removed"]) for entry in self.told]


def seen_by(user: User) -> Copy:
    """All that a user sees in the database, as the API writes it."""
    account = User.objects.get(pk=user.pk)
    return {
        (name, row["id"]): orjson.loads(to_json(row))
        for name, kind in KINDS.items()
        for row in kind.shaped(kind.visible(account))
    }
