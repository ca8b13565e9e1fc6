"""Passwords that are being guessed, and from where their owners log in (API.md "Authentication")."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class PasswordAttempt(models.Model):
    """A password that was wrong, or is being looked at; one that was right leaves no row.

    The name is kept as a keyed digest: people type their password into the wrong field, and whether an account of
    the name exists makes no difference here.
    """

    name_digest = models.CharField(_("digest of the name"), max_length=64)
    place = models.GenericIPAddressField(_("address"), null=True)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("wrong password")
        verbose_name_plural = _("wrong passwords")
        indexes = [
            models.Index(fields=["name_digest", "-tried_at"], name="attempt_name"),
            models.Index(fields=["tried_at"], name="attempt_tried_at"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.tried_at}"


class KnownAddress(models.Model):
    """Where somebody has proven their password; failures from elsewhere do not shut them out there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("user"))
    place = models.GenericIPAddressField(_("address"))
    used_at = models.DateTimeField(_("last used at"))

    class Meta:
        verbose_name = _("known address")
        verbose_name_plural = _("known addresses")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="known_address_once")]
        indexes = [models.Index(fields=["used_at"], name="known_address_used_at")]

    def __str__(self) -> str:
        return self.place
