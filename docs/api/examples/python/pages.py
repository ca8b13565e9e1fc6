"""Lists that are longer than a page."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import httpx
from duban_client.types import UNSET, Response, Unset
from problems import need

Row_co = TypeVar("Row_co", covariant=True)


class Page(Protocol[Row_co]):
    """What every list answers."""

    @property
    def next_(self) -> str | None:
        """Address of the next page, None on the last one."""

    @property
    def results(self) -> Sequence[Row_co]:
        """The page's rows."""


def every_row(page: Callable[[str | Unset], Response[Any]], wanted: type[Page[Row_co]]) -> Iterator[Row_co]:
    """Every row of a list, page after page; ``page`` asks for the page behind a cursor."""
    cursor: str | Unset = UNSET
    while True:
        answer = need(page(cursor), wanted)
        yield from answer.results
        if answer.next_ is None:
            return
        cursor = httpx.URL(answer.next_).params["cursor"]
