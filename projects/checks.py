"""What the operator is warned of when the system is checked."""

from typing import Any

from django.core import checks
from django.db import DatabaseError
from django.utils.translation import gettext as _

from accounts import clock
from accounts.calendar import years_to_know, years_without_holidays
from accounts.rules.workdays import unannounced_years


@checks.register
def working_days_are_announced(**_options: Any) -> list[checks.CheckMessage]:
    """Warn while deadlines of a year fall back to plain weekends (DOMAIN §5); December looks ahead.

    What the administrator has entered counts, if there is a database to ask.
    """
    try:
        years = years_without_holidays()
    except DatabaseError:
        years = unannounced_years(years_to_know(clock.today()))
    return [
        checks.Warning(
            _("The public holidays of %(year)s are not known; its working days are taken to be Monday to Friday.")
            % {"year": year},
            hint=_("Update the package “holidays”, or enter the State Council's notice as holidays in the console."),
            id="projects.W001",
        )
        for year in years
    ]
