"""What each page costs on the shipped report and on more than 1,000 projects (CONSOLE.md: 20 queries, 300 KB)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from projects.models import Project
from tests.e2e.every_page.pages import every_page, forgotten_names
from tests.e2e.filled import multiply
from tests.snapshots import Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

BUDGET = 20
BYTES = 300_000
OF_THE_SESSION = ("django_session", "SAVEPOINT")
# Links may lead elsewhere, what the page needs may not.
OF_ANOTHER_HOST = re.compile(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=\"(?:https?:)?//", re.IGNORECASE)


def test_each_page_costs_little_and_no_more_with_four_times_the_projects(demonstration_once: Snapshot[None]) -> None:
    demonstration_once.restore()
    assert forgotten_names() == set(), "pages that nobody measures: put them into tests/e2e/every_page/special.py"
    few, faults = costs()
    multiply()
    assert Project.objects.count() > 1_000
    many, more_faults = costs()
    if faults + more_faults:
        pytest.fail("\n".join(faults + more_faults), pytrace=False)
    assert {name: (few[name], count) for name, count in many.items() if count > max(BUDGET, few[name])} == {}
    dearer = {name: (few[name], count) for name, count in many.items() if count > few[name] + 1}
    assert dearer == {}, "pages whose queries grow with the rows"


def costs() -> tuple[dict[str, int], list[str]]:
    """Queries by page, and what is wrong with pages."""
    found: dict[str, int] = {}
    faults = []
    client = Client()
    for page in every_page():
        client.force_login(User.objects.get(username=page.account))
        with CaptureQueriesContext(connection) as captured:
            response = client.get(page.path)
        statements = [query["sql"] for query in captured.captured_queries]
        found[page.name] = sum(not any(word in sql for word in OF_THE_SESSION) for sql in statements)
        if response.status_code != 200:
            faults.append(f"{page.path} for {page.account}: {response.status_code}")
        if len(response.content) > BYTES:
            faults.append(f"{page.path}: {len(response.content):,} bytes")
        if OF_ANOTHER_HOST.search(response.content.decode()):
            faults.append(f"{page.path} needs another host")
        if found[page.name] > BUDGET:
            faults.append(f"{page.path}: {found[page.name]} queries")
    return found, faults
