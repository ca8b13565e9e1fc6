"""What projects contribute to indicators: rolled up beside the reading, never reconciled with it (DOMAIN §3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from indicators.rules import Judgement
from projects.choices import Rag, Stage
from projects.models import IndicatorLink, Project
from projects.queries.projects import visible_to

COUNTED_OUT = (Stage.DRAFTED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One project's share; ``project`` is None where the reader does not see it."""

    link: IndicatorLink
    project: Project | None
    is_red: bool


@dataclass(frozen=True, slots=True)
class RollUp:
    """The projects of one indicator, added up.

    ``planned`` and ``delivered`` are None while no project says anything. ``difference`` is the latest verified
    reading minus what was delivered, ``shortfall`` the target minus what is planned; None where there is
    nothing to compare. Either, unless 0, is a finding.
    """

    contributions: list[Contribution] = field(default_factory=list)
    planned: Decimal | None = None
    delivered: Decimal | None = None
    difference: Decimal | None = None
    shortfall: Decimal | None = None

    @property
    def is_at_risk(self) -> bool:
        """Whether a red project feeds the indicator."""
        return any(contribution.is_red for contribution in self.contributions)


@dataclass(frozen=True, slots=True)
class Risk:
    """A red project that feeds an indicator, with the reasons stored with it; only as the reader may see it."""

    project_id: int
    code: str
    name: str
    reasons: list[dict[str, Any]]


def links_visible_to(user: User) -> QuerySet[IndicatorLink]:
    """Links of the projects that the user may see."""
    return IndicatorLink.objects.filter(project__in=visible_to(user))


def risks(indicator_ids: Collection[int], user: User) -> dict[int, list[Risk]]:
    """Red projects by indicator that one feeds; the list is empty where the reader sees none of them. One query."""
    links = (
        IndicatorLink.objects.filter(indicator__in=indicator_ids, project__rag=Rag.RED)
        .annotate(is_seen=Exists(visible_to(user).filter(pk=OuterRef("project_id"))))
        .order_by("project__code")
    )
    found: dict[int, list[Risk]] = defaultdict(list)
    columns = ("indicator_id", "is_seen", "project_id", "project__code", "project__name", "project__rag_reasons")
    for indicator_id, is_seen, *project in links.values_list(*columns):
        endangered = found[indicator_id]
        if is_seen:
            endangered.append(Risk(*project))
    return found


def roll_ups(judged: Mapping[int, Judgement], user: User) -> dict[int, RollUp]:
    """Roll-up of each judged indicator: indicator id → roll-up. Two queries.

    A project that is drafted or withdrawn counts for nothing. A single project's share of a rate cannot be
    added up, so only what the indicator counts over the year is compared.
    """
    links = (
        IndicatorLink.objects.filter(indicator__in=judged)
        .select_related("indicator", "project__lead_department")
        .order_by("project__code")
    )
    grouped: dict[int, list[IndicatorLink]] = defaultdict(list)
    for link in links:
        grouped[link.indicator_id].append(link)
    project_ids = [link.project_id for linked in grouped.values() for link in linked]
    seen = set(visible_to(user).filter(pk__in=project_ids).values_list("pk", flat=True)) if project_ids else set()
    return {pk: _rolled_up(grouped[pk], judged[pk], seen) if grouped[pk] else RollUp() for pk in judged}


def _rolled_up(links: Iterable[IndicatorLink], judgement: Judgement, seen: Collection[int]) -> RollUp:
    contributions = [
        Contribution(link, link.project if link.project_id in seen else None, link.project.rag == Rag.RED)
        for link in links
    ]
    counting = [found.link for found in contributions if found.link.project.stage not in COUNTED_OUT]
    planned = _total(link.planned_contribution for link in counting)
    delivered = _total(link.delivered_contribution for link in counting)
    indicator = contributions[0].link.indicator
    reading = judgement.latest.value if judgement.latest else None
    adds_up = indicator.aggregation == "cumulative"
    return RollUp(
        contributions=contributions,
        planned=planned,
        delivered=delivered,
        difference=reading - delivered if adds_up and reading is not None and delivered is not None else None,
        shortfall=indicator.target - planned
        if adds_up and indicator.target is not None and planned is not None
        else None,
    )


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
