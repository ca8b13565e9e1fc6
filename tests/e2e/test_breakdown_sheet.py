"""The supervision office brings a list, answers what is unclear, applies it and takes it back, in the browser."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import expect

from accounts.choices import DepartmentKind
from projects.models import Project
from tests import factories as make
from tests.breakdown.sheets import item, rows_of, workbook
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(120)]


@pytest.fixture
def list_file(district: District, settings: LazySettings, tmp_path: Path) -> Path:
    """A list with a department that nobody knows and a deadline that may mean two days."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "evidence")},
        },
    }
    make.make_department(district.region, "zjj", "区住建局")
    make.make_department(district.region, "sxz", "水西镇", kind=DepartmentKind.TOWN)
    path = tmp_path / "2024年任务分解表.xlsx"
    unclear = item(lead="区住建管局", supporting="各镇街道", deadline="6月前")
    path.write_bytes(workbook(rows_of(unclear, ("2024-1-001", "在建厂房", "厂房封顶"))))
    return path


def test_a_list_is_uploaded_answered_applied_and_undone(district: District, visit: Visit, list_file: Path) -> None:
    page = visit.page
    visit.be("supervisor")
    visit.go("breakdown-sheets/")
    assert visit.sticks_out() == []
    page.locator("input[type=file]").set_input_files(list_file)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("需要确认")).to_be_visible()
    assert visit.sticks_out() == []

    page.get_by_label("“区住建管局”是哪个单位？").select_option(label="区住建局")
    page.get_by_label("“6月前”指何时？").select_option(label="2024年6月30日")
    page.get_by_role("button", name="保存选择").click()
    expect(page.get_by_text("全部内容均已明确")).to_be_visible()
    expect(page.get_by_text("厂房封顶").first).to_be_visible()
    assert visit.sticks_out() == []

    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("已导入：新立项1项，修改1项。")).to_be_visible()
    assert Project.objects.get(name="改造老旧小区").supporting_departments.get().name == "水西镇"

    visit.follow(page.get_by_role("link", name="撤销导入"))
    assert visit.sticks_out() == []
    page.get_by_label("撤销原因").fill("表格用错了版本")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("已撤销导入，各项内容已恢复原状。")).to_be_visible()
    assert not Project.objects.filter(name="改造老旧小区").exists()
    district.led.refresh_from_db()
    assert district.led.commitment == "年底前建成"
