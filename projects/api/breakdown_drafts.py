"""Drafts of a breakdown: list and add, correct, accept, reject, split, merge, take back."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import IdFilter, RowFilterSet
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, Shaped
from accounts.api.rows import DepartmentReference
from projects.api.breakdown_bodies import Acceptance, DraftChanges, Merged, NewDraft, Pieces
from projects.api.breakdown_rows import BreakdownDraftRow
from projects.models import BreakdownDraft, DraftSupport
from projects.queries.report_breakdowns import breakdown_drafts_visible_to, report_breakdowns_visible_to
from projects.work_report import drafting


@every_column_of(BreakdownDraftRow, but=["breakdown"])
class BreakdownDraftFilters(RowFilterSet):
    """Filters of the drafts of one breakdown."""

    split_from = IdFilter(field_name="split_from", help_text="Pieces of this draft.")
    merged_into = IdFilter(field_name="merged_into", help_text="What this draft stands for, too.")


class BreakdownDraftList(CreatingList):
    """Drafts of one breakdown, in the order of the text."""

    queryset = BreakdownDraft.objects.none()
    serializer_class = BreakdownDraftRow
    filterset_class = BreakdownDraftFilters
    orderings = {"line": "line", "start": "start", "confidence": "confidence", "decided_at": "decided_at", "id": "id"}
    default_ordering = "line"
    address = "/api/v1/breakdown-drafts/{id}/"

    def get_queryset(self) -> QuerySet[BreakdownDraft]:
        """Of a breakdown that the reader may see."""
        self.require_breakdown()
        return BreakdownDraft.objects.filter(breakdown=self.kwargs["id"])

    def require_breakdown(self) -> None:
        """404 unless the reader may see the breakdown."""
        if not report_breakdowns_visible_to(self.reader).filter(pk=self.kwargs["id"]).exists():
            raise exceptions.NotFound()

    def attach(self, rows: list[Shaped]) -> None:
        """Supporting departments, one query."""
        add_supporters(rows)

    @extend_schema(request=NewDraft, responses={201: BreakdownDraftRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Draft words of the text that were passed over."""
        self.require_breakdown()
        body = self.checked(NewDraft)
        return self.created(drafting.add(breakdown_id=self.kwargs["id"], by=self.reader, **body))


class BreakdownDraftDetail(RowDetail):
    """One draft."""

    queryset = BreakdownDraft.objects.none()
    serializer_class = BreakdownDraftRow
    embeds_others = True
    may_conflict = True
    needs_version = frozenset({"PATCH"})

    def get_queryset(self) -> QuerySet[BreakdownDraft]:
        """The region's, for its supervision office."""
        return breakdown_drafts_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Supporting departments, one query."""
        add_supporters(rows)

    @extend_schema(request=DraftChanges)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Correct it, while the breakdown is not applied."""
        self.require_seen()
        version = required_version(request)
        changes = self.checked(DraftChanges, partial=True)
        drafting.edit(draft_id=self.kwargs["id"], by=self.reader, version=version, changes=changes)
        return self.answer()


class BreakdownDraftAction(BreakdownDraftDetail, ActionView):
    """Base of what is decided about a draft."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})


class BreakdownDraftAccept(BreakdownDraftAction):
    """A draft accepted."""

    body_class = Acceptance

    @extend_schema(operation_id="breakdown_drafts_accept", request=Acceptance)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Accept it; it is taken over when the breakdown is applied."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.accept(draft_id=self.kwargs["id"], by=self.reader, version=version, **body)


class BreakdownDraftReject(BreakdownDraftAction):
    """A draft rejected."""

    @extend_schema(operation_id="breakdown_drafts_reject", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Reject it; it stays in sight and can be taken up again."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.reject(draft_id=self.kwargs["id"], by=self.reader, version=version)


class BreakdownDraftReopen(BreakdownDraftAction):
    """A decision taken back."""

    @extend_schema(operation_id="breakdown_drafts_reopen", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take its decision back: what was merged stands alone again, pieces of what was split go."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.reopen(draft_id=self.kwargs["id"], by=self.reader, version=version)


class BreakdownDraftSplit(BreakdownDraftAction):
    """A draft divided."""

    body_class = Pieces

    @extend_schema(operation_id="breakdown_drafts_split", request=Pieces)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put several in its place; the list filtered by split_from tells them."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        drafting.split(draft_id=self.kwargs["id"], by=self.reader, version=version, **body)


class BreakdownDraftMerge(BreakdownDraftAction):
    """Drafts joined."""

    body_class = Merged

    @extend_schema(operation_id="breakdown_drafts_merge", request=Merged)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let it stand for others, too; it takes from them what it lacks."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        others = [draft.pk for draft in body["others"]]
        drafting.merge(draft_id=self.kwargs["id"], by=self.reader, version=version, others=others)


def add_supporters(rows: list[Shaped]) -> None:
    """Add the supporting departments of drafts, in the departments' order."""
    found: dict[int, list[Shaped]] = defaultdict(list)
    shape = DepartmentReference.shaper("department__")
    links = DraftSupport.objects.filter(draft__in=[row["id"] for row in rows])
    ordered = links.order_by("department__position", "department_id")
    for link in ordered.values("draft_id", *DepartmentReference.columns("department__")):
        found[link["draft_id"]].append(shape(link))
    for row in rows:
        row["supporting_departments"] = found.get(row["id"], [])
