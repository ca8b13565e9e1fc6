"""A report's text broken down: read by the worker, confirmed draft by draft, applied whole, undone exactly."""

from projects.work_report.drafting.applying import apply
from projects.work_report.drafting.deciding import accept, accept_from, reject, reject_open, reopen
from projects.work_report.drafting.editing import add, edit, merge, split
from projects.work_report.drafting.locking import require_of_one_text
from projects.work_report.drafting.plan import Plan, plan_of
from projects.work_report.drafting.resuming import resume
from projects.work_report.drafting.starting import start, start_pasted
from projects.work_report.drafting.undoing import latest_applied, undo

__all__ = [
    "Plan", "accept", "accept_from", "add", "apply", "edit", "latest_applied", "merge", "plan_of", "reject",
    "reject_open", "reopen", "require_of_one_text", "resume", "split", "start", "start_pasted", "undo",
]  # fmt: skip
