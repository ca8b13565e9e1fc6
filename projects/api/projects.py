"""Projects: list, detail, correction, acknowledgement."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.versions import required_version
from accounts.api.contract.views import ActionView, RowDetail, RowList, Shaped
from projects.api.bodies import ProjectChanges
from projects.api.filters import ProjectFilters
from projects.api.relations import expand
from projects.api.rows import ProjectDetailRow, ProjectRow
from projects.models import Project
from projects.queries.moves import open_moves
from projects.queries.projects import visible_to
from projects.services import projects as services
from projects.services import stages


class ProjectList(RowList):
    """Projects and tasks that the reader may see."""

    queryset = Project.objects.none()
    serializer_class = ProjectRow
    filterset_class = ProjectFilters
    orderings = {
        "code": "code",
        "name": "name",
        "due_on": "due_on",
        "next_due_on": "next_due_on",
        "progress": "progress",
        "milestones_overdue": "milestones_overdue",
        "rag_since": "rag_since",
        "updated_at": "updated_at",
        "id": "id",
    }
    default_ordering = "code"

    def get_queryset(self) -> QuerySet[Project]:
        """What the reader may see."""
        return visible_to(self.reader)

    def expand_with(self, name: str, rows: list[Shaped]) -> None:
        """One query per relation."""
        expand(name, rows)


class ProjectDetail(RowDetail):
    """One project with everything that is known of it."""

    queryset = Project.objects.none()
    serializer_class = ProjectDetailRow
    embeds_others = True
    needs_version = frozenset({"PATCH"})

    def get_queryset(self) -> QuerySet[Project]:
        """What the reader may see."""
        return visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Relations, and what the reader may do next."""
        expand("supporting_departments", rows)
        expand("indicator_links", rows)
        for row in rows:
            lead = row["lead_department"]
            row["allowed"] = open_moves(self.reader, stage=row["stage"], lead_department_id=lead and lead["id"])

    def expand_with(self, name: str, rows: list[Shaped]) -> None:
        """One query per relation."""
        expand(name, rows)

    @extend_schema(request=ProjectChanges)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Correct the description; only the supervision office may, and the standing is judged anew."""
        self.require_seen()
        version = required_version(request)
        changes = self.checked(ProjectChanges, partial=True)
        services.update(project_id=self.kwargs["id"], by=self.reader, version=version, changes=changes)
        return self.answer()


class ProjectAcknowledge(ProjectDetail, ActionView):
    """The head of the lead department takes an assigned project on (签收)."""

    http_method_names = ["post", "options"]
    needs_version = frozenset({"POST"})

    @extend_schema(operation_id="projects_acknowledge", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.acknowledge(project_id=self.kwargs["id"], by=self.reader, version=version)
