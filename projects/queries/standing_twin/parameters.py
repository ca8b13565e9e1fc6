"""What the twin has to be told: the policies in force, and what only the rules of other things know."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.rules.workdays import WorkdayCalendar
from indicators.models import Indicator, SupervisionPolicy, WorkReport
from indicators.queries import judgements, policy_in_force
from indicators.rules import Pace
from projects.choices import InstructionState
from projects.queries.standing_facts import FILED
from projects.rules.deadlines import months_after, progress_report_due


def parameters(today: date, calendar: WorkdayCalendar, *, instead: SupervisionPolicy | None = None) -> dict[str, Any]:
    """Parameters of the twin's statement as of ``today``, for the projects of every report.

    One query per report for its policy, and those of the headline indicators' judgements. ``instead`` is taken for
    the policy in force of its report.
    """
    reports = WorkReport.objects.filter(projects__isnull=False).order_by("pk").distinct()
    policies = [
        instead if instead is not None and instead.report_id == report.pk else policy_in_force(report.pk, today)
        for report in reports
    ]
    return {
        "today": today,
        "elapsed_share": _elapsed_share(today),
        "filed_states": [str(state) for state in FILED],
        "open_instruction": str(InstructionState.OPEN),
        "indicators_behind": _indicators_behind(today),
        **_thresholds(policies, today, calendar),
    }


def _thresholds(policies: Sequence[SupervisionPolicy], today: date, calendar: WorkdayCalendar) -> dict[str, list[Any]]:
    """One array per threshold, in the order of the policies; spans are turned into the days they reach."""
    return {
        "report": [policy.report_id for policy in policies],
        "preset": [policy.rag_preset for policy in policies],
        "red_points_behind": [policy.red_points_behind for policy in policies],
        "amber_points_behind": [policy.amber_points_behind for policy in policies],
        "long_overdue_before": [_before_workdays(today, policy.red_overdue_workdays, calendar) for policy in policies],
        "reply_long_overdue_before": [
            _before_workdays(today, policy.red_reply_overdue_workdays, calendar) for policy in policies
        ],
        "red_start_missed_months": [policy.red_start_missed_months for policy in policies],
        "red_missing_reports": [policy.red_missing_reports for policy in policies],
        "amber_investment_share": [policy.amber_investment_percent / 100 for policy in policies],
        "delay_counts_until": [today + timedelta(days=policy.amber_due_within_days) for policy in policies],
        "last_period": [_last_period_due(policy.progress_report_due_day, today, calendar) for policy in policies],
    }


def _before_workdays(today: date, workdays: int, calendar: WorkdayCalendar) -> date:
    """The day before which a date lies more than ``workdays`` working days back."""
    return calendar.add_workdays(calendar.previous_workday(today), -workdays)


def _last_period_due(due_day: int, today: date, calendar: WorkdayCalendar) -> date:
    """The latest month whose progress report was due before ``today``; later months are due no earlier."""
    period = today.replace(day=1)
    while progress_report_due(period, due_day, calendar) < today:
        period = months_after(period, 1)
    while progress_report_due(period, due_day, calendar) >= today:
        period = months_after(period, -1)
    return period


def _elapsed_share(today: date) -> Decimal:
    """The part of the year that has passed, as the rule of the investment's pace divides it."""
    new_year = date(today.year - 1, 12, 31)
    return Decimal((today - new_year).days) / (date(today.year, 12, 31) - new_year).days


def _indicators_behind(today: date) -> list[int]:
    """Headline indicators behind their pace that some project is linked to; judging them is their rule's."""
    linked = Indicator.objects.filter(is_headline=True, project_links__isnull=False).distinct()
    judged = judgements(linked.select_related("report"), today)
    return [key for key, judgement in judged.items() if judgement.pace is Pace.BEHIND]
