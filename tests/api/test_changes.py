"""Changes: who may make them, from which version, in which state; what the answer says."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.choices import Role
from projects.choices import Rag, Stage
from projects.models import Milestone, ProgressReport, Project
from projects.services import standing
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District


def tag_of(client: APIClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.json()
    return response["ETag"]


def post(client: APIClient, address: str, action: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"{address}{action}/", body or {}, headers={"If-Match": tag_of(client, address)})


def address_of(row: Project | Milestone) -> str:
    return f"/api/v1/{'projects' if isinstance(row, Project) else 'milestones'}/{row.pk}/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Role.REPORTER, 200),
        (Role.DEPARTMENT_HEAD, 200),
        (Role.SUPERVISOR, 200),
        (Role.LEADER, 403),
        (Role.SYSTEM_ADMIN, 404),
        (Role.SECURITY_ADMIN, 404),
        (Role.AUDITOR, 404),
        ("reporter_elsewhere", 404),
        ("supervisor_elsewhere", 404),
    ],
)
def test_completing_a_milestone_is_for_the_lead_department_and_the_supervision_office(
    district: District, client_of: ClientOf, who: str, status: int
) -> None:
    response = client_of(district.people.of(who)).post(
        f"{address_of(district.overdue)}complete/", {}, headers={"If-Match": '"1"'}
    )
    assert response.status_code == status, response.json()
    district.overdue.refresh_from_db()
    assert (district.overdue.completed_on is not None) == (status == 200)


def test_a_supporting_department_sees_a_milestone_but_does_not_complete_it(
    district: District, client_of: ClientOf
) -> None:
    step = make.make_milestone(district.supported, date(2024, 6, 30))
    response = post(client_of(district.people.department_head), address_of(step), "complete")
    assert response.status_code == 403
    assert response.json()["errors"][0]["code"] == "permission_denied"


def test_the_answer_to_a_completion_shows_the_projects_light_turn(district: District, client_of: ClientOf) -> None:
    for month in range(3, 9):
        ProgressReport.objects.create(
            project=district.led, period=date(2024, month, 1), due_on=date(2024, month, 25), state="approved",
            submitted_on=date(2024, month, 20),
        )  # fmt: skip
    Milestone.objects.filter(pk=district.due_later.pk).update(weight="0.10")
    standing.recompute([district.led.pk])
    client = client_of(district.people.reporter)
    before = client.get(address_of(district.overdue)).json()["project"]
    assert (before["rag"], before["milestones_overdue"], before["next_milestone"]["title"]) == ("red", 1, "开工")
    response = post(client, address_of(district.overdue), "complete", {"completed_on": "2024-09-19", "note": "已开工"})
    assert response.status_code == 200, response.json()
    answer = response.json()
    assert (answer["completed_on"], answer["completion_note"]) == ("2024-09-19", "已开工")
    assert answer["completed_by"] == {"id": district.people.reporter.pk, "name": "reporter_fgw"}
    after = answer["project"]
    assert (after["rag"], after["rag_label"], after["milestones_overdue"]) == ("green", "绿灯", 0)
    assert after["next_milestone"]["title"] == "竣工"
    assert after["version"] > before["version"]
    assert Project.objects.get(pk=district.led.pk).rag == Rag.GREEN
    assert client.get(f"/api/v1/projects/?rag=red&code={district.led.code}").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"completed_on": "2024-09-21"}, "completed_on"),
        ({"completed_on": "2024-01-31"}, "completed_on"),
        ({"completed_on": "yesterday"}, "completed_on"),
        ({"note": ["a"]}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"completed": True}, "completed"),
    ],
)
def test_a_completion_that_cannot_be_is_refused_by_field(
    district: District, client_of: ClientOf, body: dict[str, Any], attr: str
) -> None:
    response = post(client_of(district.people.reporter), address_of(district.overdue), "complete", body)
    assert response.status_code == 400, response.json()
    assert [error["attr"] for error in response.json()["errors"]] == [attr]


def test_what_is_done_is_not_done_again(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    assert post(client, address_of(district.overdue), "complete").status_code == 200
    again = post(client, address_of(district.overdue), "complete")
    assert again.status_code == 409
    assert again.json()["allowed"] == []


def test_a_change_needs_the_version_that_was_read(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    address = address_of(district.led)
    missing = client.patch(address, {"name": "新名称"})
    assert (missing.status_code, missing.json()["errors"][0]["code"]) == (428, "version_required")
    for nonsense in ("3", "*", '"a"', 'W/"a"', '"1", "2"'):
        wrong = client.patch(address, {"name": "新名称"}, headers={"If-Match": nonsense})
        assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (400, "If-Match")
    assert client.post(f"{address}acknowledge/").status_code == 428
    assert client.post(f"{address_of(district.overdue)}complete/", {}).status_code == 428
    district.led.refresh_from_db()
    assert district.led.name == "在建厂房"


def test_a_tag_that_a_compressing_proxy_marked_as_weak_still_names_its_version(
    district: District, client_of: ClientOf
) -> None:
    client, address = client_of(district.people.supervisor), address_of(district.led)
    weak = f"W/{tag_of(client, address)}"
    assert client.patch(address, {"name": "标准厂房"}, headers={"If-Match": weak}).status_code == 200
    assert client.patch(address, {"name": "新名称"}, headers={"If-Match": weak}).status_code == 412


def test_the_second_of_two_editors_is_told_and_gets_what_is_there_now(district: District, client_of: ClientOf) -> None:
    first, second = (client_of(district.people.supervisor) for _ in range(2))
    address = address_of(district.led)
    tag = tag_of(first, address)
    changed = first.patch(address, {"name": "标准厂房"}, headers={"If-Match": f"W/{tag}"})
    assert changed.status_code == 200, changed.json()
    lost = second.patch(address, {"name": "别的名称"}, headers={"If-Match": tag})
    assert (lost.status_code, lost.json()["errors"][0]["code"]) == (412, "stale_version")
    assert lost.json()["current"] == changed.json()
    assert lost["ETag"] == changed["ETag"] != tag
    again = second.patch(address, {"commitment": "年内投产"}, headers={"If-Match": lost["ETag"]})
    assert again.status_code == 200
    assert (again.json()["name"], again.json()["commitment"]) == ("标准厂房", "年内投产")


def test_a_stale_completion_gets_the_milestone_as_it_is_now(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    tag = tag_of(client, address_of(district.overdue))
    Milestone.objects.filter(pk=district.overdue.pk).update(title="开工令")
    response = client.post(f"{address_of(district.overdue)}complete/", {}, headers={"If-Match": tag})
    assert (response.status_code, response.json()["current"]["title"]) == (412, "开工令")


@pytest.mark.parametrize(
    ("who", "status"), [(Role.REPORTER, 403), (Role.DEPARTMENT_HEAD, 403), (Role.LEADER, 403), (Role.SUPERVISOR, 200)]
)
def test_only_the_supervision_office_corrects_a_project(
    district: District, client_of: ClientOf, who: Role, status: int
) -> None:
    client = client_of(district.people.of(who))
    address = address_of(district.led)
    response = client.patch(address, {"note": "核对过"}, headers={"If-Match": tag_of(client, address)})
    assert response.status_code == status


def test_a_correction_changes_what_it_names_and_nothing_else(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    address = address_of(district.led)
    before = client.get(address).json()
    post_of_leader = district.people.leader.posts.get()
    changes = {
        "category": "housing", "quantity": "12.5", "unit": "万平方米", "members": ["甲", "乙"], "is_list_open": True,
        "committed_due_on": "2024-11-30", "section": district.part.pk, "responsible_leader": post_of_leader.pk,
        "longitude": "114.9", "latitude": "25.8", "modality": "力争",
    }  # fmt: skip
    response = client.patch(address, changes, headers={"If-Match": tag_of(client, address)})
    assert response.status_code == 200, response.json()
    after = response.json()
    assert after["section"]["id"] == district.part.pk
    assert after["responsible_leader"]["holder"] == {"id": district.people.leader.pk, "name": "leader"}
    plain = {name: value for name, value in changes.items() if name not in {"section", "responsible_leader"}}
    assert {name: after[name] for name in plain} == plain
    touched = {*changes, "category_label", "modality_label", "version", "updated_at", "standing_on", "rag_since"}
    judged = {"progress", "expected_progress", "rag", "rag_label", "rag_reasons", "next_milestone", "next_due_on"}
    counters = {"milestones_total", "milestones_done", "milestones_overdue"}
    rest = set(before) - touched - judged - counters
    assert {name: after[name] for name in rest} == {name: before[name] for name in rest}


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"category": "unknown"}, "category"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "NaN"}, "quantity"),
        ({"committed_due_on": "0001-01-01"}, "committed_due_on"),
        ({"longitude": "25.8", "latitude": "114.9"}, "latitude"),
        ({"longitude": "25.8", "latitude": "14.9"}, None),
        ({"quantity": "3", "unit": ""}, None),
        ({"members": "甲"}, "members"),
        ({"section": 987654321}, "section"),
        ({"stage": "closed"}, "stage"),
        ({"rag": "green"}, "rag"),
        ({"progress": 100}, "progress"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_by_field(
    district: District, client_of: ClientOf, body: dict[str, Any], attr: str | None
) -> None:
    client = client_of(district.people.supervisor)
    address = address_of(district.led)
    response = client.patch(address, body, headers={"If-Match": tag_of(client, address)})
    assert response.status_code == 400, response.json()
    assert attr in {error["attr"] for error in response.json()["errors"]} or attr is None
    district.led.refresh_from_db()
    assert (district.led.name, district.led.version) == ("在建厂房", 1)


def test_a_section_of_another_report_cannot_be_named(district: District, client_of: ClientOf) -> None:
    foreign = district.report_elsewhere.sections.get()
    client = client_of(district.people.supervisor)
    address = address_of(district.led)
    response = client.patch(address, {"section": foreign.pk}, headers={"If-Match": tag_of(client, address)})
    assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, "section")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Role.DEPARTMENT_HEAD, 200),
        (Role.REPORTER, 403),
        (Role.SUPERVISOR, 403),
        (Role.LEADER, 403),
        ("reporter_elsewhere", 404),
        (Role.AUDITOR, 404),
    ],
)
def test_the_head_of_the_lead_department_acknowledges(
    district: District, client_of: ClientOf, who: str, status: int
) -> None:
    assigned = make.make_project(district.theme, "2024-1-020", lead=district.fgw, stage=Stage.ASSIGNED)
    response = client_of(district.people.of(who)).post(
        f"{address_of(assigned)}acknowledge/", headers={"If-Match": '"1"'}
    )
    assert response.status_code == status, response.json()
    if status == 200:
        assert (response.json()["stage"], response.json()["acknowledged_on"]) == ("in_progress", "2024-09-20")
        assert response.json()["allowed"] == ["request-closure"]
        assert response["ETag"].startswith(f'"{response.json()["version"]}-')


def test_a_move_that_the_stage_does_not_allow_is_a_409_with_those_it_does(
    district: District, client_of: ClientOf
) -> None:
    response = post(client_of(district.people.department_head), address_of(district.led), "acknowledge")
    assert response.status_code == 409
    assert response.json()["allowed"] == ["request-closure"]
    assert "办理中" in response.json()["errors"][0]["detail"]


def test_milestones_are_planned_before_assignment_only(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    body = {"title": "竣工验收", "due_on": "2024-12-20", "weight": "2", "is_final": True}
    created = client.post(f"{address_of(district.draft)}milestones/", body)
    assert created.status_code == 201, created.json()
    assert created.json()["baseline_due_on"] == created.json()["due_on"] == "2024-12-20"
    assert client.get(created["Location"]).json()["title"] == "竣工验收"
    second = client.post(f"{address_of(district.draft)}milestones/", body)
    assert second.status_code == 400
    late = client.post(f"{address_of(district.led)}milestones/", body)
    assert late.status_code == 409
    for wrong in ({"weight": "0"}, {"due_on": "0001-01-01"}, {"title": ""}, {"position": 1}):
        response = client.post(f"{address_of(district.draft)}milestones/", body | wrong)
        assert (response.status_code, response.json()["errors"][0]["attr"]) == (400, next(iter(wrong)))
    assert district.draft.milestones.count() == 1


def test_a_caller_that_has_the_current_version_gets_a_304(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    for address in (
        address_of(district.led),
        address_of(district.overdue),
        f"/api/v1/indicators/{district.indicator.pk}/",
        f"/api/v1/departments/{district.fgw.pk}/",
    ):
        tag = tag_of(client, address)
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_a_detail_is_new_to_a_caller_when_anything_that_it_shows_has_changed(
    district: District, client_of: ClientOf
) -> None:
    client = client_of(district.people.supervisor)
    project, step = address_of(district.led), address_of(district.overdue)
    indicator = f"/api/v1/indicators/{district.indicator.pk}/"
    tags = {address: tag_of(client, address) for address in (project, step, indicator)}
    district.fgw.name = "区发展改革委"
    district.fgw.save()
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    english = client_of(district.people.supervisor, language="en")
    assert tag_of(english, project) != tag_of(client, project)


def test_a_project_outside_the_report_needs_a_name_a_nature_and_a_section(
    district: District, client_of: ClientOf
) -> None:
    body = {"name": "新增事项", "nature": "task", "section": district.theme.pk}
    response = client_of(district.people.supervisor).post("/api/v1/projects/", body)
    assert response.status_code == 201, response.json()
    made = Project.objects.get(pk=response.json()["id"])
    assert (made.name, made.source_line, made.source_anchor, made.stage) == ("新增事项", 0, "", Stage.DRAFTED)
