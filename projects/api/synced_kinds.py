"""The kinds of objects that ``sync/`` gives, each with who sees it, in an order in which ids are known before use."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from accounts.api.contract.rows import RowSerializer, tuple_shaper_of
from accounts.api.contract.views import Shaped
from accounts.models import PostCharge, User
from accounts.queries import departments_visible_to, notifications_of, people_visible_to, posts_visible_to
from indicators.models import IndicatorSupport
from indicators.queries.readings import readings_visible_to
from indicators.queries.visibility import reports_visible_to, sections_visible_to
from indicators.queries.visibility import visible_to as indicators_visible_to
from projects.api import synced_rows as rows
from projects.models import (
    InstructionDepartment,
    InstructionProject,
    ProjectSupport,
    ReportedCompletion,
)
from projects.queries.contributions import links_visible_to
from projects.queries.evidence import evidence_visible_to
from projects.queries.filings import extensions_visible_to, progress_reports_visible_to
from projects.queries.instructions import instructions_visible_to, replies_visible_to
from projects.queries.projects import milestones_visible_to
from projects.queries.projects import visible_to as projects_visible_to

Attach = Callable[[Collection[int]], Mapping[int, list[Any]]]


@dataclass(frozen=True, slots=True)
class SyncedKind:
    """Objects of one kind: how each is shown, and which of them a user sees.

    ``attached`` finds, for ids of objects, a list of each one's further values: one query for a page.
    """

    name: str
    row: type[RowSerializer]
    visible: Callable[[User], QuerySet[Any]]
    attached: Mapping[str, Attach]

    def shaped(self, objects: QuerySet[Any]) -> list[Shaped]:
        """The objects of a queryset as ``sync/`` shows them."""
        shape = tuple_shaper_of(self.row, get_language())
        shaped = [shape(row) for row in objects.values_list(*self.row.columns())]
        for name, find in self.attached.items() if shaped else ():
            found = find([row["id"] for row in shaped])
            for row in shaped:
                row[name] = found.get(row["id"], [])
        return shaped


def _ids(through: type[Model], owner: str, other: str) -> Attach:
    def find(owners: Collection[int]) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        links = through._default_manager.filter(**{f"{owner}__in": owners}).order_by(other)
        for owner_id, other_id in links.values_list(owner, other):
            found[owner_id].append(other_id)
        return found

    return find


def _completions(reports: Collection[int]) -> Mapping[int, list[Shaped]]:
    found: dict[int, list[Shaped]] = defaultdict(list)
    checked_off = ReportedCompletion.objects.filter(progress_report__in=reports).order_by("milestone")
    for row in checked_off.values("progress_report_id", *rows.SyncedCompletion.columns()):
        found[row["progress_report_id"]].append(rows.SyncedCompletion.shape(row))
    return found


KINDS = {
    kind.name: kind
    for kind in (
        SyncedKind("work_reports", rows.SyncedWorkReport, reports_visible_to, {}),
        SyncedKind("sections", rows.SyncedSection, sections_visible_to, {}),
        SyncedKind("departments", rows.SyncedDepartment, departments_visible_to, {}),
        SyncedKind("people", rows.SyncedPerson, people_visible_to, {}),
        SyncedKind(
            "posts",
            rows.SyncedPost,
            posts_visible_to,
            {"departments_in_charge": _ids(PostCharge, "post", "department")},
        ),
        SyncedKind(
            "indicators",
            rows.SyncedIndicator,
            indicators_visible_to,
            {"supporting_departments": _ids(IndicatorSupport, "indicator", "department")},
        ),
        SyncedKind("readings", rows.SyncedReading, readings_visible_to, {}),
        SyncedKind(
            "projects",
            rows.SyncedProject,
            projects_visible_to,
            {"supporting_departments": _ids(ProjectSupport, "project", "department")},
        ),
        SyncedKind("milestones", rows.SyncedMilestone, milestones_visible_to, {}),
        SyncedKind("indicator_links", rows.SyncedIndicatorLink, links_visible_to, {}),
        SyncedKind(
            "progress_reports", rows.SyncedProgressReport, progress_reports_visible_to, {"completions": _completions}
        ),
        SyncedKind("extensions", rows.SyncedExtension, extensions_visible_to, {}),
        SyncedKind(
            "instructions",
            rows.SyncedInstruction,
            instructions_visible_to,
            {
                "projects": _ids(InstructionProject, "instruction", "project"),
                "departments": _ids(InstructionDepartment, "instruction", "department"),
            },
        ),
        SyncedKind("instruction_replies", rows.SyncedReply, replies_visible_to, {}),
        SyncedKind("evidence", rows.SyncedEvidence, evidence_visible_to, {}),
        SyncedKind("notifications", rows.SyncedNotification, notifications_of, {}),
    )
}
