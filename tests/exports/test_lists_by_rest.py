"""A client asks for a list, watches it, and fetches what its user sees, and nobody else can."""

import hashlib
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from projects.choices import ExportState, Rag
from projects.exports.tables import table_of
from projects.models import Export, Project
from projects.queries.projects import visible_to
from projects.services import department_records, reporting_periods, standing
from projects.tasks import remove_expired_exports
from projects.wording import RANKING_RULE
from tests import factories as make
from tests.clients import ClientOf
from tests.exports.conftest import EXPORTS, ask, column, fetched, opened
from tests.factories import TODAY
from tests.personas import District

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def test_a_small_list_is_ready_in_the_answer(district: District, client_of: ClientOf, folder: Path) -> None:
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    assert (export["state"], export["rows_done"], export["rows_total"]) == ("done", 5, 5)
    assert export["name"] == "重点项目 2024-09-20.xlsx"
    content = fetched(client, export)
    assert hashlib.sha256(content).hexdigest() == export["sha256"]
    assert len(content) == export["size"]
    assert client.get(f"{EXPORTS}{export['id']}/").json() == export
    assert [row["id"] for row in client.get(EXPORTS).json()["results"]] == [export["id"]]
    response = client.get(f"{EXPORTS}{export['id']}/content/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize("who", [*Role.values, "reporter_elsewhere", "supervisor_elsewhere"])
def test_the_file_holds_what_the_list_shows_to_the_same_user(district: District, client_of: ClientOf, who: str) -> None:
    client = client_of(district.people.of(who))
    listed = [row["code"] for row in client.get("/api/v1/projects/").json()["results"]]
    if who in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}:
        assert client.post(EXPORTS, {"kind": "projects"}).status_code == 403
        return
    assert column(opened(fetched(client, ask(client, "projects"))), "编码") == listed


@pytest.mark.parametrize(
    "query", ["rag=red", "overdue=true", "lead_department=czj", "q=厂房", "rag=red&rag=green", "mine=true", "report=1"]
)
def test_filters_are_those_of_the_list(district: District, client_of: ClientOf, query: str) -> None:
    standing.recompute_all()
    client = client_of(district.people.supervisor)
    listed = [row["code"] for row in client.get(f"/api/v1/projects/?{query}").json()["results"]]
    assert column(opened(fetched(client, ask(client, "projects", query=query))), "编码") == listed


def test_other_lists_agree_with_the_api_too(district: District, client_of: ClientOf) -> None:
    make.make_reading(district.indicator, TODAY.replace(month=8, day=1), "6.5")
    reporting_periods.open_current()
    department_records.record_current()
    client = client_of(district.people.supervisor)
    indicators = {row["code"]: row for row in client.get("/api/v1/indicators/").json()["results"]}
    book = opened(fetched(client, ask(client, "indicators")))
    assert dict(zip(column(book, "编码"), column(book, "序时情况"), strict=True)) == {
        code: f"{ {'on_pace': '●', 'no_data': '?'}[row['judgement']['pace']] } {row['judgement']['pace_label']}"
        for code, row in indicators.items()
    }
    assert column(book, "最新") == [6.5, None]
    late = opened(fetched(client, ask(client, "milestones", query="overdue=true")))
    assert column(late, "节点") == ["开工"]
    assert column(late, "逾期天数") == [(TODAY - district.overdue.due_on).days]
    records = client.get("/api/v1/department-records/").json()["results"]
    book = opened(fetched(client, ask(client, "department_records")))
    assert column(book, "名次") == [row["rank"] for row in records] == [1, 1, 1]
    below = "".join(str(cell.value) for cell in book.worksheets[0]["A"] if cell.value)
    assert str(RANKING_RULE) in below


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"kind": "projects", "query": "colour=red"}, "query"),
        ({"kind": "projects", "query": "rag=pink"}, "query"),
        ({"kind": "projects", "query": "cursor=abc"}, "query"),
        ({"kind": "projects", "query": "x" * 2001}, "query"),
        ({"kind": "projects", "format": "docx"}, "format"),
        ({"kind": "projects", "bulletin": 1}, "bulletin"),
        ({"kind": "elephants"}, "kind"),
        ({"kind": "bulletin"}, "report"),
        ({"kind": "bulletin", "report": 987654321, "period": "2024-09"}, "report"),
        ({"kind": "projects", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_exported_is_named(
    district: District, client_of: ClientOf, body: dict[str, str], attr: str
) -> None:
    response = client_of(district.people.supervisor).post(EXPORTS, body)
    assert response.status_code == 400
    assert [error["attr"] for error in response.json()["errors"]] == [attr]
    assert not Export.objects.exists()


def test_nobody_else_sees_or_fetches_it(district: District, client_of: ClientOf) -> None:
    mine = ask(client_of(district.people.department_head), "projects")
    for other in (district.people.supervisor, district.people.reporter, district.people.leader):
        client = client_of(other)
        assert client.get(EXPORTS).json()["results"] == []
        assert client.get(f"{EXPORTS}{mine['id']}/").status_code == 404
        assert client.get(f"{EXPORTS}{mine['id']}/content/").status_code == 404


def test_whoever_moves_to_another_department_loses_what_was_written_before(
    district: District, client_of: ClientOf
) -> None:
    head = district.people.department_head
    client = client_of(head)
    export = ask(client, "projects")
    head.department = district.czj
    head.save(update_fields=["department"])
    assert client.get(f"{EXPORTS}{export['id']}/content/").status_code == 404


def test_the_same_key_asks_once(district: District, client_of: ClientOf) -> None:
    client, key = client_of(district.people.supervisor), {"Idempotency-Key": str(uuid4())}
    first = client.post(EXPORTS, {"kind": "projects"}, headers=key)
    again = client.post(EXPORTS, {"kind": "projects"}, headers=key)
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert first["Location"] == again["Location"] == f"{EXPORTS}{first.json()['id']}/"
    assert Export.objects.count() == 1


def test_after_seven_days_the_file_is_gone_and_says_so(district: District, client_of: ClientOf, folder: Path) -> None:
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    kept = Export.objects.get()
    assert kept.expires_at is not None
    assert kept.finished_at is not None
    assert kept.expires_at - kept.finished_at == timedelta(days=7)
    assert [path.name for path in (folder / "exports").iterdir()] == [kept.file.removeprefix("exports/")]
    Export.objects.update(expires_at=timezone.now())
    assert client.get(f"{EXPORTS}{export['id']}/content/").status_code == 410, "before anybody swept"
    assert remove_expired_exports() == 1
    assert list((folder / "exports").iterdir()) == []
    response = client.get(f"{EXPORTS}{export['id']}/content/")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (410, "expired")
    assert client.get(f"{EXPORTS}{export['id']}/").json()["state"] == "expired"


def test_a_large_list_waits_for_the_worker_and_a_person_has_five_at_most(
    district: District, client_of: ClientOf
) -> None:
    many(district, 501)
    client = client_of(district.people.supervisor)
    export = ask(client, "projects")
    assert (export["state"], export["rows_total"]) == ("queued", 506)
    assert client.get(f"{EXPORTS}{export['id']}/content/").status_code == 409
    for _other in range(4):
        ask(client, "projects")
    refused = client.post(EXPORTS, {"kind": "projects"})
    assert refused.status_code == 409
    assert "5" in refused.json()["errors"][0]["detail"]
    assert Export.objects.filter(state=ExportState.QUEUED).count() == 5
    assert ask(client_of(district.people.department_head), "projects")["state"] == "done", "others are not held up"


def test_more_pieces_cost_two_queries_each(district: District) -> None:
    many(district, 1200)
    table = table_of("projects", visible_to(district.people.supervisor), TODAY)
    with CaptureQueriesContext(connection) as captured:
        assert [len(piece) for piece in table.pieces()] == [500, 500, 205]
    assert len(captured) == 6


def many(district: District, count: int) -> None:
    """Projects of the finance office."""
    Project.objects.bulk_create(
        Project(
            report=district.report, section=district.theme, code=f"2024-2-{number:05}", name=f"项目{number}",
            nature="project", source_line=1, source_anchor="项目", rag=Rag.GREEN, stage="in_progress",
            lead_department=district.czj, due_on=make.YEAR_END, assigned_on=make.ASSIGNED_ON,
        )
        for number in range(count)
    )  # fmt: skip
