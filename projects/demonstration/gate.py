"""Nothing is simulated on a production system."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from indicators.models import WorkReport


def current_report() -> WorkReport:
    """The report to demonstrate with. Raises CommandError outside the demonstration, or without a report."""
    if not settings.DEMONSTRATION:
        raise CommandError(_("Refused: this is no demonstration (DEMONSTRATION is off)."))
    report = WorkReport.objects.select_related("region").filter(is_current=True).first()
    if report is None:
        raise CommandError(_("There is no work report yet; run load_work_report first."))
    return report
