"""Projects: list, detail, correction, acknowledgement."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.rows import hide_unseen
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import LOCATION, CreatingList, RowDetail, Shaped
from projects.api.bodies import NewProject, ProjectChanges
from projects.api.filters import ProjectFilters
from projects.api.relations import expand
from projects.api.rows import ProjectDetailRow, ProjectRow
from projects.models import Project
from projects.queries.moves import open_moves
from projects.queries.projects import visible_to
from projects.services import projects as services


class ProjectList(CreatingList):
    """Projects and tasks that the reader may see."""

    shows_logged_only = True
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
    address = "/api/v1/projects/{id}/"

    def get_queryset(self) -> QuerySet[Project]:
        """What the reader may see."""
        return visible_to(self.reader)

    def expand_with(self, name: str, rows: list[Shaped]) -> None:
        """One query per relation."""
        expand(name, rows)

    @extend_schema(request=NewProject, responses={201: ProjectRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The supervision office drafts a project; its part of the report gives it the next code."""
        body = dict(self.checked(NewProject))
        section = body.pop("section")
        return self.created(services.register(report=section.report, section=section, by=self.reader, description=body))


class ProjectDetail(RowDetail):
    """One project with everything that is known of it."""

    shows_logged_only = True
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
        hide_unseen(rows, "carried_over_from", visible_to(self.reader))
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
