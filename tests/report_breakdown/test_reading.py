"""A text is kept, read by the worker once, and whatever becomes of the worker nothing is left hanging."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from docx import Document

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from projects.models import LeadKeyword, ReportBreakdown
from projects.services import stored_files
from projects.work_report import drafting, parser
from projects.work_report.drafting import leases, reading
from projects.work_report.drafting.starting import LARGEST_BYTES, LONGEST_PASTED
from tests.committed import COMMITTED
from tests.evidence.conftest import stored
from tests.personas import District
from tests.report_breakdown.texts import LINES, WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def paste(district: District, text: str = WHOLE, **options: Any) -> ReportBreakdown:
    by = district.people.supervisor
    return drafting.start_pasted(by=by, report=district.report, language="zh-hans", text=text, **options)


def upload(district: District, content: bytes, name: str) -> ReportBreakdown:
    file = SimpleUploadedFile(name, content)
    return drafting.start(by=district.people.supervisor, report=district.report, language="zh-hans", upload=file)


def read(breakdown: ReportBreakdown) -> ReportBreakdown:
    reading.read_pending()
    return ReportBreakdown.objects.get(pk=breakdown.pk)


def as_docx() -> bytes:
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_pasted_text_is_kept_and_read_with_its_year(district: District, folder: Path) -> None:
    waiting = paste(district)
    assert (waiting.state, waiting.attempts) == ("queued", 0)
    found = read(waiting)
    assert (found.state, found.lines, found.year_found, found.attempts) == ("read", list(LINES), 2024, 1)
    assert stored(folder) == [str(found.stored_file.name)]
    assert (folder / str(found.stored_file.name)).read_text() == WHOLE
    assert all(LINES[each.line - 1][each.start : each.end] == each.words for each in found.drafts.all())
    growth = found.drafts.get(kind="target", words__contains="生产总值")
    assert (growth.value, growth.unit, growth.comparison, growth.decision) == (6, "%", "about", "open")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.txt", WHOLE.encode("gb18030")),
        ("报告.docx", as_docx()),
        ("报告.html", "".join(f"<p>{line}</p>" for line in LINES).encode()),
    ],
)
def test_a_file_of_each_kind_says_the_same(district: District, name: str, content: bytes) -> None:
    pasted = read(paste(district))
    uploaded = read(upload(district, content, name))
    assert uploaded.lines == list(LINES)
    columns = ("kind", "line", "start", "end", "name", "value", "due_on")
    assert list(uploaded.drafts.values_list(*columns)) == list(pasted.drafts.values_list(*columns))


def test_a_lead_is_suggested_by_the_region_s_keywords(district: District) -> None:
    LeadKeyword.objects.create(region=district.region, keyword="老旧小区", department=district.fgw)
    LeadKeyword.objects.create(
        region=district.elsewhere, keyword="地区生产总值", department=district.department_elsewhere
    )
    found = read(paste(district))
    estates = found.drafts.get(kind="target", words__contains="老旧小区")
    assert (estates.suggested_lead, estates.suggested_for, estates.lead_department) == (district.fgw, "老旧小区", None)
    assert found.drafts.get(kind="target", words__contains="生产总值").suggested_lead is None


def test_a_date_goes_to_the_target_that_it_governs(district: District) -> None:
    found = read(paste(district, f"{WHOLE}\n9月底前新增停车位500个。"))
    parking = found.drafts.get(value=500, kind="target")
    assert (parking.due_on, parking.due_text) == (date(2024, 9, 30), "9月底前")
    assert set(found.drafts.filter(words__contains="老旧小区").values_list("due_on", flat=True)) == {None}


def test_a_coefficient_is_kept_without_a_unit_of_its_own(district: District) -> None:
    found = read(paste(district, f"{WHOLE}\n万元地区生产总值用水系数控制在0.35以内。"))
    assert found.state == "read"
    assert {each.unit for each in found.drafts.filter(value="0.35")} == {"（无单位）"}


def test_a_text_of_another_year_is_read_with_the_report_s_year(district: District) -> None:
    other = read(paste(district, WHOLE.replace("2024", "2023").replace("2023年工作回顾", "2022年工作回顾")))
    assert (other.state, other.year_found) == ("read", 2023)
    assert {each.due_on.year for each in other.drafts.exclude(due_on=None)} <= {2024}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("报告.pdf", b"%PDF-1.7", "type_unknown"),
        ("报告", WHOLE.encode(), "type_unknown"),
        ("报告.txt", b"", "empty"),
        ("报告.txt", b"x" * (LARGEST_BYTES + 1), "too_large"),
    ],
)
def test_what_cannot_be_a_report_is_refused_at_once(district: District, name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        upload(district, content, name)
    assert (refused.value.attr, refused.value.code) == ("file", code)


@pytest.mark.parametrize("text", [" \n ", "字" * (LONGEST_PASTED + 1)])
def test_an_empty_or_endless_paste_is_refused(district: District, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        paste(district, text)
    assert refused.value.attr == "text"


def test_only_the_region_s_supervision_office_brings_texts(district: District) -> None:
    for user in (district.people.leader, district.people.reporter, district.people.supervisor_elsewhere):
        with pytest.raises(AccessRefused):
            drafting.start_pasted(by=user, report=district.report, language="zh-hans", text=WHOLE)


def test_a_file_that_is_no_text_fails_with_the_reason(district: District) -> None:
    failed = read(upload(district, b"%PDF-1.7 \xff\xfe", "报告.txt"))
    assert (failed.state, failed.read_at) == ("failed", None)
    assert "txt" in failed.failure


def test_a_file_that_storage_has_lost_fails_with_the_reason(district: District, folder: Path) -> None:
    waiting = paste(district)
    (folder / str(waiting.stored_file.name)).unlink()
    assert read(waiting).state == "failed"


def test_too_many_waiting_texts_are_refused(district: District) -> None:
    for number in range(3):
        paste(district, f"{WHOLE}{number}")
    with pytest.raises(NotAllowedNow):
        paste(district)


def test_the_stored_text_stays_while_a_breakdown_needs_it(district: District, folder: Path) -> None:
    kept = paste(district)
    assert stored_files.remove_orphans() == 0
    assert stored(folder) == [str(kept.stored_file.name)]


def test_a_fault_while_reading_is_tried_three_times_and_then_failed(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(parser, "read", broken)
    waiting = paste(district)
    states = [read(waiting).state for _tick in range(4)]
    assert states == ["queued", "queued", "failed", "failed"]
    assert str(waiting.pk) in ReportBreakdown.objects.get(pk=waiting.pk).failure


def test_what_a_killed_worker_left_is_read_by_the_next_and_given_up_after_three(district: District) -> None:
    waiting = paste(district)
    killed = leases.claim_next()
    assert killed is not None
    assert leases.claim_next() is None, "it is another's while the lease holds"
    past = timezone.now() - timedelta(seconds=1)
    ReportBreakdown.objects.filter(pk=waiting.pk).update(lease_until=past)
    assert read(waiting).state == "read"
    with pytest.raises(leases.LostLeaseError):
        leases.finish(killed, lines=[], year_found=None, sentences=[], drafts=[])
    other = paste(district, f"{WHOLE}。")
    for _attempt in range(3):
        assert leases.claim_next() is not None
        ReportBreakdown.objects.filter(pk=other.pk).update(lease_until=past)
    assert leases.claim_next() is None
    assert ReportBreakdown.objects.get(pk=other.pk).state == "failed"


@COMMITTED
def test_two_workers_at_once_read_each_text_once(district: District) -> None:
    for number in range(3):
        paste(district, f"{WHOLE}{number}")

    def work(act: Callable[[], int]) -> int:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        counts = list(threads.map(work, [reading.read_pending] * 2))
    assert sum(counts) == 3
    rows = ReportBreakdown.objects.all()
    assert {(row.state, row.attempts) for row in rows} == {("read", 1)}
