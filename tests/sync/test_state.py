"""Reads that are known by the state of the region: cheap while nothing changes, and never a 304 after a change."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.changes import state_of_region
from indicators.models import SupervisionPolicy
from projects.models import Project
from tests import factories as make
from tests.clients import device_of
from tests.committed import COMMITTED
from tests.personas import District

pytestmark = COMMITTED
# Who asks, and the tables of PostgreSQL itself, which a query of the state looks at.
OF_EVERY_REQUEST = {"accounts_device", "accounts_user", "accounts_change"}
LIST = "/api/v1/projects/"


def flagged() -> list[str]:
    """Addresses of the views that say that all they show is logged."""
    found: list[str] = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, address)
            elif getattr(view := getattr(pattern.callback, "view_class", None), "shows_logged_only", False):
                found.extend([address] if "get" in view.http_method_names else [])

    walk(get_resolver().url_patterns, "/")
    return found


def logged_tables() -> set[str]:
    """Tables whose every change is logged, and the history of those."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_log_%' GROUP BY 1"
            " HAVING count(DISTINCT tgtype & 28) >= 3"
        )
        tables = {row[0] for row in cursor.fetchall()}
    return tables | {f"{table}event" for table in tables}


def test_what_such_a_view_reads_is_logged(district: District) -> None:
    addresses = flagged()
    assert {"/api/v1/projects/", "/api/v1/dashboard/", "/api/v1/indicators/"} <= set(addresses)
    known, tables = logged_tables() | OF_EVERY_REQUEST, set(connection.introspection.table_names())
    for person in (district.people.supervisor, district.people.leader, district.people.department_head):
        client = device_of(person)
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address.replace("<int:id>", str(district.led.pk)))
            assert response.status_code == 200, address
            read = {name for query in queries for name in re.findall(r'(?:FROM|JOIN)\s+"?(\w+)"?', query["sql"])}
            assert (read & tables) - known == set(), address


def named_with_state(client: APIClient, address: str) -> str:
    """The tag that the second question is answered with; the first one does not ask for the state."""
    first = client.get(address)["ETag"]
    second = client.get(address, headers={"If-None-Match": first})
    assert (second.status_code, second["ETag"] != first) == (304, True)
    return second["ETag"]


def test_a_known_list_costs_the_question_for_the_state_alone(district: District) -> None:
    client = device_of(district.people.supervisor)
    tag = named_with_state(client, LIST)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(LIST, headers={"If-None-Match": tag})
    assert (answer.status_code, len(queries)) == (304, 2)
    assert answer["ETag"] == tag


def test_a_change_that_does_not_show_costs_no_transfer(district: District) -> None:
    client = device_of(district.people.supervisor)
    address = f"{LIST}?fields=id,name"
    tag = named_with_state(client, address)
    Project.objects.filter(pk=district.led.pk).update(note="核对过")
    again = client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again["ETag"] != tag, "it names the new state, so that the next question is cheap again"
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers={"If-None-Match": again["ETag"]}).status_code == 304
    assert len(queries) == 2


def test_a_detail_keeps_its_version_in_a_tag_that_names_the_state(district: District) -> None:
    client = device_of(district.people.supervisor)
    address = f"{LIST}{district.led.pk}/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    changed = client.patch(address, {"note": "核对过"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert client.patch(address, {"note": "再改"}, headers={"If-Match": tag}).status_code == 412
    assert client.get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 304


def test_every_change_makes_another_state_even_if_a_later_one_ends_first(district: District) -> None:
    states = [state_of_region(district.region.pk)]
    slow = connection.copy()
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")  # its number is the earlier one, its row the later
            Project.objects.filter(pk=district.of_czj.pk).update(name="后写先交")
            states.append(state_of_region(district.region.pk))
            cursor.execute("UPDATE projects_project SET name = '先写' WHERE id = %s", [district.led.pk])
        states.append(state_of_region(district.region.pk))
        slow.commit()
    finally:
        slow.close()
    states.append(state_of_region(district.region.pk))
    SupervisionPolicy.objects.update(growth_rate_tolerance=1)
    states.append(state_of_region(district.region.pk))
    assert states[1] == states[2], "what is not committed changes nothing"
    assert len(set(states)) == len(states) - 1
    assert state_of_region(district.region.pk) == states[-1]


def test_another_region_s_changes_are_none_of_ours(district: District) -> None:
    before = state_of_region(district.region.pk)
    Project.objects.filter(pk=district.project_elsewhere.pk).update(name="别处的项目")
    make.make_notification(district.people.supervisor)
    assert state_of_region(district.region.pk) == before
