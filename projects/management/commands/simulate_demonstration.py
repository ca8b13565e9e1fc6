"""``manage.py simulate_demonstration``: progress and readings up to the business date, marked simulated."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from projects.demonstration.gate import current_report
from projects.demonstration.simulation import simulate
from projects.services.statistics import refresh_statistics


class Command(BaseCommand):
    """Simulate the year so far; refused without DEMONSTRATION=on."""

    help = "Simulate milestones, monthly reports and readings for the current report; a second run changes nothing."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell how many projects were simulated."""
        count = simulate(report=current_report())
        if count:
            refresh_statistics()
        self.stdout.write(_("%(count)s projects simulated.") % {"count": count})
