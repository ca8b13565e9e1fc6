"""The policy that is in force for a report on a date."""

from datetime import date

from indicators.models import SupervisionPolicy


def policy_in_force(report_id: int, on: date) -> SupervisionPolicy:
    """The newest policy that has taken effect; DOMAIN's defaults (unsaved) if the report has none."""
    return SupervisionPolicy.objects.filter(report_id=report_id, effective_from__lte=on).order_by(
        "-effective_from"
    ).first() or SupervisionPolicy(report_id=report_id, effective_from=on)
