"""Reads of leaders' instructions and the replies to them; each ``…_visible_to`` is the gate of its kind."""

from django.db.models import QuerySet

from accounts.access import Capability, may, own_department_ids
from accounts.models import User
from projects.access import visible_instructions
from projects.models import Instruction, InstructionReply


def instructions_visible_to(user: User) -> QuerySet[Instruction]:
    """Instructions that the user may see."""
    return Instruction.objects.filter(visible_instructions(user))


def replies_visible_to(user: User) -> QuerySet[InstructionReply]:
    """Replies to instructions that the user may see; of a department's own those that it gave."""
    replies = InstructionReply.objects.filter(instruction__in=instructions_visible_to(user))
    return replies if may(user, Capability.SEE_REGION) else replies.filter(department__in=own_department_ids(user))
