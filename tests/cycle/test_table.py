"""Every stage × action × role: allowed, or refused with which answer (DOMAIN §§3, 6)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from accounts.choices import Role
from projects.choices import ReplyState, Stage
from projects.models import Evidence, Instruction, InstructionDepartment, InstructionProject, Project, StoredFile
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

SEEN, UNSEEN = 403, 404
ROLES = tuple(Role)
BLIND = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
STAGES = tuple(Stage)
ASSIGNED = set(STAGES) - {Stage.DRAFTED}
WORKING = {Stage.ASSIGNED, Stage.IN_PROGRESS}
UNDER_WAY = WORKING | {Stage.CLOSURE_REQUESTED}
OPEN = set(STAGES) - {Stage.WITHDRAWN, Stage.CLOSED}
DEPARTMENT = {Role.REPORTER, Role.DEPARTMENT_HEAD}
HEAD, OFFICE, LEADER = {Role.DEPARTMENT_HEAD}, {Role.SUPERVISOR}, {Role.LEADER}
REASON = {"reason": "按会议纪要办理"}
DUE = "2024-12-31"

# action: who may, from which stages, what comes back, and how it is asked for.
Ask = Callable[[APIClient, Project, District], Any]
Rule = tuple[set[Role], set[Stage], int, Ask]


def move(name: str, **body: Any) -> Ask:
    def ask(client: APIClient, project: Project, district: District) -> Any:
        return client.post(
            f"/api/v1/projects/{project.pk}/{name}/",
            body | ({"lead_department": district.fgw.pk} if name == "assign" else {}),
            format="json",
            headers={"If-Match": f'"{project.version}"'},
        )

    return ask


def on_milestone(name: str, **body: Any) -> Ask:
    def ask(client: APIClient, project: Project, district: District) -> Any:
        milestone = project.milestones.get(title="主体完工" if name == "take-back" else "竣工")
        return client.post(
            f"/api/v1/milestones/{milestone.pk}/{name}/",
            body,
            format="json",
            headers={"If-Match": f'"{milestone.version}"'},
        )

    return ask


def new(path: str, **body: Any) -> Ask:
    def ask(client: APIClient, project: Project, district: District) -> Any:
        about = {"projects": [project.pk]} if path == "instructions" else {"project": project.pk}
        return client.post(f"/api/v1/{path}/", about | body, format="json")

    return ask


def add_milestone(client: APIClient, project: Project, district: District) -> Any:
    return client.post(f"/api/v1/projects/{project.pk}/milestones/", {"title": "新节点", "due_on": DUE}, format="json")


ACTIONS: dict[str, Rule] = {
    "assign": (OFFICE, {Stage.DRAFTED}, 200, move("assign", due_on=DUE)),
    "acknowledge": (HEAD, {Stage.ASSIGNED}, 200, move("acknowledge")),
    "request-closure": (HEAD, {Stage.IN_PROGRESS}, 200, move("request-closure", statement="已竣工验收")),
    "close": (OFFICE, {Stage.CLOSURE_REQUESTED}, 200, move("close")),
    "return": (OFFICE, {Stage.CLOSURE_REQUESTED}, 200, move("return", **REASON)),
    "suspend": (OFFICE, UNDER_WAY, 200, move("suspend", **REASON)),
    "withdraw": (OFFICE, OPEN, 200, move("withdraw", **REASON)),
    "resume": (OFFICE, {Stage.SUSPENDED}, 200, move("resume")),
    "reopen": (OFFICE, {Stage.CLOSED}, 200, move("reopen", **REASON)),
    "complete a milestone": (DEPARTMENT | OFFICE, WORKING, 200, on_milestone("complete")),
    "waive a milestone": (OFFICE, WORKING, 200, on_milestone("waive", **REASON)),
    "take a milestone back": (OFFICE, WORKING, 200, on_milestone("take-back", **REASON)),
    "plan a milestone": (OFFICE, {Stage.DRAFTED}, 201, add_milestone),
    "begin a report": (DEPARTMENT, UNDER_WAY, 201, new("progress-reports", period="2024-09-01")),
    "ask for an extension": (HEAD, WORKING, 201, new("extensions", new_due_on="2025-01-15", reason="雨季停工")),
    "instruct": (LEADER, UNDER_WAY, 201, new("instructions", text="请抓紧推进")),
}  # fmt: skip


def project_in(stage: Stage, district: District, *, settled: bool) -> Project:
    """A project with a milestone done, another open (or waived), and a file for its closure."""
    closed_on = make.TODAY if stage == Stage.CLOSED else None
    project = make.make_project(
        district.theme, f"2024-1-{900 + STAGES.index(stage)}", lead=district.fgw, stage=stage, closed_on=closed_on
    )
    if stage == Stage.DRAFTED:
        Project.objects.filter(pk=project.pk).update(stage=Stage.DRAFTED, assigned_on=None, lead_department=None)
    day = date(2024, 10, 1) if stage == Stage.DRAFTED else date(2024, 6, 30)
    done = None if stage == Stage.DRAFTED else date(2024, 6, 1)
    make.make_milestone(project, day, title="主体完工", completed_on=done)
    waived = {"waived_on": make.TODAY, "waive_reason": "合并实施"} if settled else {}
    make.make_milestone(project, make.YEAR_END, title="竣工", is_final=True, **waived)
    file = StoredFile.objects.create(sha256=f"{project.pk:064d}", size=1, content_type="application/pdf")
    Evidence.objects.create(
        stored_file=file, name="验收.pdf", project=project, is_for_closure=True, uploaded_by=district.people.reporter
    )
    project.refresh_from_db()
    return project


def expected(rule: Rule, stage: Stage, role: Role) -> int:
    """The answer by the rules of the design, not by the product's own table."""
    who, stages, status, _ask = rule
    if role in BLIND or (stage == Stage.DRAFTED and role in DEPARTMENT):
        return UNSEEN
    if role not in who:
        return SEEN
    return status if stage in stages else 409


@pytest.mark.parametrize("action", ACTIONS)
def test_every_stage_and_role_gets_its_answer(district: District, client_of: ClientOf, action: str) -> None:
    rule = ACTIONS[action]
    settled = action in {"request-closure", "close"}
    clients = {role: client_of(district.people.of(role)) for role in ROLES}
    answers, wanted = {}, {}
    for stage in STAGES:
        project = project_in(stage, district, settled=settled)
        for role in ROLES:
            with transaction.atomic():
                response = rule[3](clients[role], project, district)
                transaction.set_rollback(True)
            answers[stage.value, role.value] = response.status_code
            wanted[stage.value, role.value] = expected(rule, stage, role)
            if response.status_code == 409:
                assert isinstance(response.json()["allowed"], list)
    if action in {"begin a report", "ask for an extension", "instruct"}:
        unseen_is_named_as_a_field(answers, wanted)
    assert answers == wanted


def unseen_is_named_as_a_field(answers: dict[Any, int], wanted: dict[Any, int]) -> None:
    """A project named in a body is a field: one that is not seen is a wrong value there."""
    for key, status in wanted.items():
        if status == UNSEEN and answers[key] == 400:
            wanted[key] = 400


@pytest.mark.parametrize("who", ["supporting head", "head elsewhere", "office elsewhere"])
def test_others_of_the_right_role_but_the_wrong_place_are_refused(
    district: District, client_of: ClientOf, who: str
) -> None:
    project = project_in(Stage.IN_PROGRESS, district, settled=True)
    project.supporting_departments.add(district.czj)
    people = {
        "supporting head": (make.make_user("head_czj", Role.DEPARTMENT_HEAD, department=district.czj), SEEN),
        "head elsewhere": (
            make.make_user("head_nk", Role.DEPARTMENT_HEAD, department=district.department_elsewhere), UNSEEN,
        ),
        "office elsewhere": (district.people.supervisor_elsewhere, UNSEEN),
    }  # fmt: skip
    user, status = people[who]
    client = client_of(user)
    for action in ("request-closure", "suspend", "complete a milestone", "waive a milestone"):
        assert ACTIONS[action][3](client, project, district).status_code == status, action


REPORT_STATES = ("draft", "submitted", "confirmed", "approved", "returned")
REPORT_ACTIONS = {
    "submit": (DEPARTMENT, {"draft", "returned"}),
    "confirm": (HEAD, {"submitted"}),
    "approve": (OFFICE, {"confirmed"}),
    "return": (OFFICE, {"submitted", "confirmed"}),
}


@pytest.mark.parametrize("action", REPORT_ACTIONS)
def test_every_state_of_a_report_and_role_gets_its_answer(district: District, client_of: ClientOf, action: str) -> None:
    """The department wants two eyes; its head may also return what it has not confirmed."""
    district.fgw.needs_confirmation = True
    district.fgw.save()
    who, states = REPORT_ACTIONS[action]
    answers, wanted = {}, {}
    for number, state in enumerate(REPORT_STATES, 1):
        filed = {} if state == "draft" else {"submitted_on": make.TODAY, "return_reason": "请补充"}
        report = district.led.progress_reports.create(
            period=date(2024, number, 1), due_on=date(2024, number, 25), state=state, done="完成桩基", **filed
        )
        for role in ROLES:
            with transaction.atomic():
                response = client_of(district.people.of(role)).post(
                    f"/api/v1/progress-reports/{report.pk}/{action}/",
                    REASON if action == "return" else {},
                    format="json",
                    headers={"If-Match": f'"{report.version}"'},
                )
                transaction.set_rollback(True)
            answers[state, role.value] = response.status_code
            hidden = role in BLIND or (state == "draft" and role == Role.LEADER)
            head_returns = action == "return" and role == Role.DEPARTMENT_HEAD
            if hidden:
                wanted[state, role.value] = UNSEEN
            elif head_returns:
                wanted[state, role.value] = 200 if state == "submitted" else 409
            elif role not in who:
                wanted[state, role.value] = SEEN
            else:
                wanted[state, role.value] = 200 if state in states else 409
    assert answers == wanted


@pytest.mark.parametrize("long", [False, True])
def test_short_extensions_are_the_office_s_to_decide_and_long_ones_the_leader_s(
    district: District, client_of: ClientOf, long: bool
) -> None:
    Project.objects.filter(pk=district.led.pk).update(due_on=None, has_no_due_date=True)
    extension = district.led.extensions.create(
        milestone=district.due_later, old_due_on=make.YEAR_END, new_due_on=date(2025, 2, 14), reason="雨季",
        requested_by=district.people.department_head, requested_on=make.TODAY, needs_leader=long,
    )  # fmt: skip
    answers = {}
    for role in ROLES:
        with transaction.atomic():
            answers[role] = client_of(district.people.of(role)).post(
                f"/api/v1/extensions/{extension.pk}/approve/", {}, format="json",
                headers={"If-Match": f'"{extension.version}"'},
            ).status_code  # fmt: skip
            transaction.set_rollback(True)
    decider = Role.LEADER if long else Role.SUPERVISOR
    assert answers == {role: UNSEEN if role in BLIND else 200 if role == decider else SEEN for role in ROLES}


def test_replies_are_judged_by_the_leader_who_asked_or_the_office(district: District, client_of: ClientOf) -> None:
    instruction = Instruction.objects.create(
        leader=district.people.leader, text="请抓紧", given_on=make.TODAY, reply_due_on=make.YEAR_END, state="replied"
    )
    InstructionProject.objects.create(instruction=instruction, project=district.led)
    InstructionDepartment.objects.create(instruction=instruction, department=district.fgw)
    reply = instruction.replies.create(
        department=district.fgw, text="已开工", state=ReplyState.SUBMITTED, replied_by=district.people.department_head,
        replied_on=make.TODAY,
    )  # fmt: skip
    answers = {}
    for role in ROLES:
        with transaction.atomic():
            answers[role] = client_of(district.people.of(role)).post(
                f"/api/v1/instruction-replies/{reply.pk}/accept/", {}, format="json",
                headers={"If-Match": f'"{reply.version}"'},
            ).status_code  # fmt: skip
            transaction.set_rollback(True)
    judges = {Role.LEADER, Role.SUPERVISOR}
    assert answers == {role: UNSEEN if role in BLIND else 200 if role in judges else SEEN for role in ROLES}
