"""The breakdown over REST: a text is brought, read, corrected, applied and undone; only supervisors see it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.choices import Role
from indicators.models import Indicator
from projects.models import Project, ReportBreakdown
from projects.work_report.drafting.reading import read_pending
from tests.clients import ClientOf
from tests.personas import District
from tests.report_breakdown.texts import LINES, REASON, WHOLE, draft

pytestmark = pytest.mark.django_db
BASE = "/api/v1/report-breakdowns/"


@pytest.fixture
def client(district: District, client_of: ClientOf) -> APIClient:
    return client_of(district.people.supervisor)


def post(client: APIClient, path: str, body: dict[str, Any] | None = None, *, version: int | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return client.post(path, body or {}, format="json", headers=headers)


def act(client: APIClient, path: str, action: str, **body: Any) -> Any:
    """An action with the version that is read just before it."""
    return post(client, f"{path}{action}/", body, version=client.get(path).json()["version"])


def test_a_text_goes_the_whole_way(district: District, client: APIClient, folder: Path) -> None:
    begun = post(client, BASE, {"report": district.report.pk, "text": WHOLE})
    assert (begun.status_code, begun.json()["state"]) == (202, "queued")
    path = begun["Location"]
    assert client.get(f"{path}text/").json() == {"lines": []}
    read_pending()
    row = client.get(path).json()
    assert (row["state"], row["year_found"], row["report"]["id"]) == ("read", 2024, district.report.pk)
    assert client.get(f"{path}text/").json()["lines"] == list(LINES)

    targets = client.get(f"{path}drafts/?kind=target&count=exact").json()
    first = targets["results"][0]
    assert LINES[first["line"] - 1][first["start"] : first["end"]] == first["words"]
    address = f"/api/v1/breakdown-drafts/{first['id']}/"
    changed = client.patch(
        address, {"name": "地区生产总值增速", "lead_department": district.fgw.pk}, format="json",
        headers={"If-Match": f'"{first["version"]}"'},
    )  # fmt: skip
    assert changed.status_code == 200, changed.json()
    assert (changed.json()["name"], changed.json()["lead_department"]["id"]) == ("地区生产总值增速", district.fgw.pk)
    stale = client.patch(address, {"name": "甲"}, format="json", headers={"If-Match": f'"{first["version"]}"'})
    assert (stale.status_code, stale.json()["current"]["name"]) == (412, "地区生产总值增速")
    assert client.patch(address, {"name": "甲"}, format="json").status_code == 428

    early = act(client, path, "apply", promised=client.get(f"{path}preview/").json()["promised"] or "-")
    assert early.status_code == 409
    assert act(client, path, "accept", confidence="0.00").status_code == 200
    preview = client.get(f"{path}preview/").json()
    assert preview["undecided"] == 0
    faulty = [each["draft"] for each in preview["drafts"] if each["faults"]]
    for draft_id in faulty:
        assert act(client, f"/api/v1/breakdown-drafts/{draft_id}/", "reject").status_code == 200
    preview = client.get(f"{path}preview/").json()
    assert preview["is_ready"]
    applied = act(client, path, "apply", promised=preview["promised"])
    assert (applied.status_code, applied.json()["state"]) == (200, "applied")
    made = Indicator.objects.get(name="地区生产总值增速")
    assert client.get(address).json()["indicator"]["id"] == made.pk
    undone = act(client, path, "undo", reason=REASON)
    assert (undone.status_code, undone.json()["state"], undone.json()["undo_reason"]) == (200, "undone", REASON)
    assert not Indicator.objects.filter(pk=made.pk).exists()
    copies = [act(client, path, "resume") for _call in range(2)]
    assert {(copy.status_code, copy.json()["state"]) for copy in copies} == {(200, "read")}
    (copy_id,) = {copy.json()["id"] for copy in copies}
    assert copies[0].headers["ETag"] == client.get(f"{BASE}{copy_id}/").headers["ETag"]
    assert client.get(f"{BASE}{copy_id}/preview/").json()["is_ready"]


def test_a_file_is_uploaded_once_however_often_it_is_sent(district: District, client: APIClient, folder: Path) -> None:
    key = "7d2f3c1e-8f5a-4b8e-9b6a-0c1d2e3f4a5b"

    def send() -> Any:
        file = SimpleUploadedFile("报告.txt", WHOLE.encode())
        body = {"report": district.report.pk, "file": file, "is_traditional": "false"}
        return client.post(f"{BASE}upload/", body, format="multipart", headers={"Idempotency-Key": key})

    first, again = send(), send()
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert ReportBreakdown.objects.count() == 1


def test_drafts_are_split_merged_added_and_taken_back(
    district: District, client: APIClient, breakdown: ReportBreakdown
) -> None:
    path = f"{BASE}{breakdown.pk}/"
    roads = f"/api/v1/breakdown-drafts/{draft(breakdown, '云杉大道、白鹭大桥等项目').pk}/"
    assert act(client, roads, "split", names=["云杉大道", "白鹭大桥"]).json()["decision"] == "split"
    pieces = client.get(f"{path}drafts/", {"split_from": roads.split("/")[-2]}).json()["results"]
    assert [(each["name"], each["words"]) for each in pieces] == [("云杉大道",) * 2, ("白鹭大桥",) * 2]
    first, second = (f"/api/v1/breakdown-drafts/{each['id']}/" for each in pieces)
    merged = act(client, first, "merge", others=[pieces[1]["id"]]).json()
    assert merged["further"] == [[7, pieces[1]["start"], pieces[1]["end"]]]
    assert client.get(second).json()["merged_into"] == pieces[0]["id"]
    assert act(client, roads, "reopen").status_code == 409
    assert act(client, second, "reopen").status_code == 200
    assert act(client, roads, "reopen").json()["decision"] == "open"
    assert client.get(first).status_code == 404
    (left,) = client.get(f"{path}preview/").json()["uncovered"]
    place = {name: left[name] for name in ("line", "start", "end")}
    added = post(client, f"{path}drafts/", {"kind": "target", **place})
    assert (added.status_code, added.json()["rule"], added.json()["words"]) == (201, "by_hand", "新建幼儿园3所")
    assert client.get(f"{path}preview/").json()["uncovered"] == []


def test_a_stale_promise_is_a_conflict_that_names_the_draft(
    district: District, client: APIClient, breakdown: ReportBreakdown
) -> None:
    path = f"{BASE}{breakdown.pk}/"
    act(client, path, "accept", confidence="0.00")
    promised = client.get(f"{path}preview/").json()["promised"]
    works = f"/api/v1/breakdown-drafts/{draft(breakdown, '城东水厂').pk}/"
    act(client, works, "reject")
    refused = act(client, path, "apply", promised=promised)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "overtaken")
    assert "城东水厂" in refused.json()["errors"][0]["detail"]
    assert not Project.objects.filter(name="城东水厂").exists()


@pytest.mark.parametrize("role", [*Role.values, "supervisor_elsewhere"])
def test_only_the_region_s_supervision_office_sees_and_uses_it(
    district: District, client_of: ClientOf, breakdown: ReportBreakdown, folder: Path, role: str
) -> None:
    client, is_own = client_of(district.people.of(role)), role == Role.SUPERVISOR
    works = draft(breakdown, "城东水厂")
    path, address = f"{BASE}{breakdown.pk}/", f"/api/v1/breakdown-drafts/{works.pk}/"
    assert len(client.get(BASE).json()["results"]) == is_own
    seen = [
        client.get(each).status_code for each in (path, f"{path}text/", f"{path}preview/", f"{path}drafts/", address)
    ]
    assert set(seen) == {200 if is_own else 404}
    bodies = {
        f"{path}accept/": {"confidence": "1.00"}, f"{path}reject-open/": {}, f"{path}apply/": {"promised": "x"},
        f"{path}undo/": {"reason": REASON}, f"{path}resume/": {},
        f"{address}accept/": {}, f"{address}reject/": {}, f"{address}reopen/": {},
        f"{address}split/": {"names": ["甲", "乙"]}, f"{address}merge/": {"others": [works.pk]},
    }  # fmt: skip
    if not is_own:
        answers = {post(client, each, body, version=works.version).status_code for each, body in bodies.items()}
        assert answers == {404}
        assert client.patch(address, {"name": "甲"}, format="json", headers={"If-Match": '"1"'}).status_code == 404
    begun = post(client, BASE, {"report": district.report.pk, "text": WHOLE}).status_code
    assert begun == (202 if is_own else 403 if role in (Role.LEADER, Role.REPORTER, Role.DEPARTMENT_HEAD) else 400)
