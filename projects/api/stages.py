"""Moves of a project through the supervision cycle; each answers with the project as it is now."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.views import ActionView
from projects.api.filing_bodies import AssignmentBody, ClosureBody, MoveBody, ReasonedMove, TemplateBody
from projects.api.projects import ProjectDetail
from projects.services import assignment, closures, planning, stages
from projects.services.assignment import Assignment


class ProjectMove(ProjectDetail, ActionView):
    """Base of the moves."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})


class ProjectAcknowledge(ProjectMove):
    """The head of the lead department takes an assigned project on (签收)."""

    @extend_schema(operation_id="projects_acknowledge", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.acknowledge(project_id=self.kwargs["id"], by=self.reader, version=version)


class ProjectAssign(ProjectMove):
    """The supervision office hands a drafted project to its lead department (交办)."""

    body_class = AssignmentBody

    @extend_schema(operation_id="projects_assign", request=AssignmentBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now; from here on the baseline stands."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        row = Assignment(
            project_id=self.kwargs["id"],
            version=version,
            lead_department=body["lead_department"],
            supporting_departments=body.get("supporting_departments", ()),
            due_on=body.get("due_on"),
            has_no_due_date=body["has_no_due_date"],
        )
        assignment.assign(
            assignment=row, by=self.reader, reason=body.get("reason", ""), document=body.get("document", "")
        )


class ProjectApplyTemplate(ProjectMove):
    """Propose the steps of a milestone template for a drafted project."""

    body_class = TemplateBody

    @extend_schema(operation_id="projects_apply_template", request=TemplateBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now; its milestones are edited before assignment."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        planning.apply_template(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectRequestClosure(ProjectMove):
    """The head of the lead department asks for closure: all milestones settled, evidence attached."""

    body_class = ClosureBody

    @extend_schema(operation_id="projects_request_closure", request=ClosureBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        closures.request(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectClose(ProjectMove):
    """The supervision office verifies and closes (销号)."""

    body_class = MoveBody

    @extend_schema(operation_id="projects_close", request=MoveBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        closures.verify(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectReturn(ProjectMove):
    """The supervision office sends a request for closure back with a reason."""

    body_class = ReasonedMove

    @extend_schema(operation_id="projects_return", request=ReasonedMove)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        closures.send_back(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectSuspend(ProjectMove):
    """The supervision office halts a project for a leader's reason (暂缓)."""

    body_class = ReasonedMove

    @extend_schema(operation_id="projects_suspend", request=ReasonedMove)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.suspend(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectWithdraw(ProjectMove):
    """The supervision office takes a project off the list for a leader's reason (撤销)."""

    body_class = ReasonedMove

    @extend_schema(operation_id="projects_withdraw", request=ReasonedMove)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.withdraw(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectResume(ProjectMove):
    """The supervision office takes a suspended project up again (恢复)."""

    body_class = MoveBody

    @extend_schema(operation_id="projects_resume", request=MoveBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.resume(project_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ProjectReopen(ProjectMove):
    """The supervision office takes a closed project up again for a reason."""

    body_class = ReasonedMove

    @extend_schema(operation_id="projects_reopen", request=ReasonedMove)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the project as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        stages.reopen(project_id=self.kwargs["id"], by=self.reader, version=version, **body)
