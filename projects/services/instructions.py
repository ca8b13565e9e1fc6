"""Leaders' instructions: give, reply, accept, send back, close (批示; DOMAIN §3)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, own_department_ids, require
from accounts.calendar import workday_calendar
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow, StaleVersion
from accounts.models import Department, User
from indicators.queries import policy_in_force
from indicators.services.filing import next_state, require_reason
from projects.choices import ACTIVE_STAGES, InstructionState, ReminderSubject, ReplyState
from projects.models import Instruction, InstructionDepartment, InstructionProject, InstructionReply, Project
from projects.queries.moves import decides_on
from projects.rules.deadlines import reply_due
from projects.rules.filings import INSTRUCTION, REPLY
from projects.services import standing
from projects.services.locking import lock_instruction, lock_projects
from projects.services.reminders import cancel_for

STANDING_REPLIES = (ReplyState.SUBMITTED, ReplyState.ACCEPTED)


@transaction.atomic
def give(
    *,
    by: User,
    project_ids: Collection[int],
    text: str,
    departments: Collection[Department] = (),
    reply_due_on: date | None = None,
) -> Instruction:
    """A leader instructs on one or several projects; without addressees, their lead departments.

    ``reply_due_on`` defaults to the policy's working days.
    Raises AccessRefused, NotAllowedNow (a project is not under way), InvalidInput, ValidationError.
    """
    require(by, Capability.LEAD)
    projects = lock_projects(project_ids)
    _require_projects(projects, project_ids, by)
    today = clock.today()
    addressed = list(departments) or _lead_departments(projects)
    if any(department.region_id != by.region_id or not department.is_active for department in addressed):
        raise InvalidInput(_("Address active departments of this region only."), attr="departments")
    if reply_due_on is not None and reply_due_on < today:
        raise InvalidInput(_("The reply cannot be due before today."), attr="reply_due_on")
    if reply_due_on is None:
        policy = policy_in_force(projects[0].report_id, today)
        reply_due_on = reply_due(today, policy.reply_workdays, workday_calendar())
    instruction = Instruction(leader=by, text=text, given_on=today, reply_due_on=reply_due_on)
    instruction.full_clean(exclude=["leader"])
    instruction.save(force_insert=True)
    InstructionProject.objects.bulk_create(
        InstructionProject(instruction=instruction, project=project) for project in projects
    )
    InstructionDepartment.objects.bulk_create(
        InstructionDepartment(instruction=instruction, department=department) for department in addressed
    )
    return _judged(instruction)


@transaction.atomic
def reply(
    *, instruction_id: int, by: User, department: Department, text: str, version: int | None = None
) -> InstructionReply:
    """The head of an addressed department answers.

    Raises AccessRefused, StaleVersion, NotAllowedNow (replied or closed already), InvalidInput, ValidationError.
    """
    instruction = lock_instruction(instruction_id, version=version)
    require(by, Capability.ANSWER_FOR_DEPARTMENT)
    if department.pk not in own_department_ids(by):
        raise AccessRefused()
    addressee = InstructionDepartment.objects.filter(instruction=instruction, department=department).first()
    if addressee is None:
        raise InvalidInput(_("The instruction is not addressed to this department."), attr="department")
    if instruction.state == InstructionState.CLOSED:
        raise NotAllowedNow(_("This instruction is closed."))
    if instruction.replies.filter(department=department, state__in=STANDING_REPLIES).exists():
        raise NotAllowedNow(_("This department has replied already."))
    answer = InstructionReply(
        instruction=instruction, department=department, text=text, replied_by=by, replied_on=clock.today()
    )
    answer.full_clean(exclude=["instruction", "department", "replied_by"], validate_constraints=False)
    answer.save(force_insert=True)
    cancel_for(duty=ReminderSubject.INSTRUCTION_REPLY, subject_id=addressee.pk)
    _settle(instruction)
    _judged(instruction)
    return answer


@transaction.atomic
def accept(*, reply_id: int, by: User, version: int | None = None) -> InstructionReply:
    """The leader who gave the instruction, or the supervision office for them, takes the reply.

    Raises AccessRefused, StaleVersion, NotAllowedNow.
    """
    answer = _locked_reply(reply_id, by, version)
    answer.state = next_state(REPLY, ReplyState, answer.state, "accept")
    return _decided(answer, by)


@transaction.atomic
def send_back(*, reply_id: int, by: User, version: int | None = None, reason: str) -> InstructionReply:
    """Ask the department for another reply, with a reason; the instruction waits for it again.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    answer = _locked_reply(reply_id, by, version)
    require_reason(reason, "reason")
    answer.state = next_state(REPLY, ReplyState, answer.state, "send-back")
    answer.return_reason = reason
    return _decided(answer, by)


@transaction.atomic
def close(*, instruction_id: int, by: User, version: int | None = None) -> Instruction:
    """Lay the instruction down once every reply is accepted.

    Raises AccessRefused, StaleVersion, NotAllowedNow.
    """
    instruction = lock_instruction(instruction_id, version=version)
    if not decides_on(by, instruction):
        raise AccessRefused()
    state = next_state(INSTRUCTION, InstructionState, instruction.state, "close")
    if instruction.replies.filter(state=ReplyState.SUBMITTED).exists():
        raise NotAllowedNow(_("A reply is waiting to be accepted or sent back."), allowed=("accept", "send-back"))
    instruction.state = state
    instruction.save(update_fields=["state"])
    return _judged(instruction)


def _locked_reply(reply_id: int, by: User, version: int | None) -> InstructionReply:
    instruction_id = InstructionReply.objects.values_list("instruction_id", flat=True).get(pk=reply_id)
    instruction = lock_instruction(instruction_id)
    if not decides_on(by, instruction):
        raise AccessRefused()
    answer = InstructionReply.objects.select_for_update(of=("self",)).get(pk=reply_id)
    answer.instruction = instruction
    if version is not None and answer.version != version:
        raise StaleVersion(current_version=answer.version)
    return answer


def _decided(answer: InstructionReply, by: User) -> InstructionReply:
    answer.decided_by, answer.decided_on = by, clock.today()
    others = {field.name for field in InstructionReply._meta.fields} - {"return_reason"}
    answer.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    answer.save(update_fields=["state", "return_reason", "decided_by", "decided_on"])
    _settle(answer.instruction)
    _judged(answer.instruction)
    answer.refresh_from_db()
    return answer


def _settle(instruction: Instruction) -> None:
    """Replied once every addressed department's reply stands; open again when one is sent back."""
    addressed = set(instruction.departments.values_list("pk", flat=True))
    standing_replies = instruction.replies.filter(state__in=STANDING_REPLIES)
    answered = set(standing_replies.values_list("department_id", flat=True))
    state = InstructionState.REPLIED if addressed <= answered else InstructionState.OPEN
    if state != instruction.state:
        instruction.state = state
        instruction.save(update_fields=["state"])


def _require_projects(projects: list[Project], project_ids: Collection[int], by: User) -> None:
    if not project_ids:
        raise InvalidInput(_("Name at least one project."), attr="projects")
    foreign = any(project.report.region_id != by.region_id for project in projects)
    if len(projects) < len(set(project_ids)) or foreign:
        raise InvalidInput(_("There is no such project."), attr="projects")
    for project in projects:
        if project.stage not in ACTIVE_STAGES:
            raise NotAllowedNow(
                _("“%(name)s” is “%(stage)s” now; instructions are given on projects under way.")
                % {"name": project.name, "stage": project.get_stage_display()}
            )


def _lead_departments(projects: list[Project]) -> list[Department]:
    ids = [project.lead_department_id for project in projects if project.lead_department_id is not None]
    return list(Department.objects.filter(pk__in=ids).order_by("position", "pk"))


def _judged(instruction: Instruction) -> Instruction:
    standing.recompute(list(instruction.projects.values_list("pk", flat=True)))
    instruction.refresh_from_db()
    return instruction
