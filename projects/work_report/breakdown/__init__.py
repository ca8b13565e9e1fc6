"""The breakdown list (任务分解表): uploaded, previewed against the database, applied whole, undone exactly."""

from projects.work_report.breakdown.applying import apply
from projects.work_report.breakdown.errors import OvertakenRows
from projects.work_report.breakdown.plan import Plan, plan_of
from projects.work_report.breakdown.undoing import latest_applied, undo
from projects.work_report.breakdown.uploading import answer, upload

__all__ = ["OvertakenRows", "Plan", "answer", "apply", "latest_applied", "plan_of", "undo", "upload"]
