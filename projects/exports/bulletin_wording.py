"""What a bulletin says in sentences, in the active language."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.rules import Pace
from indicators.wording import PACE_WORDS
from projects.choices import Rag
from projects.exports.tables.table import light_in_words
from projects.models import Bulletin
from projects.queries.bulletin import Figures


def default_title(period: date) -> str:
    """The title that a new draft begins with."""
    return _("On the progress of the Government Work Report's key work in %(month)s") % {
        "month": date_format(period, "YEAR_MONTH_FORMAT")
    }


def number_or_draft(bulletin: Bulletin) -> str:
    """The bulletin's number; a draft says that it is one."""
    return bulletin.full_number or _("Draft, without a number")


def overall(figures: Figures) -> str:
    """How many there are by light, and the share that is closed."""
    total = figures["total"]
    lights = "、".join(f"{light_in_words(rag.value)} {total['by_rag'][rag.value]}" for rag in Rag)
    return _(
        "As of %(day)s, %(projects)s projects and tasks are under supervision: %(lights)s. %(closed)s are closed, "
        "which is %(percent)s %%. %(overdue)s have a date in the past; of %(milestones)s milestones %(done)s are done "
        "and %(late)s overdue."
    ) % {
        "day": date_format(date.fromisoformat(figures["as_of"]), "DATE_FORMAT"),
        "projects": total["projects"],
        "lights": lights,
        "closed": total["by_rag"][Rag.BLUE.value],
        "percent": figures["closed_percent"],
        "overdue": total["projects_overdue"],
        "milestones": total["milestones_total"],
        "done": total["milestones_done"],
        "late": total["milestones_overdue"],
    }


def indicators(figures: Figures) -> str:
    """How many indicators have each pace."""
    counts = figures["pace_counts"]
    named = "、".join(f"{PACE_WORDS[Pace(pace)]} {count}" for pace, count in counts.items() if count)
    return _("Of %(count)s indicators: %(named)s.") % {"count": sum(counts.values()), "named": named or "—"}


def reporting(figures: Figures) -> str:
    """How the month's reports came in."""
    values: dict[str, Any] = dict(figures["reporting"])
    values["due_on"] = date_format(date.fromisoformat(values["due_on"]), "DATE_FORMAT")
    words = _("Of %(expected)s monthly reports due on %(due_on)s, %(filed)s are filed and %(outstanding)s outstanding.")
    return words % values
