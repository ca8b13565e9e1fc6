"""The supervision office's pages: upload, preview, answers, applying and undoing; nobody else's."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Department
from config.embedded.folder import free_port
from projects.models import BreakdownSheet, Evidence, Project
from projects.services import stored_files
from tests import factories as make
from tests.breakdown.sheets import Reads, item, rows_of, workbook
from tests.personas import District

pytestmark = pytest.mark.django_db
LIST = "/console/breakdown-sheets/"
BUDGET, BYTES = 20, 300_000


@pytest.fixture
def office(client: Client, district: District, departments: dict[str, Department]) -> Client:
    client.force_login(district.people.supervisor)
    return client


def page_of(sheet: BreakdownSheet) -> str:
    return reverse("console:breakdown_sheet", args=[sheet.pk])


def uploaded(office: Client, district: District, content: bytes) -> BreakdownSheet:
    data = {"report": district.report.pk, "file": SimpleUploadedFile("任务分解表.xlsx", content)}
    response = office.post(LIST, data)
    sheet = BreakdownSheet.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, page_of(sheet))
    return sheet


def promised(office: Client, sheet: BreakdownSheet) -> str:
    found = re.search(r'name="promised" value="([^"]*)"', office.get(page_of(sheet)).content.decode())
    return found[1] if found else ""


def test_from_upload_by_an_answer_to_applied_and_undone(office: Client, district: District) -> None:
    sheet = uploaded(office, district, workbook(rows_of(item(lead="区住建管局"))))
    text = office.get(page_of(sheet)).content.decode()
    assert "“区住建管局”是哪个单位？" in text
    assert promised(office, sheet) == ""
    department = Department.objects.get(code="zjj")
    answer = {"answer:department:区住建管局": str(department.pk), "answer": "1"}
    assert office.post(page_of(sheet), answer).status_code == 302
    response = office.post(page_of(sheet), {"apply": "1", "promised": promised(office, sheet)}, follow=True)
    assert "已导入：新立项1项，修改0项。" in response.content.decode()
    assert Project.objects.get(name="改造老旧小区").lead_department == department
    undo = reverse("console:breakdown_sheet_undo", args=[sheet.pk])
    assert "将删除导入时新立的1项" in office.get(undo).content.decode()
    response = office.post(undo, {"reason": ""})
    assert (response.status_code, "请填写撤销原因" in response.content.decode()) == (400, True)
    response = office.post(undo, {"reason": "用错了版本"}, follow=True)
    assert "用错了版本" in response.content.decode()
    assert not Project.objects.filter(name="改造老旧小区").exists()


def test_a_fault_says_row_column_and_what_to_do(office: Client, district: District) -> None:
    sheet = uploaded(office, district, workbook(rows_of(item(lead="各镇街道", target="=1+1"))))
    text = office.get(page_of(sheet)).content.decode()
    assert "第4行 C列 年度目标：此处是公式，请改为数值或文字后重新上传。" in text
    assert "第4行 D列 牵头单位：“各镇街道”不能牵头" in text
    assert "请在表格中更正有误之处后重新上传" in text


def test_what_a_list_says_is_never_run_as_markup(office: Client, district: District) -> None:
    row = item(item="<script>alert(1)</script>", lead='"><img src=x>', note="<b>x</b>")
    text = office.get(page_of(uploaded(office, district, workbook(rows_of(row))))).content.decode()
    assert "<script>alert(1)" not in text
    assert "<img src=x>" not in text


def test_answers_outlive_a_refused_application(office: Client, district: District) -> None:
    sheet = uploaded(office, district, workbook(rows_of(item(leader="王五"), ("2024-1-001", "在建厂房", "封顶"))))
    office.post(page_of(sheet), {"answer:leader:王五": "none"})
    seen = promised(office, sheet)
    Project.objects.filter(pk=district.led.pk).update(commitment="别人改的")
    response = office.post(page_of(sheet), {"apply": "1", "promised": seen})
    text = response.content.decode()
    assert (response.status_code, "第5行（在建厂房）" in text) == (409, True)
    assert BreakdownSheet.objects.get(pk=sheet.pk).answers == {"leader:王五": "none"}
    assert "别人改的" in text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"apply": "1", "promised": "\x00"}, 409),
        ({"apply": "1"}, 409),
        ({"answer:department:没问过": "1"}, 302),
        ({"answer:leader:王五": "99999999999999999999"}, 302),
        ({}, 302),
    ],
)
def test_answers_to_what_was_not_asked_change_nothing(
    office: Client, district: District, data: dict[str, str], status: int
) -> None:
    sheet = uploaded(office, district, workbook(rows_of(item(leader="王五"))))
    assert office.post(page_of(sheet), data).status_code == status
    assert BreakdownSheet.objects.get(pk=sheet.pk).answers == {}


def test_a_refused_file_is_told_at_the_form_and_the_report_stays_chosen(office: Client, district: District) -> None:
    older = make.make_report(district.region, 2023, is_current=False)
    data = {"report": older.pk, "file": SimpleUploadedFile("表.xls", b"x")}
    response = office.post(LIST, data)
    text = response.content.decode()
    assert (response.status_code, f'<option value="{older.pk}" selected>' in text) == (400, True)
    assert "xlsx" in text
    response = office.post(LIST, {"report": older.pk})
    assert (response.status_code, "请先选择文件" in response.content.decode()) == (400, True)
    data = {"report": district.report_elsewhere.pk, "file": SimpleUploadedFile("表.xlsx", b"x")}
    assert office.post(LIST, data).status_code == 400


@pytest.mark.parametrize("who", ["reporter", "department_head", "leader", "auditor", "system_admin"])
def test_only_the_supervision_office_opens_them(reads: Reads, client: Client, district: District, who: str) -> None:
    sheet = reads(rows_of(item())).sheet
    client.force_login(getattr(district.people, who))
    own = [page_of(sheet), f"{page_of(sheet)}undo/", f"{page_of(sheet)}file/"]
    for address in [LIST, f"{LIST}template/{district.report.pk}/", *own]:
        assert client.get(address).status_code == 403, address
    assert LIST not in client.get("/console/").content.decode()


def test_another_region_s_lists_are_not_there(reads: Reads, client: Client, district: District) -> None:
    sheet = reads(rows_of(item())).sheet
    client.force_login(district.people.supervisor_elsewhere)
    for address in ["", "undo/", "file/"]:
        assert client.get(f"{page_of(sheet)}{address}").status_code == 404
    assert client.get(f"{LIST}template/{district.report.pk}/").status_code == 404
    assert client.post(page_of(sheet), {"apply": "1"}).status_code == 404
    assert sheet.name not in client.get(LIST).content.decode()


def test_the_file_comes_back_as_it_went_and_is_no_orphan(office: Client, district: District) -> None:
    content = workbook(rows_of(item()))
    sheet = uploaded(office, district, content)
    assert stored_files.remove_orphans() == 0
    response = office.get(f"{page_of(sheet)}file/")
    assert response.content == content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]
    assert not Evidence.objects.exists()


def test_storage_that_is_away_is_told_on_the_page_of_the_lists(
    office: Client, district: District, settings: LazySettings
) -> None:
    sheet = uploaded(office, district, workbook(rows_of(item())))
    nobody = {
        "bucket_name": "evidence", "endpoint_url": f"http://127.0.0.1:{free_port()}", "region_name": "us-east-1",
        "access_key": "nobody", "secret_key": "nothing", "addressing_style": "path",
    }  # fmt: skip
    bucket = {"BACKEND": "config.evidence_storage.EvidenceBucket", "OPTIONS": nobody}
    settings.STORAGES = {**settings.STORAGES, "evidence": bucket}
    response = office.get(f"{page_of(sheet)}file/", follow=True)
    assert (response.redirect_chain, response.status_code) == ([(LIST, 302)], 200)
    assert "文件存储暂时没有响应" in response.content.decode()


def test_the_template_offers_departments_and_leaders_and_is_read_back(office: Client, district: District) -> None:
    response = office.get(f"{LIST}template/{district.report.pk}/")
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["任务分解表", "选项", "说明"]
    offered = {cell.value for row in book["选项"].iter_rows() for cell in row if cell.value}
    assert {"区发改委", "区财政局", "区住建局", "常务副区长"} <= offered
    rules = {str(rule.sqref): rule.formula1 for rule in book["任务分解表"].data_validations.dataValidation}
    assert rules["D4:D503"] == "选项!$A$1:$A$9"
    sheet = uploaded(office, district, response.content)
    text = office.get(page_of(sheet)).content.decode()
    assert "（示例，请覆盖）改造老旧小区" in text
    assert "新事项 1" in text


@pytest.mark.parametrize("kind", ["new", "open", "changed"])
def test_a_preview_costs_the_same_for_ten_rows_and_for_two_hundred(
    office: Client, reads: Reads, district: District, kind: str
) -> None:
    def cost(count: int) -> int:
        if kind == "changed":
            for n in range(count):
                make.make_project(district.theme, f"2024-1-{count}{n:03}", lead=district.fgw, name=f"第{count}-{n}件")
        values = {"lead": "不存在的单位"} if kind == "open" else {}
        values |= {"lead": "", "deadline": "", "supporting": ""} if kind == "changed" else {}
        rows = [item(number=n, item=f"第{count}-{n}件", **values) for n in range(count)]
        address = page_of(reads(rows_of(*rows)).sheet)
        office.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = office.get(address)
        assert (response.status_code, len(response.content) <= BYTES) == (200, True)
        return sum("django_session" not in query["sql"] for query in captured.captured_queries)

    few = cost(10)
    assert few == cost(200)
    assert few <= BUDGET


def test_five_hundred_rows_and_two_hundred_questions_fit_a_page(office: Client, reads: Reads) -> None:
    rows = [item(number=n, item=f"第{n}件" * 20, target="目标" * 90, lead=f"未知单位{n % 200}") for n in range(500)]
    page = page_of(reads(rows_of(*rows)).sheet)
    response = office.get(page)
    assert len(response.content) <= BYTES
    assert len(office.get(f"{page}?page=10").content) <= BYTES
    assert response.content.decode().count("<select") == 30


def test_applying_costs_the_same_for_ten_rows_and_for_two_hundred(reads: Reads, district: District) -> None:
    def cost(count: int) -> int:
        names = [sha256(f"{count} {n}".encode()).hexdigest() for n in range(2 * count)]  # none like another
        for n in range(count):
            make.make_project(district.theme, f"2024-1-{count}{n:03}", name=names[n])
        new = [item(number=n, item=name) for n, name in enumerate(names[count:])]
        changed = [item(number=n, item=name) for n, name in enumerate(names[:count])]
        preview = reads(rows_of(*new, *changed))
        with CaptureQueriesContext(connection) as captured:
            preview.apply()
        return len(captured)

    assert cost(10) == cost(200)


def test_the_list_of_lists_costs_the_same_for_one_and_for_many(office: Client, reads: Reads) -> None:
    def cost() -> int:
        office.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            assert office.get(LIST).status_code == 200
        return sum("django_session" not in query["sql"] for query in captured.captured_queries)

    reads(rows_of(item()))
    few = cost()
    for n in range(5):
        reads(rows_of(item(item=f"第{n}件")))
    assert (few, few <= BUDGET) == (cost(), True)
