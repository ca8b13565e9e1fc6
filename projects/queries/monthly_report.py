"""What the one-page monthly form shows beside the draft: last month's report, open milestones, what comes next."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from projects.models import Evidence, Milestone, ProgressReport, Project
from projects.queries.filings import EDITABLE, progress_reports_due_from, progress_reports_visible_to
from projects.queries.lists import STILL_OPEN
from projects.queries.standing_facts import FILED


@dataclass(frozen=True, slots=True)
class CheckOff:
    """A milestone that may be checked off, and what the draft says of it."""

    milestone: Milestone
    completed_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class MonthlyForm:
    """Everything on the page. ``report`` is None while the month's draft has not been made."""

    project: Project
    period: date
    report: ProgressReport | None
    last: ProgressReport | None
    check_offs: list[CheckOff]
    evidence: list[Evidence]
    next_report: ProgressReport | None

    @property
    def is_editable(self) -> bool:
        """Whether it is still to be written."""
        return self.report is not None and self.report.state in EDITABLE


def monthly_form(user: User, project: Project, period: date) -> MonthlyForm:
    """The form of a project's month for a reader who sees the project; a constant number of queries."""
    reports = progress_reports_visible_to(user).filter(project=project)
    report = reports.filter(period=period).first()
    filed = ProgressReport.objects.filter(project=project, period__lt=period, state__in=FILED)
    checked = {row.milestone_id: row for row in report.completions.all()} if report else {}
    still_open = project.milestones.filter(STILL_OPEN).order_by("position")
    waiting = progress_reports_due_from(user).select_related("project")
    return MonthlyForm(
        project=project,
        period=period,
        report=report,
        last=filed.order_by("-period").first(),
        check_offs=[
            CheckOff(
                milestone,
                checked[milestone.pk].completed_on if milestone.pk in checked else None,
                checked[milestone.pk].note if milestone.pk in checked else "",
            )
            for milestone in still_open
        ],
        evidence=list(Evidence.objects.filter(progress_report=report)) if report else [],
        next_report=waiting.filter(state__in=EDITABLE).exclude(project=project).first(),
    )
