"""The real worker writes large exports; one killed in the middle is followed by another that begins anew."""

import os
import signal
from pathlib import Path

import pytest
from celery import Celery

from projects.choices import ExportState
from projects.models import Export, Project
from projects.services.exports import claim_next
from tests.clients import ClientOf
from tests.committed import COMMITTED, process_environment
from tests.embedded.supervised import eventually
from tests.exports.conftest import ask, column, fetched, opened
from tests.exports.test_lists_by_rest import many
from tests.personas import District
from tests.reminders.test_killed_worker import worker

ROWS = 4000
BROKER_DATABASE = "8"  # apart from that of other tests on the same broker
TASK = "projects.tasks.write_exports"


@COMMITTED
@pytest.mark.timeout(180)
def test_a_worker_killed_half_way_is_followed_by_one_that_finishes(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    broker = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{BROKER_DATABASE}"
    many(district, ROWS)
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    environment = process_environment(
        REDIS_URL=broker, EXPORT_LEASE_SECONDS="3", EVIDENCE_FOLDER=str(folder), C_FORCE_ROOT="1", LOG_LEVEL="ERROR"
    )
    with Celery(broker=broker) as bell:
        bell.control.purge()
        with worker(environment) as first:
            eventually(lambda: Export.objects.get().rows_done >= 500, "the first pieces", patience=90)
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        killed = Export.objects.get()
        assert (killed.state, killed.attempts) == (ExportState.RUNNING, 1)
        assert 500 <= killed.rows_done < ROWS
        assert 0 < client.get(f"/api/v1/exports/{export['id']}/").json()["rows_done"] < ROWS, "progress is seen"

        def rung_until_it_is_ready() -> bool:
            bell.send_task(TASK, queue="exports", expires=5)
            return Export.objects.get().state == ExportState.DONE

        with worker(environment):
            eventually(rung_until_it_is_ready, "the file", patience=90)
    finished = Export.objects.get()
    assert (finished.attempts, finished.rows_done) == (2, ROWS + 5)
    content = fetched(client, export)
    codes = column(opened(content), "编码")
    assert codes == sorted(Project.objects.filter(report=district.report).values_list("code", flat=True))
    assert len(list((folder / "exports").iterdir())) == 1, "nothing is left of the first attempt"


@pytest.mark.django_db
def test_one_export_at_a_time_leaves_the_other_hands_to_reminders(
    district: District, client_of: ClientOf, folder: Path
) -> None:
    many(district, 501)
    for person in (district.people.supervisor, district.people.leader):
        assert ask(client_of(person), "projects")["state"] == "queued"
    first = claim_next()
    assert first is not None
    assert claim_next() is None
    Export.objects.filter(pk=first.pk).update(state=ExportState.EXPIRED, lease_until=None)
    second = claim_next()
    assert second is not None
    assert second.asked_by == district.people.leader
