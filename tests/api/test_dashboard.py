"""Dashboard and to-do list: every number is the list behind it, every duty is the reader's own."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.choices import Role
from projects.choices import Category, Stage
from projects.models import (
    Extension,
    Instruction,
    InstructionDepartment,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    StageChange,
)
from projects.services import standing
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

DASHBOARD = "/api/v1/dashboard/"


@pytest.fixture
def busy(district: District) -> District:
    """Two parts, three departments, all five lights."""
    part = make.make_part(district.report, "2", "提振消费")
    theme = make.make_theme(part, "商贸")
    for number in range(8):
        project = make.make_project(
            theme, f"2024-2-{number:03d}", lead=[district.fgw, district.czj][number % 2],
            category=[Category.COMMERCE, Category.HOUSING, Category.OTHER][number % 3],
        )  # fmt: skip
        make.make_milestone(project, date(2024, 9, 5) + timedelta(days=4 * number))
        for month in range(3, 9):
            ProgressReport.objects.create(
                project=project, period=date(2024, month, 1), due_on=date(2024, month, 25), state="approved",
                submitted_on=date(2024, month, 20), percent=None,
            )  # fmt: skip
    Project.objects.filter(code="2024-2-007").update(stage=Stage.CLOSED, closed_on=date(2024, 9, 1))
    Project.objects.filter(code="2024-2-006").update(stage=Stage.SUSPENDED)
    Milestone.objects.filter(project__code="2024-2-005").update(completed_on=date(2024, 9, 10))
    nearly_done = Project.objects.get(code="2024-2-002")
    make.make_milestone(nearly_done, date(2024, 6, 1), weight=9, completed_on=date(2024, 6, 1))
    make.make_reading(district.indicator, date(2024, 8, 1), "6.5")
    standing.recompute_all()
    return district


def counted(client: APIClient, link: str) -> int:
    response = client.get(f"{link}&count=exact")
    assert response.status_code == 200, (link, response.json())
    return response.json()["count"]


@pytest.mark.parametrize("who", [Role.SUPERVISOR, Role.LEADER, Role.DEPARTMENT_HEAD, Role.REPORTER])
def test_every_number_of_the_dashboard_is_the_count_of_the_list_behind_it(
    busy: District, client_of: ClientOf, who: Role
) -> None:
    client = client_of(busy.people.of(who))
    shown = client.get("/api/v1/dashboard/").json()
    groups = [shown["total"], *shown["by_department"], *shown["by_section"], *shown["by_category"]]
    for group in groups:
        assert group["projects"] == counted(client, group["link"])
        assert group["projects_overdue"] == counted(client, group["overdue_link"])
        assert sum(line["projects"] for line in group["by_rag"]) == group["projects"]
        for line in group["by_rag"]:
            assert line["projects"] == counted(client, line["link"])
    for line in shown["indicators"]["by_pace"]:
        assert line["indicators"] == counted(client, line["link"])
    assert shown["turned_red"]["count"] == counted(client, shown["turned_red"]["link"])
    for kind in ("by_department", "by_section", "by_category"):
        assert sum(line["projects"] for line in shown[kind]) == shown["total"]["projects"]
        assert sum(line["milestones_overdue"] for line in shown[kind]) == shown["total"]["milestones_overdue"]


def test_the_dashboard_shows_every_light_what_is_late_and_how_reporting_goes(
    busy: District, client_of: ClientOf
) -> None:
    shown = client_of(busy.people.supervisor).get("/api/v1/dashboard/").json()
    assert {line["rag"] for line in shown["total"]["by_rag"] if line["projects"]} == {
        "red",
        "amber",
        "green",
        "blue",
        "grey",
    }
    late = shown["overdue_milestones"]
    assert late["count"] == len(late["milestones"]) == 5
    assert (late["milestones"][0]["title"], late["milestones"][0]["days_late"]) == ("开工", 82)
    assert late["milestones"][0]["lead_department"]["code"] == "fgw"
    due = [milestone["due_on"] for milestone in late["milestones"]]
    assert due == sorted(due)
    assert shown["reporting"] == {
        "period": "2024-09-01", "due_on": "2024-09-25", "expected": 10, "filed": 0, "approved": 0, "returned": 0,
        "outstanding": 10,
    }  # fmt: skip
    assert [line["department"] and line["department"]["code"] for line in shown["by_department"]] == [
        "fgw", "fgw-office", "czj", None,
    ]  # fmt: skip
    headline = shown["indicators"]["headline"][0]
    assert (headline["code"], headline["target"], headline["judgement"]["pace"]) == ("I001", "6.2", "on_pace")
    assert shown["as_of"] == "2024-09-20"


def test_a_milestone_done_by_its_date_counts_as_on_time(busy: District, client_of: ClientOf) -> None:
    shown = client_of(busy.people.supervisor).get("/api/v1/dashboard/").json()
    czj = next(line for line in shown["by_department"] if line["department"] and line["department"]["code"] == "czj")
    assert (czj["milestones_due"], czj["milestones_on_time"], czj["on_time_percent"]) == (2, 0, 0)
    Milestone.objects.filter(project__code="2024-2-001").update(completed_on=date(2024, 9, 9))
    shown = client_of(busy.people.supervisor).get("/api/v1/dashboard/").json()
    czj = next(line for line in shown["by_department"] if line["department"] and line["department"]["code"] == "czj")
    assert (czj["milestones_due"], czj["milestones_on_time"], czj["on_time_percent"]) == (2, 1, 50)


def test_another_report_can_be_chosen_and_a_foreign_one_not(busy: District, client_of: ClientOf) -> None:
    older = make.make_report(busy.region, year=2023, is_current=False)
    client = client_of(busy.people.supervisor)
    assert client.get(f"/api/v1/dashboard/?report={older.pk}").json()["total"]["projects"] == 0
    assert client.get(f"/api/v1/dashboard/?report={busy.report_elsewhere.pk}").status_code == 404
    assert client.get("/api/v1/dashboard/?report=this").status_code == 400


def owed(client: APIClient) -> list[tuple[str, str]]:
    return [(duty["kind"], duty["title"]) for duty in client.get("/api/v1/todo/").json()["results"]]


def test_a_reporter_owes_milestones_reports_and_readings_the_oldest_first(
    district: District, client_of: ClientOf
) -> None:
    duties = client_of(district.people.reporter).get("/api/v1/todo/").json()["results"]
    assert [duty["kind"] for duty in duties] == ["reading", "milestone", *["progress_report"] * 4]
    milestone = duties[1]
    assert (milestone["title"], milestone["due_on"], milestone["days_left"]) == ("开工", "2024-06-30", -82)
    assert milestone["project"] == {"id": district.led.pk, "code": "2024-1-001", "name": "在建厂房"}
    assert (milestone["subject_kind"], milestone["subject_id"]) == ("milestone", district.overdue.pk)
    assert milestone["path"] == f"/console/projects/project/{district.led.pk}/change/"
    due = [duty["due_on"] for duty in duties]
    assert due == sorted(due)


def test_a_filed_report_and_a_finished_milestone_leave_the_list(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    before = len(owed(client))
    ProgressReport.objects.create(
        project=district.led, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state="submitted",
        submitted_on=date(2024, 9, 19),
    )  # fmt: skip
    Milestone.objects.filter(pk=district.overdue.pk).update(completed_on=date(2024, 9, 19))
    assert len(owed(client)) == before - 2
    ProgressReport.objects.update(state="returned", return_reason="数字不符")
    assert len(owed(client)) == before - 1


def test_a_head_owes_acknowledgements_closures_and_confirmations_too(district: District, client_of: ClientOf) -> None:
    make.make_project(
        district.theme, "2024-1-020", lead=district.fgw, stage=Stage.ASSIGNED, assigned_on=date(2024, 9, 18)
    )
    finished = make.make_project(district.theme, "2024-1-021", lead=district.fgw)
    make.make_milestone(finished, date(2024, 9, 1), completed_on=date(2024, 9, 1))
    standing.recompute_all()
    type(district.fgw).objects.filter(pk=district.fgw.pk).update(needs_confirmation=True)
    ProgressReport.objects.create(
        project=district.led, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state="submitted",
        submitted_on=date(2024, 9, 19),
    )  # fmt: skip
    kinds = {kind for kind, _ in owed(client_of(district.people.department_head))}
    assert kinds >= {"acknowledgement", "final_date", "review", "milestone", "reading"}
    due = {
        duty["kind"]: duty["due_on"]
        for duty in client_of(district.people.department_head).get("/api/v1/todo/").json()["results"]
    }
    assert due["acknowledgement"] == "2024-09-20"
    assert not kinds & {kind for kind, _ in owed(client_of(district.people.reporter))} & {"acknowledgement", "review"}


def test_an_instruction_outranks_everything_until_it_is_answered(district: District, client_of: ClientOf) -> None:
    instruction = Instruction.objects.create(
        leader=district.people.leader,
        text="请说明开工滞后原因",
        given_on=date(2024, 9, 19),
        reply_due_on=date(2024, 9, 27),
    )
    InstructionDepartment.objects.create(instruction=instruction, department=district.fgw)
    client = client_of(district.people.reporter)
    assert owed(client)[0][0] == "instruction_reply"
    assert "instruction_reply" not in {kind for kind, _ in owed(client_of(district.people.reporter_elsewhere))}
    reply = InstructionReply.objects.create(
        instruction=instruction, department=district.fgw, text="天气", replied_by=district.people.department_head,
        replied_on=date(2024, 9, 20),
    )  # fmt: skip
    assert owed(client)[0][0] != "instruction_reply"
    InstructionReply.objects.filter(pk=reply.pk).update(state="sent_back", return_reason="不具体")
    assert owed(client)[0][0] == "instruction_reply"


def test_the_supervision_office_and_leaders_owe_decisions(district: District, client_of: ClientOf) -> None:
    Project.objects.filter(pk=district.of_czj.pk).update(stage=Stage.CLOSURE_REQUESTED)
    StageChange.objects.create(
        project=district.of_czj, from_stage="in_progress", to_stage="closure_requested", made_on=date(2024, 9, 18)
    )
    ProgressReport.objects.create(
        project=district.led, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state="submitted",
        submitted_on=date(2024, 9, 19),
    )  # fmt: skip
    make.make_reading(district.indicator, date(2024, 8, 1), "6.5", state="submitted")
    for milestone, needs_leader in ((district.due_later, True), (district.milestone_of_czj, False)):
        Extension.objects.create(
            project=milestone.project, milestone=milestone, old_due_on=milestone.due_on, reason="暴雨",
            new_due_on=date(2025, 3, 1), requested_by=district.people.department_head,
            requested_on=date(2024, 9, 10), needs_leader=needs_leader,
        )  # fmt: skip
    supervisor = [kind for kind, _ in owed(client_of(district.people.supervisor))]
    assert supervisor == ["extension_decision", "closure", "review", "review"]
    assert [kind for kind, _ in owed(client_of(district.people.leader))] == ["extension_decision"]


@pytest.mark.parametrize("who", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, "supervisor_elsewhere"])
def test_who_has_no_part_in_the_work_owes_nothing(district: District, client_of: ClientOf, who: str) -> None:
    assert owed(client_of(district.people.of(who))) == []


def test_a_past_day_is_answered_from_the_history_and_links_nowhere(
    busy: District, client_of: ClientOf, settings: LazySettings
) -> None:
    today = timezone.localdate()
    settings.BUSINESS_DATE = today + timedelta(days=1)
    leader = client_of(busy.people.leader)
    past, present = (leader.get(f"{DASHBOARD}{query}").json() for query in (f"?as_of={today}", ""))
    assert (past["as_of"], past["total"]["projects"]) == (str(today), present["total"]["projects"])
    assert past["total"]["link"] is None
    assert {line["link"] for line in past["by_department"] + past["by_section"]} == {None}
    assert present["total"]["link"]


@pytest.mark.parametrize("day", ["2025-01-01", "1999-01-01", "yesterday", "2024-02-30"])
def test_a_day_without_a_record_is_refused_by_name(busy: District, client_of: ClientOf, day: str) -> None:
    answer = client_of(busy.people.leader).get(f"{DASHBOARD}?as_of={day}")
    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == ["as_of"]
