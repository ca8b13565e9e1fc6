"""Who is told what, and when a copy has to be dropped (API.md "Sync")."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from indicators.models import Indicator, IndicatorSupport
from projects.api.synced_kinds import KINDS
from projects.models import (
    Evidence,
    Instruction,
    InstructionDepartment,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    ProjectSupport,
    StoredFile,
)
from projects.services import assignment, milestones
from projects.services.assignment import Assignment
from tests import factories as make
from tests.clients import device_of
from tests.committed import COMMITTED
from tests.personas import District
from tests.sync.replica import SYNC, Replica, seen_by

pytestmark = COMMITTED


def evidence_of(district: District, **proven: object) -> Evidence:
    file, _ = StoredFile.objects.get_or_create(sha256="0" * 64, defaults={"size": 1, "content_type": "image/png"})
    return Evidence.objects.create(stored_file=file, name="现场.png", uploaded_by=district.people.reporter, **proven)


def draft_of(project: Project) -> ProgressReport:
    return ProgressReport.objects.create(
        project=project, period=date(2024, 9, 1), due_on=date(2024, 9, 25), done="完成桩基"
    )


def instruct(district: District) -> tuple[Instruction, InstructionReply]:
    instruction = Instruction.objects.create(
        leader=district.people.leader, text="加快进度", given_on=make.TODAY, reply_due_on=date(2024, 9, 30)
    )
    for department in (district.fgw, district.czj):
        InstructionDepartment.objects.create(instruction=instruction, department=department)
    reply = InstructionReply.objects.create(
        instruction=instruction, department=district.fgw, text="已部署", replied_by=district.people.department_head,
        replied_on=make.TODAY,
    )  # fmt: skip
    return instruction, reply


def test_a_first_call_gives_all_that_the_reader_sees_page_by_page(district: District) -> None:
    make.make_reading(district.indicator, date(2024, 8, 1), "6.5")
    draft_of(district.led)
    instruct(district)
    make.make_notification(district.people.department_head)
    for person in (district.people.supervisor, district.people.leader, district.people.department_head):
        for page_size in (3, 500):
            assert Replica(person, page_size=page_size).catch_up() == seen_by(person)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_an_administrator_is_told_of_own_messages_only(district: District, role: Role) -> None:
    administrator = district.people.of(role)
    replica = Replica(administrator)
    assert replica.catch_up() == {}
    Project.objects.update(name="改名")
    message = make.make_notification(administrator)
    assert replica.news() == [("notifications", message.pk, False)]


def test_what_is_told_later_is_what_services_changed(district: District) -> None:
    replica = Replica(district.people.department_head)
    replica.catch_up()
    assert replica.news() == []
    milestones.complete(
        milestone_id=district.overdue.pk, by=district.people.reporter, version=1, completed_on=make.TODAY, note="完工"
    )
    told = replica.news()
    assert {("milestones", district.overdue.pk, False), ("projects", district.led.pk, False)} <= set(told)
    assert replica.copy["milestones", district.overdue.pk]["completion_note"] == "完工"
    assert replica.copy == seen_by(replica.user)


def test_assignment_gives_sight_of_a_project_and_all_below_it(district: District) -> None:
    milestone = make.make_milestone(district.draft, make.YEAR_END, is_final=True)
    replica, foreign = Replica(district.people.department_head), Replica(district.people.reporter_elsewhere)
    replica.catch_up()
    foreign.catch_up()
    assignment.assign(
        assignment=Assignment(
            project_id=district.draft.pk, version=district.draft.version, lead_department=district.fgw,
            supporting_departments=[], due_on=make.YEAR_END, has_no_due_date=False,
        ),
        by=district.people.supervisor,
    )  # fmt: skip
    assert {("projects", district.draft.pk, False), ("milestones", milestone.pk, False)} <= set(replica.news())
    assert [entry for entry in foreign.news() if entry[0] in {"projects", "milestones"}] == []
    assert replica.copy == seen_by(replica.user)


def test_who_loses_a_project_drops_it_and_all_below_it_and_hears_no_more_of_it(district: District) -> None:
    report = draft_of(district.led)
    proven = [
        evidence_of(district, project=district.led, milestone=district.overdue),
        evidence_of(district, project=district.led, progress_report=report),
    ]
    losing, gaining = Replica(district.people.department_head), Replica(district.people.reporter_elsewhere)
    losing.catch_up()
    gaining.catch_up()
    Project.objects.filter(pk=district.led.pk).update(lead_department=district.czj)
    below = {
        ("milestones", district.overdue.pk),
        ("milestones", district.due_later.pk),
        ("progress_reports", report.pk),
    }
    below |= {("evidence", evidence.pk) for evidence in proven}
    everything = {("projects", district.led.pk), *below}
    assert {(kind, pk) for kind, pk, removed in losing.news() if removed} == everything
    assert {(kind, pk) for kind, pk, removed in gaining.news() if not removed} == everything
    Project.objects.filter(pk=district.led.pk).update(name="改名")
    Milestone.objects.filter(pk=district.overdue.pk).delete()
    assert losing.news() == []
    assert ("milestones", district.overdue.pk, True) in gaining.news()


def test_a_supporting_department_comes_and_goes(district: District) -> None:
    replica = Replica(district.people.department_head)
    replica.catch_up()
    support = ProjectSupport.objects.create(project=district.of_czj, department=district.fgw)
    expected = {("projects", district.of_czj.pk), ("milestones", district.milestone_of_czj.pk)}
    assert set(replica.news()) == {(*key, False) for key in expected}
    support.delete()
    assert set(replica.news()) == {(*key, True) for key in expected}


def test_a_draft_is_nobody_else_s_affair_until_it_is_filed(district: District) -> None:
    ProjectSupport.objects.create(project=district.led, department=district.czj)
    writing, supporting = Replica(district.people.reporter), Replica(district.people.reporter_elsewhere)
    leading = Replica(district.people.leader)
    for replica in (writing, supporting, leading):
        replica.catch_up()
    report = draft_of(district.led)
    proof = evidence_of(district, project=district.led, progress_report=report)
    thrown_away = draft_of(district.supported)
    own_draft = thrown_away.pk
    thrown_away.delete()
    expected = {("progress_reports", report.pk, False), ("evidence", proof.pk, False)}
    assert expected <= set(writing.news())
    assert supporting.news() == [("progress_reports", own_draft, True)]  # its own: it leads that project
    assert leading.news() == []
    ProgressReport.objects.filter(pk=report.pk).update(state="submitted", submitted_on=make.TODAY)
    assert set(supporting.news()) == set(leading.news()) == expected


def test_indicators_readings_and_their_evidence_follow_the_departments(district: District) -> None:
    reading = make.make_reading(district.indicator_of_czj, date(2024, 8, 1), "6.5")
    proof = evidence_of(district, reading=reading)
    replica, owner = Replica(district.people.department_head), Replica(district.people.reporter_elsewhere)
    replica.catch_up()
    owner.catch_up()
    all_of_it = {("indicators", district.indicator_of_czj.pk), ("readings", reading.pk), ("evidence", proof.pk)}
    IndicatorSupport.objects.create(indicator=district.indicator_of_czj, department=district.fgw)
    assert set(replica.news()) == {(*key, False) for key in all_of_it}
    IndicatorSupport.objects.filter(indicator=district.indicator_of_czj).delete()
    assert set(replica.news()) == {(*key, True) for key in all_of_it}
    owner.catch_up()
    Indicator.objects.filter(pk=district.indicator_of_czj.pk).update(lead_department=district.fgw)
    assert set(replica.news()) == {(*key, False) for key in all_of_it}
    assert set(owner.news()) == {(*key, True) for key in all_of_it}


def test_an_instruction_follows_its_addressees(district: District) -> None:
    instruction, reply = instruct(district)
    proof = evidence_of(district, project=district.led, instruction_reply=reply)
    replica, other = Replica(district.people.department_head), Replica(district.people.reporter_elsewhere)
    replica.catch_up()
    other.catch_up()
    assert ("instruction_replies", reply.pk) not in other.copy
    InstructionDepartment.objects.filter(instruction=instruction, department=district.fgw).delete()
    expected = {("instructions", instruction.pk), ("instruction_replies", reply.pk), ("evidence", proof.pk)}
    assert set(replica.news()) == {(*key, True) for key in expected}
    assert other.news() == [("instructions", instruction.pk, False)]
    assert other.copy["instructions", instruction.pk]["departments"] == [district.czj.pk]


def test_a_deleted_project_is_told_to_all_who_saw_it_however_it_is_deleted(district: District) -> None:
    people = (district.people.department_head, district.people.leader, district.people.reporter_elsewhere)
    replicas = [Replica(person) for person in people]
    for replica in replicas:
        replica.catch_up()
    led = district.led.pk
    district.led.delete()
    with transaction.atomic(), connection.cursor() as cursor:  # the parent first; its parts before the commit
        cursor.execute("DELETE FROM projects_project WHERE id = %s", [district.supported.pk])
        cursor.execute("DELETE FROM projects_projectsupport WHERE project_id = %s", [district.supported.pk])
    for replica in replicas:
        assert replica.catch_up() == seen_by(replica.user)
    assert ("projects", led) not in {(entry["type"], entry["id"]) for entry in replicas[2].told}


def test_who_leaves_the_directory_is_removed_from_it(district: District) -> None:
    replica = Replica(district.people.department_head)
    replica.catch_up()
    User.objects.filter(pk=district.people.leader.pk).update(last_login=timezone.now())
    assert replica.news() == []
    User.objects.filter(pk=district.people.leader.pk).update(is_active=False)
    assert replica.news() == [("people", district.people.leader.pk, True)]


def test_a_page_costs_the_same_number_of_queries_for_few_and_many_rows(district: District) -> None:
    supervisor = device_of(district.people.supervisor)
    counts = []
    for rows in (5, 200):
        for number in range(rows):
            make.make_milestone(district.led, make.YEAR_END, title=f"节点 {rows} {number}")
        with CaptureQueriesContext(connection) as counted:
            assert supervisor.get(SYNC).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 3 + len(KINDS) + 5
