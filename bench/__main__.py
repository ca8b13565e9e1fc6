"""``python -m bench``: seed a database of its own, measure, print the table (``make bench``)."""

import os
import sys

import django

from bench.database import fresh_database
from bench.results import Result, say, show
from bench.sink import mail_sink

DEFAULT_PROJECTS = 10_000
FEWEST = 500
NO_BOUND = str(10**9)


def main() -> int:
    """Measure everything; the exit code tells of errors only, never of a bar that was missed."""
    projects = int(os.environ.get("BENCH_PROJECTS") or DEFAULT_PROJECTS)
    if projects < FEWEST:
        say(f"BENCH_PROJECTS: give at least {FEWEST}.")
        return 2
    with fresh_database(os.environ["DATABASE_URL"]) as address, mail_sink() as mail:
        os.environ |= {
            "DATABASE_URL": address,
            "EMAIL_URL": mail,
            # The data are of 2024; without the fixed date nothing would be due outside of office hours.
            "DEMONSTRATION": "on",
            "BUSINESS_DATE": "2024-09-20",
            "LOG_LEVEL": "WARNING",
            # Calls are counted as every call is, but none is refused.
            "RATE_LIMIT_USER": NO_BOUND,
            "RATE_LIMIT_ADDRESS": NO_BOUND,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        django.setup()
        show(pages_measured() if os.environ.get("BENCH_ONLY") == "pages" else measured(projects))
    return 0


def pages_measured() -> list[Result]:
    """Results of the console's pages, on the shipped report instead of the large government."""
    from django.core.management import call_command  # noqa: PLC0415  (only once Django is set up)

    from bench import pages  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    return pages.measure()


def measured(projects: int) -> list[Result]:
    """Results of a fresh database with so many projects."""
    from django.core.management import call_command  # noqa: PLC0415  (only once Django is set up)
    from django.db import connections  # noqa: PLC0415

    from bench import exporting, indicators, overview, profile, reading, reminding, syncing, updating  # noqa: PLC0415
    from bench.seeding import seed  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    say(f"Making {projects:,} projects with ten milestones each …")
    seeded = seed(projects)
    results: list[Result] = []
    only = set(filter(None, os.environ.get("BENCH_ONLY", "").split(",")))
    for name, what, module in (
        ("reading", "lists, details and pages", reading),
        ("syncing", "pages of sync", syncing),
        ("overview", "the dashboard", overview),
        ("updating", "a status update", updating),
        ("profile", "where the time goes", profile),
        ("indicators", "the list of 10,000 indicators with twelve readings each", indicators),
        ("exporting", "the export of all projects", exporting),
        ("reminding", "the sweep and the dispatch", reminding),
    ):
        if not only or name in only:
            say(f"Measuring {what} …")
            results += module.measure(seeded)
    connections.close_all()
    return results


if __name__ == "__main__":
    sys.exit(main())
