"""Everything that a project's standing depends on, for many projects in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.rules.workdays import WorkdayCalendar
from indicators.models import Indicator, SupervisionPolicy
from indicators.queries import judgements, policy_in_force
from indicators.rules import Pace
from projects.choices import InstructionState, ProgressReportState
from projects.models import IndicatorLink, InstructionProject, Milestone, ProgressReport, Project
from projects.rules.deadlines import months_after, progress_report_due
from projects.rules.rag import RagFacts, RagPolicy
from projects.rules.schedule import Step, expected_progress, progress

FILED = (ProgressReportState.SUBMITTED, ProgressReportState.CONFIRMED, ProgressReportState.APPROVED)


@dataclass(frozen=True)
class StandingFacts:
    """Inputs of one project's standing."""

    facts: RagFacts
    policy: RagPolicy
    milestones: list[Milestone]


def standing_facts(projects: Collection[Project], today: date, calendar: WorkdayCalendar) -> dict[int, StandingFacts]:
    """Facts of projects (with their ``report``) as of ``today``: project id → facts. Six queries."""
    ids = [project.pk for project in projects]
    milestones = _grouped(Milestone.objects.filter(project__in=ids).order_by("position"))
    reports = _grouped(ProgressReport.objects.filter(project__in=ids, state__in=FILED).order_by("-period"))
    replies = _replies_due(ids)
    behind = _headline_indicators_behind(ids, today)
    policies = {report_id: policy_in_force(report_id, today) for report_id in {p.report_id for p in projects}}
    return {
        project.pk: facts_of(
            project,
            Known(
                milestones=milestones[project.pk],
                filed=reports[project.pk],
                reply_due_on=replies.get(project.pk),
                headline_indicators_behind=tuple(behind[project.pk]),
            ),
            policies[project.report_id],
            today,
            calendar,
        )
        for project in projects
    }


@dataclass(frozen=True)
class Known:
    """What is known of a project on a day; ``filed`` are its reports, newest month first."""

    milestones: list[Milestone]
    filed: list[ProgressReport]
    reply_due_on: date | None = None
    headline_indicators_behind: tuple[str, ...] = ()


def facts_of(
    project: Project, known: Known, policy: SupervisionPolicy, day: date, calendar: WorkdayCalendar
) -> StandingFacts:
    """The facts of one project on a day, from what is known of it; no query."""
    steps = [as_step(milestone) for milestone in known.milestones]
    filed = {report.period for report in known.filed}
    facts = RagFacts(
        stage=project.stage,
        due_on=project.due_on,
        steps=steps,
        progress=progress(steps, project.reported_progress),
        expected=expected_progress(steps, day, assigned_on=project.assigned_on, due_on=project.due_on),
        first_report_due_on=_first_report_due(project, policy, calendar),
        missing_reports=missing_reports(project, filed, policy, day, calendar),
        expects_delay=bool(known.filed) and known.filed[0].expects_delay,
        investment_this_year=project.investment_this_year,
        investment_to_date=project.investment_to_date,
        reply_due_on=known.reply_due_on,
        headline_indicators_behind=known.headline_indicators_behind,
    )
    return StandingFacts(facts, rag_policy(policy), known.milestones)


def as_step(milestone: Milestone) -> Step:
    """A milestone as the rules see it."""
    return Step(
        due_on=milestone.due_on,
        weight=milestone.weight,
        completed_on=milestone.completed_on,
        is_waived=milestone.waived_on is not None,
        is_start=milestone.is_start,
    )


def rag_policy(policy: SupervisionPolicy) -> RagPolicy:
    """The thresholds that the traffic light uses."""
    return RagPolicy(
        preset=policy.rag_preset,
        red_overdue_workdays=policy.red_overdue_workdays,
        red_points_behind=policy.red_points_behind,
        amber_points_behind=policy.amber_points_behind,
        red_start_missed_months=policy.red_start_missed_months,
        red_missing_reports=policy.red_missing_reports,
        red_reply_overdue_workdays=policy.red_reply_overdue_workdays,
        amber_investment_percent=policy.amber_investment_percent,
        amber_due_within_days=policy.amber_due_within_days,
    )


def reporting_periods(
    project: Project, policy: SupervisionPolicy, today: date, calendar: WorkdayCalendar
) -> list[date]:
    """Months whose report has fallen due since the month after the assignment, oldest first."""
    if project.assigned_on is None:
        return []
    periods = []
    period = months_after(project.assigned_on.replace(day=1), 1)
    while progress_report_due(period, policy.progress_report_due_day, calendar) < today:
        periods.append(period)
        period = months_after(period, 1)
    return periods


def missing_reports(
    project: Project, filed: Collection[date], policy: SupervisionPolicy, today: date, calendar: WorkdayCalendar
) -> int:
    """How many of the latest reports in a row are missing."""
    count = 0
    for period in reversed(reporting_periods(project, policy, today, calendar)):
        if period in filed:
            break
        count += 1
    return count


def _first_report_due(project: Project, policy: SupervisionPolicy, calendar: WorkdayCalendar) -> date | None:
    if project.assigned_on is None:
        return None
    first = months_after(project.assigned_on.replace(day=1), 1)
    return progress_report_due(first, policy.progress_report_due_day, calendar)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.project_id].append(row)
    return grouped


def _replies_due(project_ids: Collection[int]) -> dict[int, date]:
    """Earliest reply that is still owed; an instruction is open until every addressed department has replied."""
    rows = (
        InstructionProject.objects.filter(project__in=project_ids, instruction__state=InstructionState.OPEN)
        .order_by("-instruction__reply_due_on")
        .values_list("project_id", "instruction__reply_due_on")
    )
    return dict(rows)


def _headline_indicators_behind(project_ids: Collection[int], today: date) -> dict[int, list[str]]:
    links = IndicatorLink.objects.filter(project__in=project_ids, indicator__is_headline=True)
    pairs = list(links.order_by("indicator__code", "indicator_id").values_list("project_id", "indicator_id"))
    behind: dict[int, list[str]] = defaultdict(list)
    if not pairs:
        return behind
    linked = Indicator.objects.select_related("report").in_bulk({indicator_id for _project_id, indicator_id in pairs})
    judged = judgements(linked.values(), today)
    for project_id, indicator_id in pairs:
        if judged[indicator_id].pace is Pace.BEHIND:
            behind[project_id].append(linked[indicator_id].name)
    return behind
