"""The gate: what a user may see of reports and indicators."""

from django.db.models import Case, QuerySet, Value, When

from accounts.models import User
from indicators.access import visible_indicators, visible_reports
from indicators.choices import WorkReportKind
from indicators.models import Indicator, Section, WorkReport


def reports_visible_to(user: User) -> QuerySet[WorkReport]:
    """Work reports that the user may see."""
    return WorkReport.objects.filter(visible_reports(user))


def reports_of_own_region(user: User) -> QuerySet[WorkReport]:
    """Reports of the user's own region that they may see, the current one first; each with its region."""
    own = reports_visible_to(user).filter(region=user.region_id)
    return own.select_related("region").order_by("-is_current", "-year")


def sections_visible_to(user: User) -> QuerySet[Section]:
    """Parts and themes of the reports that the user may see."""
    return Section.objects.filter(report__in=reports_visible_to(user))


def current_report(user: User) -> WorkReport | None:
    """The report that a page of one report opens with, None if the user sees none.

    The current Government Work Report of the region; another list of commitments where there is none.
    """
    is_other_kind = Case(When(kind=WorkReportKind.GOVERNMENT_WORK_REPORT, then=Value(0)), default=Value(1))
    current = reports_visible_to(user).filter(is_current=True)
    return current.order_by(is_other_kind, "-year", "id").first()


def visible_to(user: User) -> QuerySet[Indicator]:
    """Indicators that the user may see."""
    return Indicator.objects.filter(visible_indicators(user))
