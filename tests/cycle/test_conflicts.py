"""Two people at once: exactly one of two conflicting actions wins, 200 times over; nothing is half-written."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

from accounts.errors import NotAllowedNow, StaleVersion
from projects.choices import ProgressReportState, Stage
from projects.services import closures, extensions, instructions, milestones, progress_reports, stages
from tests import factories as make
from tests.committed import COMMITTED
from tests.cycle.many import ROUNDS, projects_in, replies_on, reports_on, requests_for
from tests.personas import District

Act = Callable[[], object]


def race(pairs: Iterator[tuple[Act, Act]]) -> Counter[tuple[str, str]]:
    """Each pair at once from two threads; how often which of them won, and with what the other was refused."""
    barrier, outcomes = Barrier(2), Counter[tuple[str, str]]()

    def attempt(act: Act) -> str:
        barrier.wait()
        try:
            act()
        except (NotAllowedNow, StaleVersion) as refusal:
            return type(refusal).__name__
        return "won"

    def leave() -> None:
        barrier.wait()
        connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for pair in pairs:
            first, second = threads.map(attempt, pair)
            outcomes[first, second] += 1
        for ended in [threads.submit(leave) for _ in range(2)]:
            ended.result()
    return outcomes


def exactly_one_won(outcomes: Counter[tuple[str, str]]) -> None:
    assert sum(outcomes.values()) == ROUNDS
    assert all(pair.count("won") == 1 for pair in outcomes), outcomes


def rows_of(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


COUNTERS_LIE = """
    SELECT project.id FROM projects_project AS project
    LEFT JOIN LATERAL (
        SELECT count(*) AS total, count(completed_on) AS done,
               count(*) FILTER (WHERE completed_on IS NULL AND waived_on IS NULL AND due_on < '2024-09-20') AS late,
               min(due_on) FILTER (WHERE completed_on IS NULL AND waived_on IS NULL) AS next_due_on
        FROM projects_milestone WHERE project_id = project.id
    ) AS counted ON true
    WHERE project.code LIKE '2024-1-1___'
      AND ((project.milestones_total, project.milestones_done, project.milestones_overdue)
           <> (counted.total, counted.done, counted.late)
           OR project.next_due_on IS DISTINCT FROM counted.next_due_on)
"""
WRITTEN_WITHOUT_HISTORY = """
    SELECT project.id FROM projects_project AS project
    WHERE (SELECT max(event.version) FROM projects_projectevent AS event WHERE event.pgh_obj_id = project.id)
          <> project.version
"""


@COMMITTED
def test_two_reviewers_deciding_the_same_request(district: District) -> None:
    rows = projects_in(district, Stage.IN_PROGRESS)
    office = district.people.supervisor
    waiting = requests_for(rows, district.people.department_head)
    exactly_one_won(
        race(
            (
                lambda pk=row.pk: extensions.approve(extension_id=pk, by=office, version=1),
                lambda pk=row.pk: extensions.refuse(extension_id=pk, by=office, version=1, note="请按期完成"),
            )
            for row in waiting
        )
    )
    half = """
        SELECT request.id FROM projects_extension AS request JOIN projects_milestone AS m ON m.id = request.milestone_id
        WHERE (request.state = 'approved') <> (m.due_on = request.new_due_on) OR m.baseline_due_on <> '2024-12-01'
           OR request.state NOT IN ('approved', 'refused')
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []


@COMMITTED
def test_a_milestone_completed_while_its_extension_is_being_approved(district: District) -> None:
    rows = projects_in(district, Stage.IN_PROGRESS)
    waiting = requests_for(rows, district.people.department_head)
    exactly_one_won(
        race(
            (
                lambda pk=milestone.pk: milestones.complete(
                    milestone_id=pk, by=district.people.reporter, version=1, completed_on=make.TODAY
                ),
                lambda pk=row.pk: extensions.approve(extension_id=pk, by=district.people.supervisor, version=1),
            )
            for milestone, row in zip(rows.milestones, waiting, strict=True)
        )
    )
    half = """
        SELECT request.id FROM projects_extension AS request JOIN projects_milestone AS m ON m.id = request.milestone_id
        WHERE NOT (
            (request.state = 'withdrawn' AND m.completed_on IS NOT NULL AND m.due_on = request.old_due_on)
            OR (request.state = 'approved' AND m.completed_on IS NULL AND m.due_on = request.new_due_on)
        )
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []


@COMMITTED
def test_a_project_closed_while_a_report_arrives(district: District) -> None:
    rows = projects_in(district, Stage.CLOSURE_REQUESTED)
    drafts = reports_on(rows, ProgressReportState.DRAFT)
    exactly_one_won(
        race(
            (
                lambda pk=project.pk, seen=project.version: closures.verify(
                    project_id=pk, by=district.people.supervisor, version=seen
                ),
                lambda pk=report.pk: progress_reports.submit(report_id=pk, by=district.people.reporter, version=1),
            )
            for project, report in zip(rows.projects, drafts, strict=True)
        )
    )
    half = """
        SELECT report.id FROM projects_progressreport AS report JOIN projects_project AS p ON p.id = report.project_id
        WHERE NOT (
            (p.stage = 'closed' AND p.rag = 'blue' AND report.state = 'draft' AND p.reported_progress IS NULL)
            OR (p.stage = 'closure_requested' AND report.state = 'submitted' AND p.reported_progress = 35)
        ) OR (p.stage = 'closed') <> EXISTS (SELECT FROM projects_stagechange WHERE project_id = p.id)
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []


@COMMITTED
def test_a_report_approved_by_one_reviewer_and_returned_by_another(district: District) -> None:
    rows = projects_in(district, Stage.IN_PROGRESS)
    filed = reports_on(rows, ProgressReportState.SUBMITTED)
    office = district.people.supervisor
    exactly_one_won(
        race(
            (
                lambda pk=report.pk: progress_reports.approve(report_id=pk, by=office, version=1),
                lambda pk=report.pk: progress_reports.send_back(report_id=pk, by=office, version=1, reason="请补充"),
            )
            for report in filed
        )
    )
    half = """
        SELECT report.id FROM projects_progressreport AS report JOIN projects_project AS p ON p.id = report.project_id
        WHERE NOT (
            (report.state = 'approved' AND report.times_returned = 0 AND p.reported_progress = 35)
            OR (report.state = 'returned' AND report.times_returned = 1 AND p.reported_progress IS NULL)
        )
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []


@COMMITTED
def test_a_reply_accepted_by_the_leader_and_sent_back_by_the_office(district: District) -> None:
    rows = projects_in(district, Stage.IN_PROGRESS)
    replies = replies_on(rows, district)
    exactly_one_won(
        race(
            (
                lambda pk=reply.pk: instructions.accept(reply_id=pk, by=district.people.leader, version=1),
                lambda pk=reply.pk: instructions.send_back(
                    reply_id=pk, by=district.people.supervisor, version=1, reason="请补充"
                ),
            )
            for reply in replies
        )
    )
    half = """
        SELECT reply.id FROM projects_instructionreply AS reply
        JOIN projects_instruction AS given ON given.id = reply.instruction_id
        WHERE (reply.state, given.state) NOT IN (('accepted', 'replied'), ('sent_back', 'open'))
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []


@COMMITTED
def test_a_project_suspended_while_its_head_acknowledges_it(district: District) -> None:
    rows = projects_in(district, Stage.ASSIGNED)
    exactly_one_won(
        race(
            (
                lambda pk=project.pk, seen=project.version: stages.acknowledge(
                    project_id=pk, by=district.people.department_head, version=seen
                ),
                lambda pk=project.pk, seen=project.version: stages.suspend(
                    project_id=pk, by=district.people.supervisor, version=seen, reason="土地未批"
                ),
            )
            for project in rows.projects
        )
    )
    half = """
        SELECT p.id FROM projects_project AS p
        WHERE p.code LIKE '2024-1-1___' AND (
            p.stage NOT IN ('in_progress', 'suspended')
            OR (p.stage = 'in_progress') <> (p.acknowledged_on IS NOT NULL)
            OR (SELECT count(*) FROM projects_stagechange WHERE project_id = p.id) <> 1
        )
    """
    assert rows_of(half) == rows_of(COUNTERS_LIE) == rows_of(WRITTEN_WITHOUT_HISTORY) == []
