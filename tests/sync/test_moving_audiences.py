"""One transaction moves who sees a project while another changes what hangs on it: nobody misses the change."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from projects.models import Milestone, Project, ProjectSupport
from tests import factories as make
from tests.committed import COMMITTED
from tests.personas import District
from tests.sync.replica import Replica, seen_by

pytestmark = COMMITTED
Act = Callable[[District], object]


def support(district: District) -> object:
    return ProjectSupport.objects.create(project=district.of_czj, department=district.fgw)


def hand_over(district: District) -> object:
    return Project.objects.filter(pk=district.of_czj.pk).update(lead_department=district.fgw)


def plan(district: District) -> object:
    return Milestone.objects.create(
        project=district.of_czj, title="新增节点", position=77, origin="plan", due_on=make.YEAR_END,
        baseline_due_on=make.YEAR_END,
    )  # fmt: skip


def note(district: District) -> object:
    return Milestone.objects.filter(pk=district.milestone_of_czj.pk).update(completion_note="正在办理")


def is_held_up(running: "Future[Any]") -> bool:
    """Whether the other transaction waits for a lock of ours; False once it is done."""
    with connection.cursor() as cursor:
        while not running.done():
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return True
    return False


@pytest.mark.parametrize(("first", "second"), [(plan, support), (note, hand_over), (support, plan), (hand_over, note)])
def test_neither_order_loses_the_change(district: District, first: Act, second: Act) -> None:
    gaining, losing = Replica(district.people.department_head), Replica(district.people.reporter_elsewhere)
    for replica in (gaining, losing):
        replica.catch_up()

    def act() -> None:
        try:
            with transaction.atomic():
                second(district)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first(district)
            running = pool.submit(act)
            assert is_held_up(running)
        running.result()
    for replica in (gaining, losing):
        assert replica.catch_up() == seen_by(replica.user)
    assert ("milestones", district.milestone_of_czj.pk) in gaining.copy
