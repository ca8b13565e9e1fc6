"""Milestones: list and add below a project, read and complete."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.views import ActionView, RowDetail, RowList, Shaped
from projects.api.bodies import Completion, NewMilestone
from projects.api.filters import MilestoneFilters
from projects.api.relations import add_days
from projects.api.rows import MilestoneDetailRow, MilestoneRow
from projects.models import Milestone
from projects.queries.projects import milestones_visible_to, visible_to
from projects.services import milestones as services
from projects.services import planning

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=["201"], description="Address of the new milestone."
)


class MilestoneList(RowList):
    """Milestones of one project, in order."""

    queryset = Milestone.objects.none()
    serializer_class = MilestoneRow
    filterset_class = MilestoneFilters
    orderings = {"position": "position", "due_on": "due_on", "completed_on": "completed_on", "id": "id"}
    default_ordering = "position"
    may_conflict = True

    def get_queryset(self) -> QuerySet[Milestone]:
        """Milestones of a project that the reader may see."""
        self.require_project()
        return Milestone.objects.filter(project=self.kwargs["id"])

    def require_project(self) -> None:
        """404 unless the reader may see the project."""
        if not visible_to(self.reader).filter(pk=self.kwargs["id"]).exists():
            raise exceptions.NotFound()

    def attach(self, rows: list[Shaped]) -> None:
        """Slippage and lateness."""
        add_days(rows)

    @extend_schema(request=NewMilestone, responses={201: MilestoneRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a step to a project that is not assigned yet; its date becomes the baseline at assignment."""
        self.require_project()
        body = self.checked(NewMilestone)
        milestone = planning.add(project_id=self.kwargs["id"], by=self.reader, **body)
        row = Milestone.objects.filter(pk=milestone.pk).values(*MilestoneRow.columns()).get()
        return Response(
            self.shaped([row])[0],
            status=status.HTTP_201_CREATED,
            headers={"Location": f"/api/v1/milestones/{milestone.pk}/"},
        )


class MilestoneDetail(RowDetail):
    """One milestone, and how its project stands."""

    queryset = Milestone.objects.none()
    serializer_class = MilestoneDetailRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[Milestone]:
        """What the reader may see."""
        return milestones_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Slippage and lateness."""
        add_days(rows)


class MilestoneComplete(MilestoneDetail, ActionView):
    """The lead department, or the supervision office, marks a milestone done."""

    http_method_names = ["post", "options"]
    body_class = Completion

    @extend_schema(operation_id="milestones_complete", request=Completion)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the milestone and the project's standing after it: its light may have turned."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.complete(milestone_id=self.kwargs["id"], by=self.reader, version=version, **body)
