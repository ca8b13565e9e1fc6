"""Instructions that wait for a reply: who still owes it, and since when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Capability, may
from accounts.models import Department, User
from projects.choices import InstructionState, ReplyState
from projects.models import Instruction, InstructionDepartment, InstructionReply
from projects.queries.instructions import instructions_visible_to


@dataclass(frozen=True, slots=True)
class OpenInstruction:
    """An instruction (its leader selected) and the departments that have not answered, in the official order."""

    instruction: Instruction
    waits_for: list[Department]

    def days_late(self, today: date) -> int:
        """Days since the reply was due; 0 while it is not late."""
        return max(0, (today - self.instruction.reply_due_on).days)


def open_instructions(user: User) -> QuerySet[Instruction]:
    """A leader's own that are open, for everybody else all that they see; the longest due reply comes first."""
    still_open = instructions_visible_to(user).filter(state=InstructionState.OPEN)
    own = still_open.filter(leader=user) if may(user, Capability.LEAD) else still_open
    return own.select_related("leader").order_by("reply_due_on", "id")


def with_waiting(rows: Sequence[Instruction]) -> list[OpenInstruction]:
    """Instructions, each with who still owes its reply. One query."""
    standing = InstructionReply.objects.exclude(state=ReplyState.SENT_BACK)
    answered = standing.filter(instruction=OuterRef("instruction"), department=OuterRef("department"))
    addressed = InstructionDepartment.objects.filter(~Exists(answered), instruction__in=rows)
    waits_for: dict[int, list[Department]] = defaultdict(list)
    for row in addressed.select_related("department").order_by("department__position", "department_id"):
        waits_for[row.instruction_id].append(row.department)
    return [OpenInstruction(row, waits_for[row.pk]) for row in rows]
