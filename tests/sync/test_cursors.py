"""Cursors: what they hold back, when a copy has to be dropped, and what the log forgets (API.md "Sync")."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.api.contract.cursors import from_cursor, to_cursor
from accounts.changes import CHANGES_REMEMBERED, MARGIN, forget_changes
from accounts.models import Change, User
from projects.models import Project
from tests.clients import device_of
from tests.committed import COMMITTED
from tests.personas import District
from tests.sync.replica import SYNC, Replica

pytestmark = COMMITTED


def test_an_open_transaction_holds_later_ones_back_and_is_not_missed(district: District) -> None:
    replica = Replica(district.people.supervisor)
    replica.catch_up()
    slow = connection.copy()
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute("UPDATE projects_project SET name = '先写' WHERE id = %s", [district.led.pk])
        Project.objects.filter(pk=district.of_czj.pk).update(name="后写先交")
        assert replica.news() == []
        slow.commit()
        assert replica.news() == [("projects", district.led.pk, False), ("projects", district.of_czj.pk, False)]
    finally:
        slow.close()


def test_a_copy_made_for_other_rights_or_another_language_is_to_be_dropped(district: District) -> None:
    head = district.people.department_head
    replica = Replica(head)
    replica.catch_up()
    for answer in (
        replica.ask(device_of(head, "en")),
        replica.ask(device_of(district.people.supervisor)),
        moved(replica, district),
    ):
        assert answer.status_code == 410
        assert answer.json()["errors"][0]["code"] == "cursor_expired"


def moved(replica: Replica, district: District) -> object:
    """The answer once the department of the head belongs to another one's tree: it sees less or more."""
    district.czj.parent = district.fgw
    district.czj.save()
    return replica.ask()


def test_a_cursor_older_than_90_days_or_of_another_log_is_refused(district: District) -> None:
    replica = Replica(district.people.supervisor)
    replica.catch_up()
    made_for, kinds, since, after, walking = from_cursor(replica.cursor or "")
    too_old = since - int(CHANGES_REMEMBERED.total_seconds()) - 60
    for cursor in ([made_for, kinds, too_old, after, walking], ["another", kinds, since, after, walking]):
        replica.cursor = to_cursor(cursor)
        assert replica.ask().status_code == 410


def test_a_database_restored_from_a_backup_has_another_log(district: District) -> None:
    """What a restore does to the log: the table is made anew, with the rows that it had."""
    replica = Replica(district.people.supervisor)
    replica.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_change RENAME TO accounts_change_before")
        cursor.execute("CREATE TABLE accounts_change (LIKE accounts_change_before INCLUDING ALL)")
    try:
        assert replica.ask().status_code == 410
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE accounts_change")
            cursor.execute("ALTER TABLE accounts_change_before RENAME TO accounts_change")


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("cursor=x", "cursor"), ("cursor=W10", "cursor"), ("cursor=bnVsbA", "cursor"), ("types=planets", "types"),
        ("types=", "types"), ("page_size=501", "page_size"), ("page_size=0", "page_size"), ("since=1", "since"),
        (f"cursor={to_cursor(['a', ['projects'], 1, [1, 2**63], None])}", "cursor"),
        (f"cursor={to_cursor(['a', ['projects'], 1, [1, True], None])}", "cursor"),
        (f"cursor={to_cursor(['a', ['planets'], 1, [1, 1], None])}", "cursor"),
        (f"cursor={to_cursor(['a', ['posts', 'posts'], 1, [1, 1], None])}", "cursor"),
        (f"cursor={to_cursor(['a', [['projects']], 1, [1, 1], None])}", "cursor"),
        (f"cursor={to_cursor(['a', ['projects'], 1, [1, 1], [1, 0]])}", "cursor"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(district: District, query: str, attr: str) -> None:
    response = device_of(district.people.supervisor).get(f"{SYNC}?{query}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == attr


def test_types_are_those_of_the_start(district: District) -> None:
    replica = Replica(district.people.supervisor, types="milestones,projects")
    assert {kind for kind, _ in replica.catch_up()} == {"projects", "milestones"}
    replica.types = None
    User.objects.filter(pk=district.people.leader.pk).update(name="新名字")
    Project.objects.filter(pk=district.led.pk).update(name="改名")
    assert replica.news() == [("projects", district.led.pk, False)]
    replica.types = "indicators"
    refused = replica.ask()
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "types")


def test_the_log_forgets_what_no_copy_needs(district: District) -> None:
    replica = Replica(district.people.supervisor)
    replica.catch_up()
    for number in range(3):
        Project.objects.filter(pk=district.led.pk).update(name=f"改名 {number}")
    old = Change.objects.create(kind="projects", object_id=1, region_id=district.region.pk, reach=3)
    Change.objects.filter(pk=old.pk).update(logged_at=timezone.now() - CHANGES_REMEMBERED - MARGIN - timedelta(hours=1))
    assert forget_changes() > 3
    assert Change.objects.filter(kind="projects", object_id=district.led.pk).count() == 1
    assert replica.news() == [("projects", district.led.pk, False)]
