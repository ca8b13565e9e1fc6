"""``manage.py create_demonstration_accounts``: an account for every role and department."""

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from projects.demonstration.accounts import create_accounts
from projects.demonstration.gate import current_report


class Command(BaseCommand):
    """Make the accounts of the demonstration; refused without DEMONSTRATION=on."""

    help = "Make the demonstration's accounts; DEMO_PASSWORD sets their password, else a random one is printed."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what was made; the password only if it was not given."""
        report = current_report()
        given = os.environ.get("DEMO_PASSWORD")
        accounts = create_accounts(report=report, password=given)
        self.stdout.write(_("%(count)s demonstration accounts created.") % {"count": accounts.created})
        if not given:
            self.stdout.write(_("Their password: %(password)s") % {"password": accounts.password})
