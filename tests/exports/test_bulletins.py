"""Bulletins: drafted, issued under a number, unchanged from then on, told to those concerned (通报)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow, StaleVersion
from accounts.models import Notification
from projects.choices import Rag
from projects.exports.bulletin_tables import _lights as lights_of
from projects.exports.bulletin_tables import _share as share_of
from projects.models import Bulletin, DepartmentRecord, Project, ReportingPeriod
from projects.queries.bulletin import _percent as percent_of
from projects.services import bulletins, department_records, reporting_periods, standing
from tests import factories as make
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.exports.conftest import EXPORTS, ask, fetched, opened
from tests.personas import District

SEPTEMBER = date(2024, 9, 1)


def prepare(district: District) -> District:
    """Judged, with this month's records and those of the month before, in which the order was the other way."""
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    august = ReportingPeriod.objects.create(
        report=district.report, period=date(2024, 8, 1), due_on=date(2024, 8, 23), opened_on=date(2024, 8, 1)
    )
    reporting_periods.open_current()
    department_records.record_current()
    for record in DepartmentRecord.objects.filter(reporting_period__report=district.report):
        record.pk, record.reporting_period, record.rank = None, august, 4 - record.rank
        record.save(force_insert=True)
    return district


@pytest.fixture
def judged(district: District) -> District:
    return prepare(district)


def draft_of(district: District, period: date = SEPTEMBER, **text: str) -> Bulletin:
    words = {"title": "关于9月工作的通报", "assessment": "总体平稳。", "requirements": "抓紧办理。", **text}
    return bulletins.save_draft(by=district.people.supervisor, report_id=district.report.pk, period=period, **words)


def issue(district: District, period: date = SEPTEMBER, **options: Any) -> Bulletin:
    return bulletins.issue(bulletin_id=draft_of(district, period).pk, by=district.people.supervisor, **options)


@pytest.mark.django_db
def test_the_figures_are_those_of_the_dashboard(judged: District, client_of: ClientOf) -> None:
    shown = client_of(judged.people.supervisor).get("/api/v1/dashboard/").json()
    figures = issue(judged).content
    assert figures is not None
    total = shown["total"]
    assert figures["as_of"] == shown["as_of"]
    assert figures["total"]["by_rag"] == {line["rag"]: line["projects"] for line in total["by_rag"]}
    for name in ("projects", "projects_overdue", "milestones_total", "milestones_done", "milestones_overdue"):
        assert figures["total"][name] == total[name]
    assert len(figures["red"]) == figures["total"]["by_rag"]["red"] > 0
    assert len(figures["overdue"]) == shown["overdue_milestones"]["count"] > 0
    for name in ("expected", "filed", "outstanding"):
        assert figures["reporting"][name] == shown["reporting"][name]
    assert sum(len(line["projects"]) for line in figures["not_reported"]) == shown["reporting"]["outstanding"]
    assert [(line["code"], line["pace"]) for line in figures["headline"]] == [
        (line["code"], line["judgement"]["pace"]) for line in shown["indicators"]["headline"]
    ]
    owing = [line for line in shown["by_department"] if line["reports_outstanding"]]
    assert {line["department"]: len(line["projects"]) for line in figures["not_reported"]} == {
        line["department"]["name"]: line["reports_outstanding"] for line in owing
    }


@pytest.mark.django_db
def test_a_month_that_is_over_has_its_own_reports_and_ranking(judged: District) -> None:
    figures = issue(judged, date(2024, 8, 1)).content or {}
    assert figures["as_of"] == "2024-09-20", "the day on which it was made"
    assert figures["reporting"]["due_on"].startswith("2024-08")
    assert sum(len(line["projects"]) for line in figures["not_reported"]) == figures["reporting"]["outstanding"]
    assert [row["rank_before"] for row in figures["ranking"]] == [None] * 3
    since = [project["since"] for project in figures["turned_red"]]
    assert all(day.startswith("2024-08") for day in since)


@pytest.mark.django_db
def test_the_ranking_shows_the_change_against_the_month_before(judged: District) -> None:
    ranking = (issue(judged).content or {})["ranking"]
    records = DepartmentRecord.objects.filter(
        reporting_period__period=SEPTEMBER, reporting_period__report=judged.report
    ).order_by("rank", "department__position")
    assert [(row["department"], row["rank"], row["rank_before"]) for row in ranking] == [
        (record.department.name, record.rank, 4 - record.rank) for record in records
    ]


@pytest.mark.django_db
def test_an_issued_bulletin_never_changes(judged: District) -> None:
    issued = issue(judged)
    before = Bulletin.objects.filter(pk=issued.pk).values().get()
    Project.objects.filter(pk=judged.led.pk).update(name="改名", rag="green")
    for change in (
        lambda: Bulletin.objects.update(title="别的"),
        lambda: Bulletin.objects.filter(pk=issued.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Bulletin.objects.filter(pk=issued.pk).values().get() == before
    with pytest.raises(NotAllowedNow):
        bulletins.issue(bulletin_id=issued.pk, by=judged.people.supervisor)
    with pytest.raises(NotAllowedNow):
        bulletins.discard(bulletin_id=issued.pk, by=judged.people.supervisor)


@pytest.mark.django_db
def test_a_month_is_told_of_once_but_for_corrections(judged: District) -> None:
    first = issue(judged)
    with pytest.raises(NotAllowedNow, match="1"):
        issue(judged)
    second = issue(judged, as_correction=True)
    other_month = issue(judged, date(2024, 8, 1))
    assert [(row.number, row.corrects) for row in (first, second, other_month)] == [(1, None), (2, first), (3, None)]
    assert other_month.full_number == "督查通报〔2024〕第3期"


@pytest.mark.django_db
@pytest.mark.parametrize("period", [date(2023, 12, 1), date(2024, 10, 1), date(2025, 1, 1)])
def test_only_months_of_the_report_that_have_begun_have_bulletins(judged: District, period: date) -> None:
    with pytest.raises(InvalidInput):
        draft_of(judged, period)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["department_head", "leader", "supervisor_elsewhere", "auditor"])
def test_only_the_region_s_supervision_office_writes(judged: District, who: str) -> None:
    draft = draft_of(judged)
    person = judged.people.of(who)
    with pytest.raises(AccessRefused):
        bulletins.save_draft(
            by=person, report_id=judged.report.pk, period=SEPTEMBER, title="x", assessment="", requirements=""
        )
    with pytest.raises(AccessRefused):
        bulletins.issue(bulletin_id=draft.pk, by=person)
    with pytest.raises(AccessRefused):
        bulletins.discard(bulletin_id=draft.pk, by=person)


@pytest.mark.django_db
def test_leaders_and_heads_are_told_each_of_what_is_theirs(judged: District) -> None:
    issued = issue(judged)
    told = {notification.recipient.username: notification for notification in Notification.objects.all()}
    assert set(told) == {"leader", "head_fgw"}
    assert told["leader"].path == f"/console/bulletins/{issued.pk}/"
    assert told["leader"].title == "督查通报〔2024〕第1期：关于9月工作的通报"
    record = DepartmentRecord.objects.get(reporting_period__period=SEPTEMBER, department=judged.fgw)
    assert f"本单位排名第{record.rank}" in told["head_fgw"].body


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


@COMMITTED
def test_bulletins_issued_at_once_get_numbers_of_their_own(district: District) -> None:
    prepare(district)
    drafts = [draft_of(district, date(2024, month, 1)).pk for month in range(3, 9)]

    def issued(pk: int) -> int | None:
        try:
            return bulletins.issue(bulletin_id=pk, by=district.people.supervisor).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(issued, drafts)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_two_who_write_the_same_draft_do_not_overwrite_each_other(judged: District) -> None:
    draft = draft_of(judged)
    with pytest.raises(StaleVersion):
        bulletins.save_draft(
            by=judged.people.supervisor, report_id=judged.report.pk, period=SEPTEMBER, title="x", assessment="",
            requirements="", version=draft.version - 1,
        )  # fmt: skip


@pytest.mark.parametrize(("closed", "of", "percent"), [(1, 16, "6.3"), (1, 3, "33.3"), (0, 0, "0.0")])
def test_a_share_in_the_table_is_the_one_of_the_sentence(closed: int, of: int, percent: str) -> None:
    figures = {"total": {"by_rag": {**dict.fromkeys(Rag.values, 0), Rag.BLUE: closed}, "projects": of}}
    row = next(row for row in lights_of(figures) if row["rag"] == Rag.BLUE)
    assert percent_of(closed, of) == percent
    assert (share_of(row) or Decimal("0.0")) == Decimal(percent)
