"""Bulletins as people meet them: the pages from the choice of a month to the paper, the paper itself, REST."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from projects.models import Bulletin
from tests import factories as make
from tests.clients import ClientOf
from tests.exports.conftest import EXPORTS, ask, fetched, opened
from tests.exports.writing import draft_of, issue
from tests.personas import District


@pytest.mark.django_db
def test_from_the_choice_of_the_month_to_the_issued_paper(judged: District, client: Client) -> None:
    client.force_login(judged.people.supervisor)
    assert f'value="{judged.report.pk}/2024-09"' in client.get("/console/bulletins/").content.decode()
    page = f"/console/bulletins/of/{judged.report.pk}/2024-9/"
    chosen = client.get("/console/bulletins/choose/", {"of": f"{judged.report.pk}/2024-09"})
    assert chosen["Location"] == page
    preview = client.get(page).content.decode()
    for words in ("章贡区督查室", "草稿（未编号）", "在建厂房", "单位排名", "区发改委", "■ 红灯"):
        assert words in preview, words
    typed = {"title": "关于9月工作的通报", "assessment": "总体平稳。", "requirements": "抓紧办理。", "version": 0}
    assert client.post(page, {**typed, "title": "", "save": "yes"}).status_code == 200
    assert client.post(page, {**typed, "save": "yes"}).status_code == 302
    stale = client.post(page, {**typed, "assessment": "另一段话", "save": "yes"})
    assert "另一段话" in stale.content.decode(), "nothing typed is lost"
    assert "已被" in stale.content.decode() or "修改" in stale.content.decode()
    version = Bulletin.objects.get().version
    issued = client.post(page, {**typed, "version": version, "issue": "yes"}, follow=True)
    bulletin = Bulletin.objects.get()
    assert issued.redirect_chain == [(f"/console/bulletins/{bulletin.pk}/", 302)]
    assert "督查通报〔2024〕第1期" in issued.content.decode()
    again = client.post(page, {**typed, "issue": "yes"})
    assert "请作为更正重新印发" in again.content.decode()
    assert Bulletin.objects.count() == 1, "the refused issue leaves no draft behind"
    corrected = client.post(page, {**typed, "issue": "yes", "as_correction": "yes"}, follow=True)
    assert "督查通报〔2024〕第2期" in corrected.content.decode()


@pytest.mark.django_db
def test_leaders_read_what_is_issued_and_departments_nothing(judged: District, client: Client) -> None:
    draft, issued = draft_of(judged, date(2024, 8, 1)), issue(judged)
    page = f"/console/bulletins/{issued.pk}/"
    client.force_login(judged.people.leader)
    assert client.get(page).status_code == client.get(f"{page}docx/").status_code == 200
    assert client.get(f"/console/bulletins/{draft.pk}/").status_code == 404
    assert client.get(f"/console/bulletins/of/{judged.report.pk}/2024-9/").status_code == 403
    for who in ("department_head", "reporter", "auditor"):
        client.force_login(judged.people.of(who))
        assert client.get("/console/bulletins/").status_code == client.get(page).status_code == 403
    client.force_login(judged.people.supervisor_elsewhere)
    for path in (page, f"{page}xlsx/", f"/console/bulletins/of/{judged.report.pk}/2024-9/"):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["2024-13/", "2023-12/", "2024-10/", "2024-9/pdf/"])
def test_there_is_no_other_month_and_no_other_format(judged: District, client: Client, path: str) -> None:
    client.force_login(judged.people.supervisor)
    assert client.get(f"/console/bulletins/of/{judged.report.pk}/{path}").status_code == 404


@pytest.mark.django_db
def test_the_paper_says_what_the_page_says(judged: District, client: Client) -> None:
    issued = issue(judged)
    client.force_login(judged.people.leader)
    response = client.get(f"/console/bulletins/{issued.pk}/docx/")
    assert "%E7%9D%A3%E6%9F%A5" in response["Content-Disposition"]
    paper = Document(BytesIO(response.content))
    section = paper.sections[0]
    assert [round(margin.mm) for margin in (section.top_margin, section.bottom_margin, section.left_margin,
                                            section.right_margin)] == [37, 35, 28, 26]  # fmt: skip
    words = "\n".join(
        [paragraph.text for paragraph in paper.paragraphs]
        + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    )
    for expected in (
        "章贡区督查室", "督查通报〔2024〕第1期", "关于9月工作的通报", "总体平稳。", "抓紧办理。", "■ 红灯", "在建厂房",
        "2024年9月20日", "区发改委",
    ):  # fmt: skip
        assert expected in words, expected
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in paper.tables), "heads are repeated"


@pytest.mark.django_db
@pytest.mark.usefixtures("folder")
def test_clients_fetch_a_bulletin_as_an_export(judged: District, client_of: ClientOf) -> None:
    client = client_of(judged.people.leader)
    issued = issue(judged)
    by_id = ask(client, "bulletin", bulletin=issued.pk)
    book = opened(fetched(client, by_id))
    assert book.sheetnames == ["总体情况", "排名", "红灯项目", "逾期节点", "指标", "新转红灯", "未报月报"]
    total = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=4, max_row=9)}
    assert total["合计"] == (issued.content or {})["total"]["projects"]
    by_month = ask(client, "bulletin", report=judged.report.pk, period="2024-09", format="docx")
    assert by_month["name"] == "督查通报〔2024〕第1期 关于9月工作的通报.docx"
    assert Document(BytesIO(fetched(client, by_month))).paragraphs
    head = client_of(judged.people.department_head)
    assert head.post(EXPORTS, {"kind": "bulletin", "report": judged.report.pk, "period": "2024-09"}).status_code == 403


@pytest.mark.django_db
def test_the_preview_stays_within_its_budget(judged: District, client: Client) -> None:
    client.force_login(judged.people.supervisor)
    page = f"/console/bulletins/of/{judged.report.pk}/2024-9/"

    def cost() -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(page)
        assert response.status_code == 200
        assert len(response.content) < 300_000
        statements = [query["sql"] for query in captured.captured_queries]
        return sum("django_session" not in sql and "SAVEPOINT" not in sql for sql in statements)

    few = cost()
    for number in range(200, 320):
        project = make.make_project(judged.theme, f"2024-1-{number}", lead=judged.fgw, rag="red")
        make.make_milestone(project, date(2024, 6, 1))
    assert cost() == few <= 20
