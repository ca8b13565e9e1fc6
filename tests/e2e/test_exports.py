"""Exports and bulletins in a real browser: one click to the file, a bar that moves by itself, pages for everybody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from projects.choices import ExportState
from projects.exports import jobs
from projects.models import Export
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.exports.test_lists_by_rest import many
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(180), pytest.mark.usefixtures("folder")]


def test_one_click_above_a_list_gives_the_file(district: District, visit: Visit, tmp_path: Path) -> None:
    visit.be("head_fgw")
    visit.go("projects/project/?q=厂房")
    assert visit.sticks_out() == []
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename == "重点项目 2024-09-20.xlsx"
    download.value.save_as(tmp_path / "got.xlsx")
    assert load_workbook(tmp_path / "got.xlsx").worksheets[0]["B4"].value == "在建厂房"


def test_the_bar_moves_and_the_file_appears_without_a_click(district: District, visitor: Visitor) -> None:
    many(district, 501)
    visit = visitor(1440)
    visit.be("supervisor")
    visit.go("projects/project/")
    visit.page.get_by_role("button", name="导出").click()
    bar = visit.page.get_by_role("progressbar")
    bar.wait_for()
    export = Export.objects.get()
    soon = timezone.now() + timedelta(minutes=5)
    Export.objects.update(state=ExportState.RUNNING, rows_done=253, lease_until=soon)
    visit.page.get_by_text("正在生成，已写253/506行").wait_for()
    assert bar.evaluate("bar => bar.value") == 50
    Export.objects.update(state=ExportState.QUEUED, rows_done=0, lease_until=None)
    assert jobs.write_pending() == 1
    link = visit.page.get_by_role("link", name="重点项目 2024-09-20.xlsx")
    link.wait_for()
    with visit.page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).stat().st_size == Export.objects.get(pk=export.pk).size


def test_without_scripts_loading_again_shows_the_same(district: District, visitor: Visitor) -> None:
    many(district, 501)
    jobs.ask(by=district.people.supervisor, kind="projects", parameters={"source": "api"}, language="zh-hans")
    visit = visitor(360)
    visit.page.route("**/exports.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visit.be("supervisor")
    visit.go("exports/")
    assert visit.page.get_by_role("progressbar").count() == 1
    jobs.write_pending()
    visit.page.get_by_role("link", name="刷新").click()
    visit.page.get_by_role("link", name="重点项目 2024-09-20.xlsx").wait_for()
