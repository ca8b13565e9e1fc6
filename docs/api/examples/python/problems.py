"""What the service said if it is not the wanted answer."""

from collections import defaultdict
from typing import Any, TypeVar

from duban_client.models import ErrorAnswer, ErrorItem
from duban_client.types import Response

Wanted = TypeVar("Wanted")


class Problem(Exception):
    """An answer that is not the wanted one."""

    def __init__(self, response: Response[Any]) -> None:
        self.status = int(response.status_code)
        answer = response.parsed
        self.errors: list[ErrorItem] = getattr(answer, "errors", [])  # of every kind of error; none from a gateway
        self.request_id = answer.request_id if isinstance(answer, ErrorAnswer) else response.headers.get("X-Request-ID")
        super().__init__(" ".join(item.detail for item in self.errors) or f"HTTP {self.status}")

    def has(self, code: str) -> bool:
        """Whether the service said this; compare codes, never the words."""
        return any(item.code == code for item in self.errors)

    def by_field(self) -> dict[str, list[str]]:
        """The messages to show beside each field; those about nothing in particular are under ""."""
        messages: dict[str, list[str]] = defaultdict(list)
        for item in self.errors:
            messages["" if item.attr in (None, "non_field_errors") else str(item.attr)].append(item.detail)
        return dict(messages)


def need(response: Response[Any], wanted: type[Wanted]) -> Wanted:
    """The wanted answer; raises a Problem for every other."""
    if isinstance(response.parsed, wanted):
        return response.parsed
    raise Problem(response)
