"""Which moves are open to a reader, for buttons and for ``allowed`` in the API; the services decide."""

from accounts.access import Capability, may, own_department_ids, works_in
from accounts.models import User
from indicators.rules.filings import allowed_actions
from projects.access import decides_for_leader
from projects.choices import InstructionState, ReplyState
from projects.models import Extension, Instruction, InstructionReply, ProgressReport
from projects.rules.filings import EXTENSION, INSTRUCTION, PROGRESS_REPORT, REPLY
from projects.rules.transitions import allowed_moves

EDIT = "edit"


def open_moves(user: User, *, stage: str, lead_department_id: int | None) -> list[str]:
    """Moves that a project's stage and the user's role allow, if its work is the user's own (DOMAIN §3)."""
    moves = [move.value for move in allowed_moves(stage, user.role)]
    if not moves or may(user, Capability.SUPERVISE):
        return moves
    return moves if lead_department_id in own_department_ids(user) else []


def progress_report_actions(user: User, report: ProgressReport) -> list[str]:
    """What the user may do with a monthly report (with its project and lead department): edit, submit, …"""
    lead = report.project.lead_department
    wants_two = bool(lead and lead.needs_confirmation)
    allowed = set(allowed_actions(PROGRESS_REPORT, report.state, needs_confirmation=wants_two))
    if may(user, Capability.SUPERVISE):
        return sorted(allowed & {"approve", "return"}) if user.region_id == report.project.report.region_id else []
    mine: set[str] = set()
    if works_in(user, report.project.lead_department_id, Capability.FILE_PROGRESS):
        mine |= {"submit"}
    if wants_two and works_in(user, report.project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT):
        mine |= {"confirm", "return"} if report.state == "submitted" else {"confirm"}
    actions = sorted(allowed & mine)
    return [EDIT, *actions] if "submit" in actions else actions


def extension_actions(user: User, extension: Extension) -> list[str]:
    """What the user may do with a request for a later date (with its project): approve, refuse, withdraw."""
    project = extension.project
    allowed = set(allowed_actions(EXTENSION, extension.state))
    mine: set[str] = set()
    if works_in(user, project.lead_department_id, Capability.ANSWER_FOR_DEPARTMENT):
        mine |= {"withdraw"}
    if decides_for_leader(user, project) if extension.needs_leader else _supervises(user, project.report.region_id):
        mine |= {"approve", "refuse"}
    return sorted(allowed & mine)


def decides_on(user: User, instruction: Instruction) -> bool:
    """Whether replies are the user's to judge: the leader who gave the instruction, or the supervision office."""
    if may(user, Capability.LEAD):
        return user.pk == instruction.leader_id
    return _supervises(user, instruction.leader.region_id)


def instruction_actions(user: User, instruction: Instruction) -> list[str]:
    """What the user may do with an instruction (with its leader): reply, close."""
    allowed = set(allowed_actions(INSTRUCTION, instruction.state))
    mine = {"close"} if decides_on(user, instruction) else set()
    if departments_to_reply_for(user, instruction):
        mine |= {"reply"}
    waiting = instruction.state == InstructionState.REPLIED and "close" in mine
    if waiting and instruction.replies.filter(state=ReplyState.SUBMITTED).exists():
        mine -= {"close"}
    return sorted(allowed & mine)


def departments_to_reply_for(user: User, instruction: Instruction) -> list[int]:
    """Ids of the user's own departments that still owe a reply."""
    if not may(user, Capability.ANSWER_FOR_DEPARTMENT):
        return []
    standing = instruction.replies.exclude(state=ReplyState.SENT_BACK).values("department")
    owing = instruction.departments.filter(pk__in=own_department_ids(user)).exclude(pk__in=standing)
    return list(owing.order_by("position", "pk").values_list("pk", flat=True))


def reply_actions(user: User, reply: InstructionReply) -> list[str]:
    """What the user may do with a reply (with its instruction and leader): accept, send-back."""
    return list(allowed_actions(REPLY, reply.state)) if decides_on(user, reply.instruction) else []


def _supervises(user: User, region_id: int | None) -> bool:
    return may(user, Capability.SUPERVISE) and user.region_id == region_id
