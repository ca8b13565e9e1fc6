"""Parts of the dashboard with numbers of their own: the chart by part of the report, the leader's instructions."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import clock
from accounts.access import Capability, may
from accounts.models import User
from projects.choices import Rag
from projects.console import cells
from projects.console.links import Figure, ReportLinks
from projects.console.plots import Kind, Plot, Series, plot
from projects.queries.dashboard import Dashboard
from projects.queries.open_instructions import OpenInstruction, open_instructions, with_waiting
from projects.queries.shown import shown

TOP = 10


def parts_plot(board: Dashboard) -> Plot:
    """A bar for each part of the report that has projects, divided by light."""
    parts = [line for line in board.by_part if line.tally.projects]
    return plot(
        Kind.STACKED_ROWS,
        _("Lights by part of the report; the table below has the numbers."),
        [line.name for line in parts],
        [Series(str(Rag(rag).label), rag, [line.tally.by_rag[rag] for line in parts]) for rag in Rag.values],
    )


def my_instructions(user: User, board: Dashboard, links: ReportLinks) -> dict[str, Any]:
    """Instructions that wait for a reply, for those who give or chase them; a department has its to-do list.

    Nothing of a past day, since the list shows today's.
    """
    if board.is_past or not may(user, Capability.SEE_REGION):
        return {}
    found = shown(open_instructions(user), TOP)
    filters = {"mine": "yes"} if may(user, Capability.LEAD) else {}
    return {
        "are_own_instructions": bool(filters),
        "instructions": [instruction_line(each) for each in with_waiting(found.rows)],
        "instructions_count": Figure(found.count, links.instructions(state__exact="open", **filters)),
    }


def instruction_line(waiting: OpenInstruction) -> dict[str, Any]:
    """What a page says of an open instruction."""
    today, instruction = clock.today(), waiting.instruction
    return {
        "instruction": instruction,
        "waits_for": "、".join(department.name for department in waiting.waits_for) or "—",
        "late": cells.days_late(instruction.reply_due_on, today),
        "is_late": waiting.days_late(today) > 0,
    }
