"""Instructions that wait for a reply: who still owes it, and since when."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Capability, may
from accounts.models import User
from projects.choices import InstructionState, ReplyState
from projects.models import Instruction, InstructionDepartment, InstructionReply
from projects.queries.instructions import instructions_visible_to


def open_instructions(user: User) -> QuerySet[Instruction]:
    """A leader's own that are open, for everybody else all that they see; the longest due reply comes first."""
    still_open = instructions_visible_to(user).filter(state=InstructionState.OPEN)
    own = still_open.filter(leader=user) if may(user, Capability.LEAD) else still_open
    return own.select_related("leader").order_by("reply_due_on", "id")


def with_waiting(instructions: QuerySet[Instruction]) -> QuerySet[Instruction]:
    """Instructions, each with the names of those that still owe a reply as ``waits_for``, in the official order."""
    standing = InstructionReply.objects.exclude(state=ReplyState.SENT_BACK)
    answered = standing.filter(instruction=OuterRef("instruction"), department=OuterRef("department"))
    addressed = InstructionDepartment.objects.filter(~Exists(answered), instruction=OuterRef("pk"))
    names = addressed.order_by("department__position", "department_id").values("department__name")
    return instructions.annotate(waits_for=ArraySubquery(names))
