"""Who has what would be shown is told so, on every address; and no proxy gives one reader's answer to another."""

import re
from typing import Any, ClassVar

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from accounts.api.contract.views import ContractView
from accounts.models import Department, Region, User
from projects.models import Project
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

FILES = {"/api/v1/evidence/{id}/content/", "/api/v1/exports/{id}/content/", "/api/v1/readings/workbook/"}
# Its cursor names the moment at which it was made.
NEVER_THE_SAME = {"/api/v1/sync/"}


def known_to(client: APIClient, address: str) -> Any:
    """The answer to who has the present one."""
    first = client.get(address)
    assert first.status_code == 200, first.content
    return client.get(address, headers={"If-None-Match": first["ETag"]})


@pytest.fixture
def reads(anonymous: APIClient, db: None) -> dict[str, dict[str, Any]]:
    """Every address that can be read, with what the schema says of it."""
    schema = anonymous.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    return {path: methods["get"] for path, methods in schema["paths"].items() if "get" in methods}


def test_every_address_that_shows_json_is_declared_conditional(reads: dict[str, dict[str, Any]]) -> None:
    assert len(reads) > 40
    for path, operation in reads.items():
        answers, asked = operation["responses"], {parameter["name"] for parameter in operation["parameters"]}
        is_conditional = path not in FILES
        assert ("304" in answers, "If-None-Match" in asked) == (is_conditional, is_conditional), path
        assert ("ETag" in answers["200"]["headers"]) == is_conditional, path


def test_every_list_and_overview_answers_304_to_who_has_it(
    district: District, client_of: ClientOf, reads: dict[str, dict[str, Any]]
) -> None:
    make.make_notification(district.people.supervisor)
    client = client_of(district.people.supervisor)
    ids = {"work-reports": district.report.pk, "indicators": district.indicator.pk, "projects": district.led.pk}
    one_each = {
        path: path.replace("{id}", str(ids.get(path.split("/")[3])))
        for path in reads
        if path not in FILES | NEVER_THE_SAME and ("{" not in path or path.split("/")[3] in ids)
    }
    assert len(one_each) > 30
    for path, address in one_each.items():
        again = known_to(client, address)
        assert (again.status_code, again.content) == (304, b""), path
        assert again["Cache-Control"] == "private, no-cache", path
        assert {"Accept-Language", "Authorization", "Cookie"} <= set(re.split(", *", again["Vary"])), path
        assert "Content-Type" not in again.headers
        assert client.head(address, headers={"If-None-Match": again["ETag"]}).status_code == 304, path


def test_a_list_is_new_when_any_row_that_it_shows_has_changed(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    addresses = ["projects/", "projects/?fields=name", "dashboard/", "todo/", f"projects/{district.led.pk}/timeline/"]
    tags = {address: client.get(f"/api/v1/{address}")["ETag"] for address in addresses}
    Project.objects.filter(pk=district.led.pk).update(name="标准厂房", rag="blue")
    assert client.get("/api/v1/projects/", headers={"If-None-Match": tags["projects/"]}).json()["results"]
    answers = {
        address: client.get(f"/api/v1/{address}", headers={"If-None-Match": tag}) for address, tag in tags.items()
    }
    assert {address for address, answer in answers.items() if answer.status_code == 304} <= {"todo/"}
    assert all(answer["ETag"] != tags[address] for address, answer in answers.items() if answer.status_code == 200)


def test_an_object_is_new_when_what_it_names_has_another_name(district: District, client_of: ClientOf) -> None:
    """A department's own version does not count its parent's changes, nor an account's those of its department."""
    office = make.make_department(district.region, "office", parent=district.fgw)
    client = client_of(district.people.reporter)
    addresses = ["me/", f"departments/{office.pk}/", f"work-reports/{district.report.pk}/"]
    tags = {address: client.get(f"/api/v1/{address}")["ETag"] for address in addresses}
    Department.objects.filter(pk=district.fgw.pk).update(name="发展改革局")
    Region.objects.filter(pk=district.region.pk).update(name="章贡新区")
    for address, tag in tags.items():
        assert client.get(f"/api/v1/{address}", headers={"If-None-Match": tag}).status_code == 200, address


def test_one_reader_s_tag_is_not_another_s(district: District, client_of: ClientOf) -> None:
    """An app keeps tags by address; on a shared tablet the next person would be shown the last one's account."""
    one, other = client_of(district.people.reporter), client_of(district.people.reporter_elsewhere)
    for client, zone in ((one, "Asia/Urumqi"), (other, "Asia/Tokyo")):
        answer = client.patch("/api/v1/me/preferences/", {"time_zone": zone}, headers={"If-Match": '"0"'})
        assert answer.status_code == 200, answer.json()
    for address in ("me/", "me/preferences/"):
        tag = one.get(f"/api/v1/{address}")["ETag"]
        assert other.get(f"/api/v1/{address}", headers={"If-None-Match": tag}).status_code == 200, address


def test_a_count_of_messages_is_new_when_one_is_read(district: District, client_of: ClientOf) -> None:
    message, client = make.make_notification(district.people.reporter), client_of(district.people.reporter)
    address = "/api/v1/notifications/unread-count/"
    before = client.get(address)
    assert (before.json(), known_to(client, address).status_code) == ({"unread": 1}, 304)
    client.post(f"/api/v1/notifications/{message.pk}/read/")
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()) == (200, {"unread": 0})


@pytest.mark.parametrize("header", ["W/{tag}", '"other", {tag}', "*"])
def test_a_tag_may_come_weakened_by_a_proxy_or_among_others(
    district: District, client_of: ClientOf, header: str
) -> None:
    client = client_of(district.people.supervisor)
    tag = client.get("/api/v1/projects/")["ETag"]
    known = client.get("/api/v1/projects/", headers={"If-None-Match": header.format(tag=tag)})
    assert known.status_code == 304
    assert client.get("/api/v1/projects/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_error_is_never_taken_for_what_is_known(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    for address, status in (("projects/?colour=red", 400), ("projects/987654321/", 404), ("nothing/", 404)):
        response = client.get(f"/api/v1/{address}", headers={"If-None-Match": "*"})
        assert (response.status_code, "ETag" in response.headers) == (status, False)


def test_what_is_not_read_is_not_kept_at_all(district: District, client_of: ClientOf, anonymous: APIClient) -> None:
    body = {"username": "reporter_fgw", "password": make.PASSWORD, "device_name": "Pixel 8"}
    assert anonymous.post("/api/v1/auth/login/", body)["Cache-Control"] == "no-store"
    assert client_of(district.people.reporter).post("/api/v1/notifications/read-all/")["Cache-Control"] == "no-store"


class Counted(ContractView):
    """An overview that can tell cheaply whether it has changed."""

    state: ClassVar[str] = "7"
    times_read: ClassVar[int] = 0

    def state_tag(self) -> str:
        return self.state

    def get(self, request: Any) -> Response:
        type(self).times_read += 1
        return Response({"who": self.reader.username})


def asked(user: User, path: str = "/", **headers: str) -> Any:
    request = APIRequestFactory(headers=headers).get(path)
    force_authenticate(request, user)
    return Counted.as_view()(request)


def test_a_view_that_knows_its_state_reads_nothing_for_who_has_it(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "known_parameters", lambda _view: {"page"})
    reporter, head = district.people.reporter, district.people.department_head
    tag = asked(reporter, **{"If-None-Match": '"none"'})["ETag"]
    known = {"If-None-Match": tag}

    def read_for(user: User, path: str = "/") -> tuple[int, int]:
        before = Counted.times_read
        return asked(user, path, **known).status_code, Counted.times_read - before

    assert read_for(reporter) == (304, 0)
    assert read_for(head) == (200, 1)
    # What would be shown is the same, but only reading can tell.
    assert read_for(reporter, "/?page=2") == (304, 1)
    reporter.version += 1
    assert read_for(reporter) == (304, 1)
    reporter.version -= 1
    monkeypatch.setattr(Counted, "state", "8")
    assert read_for(reporter) == (304, 1)
