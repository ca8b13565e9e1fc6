"""Days on which the State Council calendar is overridden by hand."""

import pghistory
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.change_log import IS_DIFFERENT, change_triggers, whole_region
from accounts.choices import HolidayKind


@pghistory.track()
class Holiday(models.Model):
    """A date that wins over the library's calendar, for a notice the library does not know yet."""

    day = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=HolidayKind)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        triggers = change_triggers(
            "holidays", whole_region("region.id", "CROSS JOIN accounts_region region"), changed=IS_DIFFERENT
        )
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{date_format(self.day, 'DATE_FORMAT')} {self.name}"
