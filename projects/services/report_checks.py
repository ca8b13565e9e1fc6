"""What a monthly report must say before it is filed (DOMAIN §3 "Progress reports", "Milestone")."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput
from projects.models import ProgressReport
from projects.queries.standing_facts import FILED, as_step
from projects.rules.schedule import progress

LARGEST_UNEXPLAINED_DIFFERENCE = Decimal(20)


def require_submittable(report: ProgressReport) -> None:
    """Raise InvalidInput that names the first field that is missing or does not fit.

    The milestones must be settled before: the reported percentage is compared with them.
    """
    if not report.done.strip():
        raise InvalidInput(_("Say what was done this month."), attr="done")
    for attr in ("investment_this_month", "investment_to_date"):
        amount = getattr(report, attr)
        if amount is not None and amount < 0:
            raise InvalidInput(_("An investment is not negative."), attr=attr)
    if report.percent is not None and not report.percent_explanation.strip():
        _require_no_step_back(report, report.percent)
        _require_fit(report, report.percent)


def _require_no_step_back(report: ProgressReport, percent: Decimal) -> None:
    before = (
        ProgressReport.objects.filter(project=report.project_id, state__in=FILED, period__lt=report.period)
        .exclude(percent=None)
        .order_by("-period")
        .values_list("percent", flat=True)
        .first()
    )
    if before is not None and percent < before:
        raise InvalidInput(
            _("Progress goes down from %(before)s %% to %(now)s %%; explain why.")
            % {"before": before.normalize().to_eng_string(), "now": percent.normalize().to_eng_string()},
            attr="percent_explanation",
        )


def _require_fit(report: ProgressReport, percent: Decimal) -> None:
    steps = [as_step(milestone) for milestone in report.project.milestones.all()]
    if not steps:
        return
    by_milestones = progress(steps, None)
    if abs(percent - by_milestones) > LARGEST_UNEXPLAINED_DIFFERENCE:
        raise InvalidInput(
            _("The milestones stand at %(milestones)s %%, you report %(now)s %%; explain the difference.")
            % {
                "milestones": by_milestones.normalize().to_eng_string(),
                "now": percent.normalize().to_eng_string(),
            },
            attr="percent_explanation",
        )
