"""The list of indicators with their judgements, 10,000 of them with twelve readings each, against the raw limit."""

import tempfile
from pathlib import Path

import orjson
from django.db import connection

from bench.results import Result
from bench.seeding import Seeded, multiply_indicators
from bench.server import web_server
from bench.timing import medians

INDICATORS = 10_000
ROUNDS, AT_ONCE = 15, 20
LISTED = "/api/v1/indicators/?page_size=50"


def measure(seeded: Seeded) -> list[Result]:
    """A page of 50 with the whole region in sight, which is what a leader or the supervision office reads."""
    multiply_indicators(INDICATORS)
    reader = {"region": seeded.region_id, "own": [seeded.department_id], "id": seeded.project_id}
    with tempfile.TemporaryDirectory() as folder, web_server(reader) as client:
        known = Path(folder) / "body.json"
        known.write_bytes(client.body(LISTED, seeded.supervisor_token))
        with web_server({**reader, "body": str(known)}) as both:
            body = both.body("/raw/indicators")
            if orjson.loads(body) != orjson.loads(known.read_bytes()):
                raise RuntimeError("/raw/indicators does not answer what the list answers.")
            calls = [lambda: both.body(LISTED, seeded.supervisor_token), lambda: both.body("/raw/indicators")]
            medians(calls, rounds=2, at_once=AT_ONCE)
            ours, limit = medians(calls, rounds=ROUNDS, at_once=AT_ONCE)
    figures = f"{ours * 1000:.1f} ms against {limit * 1000:.1f} ms"
    return [Result(f"indicators judged, page of 50 of {_count():,}, of raw", limit / ours, ">=", 0.35, figures)]


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM indicators_indicator")
        return int(cursor.fetchone()[0])
