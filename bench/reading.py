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
        results = [
            Result("list of 50, token, visibility, filter, of raw", limit / ours, ">=", 0.30, in_figures(ours, limit))
        ]
        ours, limit = _against_raw(client, detail, seeded.head_token, "/raw/detail")
        results += [Result("detail, token, of raw", limit / ours, ">=", 0.15, in_figures(ours, limit))]
        for what, path in (("detail", detail), ("list of 50", listed)):
            results.append(not_modified(client, what, path, seeded.head_token))
        results.append(_deep_page(client, seeded))
        used = client.memory()
    return [*results, Result("web worker's memory after these, of 130 MB", used / 130, "<=", 1.0, f"{used:.0f} MB")]


def _against_raw(client: Client, path: str, token: str, raw: str) -> list[float]:
    answer, limit = orjson.loads(client.body(path, token)), orjson.loads(client.body(raw))
    if answer != limit:
        raise RuntimeError(f"{raw} does not answer what {path} answers:\n{limit}\n{answer}")
    return take_turns(lambda: client.body(path, token), lambda: client.body(raw))


def not_modified(client: Client, what: str, path: str, token: str) -> Result:
    """The answer to who has it already; they hold the tag of a conditional answer, which names the state, too."""
    tag = client.get(path, token)[2]["ETag"]
    status, _body, headers = client.get(path, token, known=tag)
    tag = headers["ETag"]
    if {status, client.get(path, token, known=tag)[0]} != {HTTPStatus.NOT_MODIFIED}:
        raise RuntimeError(f"{path} does not know its own ETag.")
    full, short = take_turns(lambda: client.body(path, token), lambda: client.get(path, token, known=tag))
    return Result(f"304 for a {what}, of our own 200", full / short, ">=", 2.0, in_figures(short, full))


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
    at_first, at_depth = take_turns(lambda: client.body(first, token), lambda: client.body(deep, token))
    what = f"page {seen // PAGE_SIZE + 1:,} by cursor, of page 1"
    return Result(what, at_depth / at_first, "<=", 1.3, in_figures(at_depth, at_first))


def in_figures(ours: float, other: float) -> str:
    """Seconds of both, in words."""
    return f"{ours * 1000:.1f} ms against {other * 1000:.1f} ms"


def take_turns(*calls: Call) -> list[float]:
    """Median seconds of calls that are warm."""
    medians(list(calls), rounds=2, at_once=AT_ONCE)
    return medians(list(calls), rounds=ROUNDS, at_once=AT_ONCE)
