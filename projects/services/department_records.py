"""Keeping each lead department's record of a month: reports, lights, slippage, rank (DOMAIN §3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from accounts import clock
from projects.choices import ACTIVE_STAGES, Rag
from projects.models import DepartmentRecord, Milestone, ProgressReport, Project, ReportingPeriod
from projects.queries.lists import STILL_OPEN
from projects.queries.standing_facts import FILED
from projects.rules.ranking import MonthlyFigures, ranks

Counts = dict[int, dict[str, int]]

FIGURES = (
    "items", "reports_due", "on_time", "late", "returned", "missing", "red", "amber", "green", "slippage_days", "rank",
)  # fmt: skip


def record_current() -> int:
    """Judge the newest month of every current report; the months before it stand. Return the records written."""
    newest = (
        ReportingPeriod.objects.filter(report__is_current=True).order_by("report_id", "-period").distinct("report_id")
    )
    return sum(record(reporting_period_id=pk) for pk in newest.values_list("pk", flat=True))


@transaction.atomic
def record(*, reporting_period_id: int, items: Counts | None = None) -> int:
    """Write every lead department's record of a month; return how many.

    ``items`` are the counts of its items by light (see :func:`_items`), where they are not to be those of now.
    """
    period = ReportingPeriod.objects.select_for_update().get(pk=reporting_period_id)
    figures = _figures(period, items)
    placed = ranks(figures)
    records = [
        DepartmentRecord(reporting_period=period, department_id=department, rank=placed[department], **asdict(of_month))
        for department, of_month in figures.items()
    ]
    period.department_records.exclude(department__in=figures).delete()
    DepartmentRecord.objects.bulk_create(
        records, update_conflicts=True, unique_fields=["reporting_period", "department"], update_fields=FIGURES
    )
    return len(records)


def _figures(period: ReportingPeriod, items: Counts | None) -> dict[int, MonthlyFigures]:
    """Lead department id → figures; three queries."""
    under_way = Project.objects.filter(report=period.report_id, stage__in=ACTIVE_STAGES)
    figures: dict[int, MonthlyFigures] = defaultdict(MonthlyFigures)
    of_items = _items(under_way) if items is None else items
    for counts in (of_items, _reports(period), _slippage(under_way)):
        for department, of_month in counts.items():
            figures[department] = replace(figures[department], **of_month)
    return dict(figures)


def _items(under_way: QuerySet[Project]) -> Counts:
    rows = (
        under_way.order_by()
        .values_list("lead_department")
        .annotate(
            items=Count("pk"),
            red=Count("pk", filter=Q(rag=Rag.RED)),
            amber=Count("pk", filter=Q(rag=Rag.AMBER)),
            green=Count("pk", filter=Q(rag=Rag.GREEN)),
        )
    )
    return _named(rows, "items", "red", "amber", "green")


def _reports(period: ReportingPeriod) -> Counts:
    filed, in_time = Q(submitted_on__isnull=False), Q(submitted_on__lte=F("due_on"))
    reports = ProgressReport.objects.filter(project__report=period.report_id, period=period.period)
    rows = (
        reports.filter(Q(project__stage__in=ACTIVE_STAGES) | Q(state__in=FILED))
        .order_by()
        .values_list("project__lead_department")
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=filed & in_time),
            too_late=Count("pk", filter=filed & ~in_time),
            sent_back=Count("pk", filter=Q(times_returned__gt=0)),
            never=Count("pk", filter=~filed & Q(due_on__lt=clock.today())),
        )
    )
    return _named(rows, "reports_due", "on_time", "late", "returned", "missing")


def _slippage(under_way: QuerySet[Project]) -> Counts:
    rows = (
        Milestone.objects.filter(STILL_OPEN, project__in=under_way)
        .order_by()
        .values_list("project__lead_department")
        .annotate(moved=Sum(F("due_on") - F("baseline_due_on")))
    )
    return {department: {"slippage_days": moved.days} for department, moved in rows if moved}


def _named(rows: Iterable[tuple[Any, ...]], *names: str) -> Counts:
    return {department: dict(zip(names, counts, strict=True)) for department, *counts in rows}
