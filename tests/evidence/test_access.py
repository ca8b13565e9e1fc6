"""Who attaches, reads, downloads and removes evidence, and when (DOMAIN §6)."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import Department
from projects.choices import InstructionState, ProgressReportState, ReplyState, Stage
from projects.models import (
    Evidence,
    Instruction,
    InstructionDepartment,
    InstructionProject,
    InstructionReply,
    ProgressReport,
    Project,
    StoredFile,
)
from projects.services import evidence as services
from tests.clients import ClientOf
from tests.evidence import samples
from tests.evidence.conftest import post, stored
from tests.personas import District

ROLES = [*Role, "reporter_elsewhere", "supervisor_elsewhere"]


def attached(client: Any, project: Project, **fields: Any) -> int:
    """Id of new evidence, for the closure unless the fields say otherwise."""
    response = post(client, project=project.pk, **(fields or {"is_for_closure": True}))
    assert response.status_code == 201, response.content
    return response.json()["id"]


def download(client: Any, evidence: int) -> int:
    """Status of a download, which is read to its end, as that closes the file."""
    response = client.get(f"/api/v1/evidence/{evidence}/content/")
    assert response.getvalue()
    return response.status_code


def make_report(project: Project, state: ProgressReportState = ProgressReportState.DRAFT) -> ProgressReport:
    return ProgressReport.objects.create(
        project=project, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state=state,
        submitted_on=None if state == ProgressReportState.DRAFT else date(2024, 9, 20), return_reason="请补充",
    )  # fmt: skip


def make_reply(district: District, project: Project, department: Department) -> InstructionReply:
    instruction = Instruction.objects.create(
        leader=district.people.leader, text="请加快", given_on=date(2024, 9, 18), reply_due_on=date(2024, 9, 25),
        state=InstructionState.REPLIED,
    )  # fmt: skip
    InstructionProject.objects.create(instruction=instruction, project=project)
    InstructionDepartment.objects.create(instruction=instruction, department=department)
    return InstructionReply.objects.create(
        instruction=instruction, department=department, text="已办", replied_by=district.people.reporter_elsewhere,
        replied_on=date(2024, 9, 19),
    )  # fmt: skip


@pytest.mark.parametrize("who", ROLES)
def test_the_lead_department_and_the_supervision_office_attach(
    district: District, client_of: ClientOf, folder: Path, who: str
) -> None:
    response = post(client_of(district.people.of(who)), project=district.led.pk, is_for_closure=True)
    may = {Role.REPORTER: 201, Role.DEPARTMENT_HEAD: 201, Role.SUPERVISOR: 201, Role.LEADER: 403}
    assert response.status_code == may.get(who, 400), response.content
    assert len(stored(folder)) == (response.status_code == 201)


@pytest.mark.parametrize("who", ROLES)
def test_whoever_sees_the_project_reads_and_downloads_and_nobody_else(
    district: District, client_of: ClientOf, folder: Path, who: str
) -> None:
    evidence = attached(client_of(district.people.reporter), district.led)
    client = client_of(district.people.of(who))
    sees = who in {Role.REPORTER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR, Role.LEADER}
    address = f"/api/v1/evidence/{evidence}/"
    assert [row["id"] for row in client.get("/api/v1/evidence/").json()["results"]] == [evidence] * sees
    assert client.get(address).status_code == (200 if sees else 404)
    assert download(client, evidence) == (200 if sees else 404)
    removed = client.delete(address).status_code
    assert removed == ({Role.LEADER: 403}.get(who, 204) if sees else 404)
    assert len(stored(folder)) == 1  # bytes go after the commit, which this test does not make


def test_nobody_reads_without_an_account(district: District, client_of: ClientOf, folder: Path) -> None:
    evidence = attached(client_of(district.people.reporter), district.led)
    anonymous = APIClient()
    assert download(anonymous, evidence) == 401
    for path in ("", f"{evidence}/"):
        assert anonymous.get(f"/api/v1/evidence/{path}").status_code == 401


def test_a_supporting_department_reads_but_does_not_attach(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    client = client_of(district.people.reporter)
    assert post(client, project=district.supported.pk, is_for_closure=True).status_code == 403
    evidence = attached(client_of(district.people.reporter_elsewhere), district.supported)
    assert download(client, evidence) == 200
    assert client.delete(f"/api/v1/evidence/{evidence}/").status_code == 403


def test_a_department_that_was_asked_attaches_to_its_own_reply(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    reply = make_reply(district, district.led, district.czj)
    asked, lead = client_of(district.people.reporter_elsewhere), client_of(district.people.reporter)
    evidence = attached(asked, district.led, instruction_reply=reply.pk)
    assert download(asked, evidence) == 200
    assert download(client_of(district.people.leader), evidence) == 200
    assert lead.get(f"/api/v1/evidence/{evidence}/").status_code == 404
    assert post(asked, project=district.led.pk, is_for_closure=True).status_code == 403
    assert post(lead, project=district.led.pk, instruction_reply=reply.pk).status_code == 400
    assert post(asked, project=district.of_czj.pk, instruction_reply=reply.pk).status_code == 400
    reply.state = ReplyState.ACCEPTED
    reply.save()
    assert asked.delete(f"/api/v1/evidence/{evidence}/").status_code == 409
    assert post(asked, project=district.led.pk, instruction_reply=reply.pk).status_code == 409


def test_the_files_of_a_draft_are_not_for_others(district: District, client_of: ClientOf, folder: Path) -> None:
    report = make_report(district.led)
    evidence = attached(client_of(district.people.reporter), district.led, progress_report=report.pk)
    assert download(client_of(district.people.leader), evidence) == 404
    assert download(client_of(district.people.department_head), evidence) == 200


@pytest.mark.parametrize("state", ProgressReportState)
def test_files_of_a_monthly_report_change_while_it_is_a_draft_or_returned(
    district: District, client_of: ClientOf, folder: Path, state: ProgressReportState
) -> None:
    report = make_report(district.led)
    client = client_of(district.people.reporter)
    evidence = attached(client, district.led, progress_report=report.pk)
    report.submitted_on, report.state = date(2024, 9, 20), state
    report.save()
    is_open = state in {ProgressReportState.DRAFT, ProgressReportState.RETURNED}
    again = post(client, samples.picture(), "现场.png", project=district.led.pk, progress_report=report.pk)
    assert again.status_code == (201 if is_open else 409)
    assert client.delete(f"/api/v1/evidence/{evidence}/").status_code == (204 if is_open else 409)


def test_a_completed_milestone_takes_files_but_gives_none_back(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    client = client_of(district.people.reporter)
    evidence = attached(client, district.led, milestone=district.overdue.pk)
    district.overdue.completed_on = date(2024, 9, 20)
    district.overdue.save()
    assert client.delete(f"/api/v1/evidence/{evidence}/").status_code == 409
    assert (
        post(client, samples.picture(), "a.png", project=district.led.pk, milestone=district.overdue.pk).status_code
        == 201
    )


@pytest.mark.parametrize("stage", [Stage.CLOSURE_REQUESTED, Stage.CLOSED, Stage.SUSPENDED, Stage.WITHDRAWN])
def test_what_is_handed_in_or_closed_keeps_its_files(
    district: District, client_of: ClientOf, folder: Path, stage: Stage
) -> None:
    client = client_of(district.people.reporter)
    evidence = attached(client, district.led)
    closed = {"closed_on": date(2024, 9, 20), "closing_statement": "已完成"} if stage == Stage.CLOSED else {}
    Project.objects.filter(pk=district.led.pk).update(stage=stage, **closed)
    response = client.delete(f"/api/v1/evidence/{evidence}/")
    assert (response.status_code, response.json()["type"]) == (409, "client_error")
    assert post(client, samples.picture(), "a.png", project=district.led.pk, is_for_closure=True).status_code == 409
    assert download(client, evidence) == 200


def test_a_download_is_an_attachment_that_no_browser_runs(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    client = client_of(district.people.reporter)
    evidence = attached(client, district.led)
    response = client.get(f"/api/v1/evidence/{evidence}/content/", headers={"Accept": "application/pdf"})
    assert response.status_code == 200
    assert response.streaming
    assert b"".join(response.streaming_content) == samples.PDF
    assert dict(response.headers) | {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(samples.PDF)),
        "Content-Disposition": f"attachment; filename*=utf-8''{quote('验收报告.pdf')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    } == dict(response.headers)


def test_the_list_is_filtered_by_what_the_files_prove(district: District, client_of: ClientOf, folder: Path) -> None:
    client = client_of(district.people.reporter)
    report = make_report(district.led)
    of = {
        "milestone": attached(client, district.led, milestone=district.overdue.pk),
        "progress_report": attached(client, district.led, progress_report=report.pk),
        "is_for_closure": attached(client, district.led_by_office),
    }

    def found(query: str) -> set[int]:
        return {row["id"] for row in client.get(f"/api/v1/evidence/?{query}").json()["results"]}

    assert found(f"milestone={district.overdue.pk}") == {of["milestone"]}
    assert found(f"progress_report={report.pk}") == {of["progress_report"]}
    assert found("is_for_closure=true") == {of["is_for_closure"]}
    assert found(f"project={district.led.pk}") == {of["milestone"], of["progress_report"]}
    assert found(f"uploaded_by={district.people.supervisor.pk}") == set()
    sha256 = client.get(f"/api/v1/evidence/{of['milestone']}/").json()["sha256"]
    assert found(f"sha256={sha256}") == set(of.values())
    assert client.get("/api/v1/evidence/?colour=red").status_code == 400


def test_the_same_upload_sent_twice_is_attached_once(district: District, client_of: ClientOf, folder: Path) -> None:
    client = client_of(district.people.reporter)
    assert attached(client, district.led) == attached(client, district.led)
    attached(client, district.led_by_office)
    assert (Evidence.objects.count(), StoredFile.objects.count(), len(stored(folder))) == (2, 1, 1)


def test_a_lost_file_is_named_and_comes_back_with_the_next_upload(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    client = client_of(district.people.reporter)
    evidence = attached(client, district.led)
    next(folder.iterdir()).unlink()
    assert download(client, evidence) == 404
    attached(client, district.led)
    assert download(client, evidence) == 200


def test_a_service_names_the_evidence_that_is_gone(district: District) -> None:
    with pytest.raises(Evidence.DoesNotExist):
        services.remove(evidence_id=987654321, by=district.people.reporter)


def test_a_file_that_waits_on_disk_is_moved_and_comes_back_whole(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    client = client_of(district.people.reporter)
    large = samples.PDF.ljust(5 * 1024 * 1024, b"\0") + b"%%EOF\n"
    created = post(client, large, project=district.led.pk, is_for_closure=True)
    assert created.status_code == 201, created.content
    response = client.get(f"{created['Location']}content/")
    assert response.getvalue() == large
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_page_uploads_with_its_session_and_token_and_not_without_the_token(district: District, folder: Path) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(district.people.reporter)
    assert post(client, project=district.led.pk, is_for_closure=True).status_code == 403
    token = "a" * 32
    client.cookies["csrftoken"] = token
    client.credentials(HTTP_X_CSRFTOKEN=token)
    assert post(client, project=district.led.pk, is_for_closure=True).status_code == 201
    assert len(stored(folder)) == 1
