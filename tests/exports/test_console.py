"""The button above a list, the page of one's exports, and what it costs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Language
from projects.choices import ExportState
from projects.models import Export
from projects.queries.exports import sight_of
from projects.services import standing
from tests.exports.conftest import column, opened
from tests.exports.test_lists_by_rest import many
from tests.personas import District

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
ASK = "/console/exports/ask/"
LISTS = {
    "projects": "console:projects_project_changelist",
    "milestones": "console:projects_milestone_changelist",
    "indicators": "console:indicators_indicator_changelist",
    "department_records": "console:projects_departmentrecord_changelist",
}


def exported(client: Client, kind: str, query: str = "") -> Any:
    response = client.post(ASK, {"kind": kind, "query": query}, follow=True)
    assert response.status_code == 200
    return opened(b"".join(response.streaming_content))


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_has_the_button_with_its_present_filters(district: District, logged_in: Any, kind: str) -> None:
    client = logged_in(district.people.department_head)
    page = client.get(reverse(LISTS[kind]), {"q": "厂房"}).content.decode()
    assert f'name="kind" value="{kind}"' in page
    assert 'name="query" value="q=%E5%8E%82%E6%88%BF"' in page
    assert exported(client, kind) is not None


def test_the_filters_of_the_page_narrow_the_file(district: District, logged_in: Any) -> None:
    standing.recompute_all()
    client = logged_in(district.people.supervisor)
    query = f"rag__exact=red&lead_department__id__exact={district.fgw.pk}&o=-2&p=1"
    book = exported(client, "projects", query)
    assert column(book, "项目") == ["在建厂房"]
    scope = str(book.worksheets[0]["A2"].value)
    for words in ("截至2024年9月20日", "红黄绿灯：红灯", "牵头单位：区发改委", "共1行"):
        assert words in scope, scope
    assert column(exported(client, "projects", "overdue=yes"), "项目") == ["在建厂房"]
    assert column(exported(client, "projects", "q=不存在"), "项目") == []


def test_a_department_head_s_file_holds_own_rows_only(district: District, logged_in: Any) -> None:
    codes = column(exported(logged_in(district.people.department_head), "projects"), "编码")
    assert codes == ["2024-1-001", "2024-1-002", "2024-1-003"]


def close_quietly(response: Any) -> None:
    """Close its file; that the request is over would end the test's connection, too."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


@pytest.mark.parametrize(
    "query", ["report__region__name=x", "rag__exact=1&lead_department__id__exact=x", "e=1\r\nX: y"]
)
def test_a_filter_that_the_list_refuses_comes_back_to_the_list(district: District, logged_in: Any, query: str) -> None:
    client = logged_in(district.people.supervisor)
    response = client.post(ASK, {"kind": "projects", "query": query}, follow=True)
    assert response.status_code == 200
    if response.streaming:
        close_quietly(response)
    assert not Export.objects.filter(state=ExportState.FAILED).exists()


def test_filters_too_long_for_an_export_are_refused_not_cut(district: District, logged_in: Any) -> None:
    client = logged_in(district.people.supervisor)
    asked = {"kind": "projects", "query": "q=" + "厂" * 300}
    response = client.post(reverse("console:ask_for_export"), asked, follow=True)
    assert "列表的筛选条件过长" in response.content.decode()
    assert not Export.objects.exists()


def test_a_large_list_leads_to_the_page_with_a_progress_bar(district: District, logged_in: Any) -> None:
    many(district, 501)
    client = logged_in(district.people.supervisor)
    response = client.post(ASK, {"kind": "projects", "query": ""}, follow=True)
    assert response.redirect_chain == [("/console/exports/", 302)]
    page = response.content.decode()
    assert '<progress class="db-progress" max="100" value="0"' in page
    assert "duban/exports.js" in page
    Export.objects.update(state=ExportState.RUNNING, rows_done=253, lease_until=timezone.now() + timedelta(minutes=1))
    told = client.get("/console/exports/progress/").json()["exports"]
    assert [(row["percent"], row["words"]) for row in told] == [(50, "正在生成，已写253/506行")]
    assert client.get(f"/console/exports/{Export.objects.get().pk}/content/")["Location"] == "/console/exports/"


def test_an_expired_file_has_a_page_from_which_to_ask_again(district: District, logged_in: Any) -> None:
    client = logged_in(district.people.supervisor)
    exported(client, "projects", "rag__exact=red")
    Export.objects.update(expires_at=timezone.now())
    old = Export.objects.get()
    response = client.get(f"/console/exports/{old.pk}/content/")
    assert response.status_code == 410
    assert "重新导出" in response.content.decode()
    client.post(f"/console/exports/{old.pk}/again/")
    new = Export.objects.latest("pk")
    assert (new.parameters, new.state) == (old.parameters, ExportState.DONE)


def test_strangers_and_administrators_have_no_part_in_it(district: District, logged_in: Any) -> None:
    exported(logged_in(district.people.supervisor), "projects")
    export = Export.objects.get()
    client = logged_in(district.people.leader)
    assert client.get(f"/console/exports/{export.pk}/content/").status_code == 404
    assert client.post(f"/console/exports/{export.pk}/again/").status_code == 404
    client = logged_in(district.people.auditor)
    assert client.get("/console/exports/").status_code == 403
    assert client.get("/console/exports/progress/").status_code == 403


def test_a_missing_file_is_told_and_can_be_written_again(district: District, logged_in: Any, folder: Path) -> None:
    client = logged_in(district.people.supervisor)
    exported(client, "projects")
    export = Export.objects.get()
    (folder / export.file).unlink()
    response = client.get(f"/console/exports/{export.pk}/content/")
    assert response.status_code == 410
    assert "存储中找不到该文件" in response.content.decode()


def test_in_english_the_file_is_english(district: District, logged_in: Any) -> None:
    client = logged_in(district.people.supervisor)
    client.cookies["django_language"] = Language.EN
    book = exported(client, "projects")
    assert book.sheetnames == ["Projects"]
    assert "as of" in str(book.worksheets[0]["A2"].value)


def test_fifty_exports_cost_as_much_as_one(district: District, logged_in: Any) -> None:
    client, user = logged_in(district.people.supervisor), district.people.supervisor

    def cost() -> int:
        client.get("/console/exports/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/console/exports/").status_code == 200
        return len(captured)

    Export.objects.create(asked_by=user, kind="projects", sight=sight_of(user))
    few = cost()
    Export.objects.bulk_create(Export(asked_by=user, kind="projects", sight=sight_of(user)) for _more in range(60))
    assert cost() == few <= 20
