"""The report of 2024 from its text to indicators and projects, held against the data set that people made of it.

``make compare-breakdown`` prints what differs. The text is not a part of the project: without it nothing runs here.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import Department, Region
from indicators.models import Indicator, WorkReport
from projects.models import Project, ReportBreakdown
from projects.work_report import drafting
from projects.work_report.drafting.keywords import seed_keywords
from projects.work_report.drafting.plan import Outcome, Plan, plan_of
from projects.work_report.drafting.reading import read_pending
from tests import factories as make
from tests.loading import DATA, load
from tests.report_breakdown.comparison import Comparison, compare_indicators, compare_projects
from tests.report_breakdown.texts import REASON

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("DUBAN_BREAKDOWN_DATA", ROOT.parent / "shared" / "data"))
TEXT = FOLDER / "report-2024.txt"
REPORT = os.environ.get("DUBAN_COMPARE_BREAKDOWN", "")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(not TEXT.exists(), reason=f"{TEXT.name} is not on this machine"),
]


def broken_down(report: WorkReport) -> ReportBreakdown:
    """Brought as a person does, and read by the worker."""
    by = make.make_user("office", "supervisor", region=report.region)
    begun = drafting.start_pasted(by=by, report=report, language="zh-hans", text=TEXT.read_text(encoding="utf-8"))
    read_pending()
    found = ReportBreakdown.objects.select_related("report__region", "started_by").get(pk=begun.pk)
    assert (found.state, found.year_found) == ("read", 2024), found.failure
    return found


def accepted(breakdown: ReportBreakdown) -> Plan:
    """Every draft accepted, but for those that say the same as one before; the preview after that."""
    by = breakdown.started_by
    drafting.accept_from(breakdown_id=breakdown.pk, by=by, confidence=Decimal(0), takes_suggestion=True)
    while faulty := plan_of(breakdown).faulty:
        for line in faulty:
            drafting.reject(draft_id=line.draft.pk, by=by, version=None)
    return plan_of(breakdown)


def applied(breakdown: ReportBreakdown, plan: Plan) -> ReportBreakdown:
    return drafting.apply(by=breakdown.started_by, breakdown_id=breakdown.pk, promised=plan.promised)


def report_without_items() -> WorkReport:
    """The region with its departments, and a report of which only the title is known."""
    load()
    loaded = WorkReport.objects.get()
    region = Region.objects.create(code="360799", name=loaded.region.name)
    for department in Department.objects.filter(region=loaded.region):
        make.make_department(region, department.code, department.name, kind=department.kind)
    seed_keywords(region)
    return make.make_report(region)


def compared(report: WorkReport) -> list[Comparison]:
    """Indicators, projects and tasks of a report, each held against the data set."""
    return [
        compare_indicators(report, DATA),
        compare_projects(report, DATA, "project", "projects.jsonl", "name"),
        compare_projects(report, DATA, "task", "tasks.jsonl", "title"),
    ]


def assert_nearly_the_same(found: list[Comparison]) -> None:
    """Few rows are missing, few are wrong."""
    targets, projects, tasks = found
    assert (targets.recall >= 0.9, targets.precision >= 0.9) == (True, True)
    assert len(targets.differing.get("comparison", [])) <= 0.02 * targets.matched
    assert (projects.recall >= 0.9, projects.precision >= 0.8) == (True, True)
    assert "deadline" not in projects.differing
    assert tasks.recall >= 0.8


@pytest.fixture
def empty_report() -> WorkReport:
    return report_without_items()


def test_into_an_empty_report_it_makes_what_the_data_set_has(empty_report: WorkReport) -> None:
    breakdown = broken_down(empty_report)
    for draft in breakdown.drafts.all():
        assert breakdown.lines[draft.line - 1][draft.start : draft.end] == draft.words
    plan = accepted(breakdown)
    applied(breakdown, plan)
    found = compared(empty_report)
    tell(plan, found)
    assert_nearly_the_same(found)
    parts = set(empty_report.sections.filter(level="part").values_list("number", flat=True))
    assert {"0", "1", "2", "3", "4", "5"} <= parts <= {"0", "1", "2", "3", "4", "5", "6"}
    drafting.undo(by=breakdown.started_by, breakdown_id=breakdown.pk, reason=REASON)
    assert not Indicator.objects.filter(report=empty_report).exists()
    assert not Project.objects.filter(report=empty_report).exists()
    assert not empty_report.sections.exists()


def test_in_the_loaded_report_it_finds_what_is_there_and_nearly_nothing_to_change(db: None) -> None:
    load()
    plan = accepted(broken_down(WorkReport.objects.get()))
    targets = [line for line in plan.accepted if line.draft.kind == "target"]
    known = [line for line in targets if line.outcome != Outcome.NEW]
    changed = [f"{line.draft}: {line.differences}" for line in known if line.outcome == Outcome.CHANGED]
    assert len(known) >= 0.95 * len(targets)
    assert len(changed) <= 0.05 * len(known), changed


def tell(plan: Plan, found: list[Comparison]) -> None:
    """Print the differences, or write them into the file that DUBAN_COMPARE_BREAKDOWN names."""
    if not REPORT:
        return
    with_lead = sum(line.draft.lead_department_id is not None for line in plan.accepted)
    told = [f"drafts: {dict(plan.decisions)}; with a suggested lead: {with_lead}; uncovered: {len(plan.uncovered)}", ""]
    for comparison in found:
        told += [*comparison.lines(), ""]
    text = "\n".join(told)
    if REPORT == "-":
        sys.stdout.write(f"\n{text}")
    else:
        Path(REPORT).write_text(text, encoding="utf-8")
