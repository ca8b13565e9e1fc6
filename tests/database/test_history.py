"""History and versions are kept by the database, whoever writes and however (DOMAIN §7)."""

import pghistory
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from projects.models import Project
from tests.personas import District

pytestmark = pytest.mark.django_db

ProjectEvent = apps.get_model("projects", "ProjectEvent")


def history_of(project: Project) -> list[str]:
    return list(ProjectEvent.objects.filter(pgh_obj_id=project.pk).order_by("pgh_id").values_list("name", flat=True))


def test_an_update_of_many_rows_is_recorded_row_by_row(district: District) -> None:
    Project.objects.filter(report=district.report).update(name="改名")
    assert history_of(district.led)[-1] == "改名"
    assert history_of(district.of_czj)[-1] == "改名"


def test_raw_sql_is_recorded(district: District) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET name = '手工修改' WHERE id = %s", [district.led.pk])
    assert history_of(district.led)[-1] == "手工修改"


def test_a_deletion_is_recorded_with_what_was_there(district: District) -> None:
    pk, name = district.overdue.pk, district.overdue.title
    district.overdue.delete()
    event = apps.get_model("projects", "MilestoneEvent").objects.filter(pgh_obj_id=pk).latest("pgh_id")
    assert (event.pgh_label, event.title) == ("delete", name)


def test_the_actor_and_the_request_stand_beside_the_change(district: District) -> None:
    with pghistory.context(user=district.people.supervisor.pk, request_id="abc"):
        Project.objects.filter(pk=district.led.pk).update(name="改名")
    context = ProjectEvent.objects.filter(pgh_obj_id=district.led.pk).latest("pgh_id").pgh_context.metadata
    assert context == {"user": district.people.supervisor.pk, "request_id": "abc"}


@pytest.mark.parametrize(
    "statement", ["UPDATE projects_projectevent SET name = 'x'", "DELETE FROM projects_projectevent"]
)
def test_history_cannot_be_changed_or_deleted(district: District, statement: str) -> None:
    before = list(ProjectEvent.objects.order_by("pgh_id").values())
    refusal = "Cannot update or delete rows from projects_projectevent"
    with (
        pytest.raises(ProgrammingError, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert before
    assert list(ProjectEvent.objects.order_by("pgh_id").values()) == before


def test_passwords_are_not_in_the_history(district: District) -> None:
    fields = {field.name for field in apps.get_model("accounts", "UserEvent")._meta.get_fields()}
    assert "password" not in fields
    assert "role" in fields


def test_every_kind_of_update_counts_the_version_up(district: District) -> None:
    project = district.led
    start = Project.objects.get(pk=project.pk).version
    Project.objects.filter(pk=project.pk).update(name="一")
    project.refresh_from_db()
    project.name = "二"
    project.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET name = '三' WHERE id = %s", [project.pk])
    project.refresh_from_db()
    assert project.version == start + 3


def test_an_update_that_changes_nothing_is_not_a_new_version(district: District) -> None:
    before = Project.objects.get(pk=district.led.pk)
    Project.objects.filter(pk=before.pk).update(name=before.name)
    after = Project.objects.get(pk=before.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_a_user_has_a_history_too(district: District) -> None:
    User.objects.filter(pk=district.people.reporter.pk).update(is_active=False)
    event = (
        apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=district.people.reporter.pk).latest("pgh_id")
    )
    assert event.is_active is False
