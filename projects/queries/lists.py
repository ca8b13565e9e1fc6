"""Conditions by which projects are listed; dashboard, API and console count by the same ones."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from projects.choices import ACTIVE_STAGES, Rag
from projects.models import ProgressReport
from projects.queries.duties import HORIZON
from projects.queries.standing_facts import FILED

# Milestones that are neither completed nor waived.
STILL_OPEN = Q(completed_on=None, waived_on=None)


def overdue(today: date) -> Q:
    """Projects under way with an open milestone, or their own date, in the past."""
    return Q(stage__in=ACTIVE_STAGES) & (Q(next_due_on__lt=today) | Q(due_on__lt=today))


def turned_red(since: date) -> Q:
    """Projects that are red, and became so on or after a day."""
    return Q(rag=Rag.RED, rag_since__gte=since)


def owes_report(period: date) -> Q:
    """Projects under way that were assigned before a month began, and so report on it."""
    return Q(stage__in=ACTIVE_STAGES, assigned_on__lt=period)


def unreported(periods: Sequence[date]) -> Q:
    """Projects under way that owe a report on each of some months in a row, and have filed none of them."""
    filed = ProgressReport.objects.filter(project=OuterRef("pk"), period__in=periods, state__in=FILED)
    return owes_report(min(periods)) & Q(~Exists(filed))


def due_soon(today: date) -> Q:
    """Open milestones, of projects under way, that fall due within :data:`HORIZON`."""
    return STILL_OPEN & Q(project__stage__in=ACTIVE_STAGES, due_on__range=(today, today + HORIZON))


def in_section(section_id: int) -> Q:
    """Projects of a theme, or of a part with all its themes."""
    return Q(section=section_id) | Q(section__parent=section_id)


def containing(text: str) -> Q:
    """Projects whose name, code, commitment or words in the report contain a text."""
    return (
        Q(name__icontains=text)
        | Q(code__icontains=text)
        | Q(commitment__icontains=text)
        | Q(source_code__iexact=text)
        | Q(source_anchor__icontains=text)
    )
