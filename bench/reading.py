"""Lists and details against the raw limit in the same server process, deep pages against the first."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from bench.raw import LIST_QUERY, PAGE_SIZE
from bench.results import Result
from bench.seeding import Seeded
from bench.server import Client, web_server
from bench.timing import Call, medians

ROUNDS = 15
AT_ONCE = 20
LARGEST_PAGE = 200
PROJECTS = "/api/v1/projects/"


def measure(seeded: Seeded) -> list[Result]:
    """Every read; each pair takes turns on one connection to one process."""
    reader = {"region": seeded.region_id, "own": [seeded.department_id], "id": seeded.project_id}
    listed = f"{PROJECTS}?{urlencode(LIST_QUERY)}"
    detail = f"{PROJECTS}{seeded.project_id}/"
    with web_server(reader) as client:
        ours, limit = _against_raw(client, listed, seeded.head_token, "/raw/list")
        results = [Result("list of 50, token, visibility, filter, of raw", limit / ours, ">=", 0.30, _ms(ours, limit))]
        ours, limit = _against_raw(client, detail, seeded.head_token, "/raw/detail")
        results += [Result("detail, token, of raw", limit / ours, ">=", 0.15, _ms(ours, limit))]
        return [*results, _not_modified(client, detail, seeded), _deep_page(client, seeded)]


def _against_raw(client: Client, path: str, token: str, raw: str) -> list[float]:
    answer, limit = orjson.loads(client.body(path, token)), orjson.loads(client.body(raw))
    if answer != limit:
        raise RuntimeError(f"{raw} does not answer what {path} answers:\n{limit}\n{answer}")
    return _take_turns(lambda: client.body(path, token), lambda: client.body(raw))


def _not_modified(client: Client, path: str, seeded: Seeded) -> Result:
    tag = client.get(path, seeded.head_token)[2]["ETag"]
    if client.get(path, seeded.head_token, known=tag)[0] != HTTPStatus.NOT_MODIFIED:
        raise RuntimeError(f"{path} does not know its own ETag.")
    full, short = _take_turns(
        lambda: client.body(path, seeded.head_token), lambda: client.get(path, seeded.head_token, known=tag)
    )
    return Result("304 for a detail, of our own 200", full / short, ">=", 2.0, _ms(short, full))


def _deep_page(client: Client, seeded: Seeded) -> Result:
    """The last full page, reached by cursors."""
    token = seeded.supervisor_token
    path, seen = f"{PROJECTS}?fields=id&page_size={LARGEST_PAGE}", 0
    while seen + LARGEST_PAGE + PAGE_SIZE <= seeded.projects:
        following = orjson.loads(client.body(path, token))["next"]
        path, seen = f"{PROJECTS}?{urlsplit(following).query}", seen + LARGEST_PAGE
    cursor = parse_qs(urlsplit(path).query)["cursor"][0]
    first, deep = f"{PROJECTS}?page_size={PAGE_SIZE}", f"{PROJECTS}?page_size={PAGE_SIZE}&cursor={cursor}"
    if len(orjson.loads(client.body(deep, token))["results"]) != PAGE_SIZE:
        raise RuntimeError("The deep page is not full.")
    at_first, at_depth = _take_turns(lambda: client.body(first, token), lambda: client.body(deep, token))
    what = f"page {seen // PAGE_SIZE + 1:,} by cursor, of page 1"
    return Result(what, at_depth / at_first, "<=", 1.3, _ms(at_depth, at_first))


def _ms(ours: float, other: float) -> str:
    return f"{ours * 1000:.1f} ms against {other * 1000:.1f} ms"


def _take_turns(*calls: Call) -> list[float]:
    medians(list(calls), rounds=2, at_once=AT_ONCE)
    return medians(list(calls), rounds=ROUNDS, at_once=AT_ONCE)
