"""Leaders' instructions and the replies to them: give, reply, accept, send back, close."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.bodies import ReasonBody
from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import DateFilter, IdFilter, IdOrCodeFilter, RowFilterSet
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, Shaped
from accounts.api.rows import DepartmentReference
from accounts.errors import AccessRefused, InvalidInput
from accounts.models import Department
from projects.api.filing_bodies import NewInstruction, NewReply
from projects.api.filing_rows import InstructionDetailRow, InstructionRow, ReplyDetailRow, ReplyRow
from projects.api.rows import ProjectReference
from projects.models import Instruction, InstructionDepartment, InstructionProject, InstructionReply
from projects.queries.instructions import instructions_visible_to, replies_visible_to
from projects.queries.moves import departments_to_reply_for, instruction_actions, reply_actions
from projects.services import instructions as services


@every_column_of(InstructionRow)
class InstructionFilters(RowFilterSet):
    """Filters of the list of instructions."""

    project = IdFilter(field_name="projects", help_text="Id of a project that it is about.")
    department = IdOrCodeFilter(field_name="departments", help_text="Id or code of a department addressed.")
    due_before = DateFilter(field_name="reply_due_on", lookup_expr="lte", help_text="Reply due on or before this day.")


class InstructionList(CreatingList):
    """Instructions that the reader may see; a department those addressed to it."""

    queryset = Instruction.objects.none()
    serializer_class = InstructionRow
    filterset_class = InstructionFilters
    orderings = {"reply_due_on": "reply_due_on", "given_on": "given_on", "updated_at": "updated_at", "id": "id"}
    address = "/api/v1/instructions/{id}/"

    def get_queryset(self) -> QuerySet[Instruction]:
        """What the reader may see."""
        return instructions_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Projects and addressees, one query each."""
        add_relations(rows)

    @extend_schema(request=NewInstruction, responses={201: InstructionRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A leader instructs; the reply is due after the policy's working days unless a date is given."""
        body = dict(self.checked(NewInstruction))
        project_ids = [project.pk for project in body.pop("projects")]
        return self.created(services.give(by=self.reader, project_ids=project_ids, **body))


class InstructionDetail(RowDetail):
    """One instruction."""

    queryset = Instruction.objects.none()
    serializer_class = InstructionDetailRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[Instruction]:
        """What the reader may see."""
        return instructions_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Projects, addressees, and what the reader may do."""
        add_relations(rows)
        known = Instruction.objects.select_related("leader")
        for row in rows:
            row["allowed"] = instruction_actions(self.reader, known.get(pk=row["id"]))


class InstructionClose(InstructionDetail, ActionView):
    """The leader, or the supervision office, lays an instruction down once every reply is accepted."""

    http_method_names = ["post"]

    @extend_schema(operation_id="instructions_close", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the instruction as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.close(instruction_id=self.kwargs["id"], by=self.reader, version=version)


@every_column_of(ReplyRow, but=["instruction"])
class ReplyFilters(RowFilterSet):
    """Filters of the replies to an instruction."""


class ReplyList(CreatingList):
    """Replies to one instruction; a department sees its own."""

    queryset = InstructionReply.objects.none()
    serializer_class = ReplyRow
    filterset_class = ReplyFilters
    address = "/api/v1/instruction-replies/{id}/"

    def get_queryset(self) -> QuerySet[InstructionReply]:
        """Replies to an instruction that the reader may see."""
        self.require_instruction()
        return replies_visible_to(self.reader).filter(instruction=self.kwargs["id"])

    def require_instruction(self) -> Instruction:
        """404 unless the reader may see the instruction."""
        instruction = instructions_visible_to(self.reader).filter(pk=self.kwargs["id"]).first()
        if instruction is None:
            raise exceptions.NotFound()
        return instruction

    @extend_schema(request=NewReply, responses={201: ReplyRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The head of an addressed department answers."""
        instruction = self.require_instruction()
        body = self.checked(NewReply)
        department = body.get("department") or self.only_department(instruction)
        return self.created(
            services.reply(instruction_id=instruction.pk, by=self.reader, department=department, text=body["text"])
        )

    def only_department(self, instruction: Instruction) -> Department:
        """The one of the reader's departments that may be meant."""
        owing = departments_to_reply_for(self.reader, instruction)
        if len(owing) > 1:
            raise InvalidInput(_("Several of your departments owe a reply; name one."), attr="department")
        department = Department.objects.filter(pk=owing[0] if owing else self.reader.department_id or 0).first()
        if department is None:
            raise AccessRefused()
        return department


class ReplyDetail(RowDetail):
    """One reply."""

    queryset = InstructionReply.objects.none()
    serializer_class = ReplyDetailRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[InstructionReply]:
        """What the reader may see."""
        return replies_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """What the reader may do."""
        known = InstructionReply.objects.select_related("instruction__leader")
        for row in rows:
            row["allowed"] = reply_actions(self.reader, known.get(pk=row["id"]))


class ReplyAction(ReplyDetail, ActionView):
    """Base of the decisions on a reply."""

    http_method_names = ["post"]


class ReplyAccept(ReplyAction):
    """The leader, or the supervision office, takes the reply."""

    @extend_schema(operation_id="instruction_replies_accept", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the reply as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.accept(reply_id=self.kwargs["id"], by=self.reader, version=version)


class ReplySendBack(ReplyAction):
    """The leader, or the supervision office, asks for another reply."""

    body_class = ReasonBody

    @extend_schema(operation_id="instruction_replies_send_back", request=ReasonBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the reply as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.send_back(reply_id=self.kwargs["id"], by=self.reader, version=version, **body)


def add_relations(rows: list[Shaped]) -> None:
    """Add projects and addressed departments to instructions, one query each."""
    ids = [row["id"] for row in rows]
    projects = _related(InstructionProject.objects.order_by("project__code"), "project__", ProjectReference, ids)
    departments = _related(
        InstructionDepartment.objects.order_by("department__position"), "department__", DepartmentReference, ids
    )
    for row in rows:
        row["projects"], row["departments"] = projects[row["id"]], departments[row["id"]]


def _related(queryset: QuerySet[Any], prefix: str, row: Any, ids: list[int]) -> dict[int, list[Shaped]]:
    shaper, found = row.shaper(prefix), defaultdict(list)
    for values in queryset.filter(instruction__in=ids).values("instruction_id", *row.columns(prefix)):
        found[values["instruction_id"]].append(shaper(values))
    return found
