"""The console's pages about supervised work: dashboard, to-do list, projects and all that belongs to them."""

from projects.console import (  # noqa: F401  (importing them registers their pages)
    actions,
    assigning,
    filings,
    indicators,
    instructions,
    milestones,
    monthly_report,
    planned_curve,
    projects,
    records,
    reminders,
    requests,
    review,
    step_page,
    todo,
)
