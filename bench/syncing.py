"""Pages of ``sync/`` against the raw limit in the same server process: of a first copy, and of changes."""

from urllib.parse import urlencode

import orjson

from accounts.api.contract.cursors import from_cursor, to_cursor
from bench.raw_sync import PAGE
from bench.results import Result
from bench.seeding import Seeded
from bench.server import Client, web_server
from bench.timing import medians
from projects.models import Milestone

ROUNDS = 15
AT_ONCE = 10
BAR = 0.30
SYNC = "/api/v1/sync/"


def measure(seeded: Seeded) -> list[Result]:
    """A page in the middle of the first copy, and one of what changed since; both of the supervision office."""
    middle = Milestone.objects.order_by("pk")[Milestone.objects.count() // 2].pk
    with web_server({"region": seeded.region_id}) as client:
        first = orjson.loads(client.body(_address(types="milestones", page_size="1"), seeded.supervisor_token))
        made_for, kinds, since, after, _walking = from_cursor(first["cursor"])
        halfway = to_cursor([made_for, kinds, since, after, [0, middle]])
        copied = to_cursor([made_for, kinds, since, after, None])
        changed = Milestone.objects.order_by("pk").values("pk")[: 2 * PAGE]
        Milestone.objects.filter(pk__in=changed).update(completion_note="已完成")
        return [
            _against_raw(client, seeded, halfway, f"/raw/sync/walk?last={middle}", "of a first copy"),
            _against_raw(client, seeded, copied, f"/raw/sync/changes?transaction={after[0]}", "of changes"),
        ]


def _against_raw(client: Client, seeded: Seeded, cursor: str, raw: str, what: str) -> Result:
    path, token = _address(cursor=cursor), seeded.supervisor_token
    answer, limit = orjson.loads(client.body(path, token)), orjson.loads(client.body(raw))
    if (answer["results"], answer["has_more"]) != (limit["results"], True) or len(limit["results"]) != PAGE:
        raise RuntimeError(f"{raw} does not answer what {path} answers.")
    calls = [lambda: client.body(path, token), lambda: client.body(raw)]
    medians([*calls], rounds=2, at_once=AT_ONCE)
    ours, least = medians([*calls], rounds=ROUNDS, at_once=AT_ONCE)
    return Result(
        f"sync page of 500 {what}, of raw",
        least / ours,
        ">=",
        BAR,
        f"{ours * 1000:.1f} ms against {least * 1000:.1f} ms",
    )


def _address(**query: str) -> str:
    return f"{SYNC}?{urlencode(query)}"
