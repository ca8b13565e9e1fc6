"""Sending again what got no answer."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import httpx
from duban_client.types import Response
from problems import Problem

Parsed = TypeVar("Parsed")
PASSING = {429, 502, 503, 504}
WAITS = (1.0, 2.0, 4.0, 8.0)  # seconds, each up to half as long again, so that not all clients come back at once


class Offline(Exception):
    """Nothing came back; whether the request had its effect is not known."""


class Busy(Exception):
    """The service, or a gateway on the way, says "later"."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.seconds = float(response.headers.get("Retry-After", 0))


def raise_if_busy(response: httpx.Response) -> None:
    """For the client's event hooks: generated code would try to parse a gateway's page as JSON."""
    if response.status_code in PASSING:
        raise Busy(response)


def send_again(send: Callable[[], Response[Parsed]], waits: Sequence[float] = WAITS) -> Response[Parsed]:
    """Send a request until an answer comes that says more than "later".

    What is sent must be safe to send again: a GET; a POST with the same Idempotency-Key each time; a PATCH or DELETE
    with If-Match.
    """
    for wait in (*waits, None):
        asked = 0.0
        try:
            response = send()
        except httpx.TransportError:
            pass  # no connection, or it was lost
        except Busy as busy:
            asked = busy.seconds
        else:
            if not Problem(response).has("still_running"):
                return response
            asked = float(response.headers.get("Retry-After", 0))
        if wait is not None:
            time.sleep(max(asked, wait * random.uniform(1, 1.5)))
    raise Offline("No answer; it is tried again when the network is back.")
