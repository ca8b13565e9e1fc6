"""How a person wants to be reached; the inbox in the system is always there (DOMAIN §5)."""

from zoneinfo import ZoneInfo, available_timezones

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import Channel
from accounts.models.base import VersionedModel
from accounts.rules.sending_hours import QuietHours

BEIJING = "Asia/Shanghai"


def is_time_zone(name: str) -> None:
    """Raises ValidationError unless the name is one of the zone database."""
    if name not in available_timezones():
        raise ValidationError(gettext("“%(name)s” is no time zone; give one such as Asia/Shanghai.") % {"name": name})


@pghistory.track()
class ContactPreference(VersionedModel):
    """Channels that a person does not want, and their quiet hours; levels 3 and 4 pass both."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_preference", verbose_name=_("user")
    )
    muted_channels = ArrayField(
        models.CharField(max_length=20, choices=Channel), default=list, blank=True, verbose_name=_("muted channels")
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default=BEIJING, validators=[is_time_zone])

    class Meta(VersionedModel.Meta):
        verbose_name = _("contact preference")
        verbose_name_plural = _("contact preferences")
        constraints = [
            models.CheckConstraint(
                condition=~Q(muted_channels__contains=[Channel.IN_APP]),
                name="inbox_is_not_muted",
                violation_error_message=_("The inbox in the system cannot be muted."),
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="quiet_hours_have_both_ends",
                violation_error_message=_("Give both ends of the quiet hours, and different ones."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def quiet_hours(self) -> QuietHours | None:
        """None without quiet hours."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until, ZoneInfo(self.time_zone))
