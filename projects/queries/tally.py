"""Counting groups of projects in one query, and folding the groups as often as a page needs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, QuerySet, Sum
from django.db.models.functions import Coalesce

from projects.choices import Rag
from projects.models import Project
from projects.queries.lists import overdue

Group = dict[str, Any]
PART = Coalesce("section__parent", "section")
SUMS = ("projects", "projects_overdue", "total", "done", "late")
COUNTED = ("category", "part", "is_overdue", "milestones_total", "milestones_done", "milestones_overdue")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a group of projects. ``by_rag`` has every colour of ``Rag``, also those with none."""

    projects: int
    by_rag: dict[str, int]
    projects_overdue: int
    milestones_total: int
    milestones_done: int
    milestones_overdue: int


def grouped(projects: QuerySet[Project], today: date) -> list[Group]:
    """Counts by light × lead department × part × category, one dict per group that occurs (one query)."""
    rows = (
        projects.annotate(part=PART)
        .values("rag", "lead_department", "category", "part")
        .annotate(
            projects=Count("pk"),
            projects_overdue=Count("pk", filter=overdue(today)),
            total=Sum("milestones_total"),
            done=Sum("milestones_done"),
            late=Sum("milestones_overdue"),
        )
    )
    return [dict(row) for row in rows]


def derived_by(today: date) -> dict[str, Any]:
    """What :func:`counted` needs of a row besides its columns, as annotations."""
    return {"part": PART, "is_overdue": ExpressionWrapper(overdue(today), BooleanField())}


def counted(rows: Iterable[Any]) -> list[Group]:
    """The same as :func:`grouped` of rows that have been read, with ``COUNTED`` and the lead department's id."""
    groups: dict[tuple[Any, ...], Group] = {}
    for row in rows:
        key = {"rag": row.rag, "lead_department": row.lead_department_id, "category": row.category, "part": row.part}
        group = groups.setdefault(tuple(key.values()), key | dict.fromkeys(SUMS, 0))
        group["projects"] += 1
        group["projects_overdue"] += bool(row.is_overdue)
        group["total"] += row.milestones_total
        group["done"] += row.milestones_done
        group["late"] += row.milestones_overdue
    return list(groups.values())


def tally(groups: Iterable[Group]) -> Tally:
    """The sum of groups."""
    groups = list(groups)
    by_rag = dict.fromkeys(Rag.values, 0)
    for group in groups:
        by_rag[group["rag"]] += group["projects"]
    sums = {name: sum(group[name] for group in groups) for name in SUMS}
    return Tally(
        projects=sums["projects"],
        by_rag=by_rag,
        projects_overdue=sums["projects_overdue"],
        milestones_total=sums["total"],
        milestones_done=sums["done"],
        milestones_overdue=sums["late"],
    )


def tallies(groups: Iterable[Group], column: str) -> dict[Any, Tally]:
    """Sums by one column of the groups: value → tally."""
    parted: dict[Any, list[Group]] = defaultdict(list)
    for group in groups:
        parted[group[column]].append(group)
    return {value: tally(members) for value, members in parted.items()}
