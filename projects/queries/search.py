"""What a word finds among all that somebody may see: projects, indicators, departments."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Department, User
from accounts.queries import departments_visible_to
from indicators import queries as indicator_queries
from indicators.models import Indicator
from projects.models import Project
from projects.queries.lists import containing
from projects.queries.projects import visible_to

SHOWN = 20
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """At most :data:`SHOWN` of each kind; ``has_more`` names the kinds of which there are others."""

    projects: Sequence[Project]
    indicators: Sequence[Indicator]
    departments: Sequence[Department]
    has_more: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.projects or self.indicators or self.departments)


def search(user: User, text: str) -> Found:
    """What contains a text in its name, code or words in the report (three queries)."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        return Found([], [], [], frozenset())
    projects = visible_to(user).filter(containing(text)).select_related("lead_department").order_by("code", "pk")
    named = Q(name__icontains=text) | Q(code__icontains=text) | Q(source_anchor__icontains=text)
    indicators = indicator_queries.visible_to(user).filter(named).select_related("lead_department")
    departments = departments_visible_to(user).filter(Q(name__icontains=text) | Q(code__icontains=text), is_active=True)
    found_projects = list(projects[: SHOWN + 1])
    found_indicators = list(indicators.order_by("code", "pk")[: SHOWN + 1])
    found_departments = list(departments.order_by("position", "pk")[: SHOWN + 1])
    counts = {
        "projects": len(found_projects),
        "indicators": len(found_indicators),
        "departments": len(found_departments),
    }
    return Found(
        projects=found_projects[:SHOWN],
        indicators=found_indicators[:SHOWN],
        departments=found_departments[:SHOWN],
        has_more=frozenset(kind for kind, count in counts.items() if count > SHOWN),
    )
