"""Table cells about projects: colour, shape and word together (CONSOLE.md)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.choices import Rag
from projects.wording import LIGHT_SHAPES, reasons_in_words


def light(rag: str, reasons: Sequence[dict[str, Any]] = ()) -> SafeString:
    """A traffic light with its reasons at hand."""
    return format_html(
        '<span class="db-light db-light-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>',
        rag,
        "；".join(reasons_in_words(list(reasons))),
        LIGHT_SHAPES[Rag(rag)],
        Rag(rag).label,
    )


def progress_bar(progress: Decimal, expected: Decimal) -> SafeString:
    """Done against expected: a bar with a mark, and both figures."""
    title = _("%(progress)s %% done, %(expected)s %% expected") % {
        "progress": f"{progress:.0f}",
        "expected": f"{expected:.0f}",
    }
    return format_html(
        '<span class="db-bar" role="img" aria-label="{0}" title="{0}">'
        '<span class="db-bar-done" style="width:{1}%"></span><span class="db-bar-mark" style="left:{2}%"></span></span>'
        '<span class="db-bar-text">{3}</span>',
        title,
        f"{progress:.0f}",
        f"{expected:.0f}",
        _("%(progress)s%% / %(expected)s%% due") % {"progress": f"{progress:.0f}", "expected": f"{expected:.0f}"},
    )


def days_late(due_on: date | None, today: date, *, is_open: bool = True) -> SafeString | str:
    """How many days a date has passed; a dash where it has not."""
    if due_on is None or not is_open or due_on >= today:
        return "—"
    days = (today - due_on).days
    words = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return format_html('<span class="db-badge db-badge-bad">{}</span>', words)


def day(value: date | None) -> str:
    """A date in words; a dash for none."""
    return date_format(value, "DATE_FORMAT") if value else "—"
