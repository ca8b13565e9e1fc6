"""How often one may ask: by account, by address, and less often for files (API.md "Rate limits").

Calls are counted in Redis by the minute, for all web processes together, in one round trip; DRF's own throttle reads
and writes lists of instants, and two processes lose each other's calls. Limits protect the service, not a secret:
while Redis is away nobody is refused and nothing waits for it.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.caller_address import address_of
from accounts.rules.places import place_of

if TYPE_CHECKING:
    from accounts.api.contract.endpoint import Endpoint

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
TIMEOUT_SECONDS = 0.2
# After a failure Redis is left alone, so that an answer without it costs a time-out once, not every time.
PAUSE_SECONDS = 5


class TooManyRequests(exceptions.Throttled):
    """The limit of the minute is reached; Retry-After says when the next one begins."""

    default_code = "too_many_requests"
    default_detail = _("Too many requests. Try again in %(seconds)s seconds.")

    def __init__(self, seconds: int) -> None:
        exceptions.APIException.__init__(self, self.default_detail % {"seconds": seconds})
        self.wait = seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands: calls used of the limit, and seconds until it counts anew."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """Calls left in this minute."""
        return max(self.limit - self.used, 0)

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-06 writes it: whole numbers, which any client can read."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class Counter:
    """Counts in Redis, and not at all while it is away."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._away_until = 0.0

    def count(self, names: list[str]) -> list[int]:
        """One call more for each name; how often each was called by now. Empty while Redis is away."""
        if not names or time.monotonic() < self._away_until:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for name in names:
            pipeline.incr(name)
            pipeline.expire(name, 2 * WINDOW_SECONDS)
        try:
            return [int(number) for number in pipeline.execute()[::2]]
        except RedisError as fault:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("calls are not counted, Redis is away: %s", fault)
            return []


@cache
def counter(url: str) -> Counter:
    """The counter of this process."""
    return Counter(url)


class CallerThrottle(BaseThrottle):
    """Counts a call for who makes it and where it comes from; a zero in ``RATE_LIMITS`` is no limit.

    The view is told its ``standing``: that of the limit which is nearest.
    """

    def allow_request(self, request: Request, view: "Endpoint") -> bool:  # type: ignore[override]  # our own views only
        """Whether no limit is passed by this call."""
        callers = {"address": _place(request)}
        if request.user.is_authenticated:
            callers["user"] = str(request.user.pk)
            if request.method in view.carries_files:
                callers["files"] = callers["user"]
        return self._count(callers, view)

    def count_address(self, request: Request, view: "Endpoint") -> None:
        """Count a call that is refused before it is known who makes it."""
        self._count({"address": _place(request)}, view)

    def wait(self) -> float:
        """Seconds until calls are counted anew."""
        return WINDOW_SECONDS - self.timer() % WINDOW_SECONDS

    @staticmethod
    def timer() -> float:
        """Seconds since 1970."""
        return time.time()

    def _count(self, callers: Mapping[str, str], view: "Endpoint") -> bool:
        limits = {kind: limit for kind in callers if (limit := settings.RATE_LIMITS[kind])}
        window = int(self.timer()) // WINDOW_SECONDS
        numbers = counter(settings.REDIS_URL).count([f"duban:calls:{kind}:{callers[kind]}:{window}" for kind in limits])
        standings = [
            Standing(limit, used, ceil(self.wait())) for limit, used in zip(limits.values(), numbers, strict=False)
        ]
        view.standing = min(standings, key=lambda standing: standing.remaining, default=None)
        return all(standing.used <= standing.limit for standing in standings)


def _place(request: Request) -> str:
    """Where a call comes from; who is given a network of IPv6 changes addresses in it at will, and counts once."""
    address = address_of(request)
    return place_of(address) or address
