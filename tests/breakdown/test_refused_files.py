"""Files that are no breakdown list: each is refused in words that say what to do, and nothing is kept."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from accounts.errors import InvalidInput
from accounts.models import Department
from projects.models import BreakdownSheet, StoredFile
from tests.breakdown.sheets import item, rows_of, saved, upload, workbook
from tests.evidence import samples
from tests.personas import District

pytestmark = pytest.mark.django_db


def rewritten(change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """A good list with its parts changed, and parts added."""
    result = BytesIO()
    with ZipFile(BytesIO(workbook(rows_of(item())))) as package, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in package.namelist():
            target.writestr(name, change(name, package.read(name)))
        for name, part in added.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return result.getvalue()


def same(_name: str, part: bytes) -> bytes:
    return part


def in_sheet(old: bytes, new: bytes) -> bytes:
    return rewritten(lambda name, part: part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part)


def empty() -> bytes:
    return saved(Workbook())


def another_table() -> bytes:
    return workbook([("姓名", "单位", "电话"), ("张三", "区住建局", "123")])


REFUSED = {
    "an old .xls": (samples.office("xlsx"), "任务分解表.xls", "type_unknown", "xlsx"),
    "a csv": ("序号,工作任务\n1,改造".encode(), "任务分解表.csv", "type_unknown", "xlsx"),
    "a csv that was renamed": ("序号,工作任务\n1,改造".encode(), "任务分解表.xlsx", "content_differs", "另存为 .xlsx"),
    "a document": (samples.office("docx"), "任务分解表.xlsx", "content_differs", "另存为 .xlsx"),
    "an empty file": (b"", "任务分解表.xlsx", "empty", "空"),
    "a file cut off": (workbook(rows_of(item()))[:-200], "任务分解表.xlsx", "damaged", ""),
    "macros": (rewritten(same, xl__vbaProject_dot_bin=b"x"), "任务分解表.xlsx", "macros", "宏"),
    "a zip bomb": (
        rewritten(same, xl__media__a_dot_xml=b"\0" * 70_000_000), "任务分解表.xlsx", "swells", "",
    ),
    "links to other files": (
        rewritten(same, xl__externalLinks__externalLink1_dot_xml=b"<x/>"), "任务分解表.xlsx", "refers_elsewhere", "",
    ),
    "an entity that expands": (
        in_sheet(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'), "任务分解表.xlsx", "damaged", "",
    ),
    "a merge over the whole sheet": (
        in_sheet(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "任务分解表.xlsx", "too_large", "",
    ),
    "more cells than a list has": (
        in_sheet(b"</sheetData>", b"<row>" + b"<c/>" * 200_001 + b"</row></sheetData>"),
        "任务分解表.xlsx", "too_large", "",
    ),
    "an empty sheet": (empty(), "任务分解表.xlsx", "no_list", "工作任务"),
    "another table": (another_table(), "任务分解表.xlsx", "no_list", "牵头单位"),
    "headings alone": (workbook(rows_of()), "任务分解表.xlsx", "nothing_in_the_list", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_no_list_is_refused(district: District, what: str) -> None:
    content, name, code, word = REFUSED[what]
    with pytest.raises(InvalidInput) as refused:
        upload(district, content, name)
    assert (refused.value.code, refused.value.attr) == (code, "file")
    assert word in str(refused.value.detail)
    assert not BreakdownSheet.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_list_is_kept_as_evidence_under_its_hash(district: District, departments: dict[str, Department]) -> None:
    content = workbook(rows_of(item()))
    sheet = upload(district, content)
    assert (sheet.state, sheet.uploaded_by, sheet.name) == ("uploaded", district.people.supervisor, "任务分解表.xlsx")
    assert sheet.stored_file.size == len(content)
