"""What happens to an export that cannot be written: it is tried again, then it says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from projects.choices import ExportState
from projects.exports import jobs
from projects.models import Export
from projects.services import exports
from tests.clients import ClientOf
from tests.exports.conftest import EXPORTS, ask
from tests.exports.test_lists_by_rest import many
from tests.personas import District

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture
def broken_storage(settings: LazySettings, folder: Path) -> Path:
    """A file where the folder of exports should be."""
    (folder / "exports").write_text("in the way")
    return folder


def test_storage_that_fails_three_times_is_told_in_words(
    district: District, client_of: ClientOf, broken_storage: Path
) -> None:
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    assert export["state"] == "queued", "the worker will try again"
    assert jobs.write_pending() == 1
    assert Export.objects.get().state == ExportState.QUEUED, "storage may be there again at the next tick"
    assert jobs.write_pending() == 1
    told = client.get(f"{EXPORTS}{export['id']}/").json()
    assert (told["state"], told["failure"]) == (
        "failed", f"文件未能生成。请用筛选条件缩小范围，或告知运维人员：导出编号{export['id']}。",
    )  # fmt: skip
    assert client.get(f"{EXPORTS}{export['id']}/content/").status_code == 409


def test_storage_that_comes_back_is_used_by_the_next_attempt(
    district: District, client_of: ClientOf, broken_storage: Path
) -> None:
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    (broken_storage / "exports").unlink()
    assert jobs.write_pending() == 1
    assert client.get(f"{EXPORTS}{export['id']}/").json()["state"] == "done"


def test_an_account_that_has_ended_meanwhile_gets_nothing(district: District, client_of: ClientOf) -> None:
    many(district, 501)
    ask(client_of(district.people.supervisor), "projects")
    district.people.supervisor.is_active = False
    district.people.supervisor.save(update_fields=["is_active"])
    assert jobs.write_pending() == 1
    assert Export.objects.get().state == ExportState.FAILED


def test_rows_are_those_that_are_seen_when_it_is_written(district: District, client_of: ClientOf) -> None:
    many(district, 501)
    supervisor = district.people.supervisor
    ask(client_of(supervisor), "projects")
    supervisor.role, supervisor.region, supervisor.department = "reporter", district.region, district.fgw
    supervisor.save(update_fields=["role", "region", "department"])
    jobs.write_pending()
    export = Export.objects.get()
    assert (export.state, export.rows_total) == (ExportState.DONE, 3)


def test_whoever_lost_the_lease_leaves_no_file(district: District, client_of: ClientOf, folder: Path) -> None:
    many(district, 501)
    ask(client_of(district.people.supervisor), "projects")
    slow = exports.claim_next()
    assert slow is not None
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.write_pending() == 1
    with pytest.raises(exports.LostLeaseError):
        exports.advance(slow, 500)
    with pytest.raises(exports.LostLeaseError):
        exports.finish(slow, file="exports/x", name="x", size=1, sha256="")
    assert len(list((folder / "exports").iterdir())) == 1


def test_a_third_worker_that_dies_is_the_last(district: District, client_of: ClientOf) -> None:
    many(district, 501)
    ask(client_of(district.people.supervisor), "projects")
    for _death in range(3):
        assert exports.claim_next() is not None
        Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert exports.claim_next() is None
    assert Export.objects.get().state == ExportState.FAILED
