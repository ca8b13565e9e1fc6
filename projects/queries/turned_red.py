"""What turned red since a day, and what recovered since then; both with the light before (CONSOLE.md)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Min, QuerySet

from accounts import clock
from accounts.models import User
from indicators.models import WorkReport
from projects.choices import Rag, ReminderSubject
from projects.models import Project
from projects.queries.lists import turned_red
from projects.queries.past import end_of
from projects.queries.projects import visible_to
from projects.queries.shown import Shown, shown

MOST = 100
FILES_REPORT = frozenset({"reports_missing", "report_missing"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long a project kept a light: ``since`` is the business day on which it came."""

    rag: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A red project (its lead department and next milestone selected) and what its lead department owes next.

    ``before`` is the light that it had, None if it has been red from the beginning. ``owes`` is a duty, with its
    date where it has one.
    """

    project: Project
    before: str | None
    owes: ReminderSubject
    owes_on: date | None


@dataclass(frozen=True, slots=True)
class Recovered:
    """A project that is no longer red: red from ``red_since`` until ``recovered_on``."""

    project: Project
    red_since: date | None
    recovered_on: date


@dataclass(frozen=True, slots=True)
class TurnedRed:
    """Both lists, the newest first and cut at :data:`MOST`; their counts are not."""

    turned: Shown[Turned]
    recovered: Shown[Recovered]


def turned_red_since(user: User, report: WorkReport, since: date) -> TurnedRed:
    """Projects of a report that turned red on or after a day, and those that ceased to be red. Three queries."""
    projects = visible_to(user).filter(report=report).select_related("lead_department", "next_milestone")
    red = shown(projects.filter(turned_red(since)).order_by("-rag_since", "id"), MOST)
    changed = list(projects.exclude(rag=Rag.RED).filter(rag_since__gte=since).order_by("-rag_since", "id"))
    lived = _stretches([project.pk for project in (*red.rows, *changed)])
    turned = [_turned(project, _earlier(project, lived)) for project in red.rows]
    recovered = [found for project in changed if (found := _recovered(project, _earlier(project, lived), since))]
    recovered.sort(key=lambda each: (each.recovered_on, each.project.code), reverse=True)
    return TurnedRed(Shown(turned, red.count), Shown(recovered[:MOST], len(recovered)))


def _stretches(project_ids: Sequence[int]) -> dict[int, list[Stretch]]:
    """Project id → its lights in the order in which they came, from the history (DOMAIN §7).

    A light came on the business day that was stored with it; among those of one day the records' time decides.
    """
    until_today = end_of(clock.today())
    records: QuerySet[Any] = Project.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        pgh_obj__in=project_ids, pgh_created_at__lt=until_today
    )
    rows = (
        records.order_by()
        .values("pgh_obj_id", "rag", "rag_since")
        .annotate(first_at=Min("pgh_created_at"), first=Min("pgh_id"))
        .order_by(F("rag_since").asc(nulls_first=True), "first_at", "first")
    )
    lived: dict[int, list[Stretch]] = defaultdict(list)
    for row in rows:
        lived[row["pgh_obj_id"]].append(Stretch(row["rag"], row["rag_since"]))
    return lived


def _earlier(project: Project, lived: Mapping[int, Sequence[Stretch]]) -> Sequence[Stretch]:
    """The lights before the present one; what changed there and back on its first day does not count."""
    stretches, present = lived.get(project.pk, []), Stretch(project.rag, project.rag_since)
    return stretches[: stretches.index(present)] if present in stretches else stretches


def _turned(project: Project, earlier: Sequence[Stretch]) -> Turned:
    before = [stretch.rag for stretch in earlier if stretch.rag != Rag.RED]
    owes, owes_on = _owed_next(project)
    return Turned(project, before[-1] if before else None, owes, owes_on)


def _recovered(project: Project, earlier: Sequence[Stretch], since: date) -> Recovered | None:
    """None for a project that has not been red, or was red no more before ``since``."""
    reds = [place for place, stretch in enumerate(earlier) if stretch.rag == Rag.RED]
    if not reds:
        return None
    following = earlier[reds[-1] + 1 :]
    ended = following[0].since if following else project.rag_since
    if ended is None or ended < since:
        return None
    return Recovered(project, earlier[reds[-1]].since, ended)


def _owed_next(project: Project) -> tuple[ReminderSubject, date | None]:
    """An overdue reply outranks everything (DOMAIN §3), missing reports come next, then the next milestone."""
    reasons = {reason["code"]: reason["numbers"] for reason in project.rag_reasons}
    if "reply_overdue" in reasons:
        return ReminderSubject.INSTRUCTION_REPLY, date.fromisoformat(reasons["reply_overdue"]["due_on"])
    if FILES_REPORT & reasons.keys() and "milestone_long_overdue" not in reasons:
        return ReminderSubject.PROGRESS_REPORT, None
    if project.next_milestone is not None:
        return ReminderSubject.MILESTONE, project.next_milestone.due_on
    return ReminderSubject.FINAL_DATE, project.due_on
