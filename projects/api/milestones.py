"""Milestones: list and add below a project, read and complete."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import ReasonBody
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, Shaped
from projects.api.bodies import Completion, NewMilestone
from projects.api.filing_bodies import MilestonePlan
from projects.api.filters import MilestoneFilters
from projects.api.relations import add_days
from projects.api.rows import MilestoneDetailRow, MilestoneRow
from projects.models import Milestone
from projects.queries.projects import milestones_visible_to, visible_to
from projects.services import milestones as services
from projects.services import planning


class MilestoneList(CreatingList):
    """Milestones of one project, in order."""

    shows_logged_only = True
    queryset = Milestone.objects.none()
    serializer_class = MilestoneRow
    filterset_class = MilestoneFilters
    orderings = {"position": "position", "due_on": "due_on", "completed_on": "completed_on", "id": "id"}
    default_ordering = "position"
    address = "/api/v1/milestones/{id}/"

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
        return self.created(planning.add(project_id=self.kwargs["id"], by=self.reader, **body))


class MilestoneDetail(RowDetail):
    """One milestone, and how its project stands."""

    queryset = Milestone.objects.none()
    serializer_class = MilestoneDetailRow
    embeds_others = True
    may_conflict = True
    needs_version = frozenset({"PATCH", "DELETE"})

    def get_queryset(self) -> QuerySet[Milestone]:
        """What the reader may see."""
        return milestones_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Slippage and lateness."""
        add_days(rows)

    @extend_schema(request=MilestonePlan)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan it anew; only before the project is assigned, as the baseline stands from then on."""
        self.require_seen()
        version = required_version(request)
        changes = self.checked(MilestonePlan, partial=True)
        planning.replan(milestone_id=self.kwargs["id"], by=self.reader, version=version, changes=changes)
        return self.answer()

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Strike it from the plan; only before the project is assigned."""
        self.require_seen()
        planning.remove(milestone_id=self.kwargs["id"], by=self.reader, version=required_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MilestoneAction(MilestoneDetail, ActionView):
    """Base of what settles a milestone."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})


class MilestoneWaive(MilestoneAction):
    """The supervision office settles a milestone that need not be done any more."""

    body_class = ReasonBody

    @extend_schema(operation_id="milestones_waive", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the milestone and the project's standing after it."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.waive(milestone_id=self.kwargs["id"], by=self.reader, version=version, **body)


class MilestoneTakeBack(MilestoneAction):
    """The supervision office opens a milestone again that was settled by mistake."""

    body_class = ReasonBody

    @extend_schema(operation_id="milestones_take_back", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the milestone and the project's standing after it."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.take_back(milestone_id=self.kwargs["id"], by=self.reader, version=version, **body)


class MilestoneComplete(MilestoneAction):
    """The lead department, or the supervision office, marks a milestone done."""

    body_class = Completion

    @extend_schema(operation_id="milestones_complete", request=Completion)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the milestone and the project's standing after it: its light may have turned."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.complete(milestone_id=self.kwargs["id"], by=self.reader, version=version, **body)
