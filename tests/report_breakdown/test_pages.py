"""The supervision office's pages: bring a text, compare, decide, apply, undo; nobody else's, and cheap."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from projects.models import BreakdownDraft, LeadKeyword, Project, ReportBreakdown
from projects.work_report import drafting
from projects.work_report.drafting.reading import read_pending
from tests import factories as make
from tests.personas import District
from tests.report_breakdown.pages import form_of, page_of
from tests.report_breakdown.texts import FOUND, LINES, WHOLE, accept_all, draft, read_breakdown

pytestmark = pytest.mark.django_db
LIST = "/console/report-breakdowns/"
BUDGET, BYTES = 20, 1_000_000


def promised(office: Client, breakdown: ReportBreakdown) -> str:
    found = re.search(r'name="promised" value="([^"]*)"', office.get(page_of(breakdown)).content.decode())
    return found[1] if found else ""


def test_a_pasted_text_goes_the_whole_way_without_scripts(office: Client, district: District, folder: Path) -> None:
    response = office.post(LIST, {"report": district.report.pk, "text": WHOLE})
    breakdown = ReportBreakdown.objects.get()
    assert (response.status_code, response["Location"]) == (302, page_of(breakdown))
    assert "正在读取文本" in office.get(page_of(breakdown)).content.decode()
    read_pending()
    text = office.get(page_of(breakdown)).content.decode()
    assert "文本安排2024年工作" in text
    response = office.post(page_of(breakdown), {"act": "accept_from", "confidence": "0"}, follow=True)
    assert "已处理" in response.content.decode()
    seen = promised(office, breakdown)
    assert seen
    response = office.post(page_of(breakdown), {"act": "apply", "promised": seen}, follow=True)
    assert "已应用，可以撤销。" in response.content.decode()
    undo = reverse("console:report_breakdown_undo", args=[breakdown.pk])
    assert "将删除应用时登记的" in office.get(undo).content.decode()
    assert office.post(undo, {"reason": ""}).status_code == 400
    response = office.post(undo, {"reason": "用错了版本"}, follow=True)
    assert "已撤销，各项内容已恢复原状。" in response.content.decode()


def test_a_file_is_uploaded_and_fetched_as_an_attachment(office: Client, district: District, folder: Path) -> None:
    file = SimpleUploadedFile("报告.html", b"<script>alert(1)</script><p>text</p>")
    office.post(LIST, {"report": district.report.pk, "file": file})
    breakdown = ReportBreakdown.objects.get()
    response = office.get(reverse("console:report_breakdown_file", args=[breakdown.pk]))
    assert response.content.startswith(b"<script>")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    progress = reverse("console:report_breakdown_progress", args=[breakdown.pk])
    assert office.get(progress).json() == {"is_unread": True, "words": "等待读取"}


@pytest.mark.parametrize(
    ("body", "words"), [({"text": " "}, "请粘贴文本，或选择文件。"), ({"text": WHOLE, "report": "0"}, "")]
)
def test_a_refused_text_is_told_at_the_form(
    office: Client, district: District, folder: Path, body: dict[str, str], words: str
) -> None:
    response = office.post(LIST, {"report": district.report.pk, **body})
    assert (response.status_code, words in response.content.decode()) == (400, True)
    assert not ReportBreakdown.objects.exists()


def test_the_words_of_a_text_are_shown_as_they_are_and_harmless(office: Client, district: District) -> None:
    breakdown = read_breakdown(district)
    ReportBreakdown.objects.filter(pk=breakdown.pk).update(lines=["<script>alert(1)</script>", *LINES[1:]])
    text = office.get(page_of(breakdown)).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    for number, line in enumerate(LINES[1:], 2):
        found = re.search(rf'data-line="{number}">(.*?)</span></p>', text)
        assert found
        assert unescape(re.sub(r"<[^>]*>", "", found[1])) == line


def test_a_figure_is_told_with_its_comparison(office: Client, breakdown: ReportBreakdown) -> None:
    text = office.get(page_of(breakdown)).content.decode()
    found = re.findall(r'<span class="rb-figure">(.*?)</span>', text)
    assert found == ["6%左右", "≤ 3%", "≥ 12家", "= 20个"]


def test_what_is_to_be_mended_is_one_click_away(office: Client, breakdown: ReportBreakdown) -> None:
    estates = draft(breakdown, "改造老旧小区")
    office.post(page_of(breakdown), {"act": "accept_from", "confidence": "0"})
    BreakdownDraft.objects.filter(pk=estates.pk).update(comparison="")
    text = office.get(page_of(breakdown)).content.decode()
    assert f'<a class="db-badge db-badge-bad" href="#d{estates.pk}">待处理 1</a>' in text


def test_what_was_edited_is_told_in_words_never_in_codes(office: Client, district: District) -> None:
    breakdown = read_breakdown(district)
    works = draft(breakdown, "城东水厂")
    changes = {"action": "commission", "category": "environment"}
    drafting.edit(draft_id=works.pk, by=district.people.supervisor, version=None, changes=changes)
    text = office.get(page_of(breakdown)).content.decode()
    assert "<del>建成</del> → <ins>竣工投用</ins>" in text
    assert "<del>城市更新</del> → <ins>生态环境</ins>" in text


def test_what_is_there_already_is_named_with_its_difference(office: Client, district: District) -> None:
    make.make_project(district.theme, "2024-1-009", name="城东水厂")
    breakdown = read_breakdown(district)
    text = office.get(page_of(breakdown)).content.decode()
    assert "2024-1-009 城东水厂" in text
    assert "报告明确的时限：<del>—</del> → <ins>2024年6月30日</ins>" in text


def test_applying_what_is_not_true_any_more_says_so(
    office: Client, district: District, breakdown: ReportBreakdown
) -> None:
    accept_all(breakdown, district.people.supervisor)
    seen = promised(office, breakdown)
    make.make_project(district.part, "2024-1-090", name="城东水厂")
    response = office.post(page_of(breakdown), {"act": "apply", "promised": seen}, follow=True)
    assert "城东水厂" in response.content.decode()
    assert Project.objects.filter(name="城东水厂").count() == 1
    breakdown.refresh_from_db()
    assert breakdown.state == "read"


def test_a_text_of_another_year_is_questioned(office: Client, breakdown: ReportBreakdown) -> None:
    ReportBreakdown.objects.filter(pk=breakdown.pk).update(year_found=2023)
    assert "文本安排的是2023年" in office.get(page_of(breakdown)).content.decode()


def test_three_hundred_drafts_cost_as_much_as_seven_and_stay_small(
    office: Client, district: District, breakdown: ReportBreakdown
) -> None:
    def cost(path: str) -> int:
        office.get(path)
        with CaptureQueriesContext(connection) as captured:
            response = office.get(path)
        assert response.status_code == 200
        assert len(response.content) <= BYTES
        return sum("django_session" not in query["sql"] for query in captured.captured_queries)

    few = cost(page_of(breakdown))
    long = read_breakdown(district, FOUND * 43)
    ReportBreakdown.objects.filter(pk=long.pk).update(lines=[*LINES, *["句子。" * 40] * 100])
    assert cost(page_of(long)) == few <= BUDGET
    assert cost(LIST) <= BUDGET
    assert cost(form_of(draft(breakdown, "城东水厂"))) <= BUDGET


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SUPERVISOR])
def test_nobody_else_opens_the_pages(client: Client, district: District, breakdown: ReportBreakdown, role: str) -> None:
    client.force_login(district.people.of(role))
    for path in (LIST, page_of(breakdown), form_of(draft(breakdown, "城东水厂"))):
        assert client.get(path).status_code == 403


def test_another_region_s_office_finds_nothing(client: Client, district: District, breakdown: ReportBreakdown) -> None:
    client.force_login(district.people.supervisor_elsewhere)
    for path in (page_of(breakdown), form_of(draft(breakdown, "城东水厂"))):
        assert client.get(path).status_code == 404
    assert breakdown.name not in client.get(LIST).content.decode()


def test_keywords_are_edited_by_the_region_s_office_alone(
    client: Client, district: District, breakdown: ReportBreakdown
) -> None:
    client.force_login(district.people.supervisor)
    add = reverse("console:projects_leadkeyword_add")
    response = client.post(add, {"keyword": "水厂", "department": district.fgw.pk})
    assert response.status_code == 302
    kept = LeadKeyword.objects.get()
    assert (kept.keyword, kept.department, kept.region) == ("水厂", district.fgw, district.region)
    repeated = client.post(add, {"keyword": "水厂", "department": district.czj.pk})
    assert repeated.status_code == 200
    assert LeadKeyword.objects.count() == 1
    shipped = reverse("console:shipped_lead_keywords")
    assert "已添加" in client.post(shipped, follow=True).content.decode()
    client.force_login(district.people.supervisor_elsewhere)
    changelist = client.get(reverse("console:projects_leadkeyword_changelist")).content.decode()
    assert "水厂" not in changelist
    client.force_login(district.people.leader)
    assert client.post(shipped).status_code == 403
