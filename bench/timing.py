"""Medians of calls that take turns, so that what slows the machine slows all of them."""

import time
from collections.abc import Callable
from statistics import median

Call = Callable[[], object]


def medians(calls: list[Call], *, rounds: int, at_once: int = 1, before: Call | None = None) -> list[float]:
    """Median seconds per call: each round runs every call ``at_once`` times in a row.

    ``before`` prepares a round's call and is not timed.
    """
    seen: list[list[float]] = [[] for _call in calls]
    for _round in range(rounds):
        for times, call in zip(seen, calls, strict=True):
            if before is not None:
                before()
            for _repeat in range(at_once):
                start = time.perf_counter()
                call()
                times.append(time.perf_counter() - start)
    return [median(times) for times in seen]
