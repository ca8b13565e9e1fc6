"""Server time of every page of the console on more than 1,000 projects (CONSOLE.md: p95 of 300 ms)."""

import gc
import time
from http import HTTPStatus

from bench.results import Result, say

LONGEST_SECONDS = 0.3
WARM_UP, ROUNDS = 3, 20
SHOWN = 8


def measure() -> list[Result]:
    """The slowest pages: the 95th percentile of the whole answer in this process, of what it may take."""
    from django.db import connection  # noqa: PLC0415  (only once Django is set up)

    from tests.e2e.every_page.pages import every_page  # noqa: PLC0415
    from tests.e2e.filled import fill, multiply  # noqa: PLC0415

    say("Filling the demonstration and multiplying its projects …")
    fill()
    multiply()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    gc.collect()
    gc.freeze()  # as deploy/gunicorn.conf.py does: what was loaded before the first request is never looked at again
    say("Opening every page …")
    slowest = sorted(((_p95(page.account, page.path), page.name) for page in every_page()), reverse=True)
    return [
        Result(f"page {name}, p95 of 0.3 s", seconds / LONGEST_SECONDS, "<=", 1.0, f"{seconds * 1000:.0f} ms")
        for seconds, name in slowest[:SHOWN]
    ]


def _p95(account: str, path: str) -> float:
    """Seconds of the second slowest of twenty answers, session, rendering and all."""
    from django.test import Client  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=account))
    seen = []
    for number in range(WARM_UP + ROUNDS):
        start = time.perf_counter()
        response = client.get(path)
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {response.status_code}.")
        if number >= WARM_UP:
            seen.append(time.perf_counter() - start)
    return sorted(seen)[-2]
