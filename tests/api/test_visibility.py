"""Who sees what (DOMAIN §6): every list and every detail, for each of the seven roles and for foreigners."""

from typing import Any

import pytest

from accounts.choices import Role
from indicators.models import Indicator
from projects.models import Project
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

OWN_PROJECTS = {"led", "led_by_office", "supported"}
ALL_PROJECTS = OWN_PROJECTS | {"of_czj", "draft"}
ELSEWHERE = {"project_elsewhere"}

OWN_INDICATORS = {"indicator"}
ALL_INDICATORS = OWN_INDICATORS | {"indicator_of_czj"}

DEPARTMENTS = {"fgw", "fgw_office", "czj"}
EVERYONE = {
    Role.REPORTER: (OWN_PROJECTS, OWN_INDICATORS, DEPARTMENTS, {"report"}),
    Role.DEPARTMENT_HEAD: (OWN_PROJECTS, OWN_INDICATORS, DEPARTMENTS, {"report"}),
    Role.SUPERVISOR: (ALL_PROJECTS, ALL_INDICATORS, DEPARTMENTS, {"report"}),
    Role.LEADER: (ALL_PROJECTS, ALL_INDICATORS, DEPARTMENTS, {"report"}),
    Role.SYSTEM_ADMIN: (set(), set(), set(), set()),
    Role.SECURITY_ADMIN: (set(), set(), set(), set()),
    Role.AUDITOR: (set(), set(), set(), set()),
    "reporter_elsewhere": ({"supported", "of_czj"}, ALL_INDICATORS, DEPARTMENTS, {"report"}),
    "supervisor_elsewhere": (ELSEWHERE, set(), {"department_elsewhere"}, {"report_elsewhere"}),
}
KINDS = {
    "projects": (0, ALL_PROJECTS | ELSEWHERE),
    "indicators": (1, ALL_INDICATORS),
    "departments": (2, DEPARTMENTS | {"department_elsewhere"}),
    "work-reports": (3, {"report", "report_elsewhere"}),
}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("kind", KINDS)
def test_list_and_details_show_what_the_role_may_see_and_no_more(
    district: District, client_of: ClientOf, kind: str, who: str
) -> None:
    column, names = KINDS[kind]
    expected = EVERYONE[who][column]
    client = client_of(district.people.of(who))
    listed = client.get(f"/api/v1/{kind}/?count=exact").json()
    assert {row["id"] for row in listed["results"]} == {getattr(district, name).pk for name in expected}
    assert listed["count"] == len(expected)
    statuses = {name: client.get(f"/api/v1/{kind}/{getattr(district, name).pk}/").status_code for name in names}
    assert statuses == {name: 200 if name in expected else 404 for name in names}


@pytest.mark.parametrize("who", EVERYONE)
def test_what_hangs_below_an_object_is_seen_with_it(district: District, client_of: ClientOf, who: str) -> None:
    projects, indicators, _, reports = EVERYONE[who]
    client = client_of(district.people.of(who))

    def status(path: str) -> int:
        return client.get(f"/api/v1/{path}/").status_code

    for name in ALL_PROJECTS | ELSEWHERE:
        wanted = 200 if name in projects else 404
        assert status(f"projects/{getattr(district, name).pk}/milestones") == wanted
    for name, project in (("overdue", "led"), ("milestone_of_czj", "of_czj")):
        assert status(f"milestones/{getattr(district, name).pk}") == (200 if project in projects else 404)
    for name in ALL_INDICATORS:
        wanted = 200 if name in indicators else 404
        assert status(f"indicators/{getattr(district, name).pk}/readings") == wanted
        assert status(f"indicators/{getattr(district, name).pk}/pace") == wanted
    for name in ("report", "report_elsewhere"):
        wanted = 200 if name in reports else 404
        assert status(f"work-reports/{getattr(district, name).pk}/sections") == wanted
        assert status(f"work-reports/{getattr(district, name).pk}/results") == wanted
        assert client.get(f"/api/v1/dashboard/?report={getattr(district, name).pk}").status_code == wanted


@pytest.mark.parametrize("who", EVERYONE)
def test_the_directory_has_the_people_of_the_region_without_administrators(
    district: District, client_of: ClientOf, who: str
) -> None:
    people = district.people
    here = {people.reporter, people.department_head, people.supervisor, people.leader, people.reporter_elsewhere}
    expected = here if people.of(who) in here else set()
    if who == "supervisor_elsewhere":
        expected = {people.supervisor_elsewhere}
    rows = client_of(people.of(who)).get("/api/v1/people/").json()["results"]
    assert {row["id"] for row in rows} == {person.pk for person in expected}


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_reads_their_own_messages_only(district: District, client_of: ClientOf, who: str) -> None:
    own = make.make_notification(district.people.of(who))
    foreign = make.make_notification(make.make_user("somebody", Role.REPORTER, department=district.czj))
    client = client_of(district.people.of(who))
    assert [row["id"] for row in client.get("/api/v1/notifications/").json()["results"]] == [own.pk]
    assert client.get("/api/v1/notifications/unread-count/").json() == {"unread": 1}
    for action in ("read", "acknowledge"):
        assert client.post(f"/api/v1/notifications/{own.pk}/{action}/").status_code == 200
        assert client.post(f"/api/v1/notifications/{foreign.pk}/{action}/").status_code == 404
    assert client.get("/api/v1/notifications/unread-count/").json() == {"unread": 0}
    foreign.refresh_from_db()
    assert foreign.read_at is None


@pytest.mark.parametrize("who", EVERYONE)
def test_the_dashboard_counts_what_the_reader_sees(district: District, client_of: ClientOf, who: str) -> None:
    projects, indicators, _, reports = EVERYONE[who]
    response = client_of(district.people.of(who)).get("/api/v1/dashboard/")
    if not reports:
        assert response.status_code == 404
        return
    shown = response.json()
    assert shown["total"]["projects"] == len(projects)
    assert sum(line["indicators"] for line in shown["indicators"]["by_pace"]) == len(indicators)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Role.REPORTER, {"led", "led_by_office"}),
        (Role.DEPARTMENT_HEAD, {"led", "led_by_office"}),
        (Role.LEADER, {"led"}),
        (Role.SUPERVISOR, set()),
        ("reporter_elsewhere", {"supported", "of_czj"}),
    ],
)
def test_mine_is_what_one_leads_or_is_in_charge_of(
    district: District, client_of: ClientOf, who: str, expected: set[str]
) -> None:
    client = client_of(district.people.of(who))
    mine = {row["id"] for row in client.get("/api/v1/projects/?mine=true").json()["results"]}
    others = {row["id"] for row in client.get("/api/v1/projects/?mine=false").json()["results"]}
    everything = {row["id"] for row in client.get("/api/v1/projects/").json()["results"]}
    assert mine == {getattr(district, name).pk for name in expected}
    assert (mine | others, mine & others) == (everything, set())


def test_what_is_named_beside_an_object_is_named_only_to_whoever_sees_it(
    district: District, client_of: ClientOf
) -> None:
    Project.objects.filter(pk=district.led.pk).update(carried_over_from=district.of_czj)
    Indicator.objects.filter(pk=district.indicator.pk).update(subset_of=district.indicator_of_czj)

    def named(who: str) -> list[Any]:
        client = client_of(district.people.of(who))
        project = client.get(f"/api/v1/projects/{district.led.pk}/").json()
        indicator = client.get(f"/api/v1/indicators/{district.indicator.pk}/").json()
        return [row and row["id"] for row in (project["carried_over_from"], indicator["subset_of"])]

    assert named("reporter") == [None, None]
    assert named("leader") == [district.of_czj.pk, district.indicator_of_czj.pk]
