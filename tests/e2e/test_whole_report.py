"""The report of 2024 in the browser: its text uploaded, confirmed, applied, and held against the data set.

The text is not a part of the project: without it nothing runs here. ``make compare-breakdown`` prints what differs.
"""

import pytest
from playwright.sync_api import Dialog, expect

from projects.models import BreakdownDraft, ReportBreakdown
from projects.work_report.drafting.plan import Plan, plan_of
from projects.work_report.drafting.reading import read_pending
from tests import factories as make
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.test_report_breakdown import face, folder_of_the_test
from tests.report_breakdown.test_whole_report import (
    TEXT,
    assert_nearly_the_same,
    compared,
    report_without_items,
    tell,
)

__all__ = ["folder_of_the_test"]
pytestmark = [
    COMMITTED,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not TEXT.exists(), reason=f"{TEXT.name} is not on this machine"),
]
PATIENCE = 30_000  # milliseconds; some four hundred drafts are one page


def upload(visit: Visit) -> ReportBreakdown:
    page = visit.page
    visit.go("report-breakdowns/")
    page.locator("input[type=file]").set_input_files(TEXT)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_text("正在读取文本")).to_be_visible()
    read_pending()
    expect(page.get_by_role("heading", name="条目")).to_be_visible(timeout=PATIENCE)
    return ReportBreakdown.objects.select_related("report__region", "started_by").get()


def confirm(visit: Visit, breakdown: ReportBreakdown) -> Plan:
    """Accept all at once, then leave out what says the same as one before, as the page asks for."""
    page = visit.page
    page.get_by_label("可信度不低于").fill("0")
    page.get_by_role("button", name="批量采纳").click()
    expect(page.locator('.rb-card[data-decision="open"]')).to_have_count(0, timeout=PATIENCE)
    while faulty := plan_of(breakdown).faulty:
        for line in faulty:
            leave_out(visit, line.draft)
    return plan_of(breakdown)


def leave_out(visit: Visit, draft: BreakdownDraft) -> None:
    face(visit.page, draft).get_by_role("button", name="不采纳").click()
    expect(face(visit.page, draft).get_by_role("button", name="撤回")).to_be_visible(timeout=PATIENCE)


def test_uploaded_confirmed_and_applied_it_makes_what_the_data_set_has(visitor: Visitor) -> None:
    report = report_without_items()
    make.make_user("office", "supervisor", region=report.region)
    visit = visitor(1440)
    visit.page.on("dialog", Dialog.accept)
    visit.be("office")
    breakdown = upload(visit)
    assert visit.sticks_out() == []
    plan = confirm(visit, breakdown)
    visit.follow(visit.page.get_by_role("button", name="应用", exact=True))
    expect(visit.page.get_by_text("已应用，可以撤销。")).to_be_visible(timeout=PATIENCE)
    found = compared(report)
    tell(plan, found)
    assert_nearly_the_same(found)
