"""Parts of the dashboard with numbers of their own: both charts, the leader's instructions."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import clock
from accounts.access import Capability, may
from accounts.console.plots import Kind, Plot, Series, plot
from accounts.models import User
from projects.choices import Rag
from projects.console import cells
from projects.console.links import Figure, ReportLinks
from projects.models import Instruction
from projects.queries.dashboard import Dashboard
from projects.queries.open_instructions import open_instructions, with_waiting
from projects.queries.shown import shown
from projects.queries.trend import trend

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


def trend_parts(user: User, board: Dashboard, first: datetime | None) -> dict[str, Any]:
    """Red and amber by week, as a chart and as a table; each week leads to the dashboard of its day."""
    weeks = trend(user, board.report, board.as_of, board.total, first)
    lines = plot(
        Kind.COUNTS,
        _("Red and amber lights by week; the table beside it has the numbers."),
        [date_format(week.day, "MONTH_DAY_FORMAT") for week in weeks],
        [
            Series(str(Rag.RED.label), Rag.RED, [week.red for week in weeks]),
            Series(str(Rag.AMBER.label), Rag.AMBER, [week.amber for week in weeks]),
        ],
    )
    newest_first = [{"week": week, "link": _dashboard_of(week.day, board)} for week in reversed(weeks)]
    return {"trend_plot": lines, "trend": newest_first}


def _dashboard_of(day: date, board: Dashboard) -> str:
    """The dashboard of a past day; nothing for the one that is open."""
    return "" if day == board.as_of else f"{reverse('console:index')}?as_of={day:%Y-%m-%d}"


def my_instructions(user: User, board: Dashboard, links: ReportLinks) -> dict[str, Any]:
    """Instructions that wait for a reply, for those who give or chase them; a department has its to-do list.

    Nothing of a past day, since the list shows today's.
    """
    if board.is_past or not may(user, Capability.SEE_REGION):
        return {}
    found = shown(with_waiting(open_instructions(user)), TOP)
    filters = {"mine": "yes"} if may(user, Capability.LEAD) else {}
    return {
        "are_own_instructions": bool(filters),
        "instructions": [instruction_line(each) for each in found.rows],
        "instructions_count": Figure(found.count, links.instructions(state__exact="open", **filters)),
    }


def instruction_line(instruction: Instruction) -> dict[str, Any]:
    """What a page says of an open instruction with what ``open_instructions.with_waiting`` adds."""
    waits_for: list[str] = getattr(instruction, "waits_for", [])
    return {
        "instruction": instruction,
        "waits_for": "、".join(waits_for) or "—",
        "late": cells.days_late(instruction.reply_due_on, clock.today()),
    }
