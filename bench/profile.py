"""Where an answer's time goes: clocks around the stages of a call, in this process, without the web server."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.db.backends.postgresql.base import Cursor
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.sql import Query, compiler

from accounts.api.contract.limits import Counter as CallCounter
from accounts.api.contract.rendering import OrjsonRenderer
from accounts.authentication import DeviceTokenAuthentication
from bench.raw import LIST_QUERY
from bench.results import Result, say
from bench.seeding import Seeded
from bench.statements import request
from bench.timing import Call
from bench.updating import completion, rolled_back
from projects.models import Milestone

WARM_UP, ROUNDS = 5, 40
TOKEN, LIMIT, SQL, BUILD, ROWS, RENDER = "token", "rate limit", "SQL", "ORM build", "ORM rows", "render"
REST = "rest"
# A stage has the time that no other one has inside of it; these two have all, their statements included.
WHOLE = {TOKEN, LIMIT}
STAGES: dict[str, list[tuple[type, tuple[str, ...]]]] = {
    TOKEN: [(DeviceTokenAuthentication, ("authenticate",))],
    LIMIT: [(CallCounter, ("count",))],
    SQL: [(CursorWrapper, ("_execute",)), (Cursor, ("fetchone", "fetchmany", "fetchall"))],
    BUILD: [
        *((kind, ("execute_sql",)) for kind in (compiler.SQLCompiler, compiler.SQLInsertCompiler)),
        (Query, ("chain", "add_q", "add_annotation", "add_ordering", "add_select_related", "set_values")),
    ],
    ROWS: [(QuerySet, ("_fetch_all",))],
    RENDER: [(OrjsonRenderer, ("render",))],
}


class Clock:
    """Seconds per stage: of the innermost one that is open."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._open = [REST]
        self._since = time.perf_counter()

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._open[-1] in WHOLE:
                return function(*args, **kwargs)
            self._turn()
            self._open.append(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._turn()
                self._open.pop()

        return timed

    def take(self) -> dict[str, float]:
        """Seconds since the last time."""
        self._turn()
        taken = dict(self.seconds)
        self.seconds.clear()
        return taken

    def _turn(self) -> None:
        now = time.perf_counter()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now


def measure(seeded: Seeded) -> list[Result]:
    """Print a table: milliseconds of a call (median), and the share of each stage."""
    head, office = seeded.head_token, seeded.supervisor_token
    milestone = Milestone.objects.filter(project=seeded.project_id, completed_on=None).earliest("position")
    calls = {
        "list of 50": request("GET", f"/api/v1/projects/?{urlencode(LIST_QUERY)}", head),
        "detail": request("GET", f"/api/v1/projects/{seeded.project_id}/", head),
        "status update": completion(milestone, head),
        "dashboard": request("GET", "/api/v1/dashboard/", office),
        "sync page of 500": request("GET", "/api/v1/sync/?page_size=500", office),
    }
    say("".join(f"{title:>12}" for title in ("", "ms", *STAGES, REST)))
    clock = Clock()
    with _timed(clock):
        for name, call in calls.items():
            taken = [_stages_of(call, clock) for _round in range(WARM_UP + ROUNDS)][WARM_UP:]
            whole = median(sum(seconds.values()) for seconds in taken)
            shares = [sum(s.get(stage, 0) for s in taken) / sum(map(_sum, taken)) for stage in (*STAGES, REST)]
            say(f"{name:>16}{whole * 1000:8.1f}" + "".join(f"{share:12.0%}" for share in shares))
    return []


def _sum(seconds: dict[str, float]) -> float:
    return sum(seconds.values())


def _stages_of(call: Call, clock: Clock) -> dict[str, float]:
    with rolled_back():
        clock.take()
        call()
        return clock.take()


@contextmanager
def _timed(clock: Clock) -> Iterator[None]:
    patches = [
        patch.object(kind, name, clock.around(stage, getattr(kind, name)))
        for stage, places in STAGES.items()
        for kind, names in places
        for name in names
    ]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
