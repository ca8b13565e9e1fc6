"""The dashboard of the supervision office, over HTTP, against its own statements in raw psycopg."""

from bench.reading import in_figures, not_modified
from bench.results import Result
from bench.seeding import Seeded, small_report
from bench.server import Client, web_server
from bench.statements import raw_connection, replay, request, statements_of
from bench.timing import medians

ROUNDS, AT_ONCE = 9, 5
DASHBOARD = "/api/v1/dashboard/"
SMALL, MANY = 1_000, 50_000


def measure(seeded: Seeded) -> list[Result]:
    """The large report, what its 304 spares, and one of 1,000 projects (half of all, where there are few)."""
    token, count = seeded.supervisor_token, min(SMALL, seeded.projects // 2)
    reader = {"region": seeded.region_id, "own": [seeded.department_id], "id": seeded.project_id}
    with web_server(reader) as client:
        results = [
            _against_its_statements(client, DASHBOARD, token, seeded.projects),
            not_modified(client, "dashboard", DASHBOARD, token),
        ]
        with small_report(seeded, count) as report:
            return [*results, _against_its_statements(client, f"{DASHBOARD}?report={report}", token, count)]


def _against_its_statements(client: Client, path: str, token: str, projects: int) -> Result:
    ask = request("GET", path, token)
    ask()
    statements = statements_of(ask)
    with raw_connection() as raw:
        calls = [lambda: client.body(path, token), lambda: replay(raw, statements)]
        medians(calls, rounds=2, at_once=AT_ONCE)
        ours, limit = medians(calls, rounds=ROUNDS, at_once=AT_ONCE)
    bar = 1.3 if projects >= MANY else 2.5
    figures = f"{in_figures(ours, limit)}, {len(statements)} statements"
    return Result(f"dashboard of {projects:,} projects, of its SQL", ours / limit, "<=", bar, figures)
