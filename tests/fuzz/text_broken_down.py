"""A report's text as it was read, and drafts of it in every kind."""

from datetime import date

from django.utils import timezone

from accounts.models import Department, User
from indicators.models import WorkReport
from projects.models import BreakdownDraft, DraftSupport, ReportBreakdown, StoredFile

LINE = "改造老旧小区20个，扎实新建幼儿园3所。"


def broken_down(report: WorkReport, by: User) -> ReportBreakdown:
    """A text that was read, of one line."""
    stored, _created = StoredFile.objects.get_or_create(
        sha256="7" * 64, defaults={"size": 40, "content_type": "text/plain"}
    )
    return ReportBreakdown.objects.create(
        report=report, stored_file=stored, name="报告.txt", state="read", started_by=by, read_at=timezone.now(),
        year_found=2024, lines=[LINE], sentences=[{"line": 1, "start": 12, "end": 19, "numbers": [[1, 17, 19]]}],
    )  # fmt: skip


def drafted(breakdown: ReportBreakdown, *, lead: Department) -> None:
    """A target that is decided, a project that is not, and one that was merged into it."""
    common = {"breakdown": breakdown, "line": 1, "confidence": "0.9", "rule": "count", "sections": ["重点工作"]}
    decided = {"decided_by": breakdown.started_by, "decided_at": timezone.now()}
    BreakdownDraft.objects.create(
        kind="target", start=0, end=10, words=LINE[:10], name="改造老旧小区", comparison="exactly", value=20, unit="个",
        decision="accepted", suggested_lead=lead, suggested_for="老旧小区", baseline_value=18, baseline_text="18个",
        **common, **decided,
    )  # fmt: skip
    project = BreakdownDraft.objects.create(
        kind="project", start=0, end=10, words=LINE[:10], name="老旧小区改造工程", action="start", lead_department=lead,
        commitment="年内开工", due_on=date(2024, 12, 31), due_text="年内", members=["甲", "乙"], **common,
    )  # fmt: skip
    BreakdownDraft.objects.create(
        kind="task", start=11, end=19, words=LINE[11:19], name="另一件事", decision="merged", merged_into=project,
        split_from=project, **common, **decided,
    )  # fmt: skip
    DraftSupport.objects.create(draft=project, department=lead)
