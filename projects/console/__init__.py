"""The console's pages about supervised work: dashboard, to-do list, projects and all that belongs to them."""

from projects.console import (  # noqa: F401  (importing them registers their pages)
    actions,
    assigning,
    breakdown_preview,
    breakdown_sheets,
    escalations,
    filings,
    indicators,
    instructions,
    milestones,
    monthly_report,
    notices,
    planned_curve,
    projects,
    records,
    reminder_preview,
    reminders,
    requests,
    review,
    step_page,
    todo,
)
