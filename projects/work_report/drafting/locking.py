"""Taking a breakdown or its drafts for a change: the report first, then the breakdown, then drafts in order of id."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import NotAllowedNow, StaleVersion
from accounts.models import User
from indicators.models import WorkReport
from projects.choices import ReportBreakdownState
from projects.models import BreakdownDraft, ReportBreakdown


def lock_breakdown(breakdown_id: int, by: User, *, version: int | None = None) -> ReportBreakdown:
    """The breakdown, locked after its report; what is done to one report's breakdowns follows each other.

    Raises ``ReportBreakdown.DoesNotExist``, AccessRefused, StaleVersion.
    """
    report_id = ReportBreakdown.objects.values_list("report_id", flat=True).get(pk=breakdown_id)
    report = WorkReport.objects.select_for_update(of=("self",), no_key=True).select_related("region").get(pk=report_id)
    require_supervisor(by, report.region_id)
    breakdown = ReportBreakdown.objects.select_for_update(of=("self",), no_key=True).get(pk=breakdown_id)
    if version is not None and breakdown.version != version:
        raise StaleVersion(current_version=breakdown.version)
    breakdown.report = report
    return breakdown


def lock_read_breakdown(breakdown_id: int, by: User, *, version: int | None = None) -> ReportBreakdown:
    """The same, while its drafts may be worked on. Raises NotAllowedNow, too."""
    breakdown = lock_breakdown(breakdown_id, by, version=version)
    require_read(breakdown)
    return breakdown


def lock_draft(draft_id: int, by: User, *, version: int | None = None) -> BreakdownDraft:
    """A draft that may be worked on, locked after its breakdown.

    ``version`` is what the caller read. Raises ``BreakdownDraft.DoesNotExist``, AccessRefused, NotAllowedNow,
    StaleVersion.
    """
    breakdown = lock_read_breakdown(BreakdownDraft.objects.values_list("breakdown_id", flat=True).get(pk=draft_id), by)
    (draft,) = lock_drafts(breakdown, [draft_id])
    if version is not None and draft.version != version:
        raise StaleVersion(current_version=draft.version)
    return draft


def lock_drafts(breakdown: ReportBreakdown, draft_ids: Collection[int]) -> list[BreakdownDraft]:
    """Drafts of a locked breakdown, in order of id; those of another are left out."""
    drafts = list(
        BreakdownDraft.objects.select_for_update(of=("self",))
        .filter(breakdown=breakdown, pk__in=draft_ids)
        .order_by("pk")
    )
    for draft in drafts:
        draft.breakdown = breakdown
    return drafts


def require_of_one_text(breakdown: ReportBreakdown, draft_ids: Collection[int]) -> None:
    """Raise ``BreakdownDraft.DoesNotExist`` unless all are drafts of this breakdown."""
    if breakdown.drafts.filter(pk__in=draft_ids).count() < len(set(draft_ids)):
        raise BreakdownDraft.DoesNotExist


def require_read(breakdown: ReportBreakdown) -> None:
    """Raise NotAllowedNow unless its drafts may be worked on and applied."""
    if breakdown.state != ReportBreakdownState.READ:
        raise NotAllowedNow(
            _("This breakdown is “%(state)s”; its drafts cannot be changed now.")
            % {"state": breakdown.get_state_display()}
        )
